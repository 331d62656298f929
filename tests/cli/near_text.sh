# Six accounts put out the same twelve messages, 10 s apart, each with a tag and a number of its own
# and a word left out; forty others never write alike. No two texts are equal, so that the trace text
# shows nothing; copy families show the six, and nobody else.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
awk 'function word(n) { return substr("bcdfghklmnprstvz", n % 16 + 1, 1) substr("aeiou", n % 5 + 1, 1) \
                         substr("lmnrstvkp", n % 9 + 1, 1) substr("aeiou", int(n / 7) % 5 + 1, 1) }
    function post(account, second, text) {
        printf "%d,%s,2024-03-%02d %02d:%02d:%02d,%s\n", ++id, account, second / 86400 + 1,
               second / 3600 % 24, second / 60 % 60, second % 60, text
    }
    BEGIN {
        print "id,account,time,text"
        for (m = 0; m < 12; m++)
            for (a = 1; a <= 6; a++) {
                text = "tag" word(a * 31)
                for (w = 0; w < 16; w++) if (w != a + 4) text = text " " word(m * 977 + w * w * 13 + w * 5)
                post("ring" a, m * 7200 + a * 10, text " " m * a + 17)
            }
        for (i = 0; i < 400; i++) {
            text = ""
            for (w = 0; w < 16; w++) text = text " " word(i * i * 71 + w * (i % 37) * 11 + w * w * 3)
            post("crowd" i % 40, i * 211, text)
        }
    }' >"$dir/posts.csv"
for trace in text near-text; do
    lockstep clusters "$dir/posts.csv" --trace $trace 2>&1 | sed "s|^$dir/||"
done
lockstep edges "$dir/posts.csv" --quiet --trace near-text | cut -d, -f1-5 | sort | head -3
echo '== families in the case: twelve of the ring, what varies in each, and who took the first up after whom'
lockstep run "$dir/posts.csv" --quiet --trace near-text --figures none --out "$dir/case"
awk -F, 'NR == 1 || $2 == 6' "$dir/case/families.csv" | cut -d, -f1-5,7-9 | head -3
sed -n 1,3p "$dir/case/family-variants.csv" | cut -d, -f1-4
sed -n 1,7p "$dir/case/family-adoption.csv" | cut -d, -f1-3,5,6
echo '== families that more than one account writes'
lockstep traces "$dir/posts.csv" --quiet --trace near-text |
    awk -F, '{ n[$2]++; a[$2] = a[$2] " " $3 } END { for (o in n) if (n[o] > 1) print n[o], o ":" a[o] }' | sort
