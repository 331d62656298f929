# Known accounts lead to those who act with them, and two runs are compared.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
lockstep simulate viral --seed 4 --posts 12000 --out "$dir/posts.jsonl" --truth "$dir/truth.csv" || exit 1
{ echo note,account; sed -n '2,9s/\(.*\),ring/x,\1/p' "$dir/truth.csv"; echo x,nobody; } >"$dir/known.csv"
lockstep run "$dir/posts.jsonl" --out "$dir/case" --watchlist "$dir/known.csv" 2>&1 | grep -o 'watch-list: .* accounts'
head -1 "$dir/case/watchlist.csv"
sed -n '2,21p' "$dir/case/watchlist.csv" | cut -d, -f2 >"$dir/top"
echo "of the ring among the first twenty: $(grep -c -F -f "$dir/top" "$dir/truth.csv")"
head -1 "$dir/case/accounts.csv" | grep -o watchlisted.*
cut -d, -f37 "$dir/case/accounts.csv" | grep -c '^1$'
lockstep run --quiet "$dir/posts.jsonl" --out "$dir/plain"
head -1 "$dir/plain/accounts.csv" | grep -c watchlisted
lockstep compare "$dir/case" "$dir/plain" | python3 -c 'import json, sys; c = json.load(sys.stdin); print(c["new"], c["gone"], c["moved"])'
lockstep run --quiet "$dir/posts.jsonl" --out "$dir/none" --watchlist "$dir/nowhere" 2>&1 | sed 's#.*nowhere#nowhere#'
lockstep compare "$dir/case" 2>&1 | head -1
