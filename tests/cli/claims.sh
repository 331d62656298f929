# No digit stands in dossier.md but in a line that names its finding, in the rows of a table under such a line, in the title (whose
# numbers are those of the finding on the size), and in the settings and the provenance; in report.html every row names findings.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
lockstep simulate overlap --seed 5 --posts 6000 --out "$dir/overlap.jsonl" --truth "$dir/truth.csv" || exit 1
lockstep simulate platforms --seed 3 --posts 6000 --out "$dir/platforms.jsonl" --truth "$dir/truth.csv" || exit 1
echo 'date,name' >"$dir/holidays.csv" && echo '2023-11-08,Victory Day' >>"$dir/holidays.csv"

cat >"$dir/unclaimed.awk" <<'END_OF_PROGRAM'
/^## / { section = $0 }
section ~ /^## (Method|Méthode|Provenance)/ || /^# / { next } # settings, inputs; the title
/^\|.*\| F[0-9]+ \|$/ { next }                                # a row that names its finding
/^[^|].*\[F[0-9]+\]/ { claimed = 1; next }                    # a sentence that does; a table may follow
/^$/ || /\|  \|$/ { next } # a head whose column of findings has no name
/^\|/ && (claimed || /^\|[-:|]+\|$/) { next }
{
    claimed = 0
    line = $0
    gsub(/!\[[^]]*\]\([^)]*\)/, "", line) # figures
    gsub(/DISARM \([^)]*\)/, "", line)    # its version
    gsub(/ A[0-9][0-9]? \(/, " (", line)  # analyses that were left out
    if (line ~ /[0-9]/) print FILENAME ":" FNR ": " $0
}
END_OF_PROGRAM

check() {
    name=$1 && shift
    lockstep run --quiet --figures none "$@" --out "$dir/$name" 2>"$dir/words" || cat "$dir/words"
    pages=$(find "$dir/$name/clusters" -name dossier.md | sort)
    echo "$name: $(echo "$pages" | wc -l) dossiers, $(cat $pages | grep -c '[0-9]' | sed 's/^[1-9][0-9]*$/many/') lines with digits, without a finding:"
    for page in $pages; do awk -f "$dir/unclaimed.awk" "$page"; done | sed "s|$dir/||"
    for page in $pages; do # the title says what the first finding on the size does
        grep -o '^# .*' "$page" | grep -o '[0-9][0-9,  ]*' | sed -n 2p | tr -d ',  ' >"$dir/a"
        tr -d '\n' <"${page%.md}.json" | grep -o '"key": "size".*' | grep -o '"value": [0-9]*' | head -n 1 | cut -d' ' -f2 >"$dir/b"
        cmp -s "$dir/a" "$dir/b" || echo "$page: another size: $(cat "$dir/a" "$dir/b")" | sed "s|$dir/||"
    done
    echo "rows of clusters in report.html without findings: $(grep '<tr><td><a href="clusters' "$dir/$name/report.html" | grep -cv '#F[0-9]')"
}
check ring ring.csv
check french --language fr ring.csv
check overlap --timezone Asia/Baku "$dir/overlap.jsonl"
check platforms --holidays "$dir/holidays.csv" "$dir/platforms.jsonl"
