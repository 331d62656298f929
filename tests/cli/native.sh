# Each file of data/native by itself: how it is recognised, and what becomes of its rows. Files of
# accounts are joined to a post of ours.
data=${LOCKSTEP_DATA:-../../../shared}/data/native
[ -d "$data" ] || exit 77
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
cd "$data" || exit 1
printf 'account,time,text\na,1,one two three four\n' >"$dir/posts.csv"
words() { sed "s|$dir/||; s|^lockstep: [^ ]*: |refused: |; /taken to be UTC/d; s/; first in line.*//; s/; *found.*//"; }
find . -type f | sed 's|^./||' | LC_ALL=C sort | while IFS= read -r file; do
    case $file in
    */users*.jsonl) lockstep traces "$dir/posts.csv" --accounts "$file" 2>&1 >/dev/null | grep '(accounts)' ;;
    *) lockstep traces "$file" 2>&1 >/dev/null ;;
    esac | words
done
