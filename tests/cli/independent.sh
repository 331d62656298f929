# Accounts that choose by activity alone, that come in bursts, by day and night, after news, or that are all alike:
# whatever meets is chance, and no cluster is kept.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
for run in independent,60s independent,600s bursty,60s bursty,600s rhythm,600s news,60s uniform,60s uniform,600s; do
    lockstep simulate ${run%,*} --seed 1 --posts 20000 --out "$dir/posts.jsonl" || exit 1
    lockstep clusters --quiet --trace repost --window ${run#*,} "$dir/posts.jsonl" || exit 1
done
