# With --redact no file of a case holds an id or a handle of the data, in texts, addresses and lists neither; the clusters are the
# same; the same key gives the same names, another key others; the key is nowhere; the case verifies with the key alone.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
lockstep simulate sleeper --seed 5 --posts 6000 --out "$dir/plain.jsonl" --truth "$dir/truth.csv" || exit 1
# Every text names an account in all the ways that texts do.
first=$(grep -o '"username":"[^"]*"' "$dir/plain.jsonl" | head -n 1 | cut -d'"' -f4)
sed "s|\"text\":\"|&RT @$first: see https://x.com/$first/status/1674931574504230912?s=20, https://twitter.com/$first (@$first) |" \
    "$dir/plain.jsonl" >"$dir/posts.jsonl"
printf '%s and then some\n' 'a key of 32 bytes or so' >"$dir/key"
printf '%s and then more\n' 'a key of 32 bytes or so' >"$dir/other"
echo "$first" >"$dir/known"
mentioned=$(grep -o '"mentions":\[{[^]]*' "$dir/plain.jsonl" | grep -o '"username":"[^"]*"' | head -n 1 | cut -d'"' -f4)
echo "[{\"name\": \"told\", \"mentions\": [\"@$mentioned\"]}, {\"name\": \"seen\", \"texts\": [\"RT @$first: see https://x.com/$first\"]}]" >"$dir/campaigns"
run() { lockstep run --quiet --figures svg --campaigns "$dir/campaigns" --networks layers,clusters,csv,edgelist,cytoscape,pajek --watchlist "$dir/known" --targets "$dir/known" --step 4w "$dir/posts.jsonl" "$@" || exit 1; }
run --out "$dir/plain"
run --out "$dir/a" --redact "$dir/key"
run --out "$dir/b" --redact "$dir/key"
run --out "$dir/c" --redact "$dir/other"

# Accounts of the plain case by id and handle, and the ids of all posts.
tail -n +2 "$dir/plain/accounts.csv" | cut -d, -f1 >"$dir/names"
grep -o '"username":"[^"]*"' "$dir/posts.jsonl" | cut -d'"' -f4 >>"$dir/names"
grep -o '"id":"[^"]*"' "$dir/posts.jsonl" | cut -d'"' -f4 >>"$dir/names"
sort -u "$dir/names" | grep ... >"$dir/list"
echo "names: $([ "$(wc -l <"$dir/list")" -gt 1000 ] && echo many)"
echo "files of the plain case that hold some: $(grep -rlaiF -f "$dir/list" "$dir/plain" | wc -l | sed 's/^[1-9][0-9]*$/many/')"
echo "files of the redacted case that hold some: $(grep -rlaiF -f "$dir/list" "$dir/a" | wc -l)"
echo "files with the key: $(grep -rlaF -e 'a key of 32' -e "$dir/key" "$dir/a" | wc -l)"
(cd "$dir/a" && find . -type f ! -name run.json | sort | xargs sha256sum) >"$dir/sums"
(cd "$dir/b" && sha256sum --check --quiet "$dir/sums") && echo 'same key, same bytes'
cut -d, -f1-4 "$dir/plain/clusters.csv" >"$dir/x"
told() { grep -A 25 '"key": "campaign"' "$dir/$1/clusters/01/dossier.json" | grep '"value"' | sed 1q; }
[ -n "$(told plain)" ] && [ "$(told plain)" = "$(told a)" ] && echo 'campaigns that name accounts: the same posts'
for case in a c; do cut -d, -f1-4 "$dir/$case/clusters.csv" | diff "$dir/x" - >"$dir/diff" && echo "$case: same clusters"; done
tail -n +2 "$dir/a/accounts.csv" | cut -d, -f1 | sort >"$dir/x"
tail -n +2 "$dir/c/accounts.csv" | cut -d, -f1 | sort | comm -12 - "$dir/x" | wc -l
lockstep verify --quiet "$dir/a" "$dir/posts.jsonl" --redact "$dir/key" >"$dir/rows" && echo verifies
lockstep verify --quiet "$dir/a" "$dir/posts.jsonl" >"$dir/rows" || echo 'not without the key'
echo short >"$dir/short" && lockstep run --quiet --redact "$dir/short" "$dir/posts.jsonl" --out "$dir/d" 2>&1 | sed "s|$dir/||"
