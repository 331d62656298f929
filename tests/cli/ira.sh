# Every cluster of text in the two files of the Internet Research Agency lies inside one account_category, which
# lockstep does not look at: accounts of different categories never wrote the same at once.
data=${LOCKSTEP_DATA:-../../../shared}/data
[ -r "$data/ira_2017_08.csv.zst" ] || exit 77
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
for file in ira_2016_10_w1 ira_2017_08; do
    lockstep traces "$data/$file.csv.zst" --quiet --trace field:account_category |
        awk -F, 'NR > 1 && !seen[$3]++ { print $3 "," $2 }' >"$dir/categories"
    for options in "--trace text" "--trace text --window 1h" "--trace text --window 1d"; do
        lockstep run "$data/$file.csv.zst" --quiet --figures none $options --out "$dir/case" || exit 1
        cut -d, -f1,3 "$dir/case/accounts.csv" | awk -F, -v what="$file $options" '
            NR == FNR { category[$1] = $2; next }
            FNR > 1 && $2 && !($2 in of) { of[$2] = category[$1]; clusters++ }
            FNR > 1 && $2 && of[$2] != category[$1] { mixed[$2] = 1 }
            END { n = 0; for (c in mixed) n++; print what ": " (clusters > 4 ? "several clusters" : clusters) ", mixed: " n }
        ' "$dir/categories" -
    done
done
