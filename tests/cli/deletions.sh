# A file of deletions alone is read for what it is, before or behind the posts that it is about.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT && cd "$dir"
post() { echo "{\"id\":\"$1\",\"uri\":\"https://a.example/$1\",\"created_at\":\"2023-07-06T08:00:4$1Z\",\"content\":\"<p>the same four words</p>\",\"account\":{\"id\":\"7$1\",\"acct\":\"a$1\",\"url\":\"https://a.example/@a$1\"}}"; }
for id in 1 2 3; do post $id; done >posts.jsonl
echo '{"stream":["public"],"event":"delete","payload":"2"}' >gone.jsonl
lockstep traces posts.jsonl gone.jsonl --trace text 2>&1 | cut -d, -f1-3
lockstep traces gone.jsonl posts.jsonl --trace text --quiet | cksum
lockstep traces posts.jsonl gone.jsonl --trace text --quiet | cksum
lockstep traces gone.jsonl --trace text 2>&1; echo "exit $?"
