# What a dossier cannot know is among its limits, with the posts behind it: texts that were cut, with a link or without; not an ellipsis inside.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
awk -F, 'NR == 1 { print $0 ",text"; next }
    NR == 2 { print $0 ",\"a text that goes on and on…\""; next }
    NR == 3 { print $0 ",\"another text of some length… https://t.co/abc\""; next }
    NR == 4 { print $0 ",\"well… this one ends\""; next }
    NR == 5 { print $0 ",\"… https://\""; next }
    { print $0 ",whole" }' ring.csv >"$dir/posts.csv"
head -c 32 /dev/zero >"$dir/key"
lockstep run --quiet --figures none "$dir/posts.csv" --out "$dir/case" || exit 1
grep -h 'ellipsis' "$dir"/case/clusters/01/dossier.md | sed 's/ \[F[0-9]*\]//'
tr -d '\n' <"$dir/case/clusters/01/dossier.json" | grep -o '"evidence": {[^}]*}[^}]*"key": "texts-cut"' | grep -o '"posts": \[[^]]*\]' | tail -n 1
grep -c pseudonyms "$dir/case/clusters/01/dossier.md"
lockstep run --quiet --figures none --redact "$dir/key" "$dir/posts.csv" --out "$dir/case" || exit 1
grep pseudonyms "$dir/case/clusters/01/dossier.md"
