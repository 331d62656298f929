# A figure drawn from the case folder is the one that the run drew, byte for byte.
command -v xmllint >/dev/null || exit 77
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
lockstep simulate overlap --posts 6000 --seed 7 --out "$dir/posts.jsonl" || exit
lockstep run "$dir/posts.jsonl" --out "$dir/case" --quiet || exit
(cd "$dir/case" && ls figures clusters/01/figures)
for svg in "$dir"/case/figures/*.svg "$dir"/case/clusters/*/figures/*.svg; do
    xmllint --noout "$svg"
done
if command -v pdffonts >/dev/null; then
    for pdf in "$dir"/case/figures/*.pdf "$dir"/case/clusters/*/figures/*.pdf; do
        pdffonts "$pdf" | awk -v pdf="$pdf" 'NR > 2 { fonts++; if ($(NF - 4) != "yes") print pdf, $0 }
                                             END { if (!fonts) print pdf, "has no font" }'
    done
fi
for figure in network timeline heatmap created; do
    lockstep figure "$dir/case" --what $figure | cmp - "$dir/case/figures/$figure.svg"
done
for figure in network timeline heatmap created cascade windows upset; do
    for file in svg pdf png; do
        lockstep figure "$dir/case" --cluster 1 --what $figure --out "$dir/f.$file"
        cmp "$dir/f.$file" "$dir/case/clusters/01/figures/$figure.$file"
    done
done
for option in --lang --language; do
    lockstep figure "$dir/case" --what created $option fr --theme screen --width column |
        grep -o '<title>.*</title>'
done
mkdir -p "$dir/broken"
echo '{"study": {}}' >"$dir/broken/series.json"
for wrong in "$dir/case" "$dir/case --what pie" "$dir/case --what cascade" "$dir/case --cluster 9" \
    "$dir/case --cluster x" "$dir/case --lang de" "$dir/case --theme sepia" "$dir/case --width a4" \
    "$dir/case --out $dir/f.gif" "$dir/broken" "$dir/nothing"; do
    lockstep figure $wrong 2>"$dir/err" >/dev/null
    echo "$? $(sed "s|$dir|DIR|g" "$dir/err")"
done
lockstep run "$dir/posts.jsonl" --out "$dir/few" --quiet --figures svg --theme screen
(cd "$dir/few" && ls figures)
lockstep run "$dir/posts.jsonl" --out "$dir/none" --quiet --figures none
ls "$dir/none" | grep -E "figures|series"
# A link that a hundred others share too, before and after the ring: the cascade is the ring's part.
awk 'BEGIN {
    print "account,time,urls"
    for (link = 1; link <= 12; link++) {
        at = 1700000000 + 100000 * link
        for (i = 1; i <= 60; i++) printf "other%d,%d,https://example.org/%d\n", i, at - 601 * i - i * link, link
        for (i = 1; i <= 40; i++) printf "later%d,%d,https://example.org/%d\n", i, at + 701 * i + i * link, link
        for (i = 1; i <= 6; i++) printf "ring%d,%d,https://example.org/%d\n", i, at + i, link
    }
}' >"$dir/links.csv"
lockstep run "$dir/links.csv" --out "$dir/links" --quiet --figures svg
grep -o '"accounts_after":[0-9]*,"accounts_before":[0-9]*' "$dir/links/clusters/01/series.json"
grep -o '"time_account_inside":[^}]*' "$dir/links/clusters/01/series.json" | grep -o 'ring[0-9]\|other\|later' | tr '\n' ' '
echo
cat >"$dir/campaigns.json" <<'JSON'
[{"name": "links", "from": "2023-11-16", "to": "2023-11-20", "urls": ["https://example.org/3"]},
 {"name": "open", "from": "2023-11-18", "urls": ["https://example.org/4"]},
 {"name": "undated", "urls": ["https://example.org/5"]}]
JSON
lockstep run "$dir/links.csv" --campaigns "$dir/campaigns.json" --out "$dir/campaigns" --quiet --figures svg
for series in "$dir/campaigns/series.json" "$dir/campaigns/clusters/01/series.json"; do
    grep -ho '"campaigns":\[[^}]*\]\]' "$series"
    grep -ho '"campaigns_without_dates":[0-9]*' "$series"
done
lockstep figure "$dir/campaigns" --what timeline | cmp - "$dir/campaigns/figures/timeline.svg"
