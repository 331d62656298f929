# A full disk is noticed by every command that prints.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
lockstep run ring.csv --out "$dir/case" --quiet
printf 'account,cluster\nada,1\nben,1\ncem,1\n' >"$dir/truth.csv"
full() { lockstep "$@" 2>&1 >/dev/full; echo "$? $1"; }
for command in traces coshares edges clusters; do
    full $command ring.csv --quiet
    lockstep $command ring.csv --quiet --out /dev/full 2>&1; echo "$? $command --out /dev/full"
done
# More than a buffer holds is noticed in the midst of it.
lockstep simulate independent --posts 3000 >"$dir/posts.jsonl"
[ "$(lockstep edges "$dir/posts.jsonl" --quiet --window 1d --min-objects 1 | wc -c)" -gt 100000 ] || echo "too little"
full edges "$dir/posts.jsonl" --quiet --window 1d --min-objects 1
full edges ring.csv --quiet --compat cnt --trace url
full edges ring.csv --quiet --compat coortweet --trace url
full coshares ring.csv --quiet --compat coortweet --trace url
full evaluate "$dir/case" --truth "$dir/truth.csv"
full simulate independent --posts 1000 2>&1 | sed 's/output: //'
full formats
full --help
full --version

# Where nothing can be written, that is said before anything is read.
refuse() { lockstep "$@" 2>&1 | sed "s|$dir|DIR|"; }
mkdir "$dir/letters" && echo 'do not lose me' >"$dir/letters/mother.txt"
refuse run nowhere.csv --out "$dir/letters"
refuse run nowhere.csv --out "$dir/truth.csv"
refuse run nowhere.csv --out "$dir/nowhere/case"
refuse run nowhere.csv --out "$dir/letters/.."
refuse run nowhere.csv --out ''
refuse edges nowhere.csv --out "$dir/nowhere/edges.csv"
refuse edges nowhere.csv --out "$dir/letters"
lockstep run nowhere.csv --out "$dir/new" 2>&1
rm "$dir/posts.jsonl"
ls -A "$dir" "$dir/letters" | sed "s|$dir|DIR|"
