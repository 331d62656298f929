# The commands of docs/tutorial.md do what stands there: each is run in the folder that holds data/, and its words are compared.
data=${LOCKSTEP_DATA:-../../../shared} tutorial=$PWD/../../docs/tutorial.md
[ -d "$data/data" ] || exit 77
expected=$(mktemp) && trap 'rm -f "$expected"' EXIT
grep '^    ' "$tutorial" >"$expected"
cd "$data" || exit 1
sed -n 's/^    \$ //p' "$tutorial" | while IFS= read -r command; do
    printf '    $ %s\n' "$command"
    sh -c "($command) 2>&1" </dev/null | sed 's/^/    /'
done | diff "$expected" - && echo same
