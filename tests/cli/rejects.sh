# What is rejected is written as it came; cells that a spreadsheet would run are disarmed.
out=$(mktemp) && trap 'rm -f "$out"' EXIT
printf 'user,time,url\na,1,http://x.org/a\n=cmd(),noon,http://x.org/b\n"=2+5\nb",noon,\nc,2\n' |
    lockstep traces - --trace url --rejects "$out" 2>/dev/null
cat "$out"
lockstep traces pairs.csv --trace url --rejects /nowhere/x.csv >/dev/null || echo "exit $?"
[ -w /dev/full ] || exit 77
printf 'user,time,url\na,1,http://x.org/a\nb,noon,\n' |
    lockstep traces - --trace url --rejects /dev/full --quiet >/dev/null || echo "exit $?"
