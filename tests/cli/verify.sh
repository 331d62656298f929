# A case verifies against its input, and a changed number, a changed parameter, a missing post and a missing file are caught.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
cp ring.csv "$dir/posts.csv"
lockstep run --quiet "$dir/posts.csv" --out "$dir/case" || exit 1

check() {
    lockstep verify --quiet "$dir/case" "$dir/posts.csv" >"$dir/rows.csv"
    echo "$1: exit $?, $(grep -c ',no,' "$dir/rows.csv") checks fail: $(grep ',no,' "$dir/rows.csv" | cut -d, -f1 | sort -u | tr '\n' ' ')"
}

change() { sed "$2" "$1" >"$dir/changed" && ! cmp -s "$1" "$dir/changed" && cp "$dir/changed" "$1"; }

check untouched
cp -r "$dir/case" "$dir/kept"
change "$dir/case/clusters/01/dossier.json" '0,/"numerator": [1-9][0-9]*/s//"numerator": 99/' || exit 1
check 'a changed number'
rm -r "$dir/case" && cp -r "$dir/kept" "$dir/case"
change "$dir/case/clusters/01/dossier.md" '0,/accounts/s//Accounts/' || exit 1
check 'a changed word'
rm -r "$dir/case" && cp -r "$dir/kept" "$dir/case"
change "$dir/case/run.json" 's/"alpha": "0.05"/"alpha": "0.04"/' || exit 1
check 'a changed parameter' | sed 's/, [0-9]* checks/, checks/'
rm -r "$dir/case" && cp -r "$dir/kept" "$dir/case"
rm "$dir/case/clusters/01/texts.csv"
check 'a missing file'
rm -r "$dir/case" && cp -r "$dir/kept" "$dir/case"
sed '$d' "$dir/posts.csv" >"$dir/changed" && cp "$dir/changed" "$dir/posts.csv"
check 'a missing post' | sed 's/, [0-9]* checks/, checks/'
lockstep verify --quiet "$dir/nothing" "$dir/posts.csv" 2>/dev/null
echo "no case: exit $?"
