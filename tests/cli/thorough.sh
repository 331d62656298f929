# A ring whose copies lie hours apart, and one that rewords: default settings find neither of them, --thorough
# finds both, to the account. It stands for a window of single traces and one trace more, which run.json
# states and a run with it as --config repeats.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
for scenario in slow paraphrase; do
    lockstep simulate $scenario --posts 12000 --out "$dir/posts.jsonl" --truth "$dir/truth.csv"
    for option in --quiet --thorough; do
        lockstep run "$dir/posts.jsonl" --quiet $option --figures none --out "$dir/$scenario$option"
        lockstep evaluate "$dir/$scenario$option" --truth "$dir/truth.csv" | grep -o '"f1": *[0-9.]*' | tail -1
    done
done
case="$dir/paraphrase--thorough"
grep -o '"[a-z]*": "[^"]*,near-text[^"]*"' "$case/run.json"
lockstep run "$dir/posts.jsonl" --quiet --config "$case/run.json" --out "$dir/again"
cmp "$case/edges.csv" "$dir/again/edges.csv" && cmp "$case/clusters.csv" "$dir/again/clusters.csv" && echo the same
grep -o 'kind="[^"]*"' "$case/network.gexf" | sort -u
sed 1d "$case/clusters/01/coshares.csv" | cut -d, -f1 | sort | uniq -c | sed "s/^ *//"
