# Terminal escapes in names do not reach the terminal: ESC, BEL, a newline, DEL, C1 as one byte and as
# UTF-8; an umlaut does.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
name=$(printf 'a\033]0;x\007\177\233\302\233\nü.csv')
cp ../bad/unreadable-time/input.csv "$dir/$name"
cd "$dir"
lockstep traces --trace url "$name" 2>&1 >/dev/null
lockstep traces --trace url "$name" --strict 2>&1 >/dev/null
lockstep traces "not there $name" 2>&1
lockstep "$name" 2>&1
lockstep traces "--$name" 2>&1
lockstep traces --format "$name" x 2>&1
printf 'a\033[2J,time,%0200d\n1,2,3\n' 0 >columns.csv
lockstep traces columns.csv 2>&1
printf 'account,time,%0200d\n1,\033[2J,3\n' 0 >cells.csv
lockstep traces cells.csv 2>&1
echo "exit $?"
# Data is shown on a terminal without them, and written to a pipe as it is.
printf 'account,time,text\n"\033[31mred",1,one two three four\nü,2,one two three four\n' >rows.csv
script -qec 'lockstep traces rows.csv --trace text --quiet' /dev/null </dev/null | tr -d '\r'
lockstep traces rows.csv --trace text --quiet | tr '\033' '!'
