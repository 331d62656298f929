# What was ingested gives the same bytes as the input itself, whatever is asked of it.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
lockstep simulate platforms --posts 3000 --seed 3 --out "$dir/a.jsonl"
lockstep simulate languages --posts 3000 --seed 4 --out "$dir/b.jsonl"
{ head -n 200 "$dir/a.jsonl"; sed 's/"text":"/"text":"again /' "$dir/a.jsonl" | head -n 30; echo '{"id":1}'; } >"$dir/c.jsonl"
same() { lockstep "$@" "$dir/a.jsonl" "$dir/b.jsonl" "$dir/c.jsonl" ring.csv >"$dir/1" 2>"$dir/1.err"; }
again() { lockstep "$@" >"$dir/2" 2>"$dir/2.err" && cmp "$dir/1" "$dir/2" && diff "$dir/1.err" "$dir/2.err"; }
lockstep ingest "$dir/a.jsonl" "$dir/b.jsonl" "$dir/c.jsonl" ring.csv --out "$dir/all" --quiet
lockstep ingest "$dir/a.jsonl" --out "$dir/some" --quiet
lockstep ingest "$dir/b.jsonl" "$dir/c.jsonl" ring.csv --append "$dir/some" --quiet
lockstep ingest "$dir/a.jsonl" "$dir/b.jsonl" --out "$dir/two" --quiet
for stage in traces coshares edges clusters "edges --window 10s,1h --min-objects 3" "clusters --trace text,url" \
    "edges --trace near-text --similarity 0.6" "traces --trace domain,handle,hashtags-day,fast-repost" "sweep --window 30s,5m"; do
    same $stage
    again $stage "$dir/all" && again $stage "$dir/some" && again $stage "$dir/c.jsonl" "$dir/two" ring.csv
    echo "$(wc -l <"$dir/1") $stage"
done
for input in "$dir/all" "$dir/some"; do lockstep run "$input" --quiet --out "$input.case"; done
lockstep run "$dir/a.jsonl" "$dir/b.jsonl" "$dir/c.jsonl" ring.csv --quiet --out "$dir/case"
diff -r -x run.json "$dir/case" "$dir/all.case" && diff -r -x run.json "$dir/case" "$dir/some.case"
part() { sed -n '/"inputs"/,/^  \]/p;/"counts"/,/^  }/p' "$1/run.json"; }
for case in all some; do part "$dir/$case.case" >"$dir/$case.json"; part "$dir/case" | diff - "$dir/$case.json"; done
grep -c sha256 "$dir/all.json"

# Settings that shaped it are taken over, or named where they do not go with it.
lockstep ingest ring.csv --from 2024-01-01T00:00:15Z --min-tokens 3 --trace field:url --out "$dir/late" --quiet
lockstep edges ring.csv --from 2024-01-01T00:00:15Z --min-tokens 3 --quiet >"$dir/1"
lockstep edges "$dir/late" --quiet | cmp - "$dir/1"
try() { lockstep "$@" 2>&1 >/dev/null | sed "s|$dir/||"; }
try edges "$dir/late" --min-tokens 4
try edges "$dir/all" --from 2024-01-01
try edges "$dir/all" --lang en
try edges "$dir/all" --map urls=link
try edges "$dir/all" --time-window 1m
try edges "$dir/all" --trace field:id
try edges "$dir/all" --compat cnt
try edges "$dir/all" "$dir/late" "$dir/two"
try ingest ring.csv
try ingest ring.csv --out "$dir/x" --append "$dir/all"
try ingest ring.csv --append nowhere
cp ring.csv "$dir/ring.csv" && try ingest pairs.csv --append "$dir/ring.csv" && cmp ring.csv "$dir/ring.csv"
ls "$dir" | grep partial

# What is damaged, cut short or of another time is refused.
size=$(wc -c <"$dir/late")
head -c $((size - 1)) "$dir/late" >"$dir/cut" && try edges "$dir/cut"
head -c 20 "$dir/late" >"$dir/cut" && try edges "$dir/cut"
{ cat "$dir/late"; echo; } >"$dir/long" && try edges "$dir/long"
{ head -c 8 "$dir/late"; printf '\377'; tail -c +10 "$dir/late"; } >"$dir/newer" && try edges "$dir/newer"
