# Each cell of a sweep is what a run with its settings says.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
awk -f ring.awk >"$dir/posts.csv"
traces=url,mention,time
lockstep sweep "$dir/posts.csv" --quiet --trace $traces --window 60s,10s,2m --min-objects 2,3 >"$dir/cells"
sed -n '1p; /^60s,2,/s/.*,1,1$/the reference agrees with itself/p' "$dir/cells"
for window in 10s 60s 2m; do
    for objects in 2 3; do
        lockstep clusters "$dir/posts.csv" --trace $traces --window $window --min-objects $objects \
            >"$dir/clusters" 2>"$dir/said"
        edges=$(lockstep edges "$dir/posts.csv" --quiet --trace $traces --window $window --min-objects $objects | sed 1d | wc -l)
        awk -F, -v cell="$window,$objects,$edges" -v said="$(grep "that chance explains" "$dir/said")" 'NR > 1 { n += $2; if ($2 > most) most = $2 }
            END { sub(".*accounts; ", "", said); printf "%s,%d,%d,%d,%d\n", cell, said + NR - 1, NR - 1, n, most }' "$dir/clusters"
    done
done >"$dir/runs"
sed 1d "$dir/cells" | cut -d, -f1-7 | diff "$dir/runs" - && echo 'every cell is its run'

# What becomes of the clusters of the reference. The ring's accounts are 10 s apart: below, they never meet.
# Each of its five objects gains ln 8; see stages.sh.
lockstep sweep ring.csv --quiet --trace url --window 60s,5s,10s --min-objects 5,6 --clusters
lockstep sweep "$dir/posts.csv" --quiet --trace $traces --window 60s,30s,2m --clusters >"$dir/responses"
lockstep clusters "$dir/posts.csv" --quiet --trace $traces | sed 1d | cut -d, -f1-2,5 >"$dir/said"
awk -F, '$4 == "60s" && $5 == 2 && $6 == "" { print $1 "," $2 "," $7 }' "$dir/responses" | diff "$dir/said" - &&
    echo 'the reference is the run'

# One value of each is the middle of a grid.
lockstep sweep ring.csv --quiet | cut -d, -f1,2 | tr '\n' ' '
lockstep sweep ring.csv --quiet --window 0.005ms --min-objects 1 | cut -d, -f1,2 | tr '\n' ' '
echo
lockstep sweep ring.csv --quiet --threads 1 >"$dir/one"
lockstep sweep ring.csv --quiet --threads 4 | cmp - "$dir/one"
for wrong in 'sweep ring.csv --compat cnt' 'clusters ring.csv --min-objects 2,3' 'run ring.csv --min-objects 2,3 --out case' \
    'sweep ring.csv --min-objects 2,x' sweep; do
    lockstep $wrong 2>&1
    echo "$? $wrong"
done
