# A low bound on memory: much of the work lies in files, nothing is left of them, and the outputs are the same bytes.
nm -D "$(command -v lockstep)" | grep -q __asan_init && exit 77 # malloc is the checker's
dir=$(mktemp -d -p "${TMPDIR:-/var/tmp}") && trap 'rm -rf "$dir"' EXIT
mkdir "$dir/tmp"
lockstep simulate big --posts 57000 --out "$dir/posts.jsonl"
lockstep edges "$dir/posts.jsonl" --memory 128M --tmp "$dir/tmp" --out "$dir/edges" 2>"$dir/edges.report"
lockstep edges "$dir/posts.jsonl" --memory off --quiet | cmp - "$dir/edges"
[ "$(wc -l <"$dir/edges")" -gt 10000 ] || echo "no edges"
lockstep run "$dir/posts.jsonl" --figures none --memory 128M --out "$dir/low" 2>"$dir/run.report"
lockstep run "$dir/posts.jsonl" --figures none --memory off --quiet --threads 1 --out "$dir/high"
diff -r -x run.json "$dir/low" "$dir/high"
sed -n 's/^[0-9]* MB lay/MB lay/p' "$dir"/*.report
peak=$(sed -n 's/.*"peak_resident_bytes": \([0-9]*\).*/\1/p' "$dir/low/run.json")
[ "$peak" -gt 0 ] && echo "a peak"
[ "$peak" -le $((128 << 20)) ] || grep -q -- '--memory 128M was passed, by [0-9]* MB' "$dir/run.report" || echo "passed, and not told: $peak"
ls -A "$dir/tmp" && ls "$dir" | grep -v 'report\|posts'

# No room for them is an error that says where; no case is left.
(trap '' XFSZ; ulimit -f 2048; lockstep run "$dir/posts.jsonl" --memory 128M --quiet --out "$dir/none" 2>"$dir/error"; echo $?)
sed 's/for .*: --memory/for ...: --memory/; s/and [^:]*:/and DIR:/' "$dir/error"
ls -d "$dir/none" 2>&1 | sed 's/.*none.*/no case/'
