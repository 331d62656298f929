# A ring that sleeps and comes back: what happens, and who is in which step.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
lockstep simulate sleeper --seed 3 --posts 5000 --out "$dir/posts.jsonl" --truth "$dir/truth.csv"
lockstep run --quiet --figures none --stix none --step 4w --out "$dir/case" "$dir/posts.jsonl"
cut -d, -f1-5,7-9 "$dir/case/evolution.csv"
head -3 "$dir/case/evolution-accounts.csv" | cut -d, -f1,4-
# every step of every story has as many accounts by either table
awk -F, '
    FNR == 1 { next }
    NR == FNR { if ($7 > 0) told[$4 " " $1] = $7; next }
    {
        listed = 0
        for (n = split($NF, range, " "); n > 0; n--) {
            to = split(range[n], end, "-") > 1 ? end[2] : end[1]
            for (step = end[1]; step <= to; step++) { in_step[$1 " " step]++; listed++ }
        }
        if (listed != $4) print "account " $2 " has " listed " steps, not " $4
    }
    END {
        for (step in told) if (told[step] != in_step[step]) print "step " step ": " told[step] ", not " in_step[step]
        for (step in in_step) if (!(step in told)) print "step " step " is told nowhere"
    }' "$dir/case/evolution.csv" "$dir/case/evolution-accounts.csv"
