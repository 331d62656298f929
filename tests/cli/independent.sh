# Accounts that choose by activity alone: whatever meets is chance, and no cluster is kept.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
for seed in 1; do
    lockstep simulate independent --seed $seed --posts 0 --out "$dir/posts.jsonl" || exit 1
    for window in 60s 600s; do
        lockstep clusters --quiet --trace repost --window $window "$dir/posts.jsonl" || exit 1
    done
done
