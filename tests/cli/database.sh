# case.sqlite is sound, says what the tables of the case say, and its co-shares add up to the edges.
command -v sqlite3 >/dev/null || exit 77
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
lockstep simulate languages --posts 6000 --seed 7 --out "$dir/posts.jsonl"
ask() { sqlite3 -separator , "file:$dir/$1/case.sqlite?mode=ro" "$2"; }

# A row a kept edge that its co-shares do not add up to, and one a co-share that is not worked out from shares, or the other way round.
recount='SELECT e.* FROM edges AS e LEFT JOIN edge_recounts AS r ON r.edge_id = e.id WHERE e.kept AND (
  r.pairs IS NOT e.pairs OR r.objects IS NOT e.objects OR r.posts_source IS NOT e.posts_source OR
  r.posts_target IS NOT e.posts_target OR abs(r.mean_delta - e.mean_delta) > 1e-6 OR
  abs(r.source_first - e.source_first) > 1e-9)'
columns='object_id, source_id, target_id, source_post_id, target_post_id, source_time, target_time'
worked_out="SELECT $columns FROM coshares_worked_out EXCEPT SELECT $columns FROM coshares"
written="SELECT $columns FROM coshares EXCEPT SELECT $columns FROM coshares_worked_out"

sound() {
    case=$1 && shift
    lockstep run "$@" --quiet --figures none --out "$dir/$case" || exit 1
    echo "$case: $(ask $case 'PRAGMA integrity_check; PRAGMA foreign_key_check')"
    ask $case "$recount; $worked_out; $written" | head -n 5
    ask $case "SELECT min(n) > 0 FROM (SELECT count(*) AS n FROM coshares UNION ALL SELECT count(*) FROM memberships
      UNION ALL SELECT count(*) FROM findings UNION ALL SELECT count(*) FROM finding_evidence)"

    ask $case "SELECT a.name, b.name, l.name, e.pairs, e.objects, e.posts_source, e.posts_target, e.kept
      FROM edges AS e JOIN accounts AS a ON a.id = e.source_id JOIN accounts AS b ON b.id = e.target_id
      JOIN layers AS l ON l.id = e.layer_id ORDER BY e.id" >"$dir/edges"
    sed 1d "$dir/$case/edges.csv" | cut -d, -f1-7,17 | diff - "$dir/edges" | head -n 5
    ask $case "SELECT a.name, m.cluster, a.posts, a.degree FROM accounts AS a LEFT JOIN memberships AS m ON m.account_id = a.id
      ORDER BY a.id" >"$dir/accounts"
    sed 1d "$dir/$case/accounts.csv" | cut -d, -f1,3,4,6 | diff - "$dir/accounts" | head -n 5
    ask $case 'SELECT number, accounts, posts, edges, episodes FROM clusters' >"$dir/clusters"
    sed 1d "$dir/$case/clusters.csv" | awk -F, '$1 { print $1 "," $2 "," $3 "," $4 "," $6 }' | diff - "$dir/clusters" | head -n 5
    ask $case 'SELECT cluster, id, key FROM findings ORDER BY cluster, CAST(substr(id, 2) AS INTEGER)' >"$dir/findings"
    python3 - "$dir/$case" <<'END' | diff - "$dir/findings" | head -n 5
import glob, json, sys
for path in sorted(glob.glob(sys.argv[1] + "/clusters/*/dossier.json")):
    for finding in json.load(open(path))["findings"]:
        print(int(path.split("/")[-2]), finding["id"], finding["key"], sep=",")
END
}
sound one "$dir/posts.jsonl" ring.csv --threads 1
sound windows "$dir/posts.jsonl" ring.csv --window 10s,60s,10m

# The same bytes on any number of threads.
lockstep run "$dir/posts.jsonl" ring.csv --quiet --figures none --out "$dir/two" --threads 2
cmp "$dir/one/case.sqlite" "$dir/two/case.sqlite"

# A case without a cluster has every table.
{ sed -n 1p ring.csv && sed -n 2p ring.csv; } >"$dir/lonely.csv"
lockstep run "$dir/lonely.csv" --quiet --figures none --out "$dir/lonely"
ask lonely 'PRAGMA integrity_check; SELECT count(*) FROM accounts; SELECT count(*) FROM posts; SELECT count(*) FROM edge_posts'
