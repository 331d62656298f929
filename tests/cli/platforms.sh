# Three platforms in one run: id 77 is two accounts, on X and on Telegram; a link is one object wherever
# it was posted, whatever its spelling, and so is a text; ids of posts are their platform's own.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
cat >"$dir/x.jsonl" <<'POSTS'
{"id":"5","author_id":"77","created_at":"2023-07-06T08:00:00.000Z","text":"the very same words to everyone","public_metrics":{},"entities":{"urls":[{"expanded_url":"https://www.example.org/page/?utm_source=x"}]}}
{"id":"6","author_id":"88","created_at":"2023-07-06T08:00:30.000Z","text":"something else","public_metrics":{},"referenced_tweets":[{"type":"replied_to","id":"900"}]}
POSTS
cat >"$dir/telegram.jsonl" <<'POSTS'
{"id":5,"peer_id":{"channel_id":1},"from_id":{"user_id":77},"date":"2023-07-06T08:00:20+00:00","message":"The very same words, to everyone! http://example.org/page"}
POSTS
cat >"$dir/mastodon.jsonl" <<'POSTS'
{"id":"5","uri":"https://a.example/5","created_at":"2023-07-06T08:00:40.000Z","content":"<p>read <a href='https://example.org/page#top'>this</a></p>","account":{"id":"77","acct":"ada","url":"https://a.example/@ada"},"in_reply_to_id":"900"}
POSTS
cd "$dir"
lockstep traces telegram.jsonl x.jsonl mastodon.jsonl --trace url,text,reply 2>&1
echo '== edges'
lockstep edges x.jsonl telegram.jsonl mastodon.jsonl --trace url,text,reply --min-objects 1 --quiet | cut -d, -f1-5
lockstep run x.jsonl telegram.jsonl mastodon.jsonl --trace url --quiet --figures none --out case
cut -d, -f1,2,4 case/accounts.csv
