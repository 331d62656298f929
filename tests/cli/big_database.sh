# The queries of docs/database.md have the answers that stand there, of the case that script/demo 60000 makes.
# Where the engine has come to find something else: sh tests/answers.sh docs/database.md CASE/case.sqlite says what.
command -v sqlite3 >/dev/null || exit 77
nm -D "$(command -v lockstep)" | grep -q __asan_init && exit 77 # cli.database has the same code under the sanitizers, on less
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
lockstep simulate big --seed 1 --posts 60000 --out "$dir/posts.jsonl"
lockstep run "$dir/posts.jsonl" --quiet --figures none --out "$dir/case" || exit 1
sh ../answers.sh ../../docs/database.md "$dir/case/case.sqlite" | diff ../../docs/database.md - && echo same
