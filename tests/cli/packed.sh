# One table, in whatever it is packed, on standard input or in a folder: the same edges.
lockstep edges pairs.csv --trace url --quiet
for input in ../packed/*; do
    lockstep edges "$input" --trace url --quiet | cksum
    lockstep edges - --trace url --quiet <"$input" | cksum
done | uniq -c | sed 's/^ *//'
lockstep edges - --trace url --quiet <pairs.csv | cksum
cat pairs.csv | lockstep edges - --trace url --quiet | cksum
for input in ../packed/*; do lockstep traces "$input" --trace url; done 2>&1 >/dev/null | grep rows
# All of them at once are one table and its duplicates.
lockstep edges ../packed --trace url --quiet | cksum
