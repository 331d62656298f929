# The traces that have to be asked for.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT

echo '== domain: what was registered, whatever stands before it; addresses stay whole'
cat >"$dir/links.csv" <<'CSV'
id,account,time,text
1,ann,2024-01-01T00:00:00Z,https://news.example.co.uk/1 and https://sport.example.co.uk/2
2,bob,2024-01-01T00:00:01Z,https://www.example.co.uk:8080/?x=1
3,cy,2024-01-01T00:00:02Z,https://a.site.github.io/x http://192.0.2.7/y https://[2001:db8::1]/z
4,dee,2024-01-01T00:00:03Z,https://github.io/ https://xn--bcher-kva.example.de https://localhost/
CSV
lockstep traces "$dir/links.csv" --quiet --trace domain | cut -d, -f2-4

echo '== reply-author: who is answered, by anybody else'
cat >"$dir/replies.csv" <<'CSV'
id,account,time,text,reply_to,reply_to_account
1,ann,2024-01-01T00:00:00Z,one,900,mayor
2,bob,2024-01-01T00:00:10Z,two,901,mayor
3,mayor,2024-01-01T00:00:20Z,a thread,901,mayor
4,cy,2024-01-01T00:00:30Z,of whom nobody knows,902,
CSV
lockstep traces "$dir/replies.csv" --quiet --trace reply-author | cut -d, -f1-4
lockstep edges "$dir/replies.csv" --quiet --trace reply-author --min-objects 1 | cut -d, -f1-5,17

echo '== fast-repost: the author of what was reposted soon, by the moment in its id'
# The id of 2024-01-01T00:00:00.000Z is (1704067200000 - 1288834974657) << 22.
original=$(((1704067200000 - 1288834974657) << 22))
cat >"$dir/reposts.jsonl" <<JSON
{"id":"$((original + (5000 << 22)))","author_id":"11","created_at":"2024-01-01T00:00:05.000Z","text":"RT @m: x","referenced_tweets":[{"type":"retweeted","id":"$original","author_id":"99"}]}
{"id":"$((original + (60000 << 22)))","author_id":"12","created_at":"2024-01-01T00:01:00.000Z","text":"RT @m: x","referenced_tweets":[{"type":"retweeted","id":"$original","author_id":"99"}]}
{"id":"$((original + (60001 << 22)))","author_id":"13","created_at":"2024-01-01T00:01:00.001Z","text":"RT @m: x","referenced_tweets":[{"type":"retweeted","id":"$original","author_id":"99"}]}
{"id":"$((original + (3000 << 22)))","author_id":"99","created_at":"2024-01-01T00:00:03.000Z","text":"RT @m: x","referenced_tweets":[{"type":"retweeted","id":"$original","author_id":"99"}]}
JSON
lockstep traces "$dir/reposts.jsonl" --quiet --trace fast-repost | cut -d, -f1-3,5
lockstep traces "$dir/reposts.jsonl" --quiet --trace fast-repost --repost-within 5s | cut -d, -f1-3,5

echo '== handle: one handle, several ids, at any time; who is known by the handle alone has none to hand on'
cat >"$dir/handles.csv" <<'CSV'
id,account,handle,time,text
1,11,@Eagle,2020-01-01T00:00:00Z,a
2,11,eagle,2020-01-02T00:00:00Z,b
3,12,EAGLE,2023-05-05T00:00:00Z,c
4,12,hawk,2023-05-06T00:00:00Z,d
5,11,Hawk,2021-05-06T00:00:00Z,e
6,crow,crow,2021-05-06T00:00:00Z,f
CSV
lockstep traces "$dir/handles.csv" --quiet --trace handle
lockstep edges "$dir/handles.csv" --quiet --trace handle --window 10s,60s | cut -d, -f1-5,9,17

echo '== hashtags-day: five posts with tags and five tags, all of them in their order'
{
    echo id,account,time,text
    id=0
    for account in ann bob cy dee; do
        for tag in a b c d e; do
            id=$((id + 1)) hour=$((id % 5))
            [ $account = cy ] && hour=$((9 - hour)) # backwards
            [ $account.$tag = dee.e ] && tag=d
            echo "$id,$account,2024-02-01T0$hour:0$((id % 7)):00Z,#$tag"
        done
    done
    echo 97,ann,2024-02-01T23:59:59Z,"#Z #y" && echo 98,bob,2024-02-01T12:00:00Z,"#z #Y" && echo 99,bob,2024-02-02T00:00:00Z,#x
} >"$dir/tags.csv"
lockstep traces "$dir/tags.csv" --quiet --trace hashtags-day
lockstep edges "$dir/tags.csv" --quiet --trace hashtags-day --min-objects 1 | cut -d, -f1-5,17

echo '== none of them is there unless asked for, nor with --compat'
for file in replies.csv tags.csv; do
    lockstep traces "$dir/$file" --quiet | cut -d, -f1 | sort -u | tr '\n' ' '
done
echo
for trace in reply-author fast-repost handle hashtags-day; do
    lockstep edges "$dir/tags.csv" --compat coortweet --trace $trace 2>&1
done
lockstep edges "$dir/replies.csv" --quiet --trace hashtags-day 2>&1
lockstep run "$dir/tags.csv" --quiet --trace hashtags-day,hashtag,handle,time --out "$dir/case" 2>&1
lockstep run "$dir/tags.csv" --quiet --trace hashtags-day,hashtag,time --window 60s,10m --min-objects 1 --out "$dir/case" && cut -d, -f3,18 "$dir/case/edges.csv" | sort | uniq -c | sed 's/^ *//'
