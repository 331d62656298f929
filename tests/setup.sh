#!/bin/sh
# setup.sh SOURCE: what the build and the tests use is installed by the packages of script/setup.
set -eu
cd "$1"
command -v dpkg-query >/dev/null || { echo "no Debian packages here: skipped"; exit 77; }
builds="CMakeLists.txt tests/CMakeLists.txt"

# What the list installs: itself and, some steps far, what it depends on.
installed=$(script/setup --test --list)
for step in 1 2 3; do
    needed=$(dpkg-query --show --showformat='${Pre-Depends}, ${Depends}\n' $installed 2>/dev/null |
        tr ',|' '\n\n' | sed 's/(.*//; s/:any//; s/ //g')
    installed=$(printf '%s\n' $installed $needed | sort -u)
done

status=0
# comes_from THING FILE: FILE belongs to an installed package of the list. Packages may have it in
# /bin, which is /usr/bin.
comes_from() {
    owner=$(dpkg-query --search "$2" "${2#/usr}" 2>/dev/null | head -n 1 | cut -d: -f1)
    if [ -z "$owner" ] || ! printf '%s\n' $installed | grep -qx -- "$owner"; then
        echo "$1 ($2) comes from \"$owner\", which script/setup does not install"
        status=1
    fi
}

modules=$(cat $builds | tr '\n' ' ' | grep -o 'pkg_check_modules([^)]*)' | cut -d' ' -f2- |
    tr -d '")' | tr ' ' '\n' | sed 's/[<>=].*//' | grep -vE '^[A-Z_]*$' | sort -u)
[ "$modules" ] || { echo "no pkg-config module found in $builds"; exit 1; }
for module in $modules; do
    comes_from "module $module" "$(pkg-config --variable=pcfiledir "$module")/$module.pc"
done

headers=$(cat $builds | grep -o 'find_path([^)]*' | cut -d' ' -f2)
for header in $headers; do
    comes_from "header $header" "/usr/include/$header"
done

used=$(cat $builds CMakePresets.json && find script tests -type f ! -name setup ! -name setup.sh \
    \( -path 'script/*' -o -name '*.sh' -o -path 'tests/clients/*.py' \) -exec cat {} +)
for program in cmake ninja pkg-config git groff sqlite3 xmllint dot gc gvpr zstd xz bzip2 zip python3; do
    printf '%s\n' "$used" | grep -qiw -- "$program" || continue
    comes_from "program $program" "/usr/bin/$program" # not what a PATH puts before it
done

# A machine may have these of its own, from elsewhere.
for program in java javac mvn node npm; do
    grep -q "[ \"]$program:[a-z]" script/setup || { echo "script/setup names no package of $program"; status=1; }
done
exit $status
