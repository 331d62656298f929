# Accounts that choose by activity alone, that come in bursts, by day and night, or after news: whatever
# meets is chance, and no cluster is kept, nor any pair.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
for scenario in independent bursty rhythm news; do
    lockstep simulate $scenario --seed 1 --posts 30000 --out "$dir/posts.jsonl" || exit 1
    for window in 60s 600s; do
        lockstep clusters --quiet --trace repost --window $window "$dir/posts.jsonl" || exit 1
    done
done
