#!/bin/sh
# compat.sh PROGRAM: the peers' own answers on real data, row for row, order aside; and numbers that
# the peers gave for the same data elsewhere. Skips where the data is not there.
program=$1
data=${LOCKSTEP_DATA:-${0%/*}/../../../shared}
[ -d "$data/golden" ] && command -v zstd >/dev/null || exit 77
export LC_ALL=C
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
failed=0

# run OPTION... : the program's rows in $dir/out
run() {
    "$program" "$@" --quiet >"$dir/out" || { echo "failed: $*"; failed=1; }
}

# rows GOLDEN OPTION... : the same rows as golden/GOLDEN.csv
rows() {
    tr -d '\r' <"$data/golden/$1.csv" | sort >"$dir/expected"
    golden=$1
    shift
    run "$@"
    sort "$dir/out" >"$dir/found"
    diff "$dir/expected" "$dir/found" >"$dir/diff" && return
    echo "$golden differs ($*):"
    head "$dir/diff"
    failed=1
}

# fact EXPECTED AWK-PROGRAM: what awk makes of the rows of $dir/out
fact() {
    found=$(awk -F, "NR > 1 { $2 }" "$dir/out")
    [ "$found" = "$1" ] && return
    echo "expected $1, found $found: $2"
    failed=1
}

count='n++ } END { print n'
# accounts, edges, largest weight, edges over the threshold
shape='v[$1]; v[$2]; e++; if ($3 > m) m = $3; o += $NF } END { print length(v), e, m, o'

russian=$data/data/russian_coord_tweets.csv.zst
ger_url=$data/golden/ger_url.csv.zst
sim2=$data/golden/sim2_w30_mp3.csv
sample=$data/data/native/qut_sample_data.csv

# ---- CooRTweet, whole tables
coortweet='--compat coortweet --trace object'
mp2="$coortweet --min-participation 2"
mp5="$coortweet --min-participation 5 --keep-loops"
rows coortweet_russian_w10_mp2_pairs coshares $mp2 --window 10s "$russian"
rows coortweet_russian_w10_mp2_edges edges $mp2 --window 10s "$russian"
rows coortweet_russian_w10_mp2_fast3_edges edges $mp2 --window 10s --fast-window 3s "$russian"
rows coortweet_russian_w10_mp2_account_stats_none edges $mp2 --window 10s --stats accounts "$russian"
rows coortweet_russian_w10_mp2_group_stats_none edges $mp2 --window 10s --stats objects "$russian"
rows coortweet_russian_w10_mp5_keeploops_pairs coshares $mp5 --window 10s "$russian"
rows coortweet_russian_w10_mp5_keeploops_edges edges $mp5 --window 10s "$russian"
rows coortweet_sim2_w30_mp3_w30_mp3_pairs coshares $coortweet --min-participation 3 --window 30s "$sim2"
rows coortweet_sim2_w30_mp3_w30_mp3_edges edges $coortweet --min-participation 3 --window 30s "$sim2"
rows coortweet_ger_url_w60_mp2_pairs coshares $mp2 --window 60s "$ger_url"
rows coortweet_ger_url_w60_mp2_edges edges $mp2 --window 60s "$ger_url"
rows coortweet_ger_url_w60_mp2_edges_objects edges $mp2 --window 60s --objects "$ger_url"

# ---- CooRTweet, numbers: window, min_participation, loops, pairs, then the shape
while read -r window least loops pairs expected; do
    options="$coortweet --window ${window}s --min-participation $least"
    [ "$loops" = keep ] && options="$options --keep-loops"
    run coshares $options "$russian"
    fact "$pairs" "$count"
    run edges $options "$russian"
    fact "$expected" "$shape"
done <<'TABLE'
10 1 drop 1098 1525 1092 3 5
10 1 keep 1145 1535 1109 26 8
10 2 drop 447 525 442 3 4
10 2 keep 496 537 461 26 7
10 5 drop 22 23 20 3 1
10 5 keep 60 30 27 26 5
60 1 drop 6281 3954 6206 4 63
60 1 keep 6407 3976 6265 48 73
60 2 drop 3791 2110 3721 4 60
60 2 keep 3919 2135 3782 48 70
60 5 drop 1235 772 1193 4 36
60 5 keep 1344 783 1237 48 45
TABLE

run edges $mp2 --window 60s "$russian"
fact '3773 3781 0.9965959 30.43781' \
    'a += $5; b += $6; s += $7; t += $4; n++ } END { printf "%d %d %.7f %.5f", a, b, s / n, t / n'
run edges $mp2 --window 60s --fast-window 10s "$russian"
fact '447 442 4' 'if ($4 != "") { p += $4; e++; o += $14 } } END { print p, e, o'
run edges $mp2 --window 60s --fast-window 10s --stats accounts "$russian"
fact '2110 5004 30.27424' 'n++; s += $6; t += $2 } END { printf "%d %d %.5f", n, s, t / n'
run edges $mp2 --window 60s --fast-window 10s --stats objects "$russian"
fact '502 2763 340 208 98 66 48' \
    'n++; s += $2; if (n <= 5) top = top " " $2 } END { printf "%d %d%s", n, s, top'
run edges $mp2 --window 60s --subgraph 1 "$russian"
fact '94 60 4 60' "$shape"

# The columns of german_elections as long tables: pairs, then the shape.
while read -r column name pairs expected; do
    zstd -dcq "$data/data/german_elections.csv.zst" | tr -d '"\r' |
        awk -F, -v c="$column" -v name="$name" '
            NR == 1 { print "object_id,account_id,content_id,timestamp_share" }
            NR > 1 && $c != "" && !seen[$1, $2, $c, $7]++ { print name "_" $c "," $1 "," $2 "," $7 }
        ' >"$dir/table.csv"
    run coshares $mp2 --window 30s "$dir/table.csv"
    fact "$pairs" "$count"
    run edges $mp2 --window 30s "$dir/table.csv"
    fact "$expected" "$shape"
done <<'TABLE'
3 url 5658 506 1453 251 661
4 hashtag 3703 314 506 42 200
5 domain 5968 692 1659 266 673
6 phash 2131 214 337 44 113
TABLE

# ---- the Coordination Network Toolkit
rows cnt_russian_co_retweet_w10_mew1 edges --compat cnt --trace object --window 10s "$russian"
rows cnt_russian_co_retweet_w60_mew1 edges --compat cnt --trace object --window 60s "$russian"
while read -r network trace; do
    rows cnt_sample_${network}_w60_mew2 edges --compat cnt --trace $trace --window 60s --min-weight 2 "$sample"
done <<'TABLE'
co_retweet repost
co_tweet text
co_link url
TABLE

# window, least weight: edges; without loops: edges, accounts, sum of weights
while read -r window least expected; do
    run edges --compat cnt --trace object --window ${window}s --min-weight "$least" "$russian"
    fact "$expected" \
        'n++; if ($1 != $2) { v[$1]; v[$2]; e++; s += $3 } } END { print n, e, length(v), s'
done <<'TABLE'
60 1 12470 12412 3954 12523
60 2 153 95 97 206
10 1 2200 2184 1525 2193
TABLE

# ---- CooRnet: the emulation of peers.md on the URLs of the German election: all edges of the projection, the
# share of them whose accounts were never within the interval, and the share of the pairs that were, missed.
coornet='--compat coornet --trace object'
while read -r interval edges never missed; do
    run edges $coornet --window ${interval}s --edge-weight 0 "$ger_url"
    fact "$edges" "$count"
    sed 1d "$dir/out" | cut -d, -f1,2 | sort >"$dir/projected"
    "$program" edges --quiet --trace object --window ${interval}s --min-objects 1 "$ger_url" | sed 1d | cut -d, -f1,2 | sort >"$dir/near"
    comm -12 "$dir/projected" "$dir/near" | wc -l >"$dir/both"
    found=$(awk -v both="$(cat "$dir/both")" -v all="$(wc -l <"$dir/projected")" -v near="$(wc -l <"$dir/near")" \
        'BEGIN { printf "%.0f %.0f", 100 - 100 * both / all, 100 - 100 * both / near }')
    [ "$found" = "$never $missed" ] || { echo "CooRnet at $interval s: expected $never $missed, found $found"; failed=1; }
done <<'TABLE'
60 13532 82 14
TABLE
exit $failed
