# A case verifies against its input, wherever both lie and however it was set; whatever is changed in it is named, whether or not
# run.json was changed to match.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
export TMPDIR="$dir"
command -v python3 >/dev/null || exit 77
cp ring.csv "$dir/posts.csv"
lockstep run --quiet --figures svg "$dir/posts.csv" --out "$dir/kept" || exit 1
one=clusters/01

# Changes a file of the case; `list` then puts its hash into run.json, `unlist` takes the file out of it.
edit() { sed "$2" "$dir/case/$1" >"$dir/changed" && ! cmp -s "$dir/case/$1" "$dir/changed" && cp "$dir/changed" "$dir/case/$1" || echo "nothing changed in $1"; }
hash_of() { sha256sum <"$dir/case/$1" | cut -d' ' -f1; }
list() { grep -q "\"$1\": " "$dir/case/run.json" && sed -i "s|\"$1\": \"[0-9a-f]*\"|\"$1\": \"$(hash_of "$1")\"|" "$dir/case/run.json"; }
unlist() { sed -i "\\|\"$1\": |d" "$dir/case/run.json"; }

# What does not hold, by kind and name.
said() {
    lockstep verify --quiet "$@" >"$dir/rows.csv" 2>"$dir/words"
    status=$?
    grep ',no,' "$dir/rows.csv" | cut -d, -f1,2 | sed 's/\(json\|html\|gexf\|svg\) line [0-9]*/\1/; s/ F[0-9]* / /' | tr ',' ' ' | paste -sd ';' | sed 's/;/; /g; s/^./: &/' >"$dir/named"
    echo "exit $status$(cat "$dir/named" "$dir/words")" | sed "s|$dir/||g"
}
fresh() { rm -rf "$dir/case" && cp -r "$dir/kept" "$dir/case"; }

echo '--- holds'
fresh && echo "untouched: $(said "$dir/case" "$dir/posts.csv")"
echo "left behind: $(ls "$dir" | grep -c lockstep-)"
mkdir "$dir/elsewhere" && mv "$dir/case" "$dir/elsewhere/moved" && cp "$dir/posts.csv" "$dir/elsewhere/renamed.csv"
echo "moved, its input renamed: $(said "$dir/elsewhere/moved" "$dir/elsewhere/renamed.csv")"
echo "a relative path: $(cd "$dir/elsewhere" && said moved renamed.csv)"
echo "another number of threads: $(said --threads 3 "$dir/kept" "$dir/posts.csv")"
echo "standard input: $(said "$dir/kept" - <"$dir/posts.csv")"
head -n 30 "$dir/posts.csv" >"$dir/a.csv" && { head -n 1 "$dir/posts.csv" && tail -n +31 "$dir/posts.csv"; } >"$dir/b.csv"
head -c 32 /dev/zero >"$dir/key"
echo '{{title}} {{burst}}' >"$dir/page.md"
echo '[{"name": "all", "from": "2024-01-01", "to": "2030-01-01"}]' >"$dir/campaigns.json"
lockstep ingest --quiet "$dir/posts.csv" --out "$dir/posts.archive" || exit 1
hold() {
    what=$1 more=$2 && shift 2
    lockstep run --quiet "$@" --out "$dir/case" || exit 1
    echo "$what: $(eval "said $more \"\$dir/case\" $(inputs "$@")")"
}
inputs() { for i; do case $i in "$dir"/*.csv | "$dir"/*.archive) printf '"%s" ' "$i" ;; esac; done; }
hold 'two inputs' '' "$dir/a.csv" "$dir/b.csv"
hold 'an archive' '' "$dir/posts.archive"
hold 'no figures' '' --figures none "$dir/posts.csv"
hold 'French' '' --language fr "$dir/posts.csv"
hold 'settings' '' --window 10s,5m --trace url --timezone Asia/Baku --networks layers,clusters,csv --step 1w "$dir/posts.csv"
hold 'redacted' "--redact '$dir/key'" --redact "$dir/key" "$dir/posts.csv"
echo "redacted, without the key: $(said "$dir/case" "$dir/posts.csv" | cut -c1-6)"
hold 'a template' '' --template "$dir/page.md" "$dir/posts.csv"
hold 'campaigns' '' --campaigns "$dir/campaigns.json" "$dir/posts.csv"
mv "$dir/campaigns.json" "$dir/elsewhere/theirs.json"
echo "their file elsewhere: $(said --campaigns "$dir/elsewhere/theirs.json" "$dir/case" "$dir/posts.csv")"
sed -i 's/"all"/"most"/' "$dir/elsewhere/theirs.json"
echo "their file changed: $(said --campaigns "$dir/elsewhere/theirs.json" "$dir/case" "$dir/posts.csv" | cut -c1-6)"
hold 'nothing found' '' --min-objects 50 "$dir/posts.csv"

echo '--- files changed: listed with the new hash, no longer listed'
while read -r file change; do
    for how in list unlist; do
        fresh && edit "$file" "$change" && $how "$file"
        echo "$file, $change, $how: $(said "$dir/case" "$dir/posts.csv")"
    done
done <<END_OF_TABLE
accounts.csv 2s/3/4/
clusters.csv 2s/,3,/,4,/
edges.csv 3d
layers.csv 2s/[1-9]/7/
network.gexf s/undirected/directed/
network.dot 2d
report.html s/accounts/bots/
$one/dossier.md 1,/accounts/s/accounts/bots/
$one/dossier.html s/accounts/bots/
$one/dossier.json 0,/"density":.*/s//"density": 0.5,/
$one/dossier.json 0,/"version": "/s//&9/
$one/coshares.csv 2d
$one/texts.csv \$a more
$one/accounts.csv \$d
$one/cluster.stix.json 0,/"created"/s//"made"/
$one/figures/network.svg 1,/[1-9]/s/[1-9]/7/
END_OF_TABLE

echo '--- findings'
rewrite() {
    fresh && python3 - "$dir/case/$one/dossier.json" "$2" <<'END_OF_PROGRAM' && list $one/dossier.json
import json, sys
path, change = sys.argv[1:]
case = json.load(open(path))
f = case["findings"]
exec(change)
json.dump(case, open(path, "w"), indent=1, sort_keys=True)
END_OF_PROGRAM
    echo "$1: $(said "$dir/case" "$dir/posts.csv" | sed 's/exit 1: hash [^;]*; output [^;]*/exit 1/')"
}
rewrite 'one removed' 'del f[2]'
rewrite 'one twice' 'f.append(f[2])'
rewrite 'one made up' 'f.append(dict(f[2], id="C01-F999", value=99))'
rewrite 'a numerator' 'f[1]["numerator"] = 99'
rewrite 'a sentence' 'f[1]["statement"] += " They are paid."'
rewrite 'a post of the evidence' '[x for x in f if x["evidence"]["posts"]][0]["evidence"]["posts"][0] = "1000"'
rewrite 'order' 'f[0], f[1] = f[1], f[0]'
rewrite 'a pair' 'case["pairs"][0]["coshares"] += 1'
rewrite 'a limit removed' 'del case["limits"][0]'
rewrite 'a part removed' 'del case["omitted"]'

echo '--- the folder, run.json and the input'
fresh && rm "$dir/case/$one/texts.csv" && echo "a missing file: $(said "$dir/case" "$dir/posts.csv")"
fresh && rm "$dir/case/$one/texts.csv" && unlist $one/texts.csv && echo "and not listed: $(said "$dir/case" "$dir/posts.csv")"
fresh && rm "$dir/case/$one/texts.csv" && mkfifo "$dir/case/$one/texts.csv" && echo "a pipe: $(said "$dir/case" "$dir/posts.csv")"
fresh && rm -r "$dir/case/$one" && echo "a missing cluster: $(said "$dir/case" "$dir/posts.csv" | grep -o 'exit 1\|cluster [^;]*' | tr '\n' ' ')"
fresh && cp -r "$dir/case/$one" "$dir/case/clusters/02" && echo "a cluster too many: $(said "$dir/case" "$dir/posts.csv" | cut -c1-60)"
fresh && printf 'x' >>"$dir/case/case.sqlite" && list case.sqlite && echo "the database: $(said "$dir/case" "$dir/posts.csv")"
while read -r name change; do
    fresh && edit run.json "$change" && echo "$name: $(said "$dir/case" "$dir/posts.csv" | grep -o "exit 1\|input [^;]*\|run [^;]*\|setting [^;]*\|part [^;]*" | paste -sd ';')"
done <<END_OF_TABLE
alpha s/"alpha": "0.05"/"alpha": "0.04"/
fdr /"fdr": /d
version s/"version": "/&9/
counts s/"posts": 60/"posts": 61/
input s/"used": 60/"used": 59/
sha256 /"inputs"/,/sha256/s/"sha256": "./&0/
END_OF_TABLE
echo '--- in words: a number, a parameter, a post'
words() {
    lockstep verify "$@" 2>"$dir/words" >"$dir/rows.csv"
    echo "exit $?: $(tail -n 1 "$dir/words" | sed 's/^[0-9]* of [0-9]* //; s/[0-9a-f]\{64\}/HASH/g')"
}
fresh && python3 - "$dir/case/$one/dossier.json" <<'END_OF_PROGRAM'
import json, sys
case = json.load(open(sys.argv[1]))
next(f for f in case["findings"] if f["key"] == "co-shares")["numerator"] += 1
json.dump(case, open(sys.argv[1], "w"), indent=1, sort_keys=True)
END_OF_PROGRAM
words "$dir/case" "$dir/posts.csv"
fresh && edit run.json 's/"window": "60s"/"window": "61s"/' && words "$dir/case" "$dir/posts.csv"
fresh && sed '$d' "$dir/posts.csv" >"$dir/elsewhere/posts.csv" && words "$dir/case" "$dir/elsewhere/posts.csv"
fresh && sed -i '$d' "$dir/posts.csv" && said "$dir/case" "$dir/posts.csv" | cut -c1-30
said "$dir/nothing" "$dir/posts.csv"
