# Facts that were put into posts are found as they were put there, and said in English and in French.
command -v python3 >/dev/null || exit 77
python3 -c 'import zoneinfo; zoneinfo.ZoneInfo("Asia/Kolkata")' 2>/dev/null || exit 77
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
python3 planted.py "$dir" || exit 1
for language in en fr; do
    lockstep run "$dir/posts.csv" --quiet --figures none --language $language --timezone Asia/Kolkata --holidays "$dir/holidays.csv" \
        --targets "$dir/targets.txt" --campaigns "$dir/campaigns.json" --out "$dir/$language" || exit 1
    python3 - "$dir/$language" <<'END_OF_PROGRAM'
import json, sys
findings = json.load(open(f"{sys.argv[1]}/clusters/01/dossier.json"))["findings"]
for key, holds in [("size", 0), ("burst", "10 minutes:"), ("run", 0), ("holiday", 0), ("shift", "#younger"), ("participation", 0),
                   ("listed-targets", 0), ("created-burst", 0), ("created-minutes", 0), ("time-zone", 0)]:
    said = [f for f in findings if f["key"] == key and (holds or "") in f["statement"].replace("\u00a0", " ").replace(" :", ":")][:1]
    for f in said:
        print(f'{key}: {f["value"]:.6g} = {f["numerator"]:.6g} / {f["denominator"]:.6g}: {f["statement"]}')
END_OF_PROGRAM
done
# Who took part together: the files of the cluster, and pairs as participation.csv has it.
ls "$dir/en/clusters/01" && python3 - "$dir/en/clusters/01" <<'END_OF_PROGRAM'
import csv, itertools, sys
took = {}
for row in csv.DictReader(open(f"{sys.argv[1]}/participation.csv", newline="", encoding="utf-8")):
    took.setdefault(row["account"], set()).update([row["campaign"]] if int(row["posts"]) else [])
pairs = [[a, b, len(took[a]), len(took[b]), len(took[a] & took[b]), f"{len(took[a] & took[b]) / len(took[a] | took[b]):.10g}"]
         for a, b in itertools.combinations(sorted(took), 2) if took[a] & took[b]]
told = list(csv.reader(open(f"{sys.argv[1]}/co-participation.csv", newline="", encoding="utf-8")))
print(",".join(told[0]), len(told) - 1, told[1:] == [[str(cell) for cell in pair] for pair in pairs])
END_OF_PROGRAM
