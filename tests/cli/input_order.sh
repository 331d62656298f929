# Shares in the order of the input: none is lost, whatever was in the memory before (this one ended with signal 11).
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
lockstep simulate timing --seed 1 --posts 50000 --out "$dir/posts.jsonl" --truth "$dir/truth.csv"
for trace in text repost url; do
    lockstep coshares --quiet --trace $trace "$dir/posts.jsonl" >"$dir/coshares" || echo "coshares: $?"
    lockstep edges --quiet --compat cnt --trace $trace "$dir/posts.jsonl" >"$dir/edges" || echo "edges: $?"
    # every pair is there in both directions, or once with a repetition
    python3 - "$dir/coshares" "$dir/edges" <<'END'
import csv, sys
pairs = {frozenset((r["source"], r["target"])) for r in csv.DictReader(open(sys.argv[1]))}
users = {frozenset((r["user_1"], r["user_2"])) for r in csv.DictReader(open(sys.argv[2])) if r["user_1"] != r["user_2"]}
print(len(pairs), "pairs,", "the same" if pairs == users else f"not {len(users)}: {sorted(map(sorted, pairs ^ users))[:3]}")
END
done
