# Several windows in one run are what a run each would say: the same edges, the same shares, and the
# co-shares of the widest.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
awk -f ring.awk >"$dir/posts.csv"
many=60s,10s,2m,10s
traces=url,mention,time
for window in 10s 60s 2m; do
    lockstep edges "$dir/posts.csv" --quiet --trace $traces --window $window | sed 1d
done | sort -u >"$dir/edges" # the trace `time` has a window of its own
lockstep edges "$dir/posts.csv" --quiet --trace $traces --window $many | sed 1d | sort | cmp - "$dir/edges"
cut -d, -f17 "$dir/edges" | sort | uniq -c | sed "s/^ *//"
lockstep traces "$dir/posts.csv" --quiet --trace $traces >"$dir/traces"
lockstep traces "$dir/posts.csv" --quiet --trace $traces --window $many | cmp - "$dir/traces"
lockstep coshares "$dir/posts.csv" --quiet --trace $traces --window 2m | sort >"$dir/coshares"
lockstep coshares "$dir/posts.csv" --quiet --trace $traces --window $many | sort | cmp - "$dir/coshares"

# The ring shares 10 s apart: its episodes are the same at any window from then on. ln of the number of layers
# is paid, and among equals the narrowest window keeps it.
for window in 10s 20s 20s,60s 60s,20s,10s,1h; do
    lockstep clusters ring.csv --trace url --quiet --window $window | sed 1d
done

lockstep run "$dir/posts.csv" --quiet --trace $traces --window $many --out "$dir/case"
lockstep run "$dir/posts.csv" --quiet --trace $traces --window $many --out "$dir/again" --threads 1
diff -r -x run.json "$dir/case" "$dir/again"
cut -d, -f18 "$dir/case/edges.csv" | sort | uniq -c | sed "s/^ *//"
grep -o 'kind="[^"]*"' "$dir/case/network.gexf" | sort | uniq -c | sed "s/^ *//"
# No pair has two edges of one kind: Gephi would merge them.
grep -o '<edge [^>]*kind="[^"]*"' "$dir/case/network.gexf" | sed 's/ id="[^"]*"//' | sort | uniq -d
lockstep run "$dir/posts.csv" --quiet --trace $traces --window 60s --out "$dir/single"
cut -d, -f5 "$dir/case/accounts.csv" | cksum
cut -d, -f5 "$dir/single/accounts.csv" | cksum
lockstep edges ring.csv --compat coortweet --window $many --trace url 2>&1 | tail -1
