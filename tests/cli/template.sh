# A page of one's own: parts, analyses and statements by name; what stands for nothing is refused before the work.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
cat >"$dir/mine.md" <<'END'
# Ours: {{ title }}

> {{size}}
{{A29}}
{{ single }} braces {{mark-event
END
lockstep run --quiet --figures none --template "$dir/mine.md" ring.csv --out "$dir/case" 2>&1 | sed "s|$dir/||"
sed -i 's/{{ single }}/{single}/' "$dir/mine.md"
lockstep run --quiet --figures none --template "$dir/mine.md" ring.csv --out "$dir/case" && cat "$dir/case/clusters/01/page.md"
grep -c '"clusters/01/page.md"' "$dir/case/run.json"
lockstep verify --quiet "$dir/case" ring.csv >"$dir/rows" && echo verifies
lockstep run --quiet --template "$dir/none.md" ring.csv --out "$dir/case" 2>&1 | sed "s|$dir/||"
