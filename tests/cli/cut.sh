# What is packed and cut off is read as far as its own program unpacks it, or further; a row that the
# cut goes through is none, however whole it looks.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
cd "$dir"
awk 'BEGIN { print "account,time,urls"
    srand(1)
    for (i = 0; i < 60000; i++) printf "a%d,%d,http://x.org/%d%d\n", i % 500, 1600000000 + i, rand() * 1e9, rand() * 1e9 }' >rows
for tool in gzip bzip2 xz 'xz --format=lzma' zstd; do
    $tool -c <rows >packed 2>/dev/null
    size=$(wc -c <packed)
    for part in 2 7; do
        head -c $((size - size / part)) packed >cut
        whole=$(${tool%% *} -dc <cut 2>/dev/null | tail -n +2 | wc -l)
        lockstep traces cut --trace url >shares 2>report
        read=$(sed -n 's/.* = \([0-9]*\) used + 0 duplicates + 0 filtered + 1 rejected$/\1/p' report)
        tail -n +2 shares | cut -d, -f2 | sort >urls
        echo "$tool $((whole > 10000)) $((read >= whole && read < whole + 400)) $(sed -n '2,$s/.*http/https/p' rows | sort | comm -13 - urls | wc -l)"
    done
    sed -n 's/.*line [0-9]*: the \(.*\) after [0-9]* bytes/\1/p' report
done
# Two behind each other are one; LZMA alone has no more than one.
for tool in cat gzip bzip2 xz zstd; do
    { head -n 30000 rows | $tool && tail -n +30001 rows | $tool; } | lockstep traces - --trace url --quiet | cut -d, -f1-3,5 | cksum
done | uniq -c | sed 's/ *\([0-9]*\) .*/\1/'
