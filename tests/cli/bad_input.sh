# Bad records are counted, located and passed over; with --strict the first of them ends the run. An
# input without a usable record is an error.
empty=$(mktemp -d) && trap 'rmdir "$empty"' EXIT
tell() { # what is said, but for simdjson's own words
    lockstep traces --trace url "$@" 2>&1 >/dev/null
    echo "exit $?"
}
plain() { sed "s|$empty|EMPTY|; s/: The JSON document.*//; s/: A string is opened.*//"; }
for input in ../bad/*/input.*; do
    echo "== $input"
    tell "$input"
    tell "$input" --strict --quiet
done | plain
echo '== what is not there'
{ tell nowhere.csv; tell "$empty"; tell pairs.csv nowhere.csv; } | plain
echo '== folders of prose alone, and with posts beside it'
{ tell ../bad/prose; tell ../bad/same-id-twice ../bad/prose; tell ../bad --strict --quiet; } | plain
