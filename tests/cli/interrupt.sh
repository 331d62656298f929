# Ctrl-C while a pipe is waited for leaves nothing: no case, no file, nothing half written.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
head=$(head -n 5 pairs.csv)
cd "$dir" && mkfifo posts.csv
stop() {
    lockstep "$@" &
    exec 3>posts.csv # returns when the program has opened its end
    echo "$head" >&3
    while kill -INT $! 2>/dev/null; do sleep 0.1; done
    wait $!; echo "exit $?"
    exec 3>&-
    ls -A
}
stop run posts.csv --out case --threads 1
stop run posts.csv --out case --threads 4
stop edges posts.csv --out edges.csv
# A former file stays as it was.
echo former >edges.csv
stop edges posts.csv --out edges.csv
cat edges.csv
