# The operation of 423 accounts inside an organic crowd comes out as one cluster, from default settings.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
lockstep simulate big --seed 5 --posts 60000 --out "$dir/posts.jsonl" --truth "$dir/truth.csv" || exit 1
lockstep run --quiet --figures none "$dir/posts.jsonl" --out "$dir/case" || exit 1
lockstep evaluate "$dir/case" --truth "$dir/truth.csv" >"$dir/result.json" || exit 1
python3 - "$dir/result.json" <<'PYTHON'
import json, sys
big = next(c for c in json.load(open(sys.argv[1]))["clusters"] if c["cluster"] == "big")
print("size", big["size"])
print("found", big["precision"] > 0.98 and big["recall"] > 0.98)
PYTHON
