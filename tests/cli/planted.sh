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
