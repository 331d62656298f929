# The network files of a case are read by other programs without a word.
command -v xmllint >/dev/null && command -v neato >/dev/null || exit 77
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
cat >"$dir/make.awk" <<'AWK'
BEGIN {
    print "account,time,text"
    for (i = 0; i < 200; i++)
        printf "crowd%d,%d,\"what number %d has to say of this day alone\"\n", i, 1700000000 + 977 * i, i
    split("a\\|<b>&\"\"c\"\"|#DISINFO|süley%man|new\nline", ring, "|")
    for (text = 0; text < 12; text++)
        for (r = 1; r <= 5; r++)
            printf "\"%s\",%d,\"everybody says number %d in the very same words\"\n", ring[r], 1700000000 + 9000 * text + r, text
}
AWK
awk -f "$dir/make.awk" >"$dir/posts.csv"
lockstep run "$dir/posts.csv" --out "$dir/case" --quiet || exit
xmllint --noout "$dir/case/network.gexf"
neato -n2 -Tsvg "$dir/case/network.dot" >"$dir/network.svg"
dot -Tsvg "$dir/case/network.dot" | cmp - "$dir/network.svg"
xmllint --noout "$dir/network.svg"
grep -c '<node ' "$dir/case/network.gexf"
grep -o 'label="[^"]*"' "$dir/case/network.gexf"
lockstep run "$dir/posts.csv" --out "$dir/again" --quiet --threads 1 || exit
diff -r -x run.json "$dir/case" "$dir/again"
lockstep run "$dir/posts.csv" --out "$dir" --quiet 2>&1 | sed "s|$dir|DIR|"
ls -A "$dir/case"
