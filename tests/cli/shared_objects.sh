# Who else shared what a cluster shares, and who was first: the dossiers against a recount of what `traces` prints.
command -v python3 >/dev/null || exit 77
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
lockstep simulate overlap --posts 8000 --out "$dir/posts.jsonl"
lockstep traces "$dir/posts.jsonl" --quiet >"$dir/traces"
lockstep run "$dir/posts.jsonl" --quiet --figures none --out "$dir/case" || exit 1
python3 - "$dir" <<'END'
import csv, glob, json, sys
everywhere = {}
for row in csv.DictReader(open(sys.argv[1] + "/traces")):
    everywhere.setdefault((row["layer"], row["object"]), []).append((row["time"], row["account"]))
layers, objects, wrong = set(), 0, 0
for path in glob.glob(sys.argv[1] + "/case/clusters/*/dossier.json"):
    for layer in json.load(open(path))["layers"]:
        for top in layer["top"] if layer["layer"] != "fused" else []:
            shares = everywhere[layer["layer"], top["object"]]
            sharers = len({account for _, account in shares})
            right = sharers == top["accounts"] + top["accounts_outside"] and min(shares)[0] == top["first"]["time"]
            layers.add(layer["layer"])
            objects, wrong = objects + 1, wrong + (not right)
print(*sorted(layers))
print("many" if objects > 400 else "too few", wrong)
END
