# The same input and settings give the same bytes: again, and on any number of threads.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
lockstep simulate languages --posts 6000 --seed 7 --out "$dir/posts.jsonl" # several blocks
lockstep simulate languages --posts 6000 --seed 7 | cmp - "$dir/posts.jsonl"
for stage in traces coshares edges clusters; do
    for threads in 1 2 4; do
        lockstep $stage "$dir/posts.jsonl" ring.csv --quiet --threads $threads >"$dir/$stage.$threads"
        cmp "$dir/$stage.1" "$dir/$stage.$threads"
    done
    [ "$(wc -l <"$dir/$stage.1")" -gt 1 ] || echo "no $stage"
done
lockstep run "$dir/posts.jsonl" ring.csv --quiet --threads 1 --out "$dir/one"
lockstep run "$dir/posts.jsonl" ring.csv --quiet --threads 4 --out "$dir/two"
lockstep run "$dir/posts.jsonl" ring.csv --quiet --threads 4 --out "$dir/two" # in the former's place
diff -r -x run.json "$dir/one" "$dir/two" && ls -A "$dir" | grep -v '\.[124]$'

# Records in another order are the same evidence.
{ sed -n 1p ring.csv && sed 1d ring.csv | sort -t, -k4r; } >"$dir/shuffled.csv"
for stage in edges clusters; do
    lockstep $stage ring.csv --quiet >"$dir/straight"
    lockstep $stage "$dir/shuffled.csv" --quiet | cmp - "$dir/straight"
done

# So are many small files: the list of sources grows while other threads read.
mkdir "$dir/parts" && sed 1,300\!d "$dir/posts.jsonl" | split -l 1 -a 3 - "$dir/parts/"
lockstep traces "$dir/parts" --quiet --threads 1 >"$dir/parts.1"
lockstep traces "$dir/parts" --quiet --threads 4 | cmp - "$dir/parts.1"
[ "$(wc -l <"$dir/parts.1")" -gt 300 ] || echo "no parts"
