#!/bin/sh
# answers.sh FILE.md DATABASE: FILE.md with the answer of the database behind every ```sql block, in place of the one that stands there.
query=$(mktemp) && trap 'rm -f "$query"' EXIT
awk -v query="$query" -v ask="sqlite3 -header -separator ' | ' -init /dev/null '$2' <'$query' 2>&1" '
    /^```text$/ { skipping = 1 }
    !skipping { print }
    skipping && /^```$/ { skipping = 0; swallow = 1; next }
    /^```sql$/ { asking = 1; printf "" >query; next }
    asking && /^```$/ {
        asking = 0; close(query)
        print "\n```text"; while ((ask | getline line) > 0) print line; close(ask); print "```"
        next
    }
    asking { print >query }' "$1" | cat -s | sed '${/^$/d}'
