# The twelve rules by which archives are read, each on the smallest input that would show it broken.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
cd "$dir"
rule() { echo "== $1"; }
# What each post shares: layer, object, account.
shares() { lockstep traces "$@" --quiet | tail -n +2 | cut -d, -f1-3; }
report() { lockstep traces "$@" 2>&1 >/dev/null; }

rule '1 compression, archives, BOM, CRLF, newlines and megabytes in fields, delimiters'
printf '\357\273\277"account";"time";"urls";"text; or so"\r\n"a\nb";1;http://x.org/1;"%01048576d"\r\nc;2;http://x.org/1;\r\n' 0 >plain
gzip -k plain && zstd -q plain && xz -k plain && zip -q plain.zip plain.gz
for file in plain*; do lockstep traces $file --trace url --quiet | sed 's/,plain[^,]*:/,/' | cksum; done | uniq -c | sed 's/^ *//'
lockstep traces plain --trace url --quiet

rule '2 ids are texts; rounded ones give way to another column, or are refused and counted'
printf 'id,user_id,author,time,reply_to,urls\n007,9.06E+17,ada,1,,http://x.org/1\n8.1E+17,12,bob,2,,http://x.org/1\n9,0012,cem,3,9.06E+17,http://x.org/1\n' >ids.csv
lockstep traces ids.csv --trace url --quiet
report ids.csv | grep mangled

rule '3 moments, zones and precision; what a clock cannot tell is refused; ids that disagree are told'
i=0
for time in 2018-10-10T20:19:24Z '2018-10-10 22:19:24+02:00' '2018-10-10 16:19:24 EDT' 'Wed Oct 10 20:19:24 +0000 2018' \
    1539202764 1539202764000 1539202764000000 '10/10/2018 20:19' 2018-10-10 43383.847; do
    i=$((i + 1)) && printf '%s\t%s\thttp://x.org/1\n' a$i "$time"
done >rows
{ printf 'account\ttime\turls\n' && cat rows; } >times.tsv
lockstep traces times.tsv --trace url --quiet | tail -n +2 | cut -d, -f3,5
report times.tsv | grep zone
printf 'account,time,urls\na,2018-10-10 22:19:24,http://x.org/1\n' | lockstep traces - --trace url --quiet --assume-timezone Europe/Paris | tail -n +2
printf 'account,time,urls\na,2018-10-10 22:19:24 IST,http://x.org/1\nb,2018-10-10 22:19:24 PDT,http://x.org/1\n' >ist.csv
report ist.csv --trace url | grep read
lockstep traces ist.csv --trace url --quiet --assume-timezone Asia/Kolkata | tail -n +2
printf 'account,time\na,10/10/2018 20:19\nb,10/10/2018 20:20\n' | lockstep traces - --trace time --time-window 10s 2>&1 >/dev/null | tail -n 1
printf 'tweetid,userid,tweet_time\n1050118621198921728,905874659358453760,2018-10-10 20:19\n1050118621198921729,1,2018-10-10 22:19\n' >io.csv
lockstep traces io.csv --trace time --time-window 1s --quiet | tail -n +2
report io.csv --trace time --time-window 1s | grep 'their ids'

rule '4 a repost shares its original, not the text that is cut off'
printf '%s\n' '{"id":"2","author_id":"7","created_at":"2023-07-06T08:00:00.000Z","text":"RT @b: the whole wo…","referenced_tweets":[{"type":"retweeted","id":"1","author_id":"8","text":"the whole words and more","entities":{"urls":[{"expanded_url":"http://x.org/1"}]}}]}' >repost.jsonl
shares repost.jsonl

rule '5 one record, several objects'
printf '%s\n' '{"id":"2","author_id":"7","created_at":"2023-07-06T08:00:00.000Z","text":"x","public_metrics":{},"entities":{"urls":[{"expanded_url":"http://x.org/1"},{"expanded_url":"http://x.org/2"}],"hashtags":[{"tag":"one"},{"tag":"two"}],"mentions":[{"username":"bob"}]},"attachments":{"media_keys":["3_1"]}}' >several.jsonl
shares several.jsonl --trace url,hashtag,hashtags,mention,media

rule '6 the same post twice is one, the fullest text stays'
printf '%s\n' id,account,time,text,is_repost '5,a,1,one two three f… https://t.co/0123456789,' '5,a,1,one two three four five,' \
    '5,a,1,one two three four five,' '5,b,1,one two three four five,' '6,b,2,one two three four five,' '6,b,2,one two three four five,yes' >twice.csv
shares twice.csv --trace text
report twice.csv | head -n 1
printf 'id,account,time,text\n7,c,3,#a #b\n7,c,3,#a #b #c\n8,c,4,#d #e\n8,c,4,#f #g\n' | shares - --trace hashtags

rule '7 an account is as it was last seen'
printf '%s\n' '{"id":"2","created_at":"2023-07-07T08:00:00.000Z","text":"x","author_id":"7","author":{"id":"7","username":"new_name","public_metrics":{"followers_count":9}}}' \
    '{"id":"1","created_at":"2023-07-06T08:00:00.000Z","text":"x","author_id":"7","author":{"id":"7","username":"old_name","public_metrics":{"followers_count":1}}}' >names.jsonl
shares names.jsonl --trace handle
lockstep run names.jsonl --trace time --out case --figures none --stix none --quiet && tail -n 1 case/accounts.csv | cut -d, -f1-2

rule '8 lists in every spelling'
for list in '["one", "two"]' "['one', 'two']" '[one, two]' 'one,two' 'one two' 'one|two' '{one,two}' '#one #two'; do
    printf 'account\ttime\thashtags\na\t1\t%s\n' "$list" | shares - --trace hashtags
done | uniq -c | sed 's/^ *//'

rule '9 what facets and entities name is taken, wherever their offsets count from'
printf '%s\n' '{"did":"did:plc:a","time_us":1725911162329308,"kind":"commit","commit":{"operation":"create","collection":"app.bsky.feed.post","rkey":"r","record":{"$type":"app.bsky.feed.post","createdAt":"2024-09-09T19:46:02.102Z","text":"héllo 😀 x.org/…","facets":[{"index":{"byteStart":12,"byteEnd":21},"features":[{"$type":"app.bsky.richtext.facet#link","uri":"http://x.org/whole"}]}]}}}' \
    '{"did":"did:plc:b","time_us":1725911162329309,"kind":"commit","commit":{"operation":"create","collection":"app.bsky.feed.post","rkey":"r","record":{"$type":"app.bsky.feed.post","createdAt":"2023-03-09T19:46:02.102Z","text":"héllo 😀 x.org/…","entities":[{"index":{"start":9,"end":16},"type":"link","value":"http://x.org/whole"}]}}}' >facets.jsonl
shares facets.jsonl --trace url

rule '10 a table of unknown columns, by --map'
printf 'who;seen;said\na;2023-07-06;http://x.org/1\n' | shares - --map account=who,time=seen,urls=said --trace url

rule '11 prefixes of Activity Streams'
printf '%s\n' '{"id":"tag:search.twitter.com,2005:2","verb":"share","actor":{"id":"id:twitter.com:7"},"postedTime":"2018-10-10T20:19:24.000Z","body":"RT","object":{"objectType":"activity","id":"tag:search.twitter.com,2005:1","actor":{"id":"id:twitter.com:8"},"body":"x"}}' |
    lockstep traces - --trace repost --quiet

rule '12 what is not read is named, what cannot be read is counted by its reason'
printf 'account,time,urls,mood\na,1,http://x.org/1,fine\nb,noon,http://x.org/1,\n,2,http://x.org/1,\nc,3\n' >bad.csv
report bad.csv
