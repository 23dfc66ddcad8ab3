#!/usr/bin/env bash
# How the program and the library are built: they are hardened, and two builds in two folders give the same bytes.
. "${BASH_SOURCE[0]%/*}/common.sh"
needs readelf "how the program is built cannot be read"
if readelf -Ws "$attache" | grep -q __asan_init; then
    skip "with sanitizers what hardens a build is left out"
    finish
    exit
fi
for file in "$attache" "$B"/libattache.so.0; do
    name=${file##*/}
    check "$name: addresses are bound late" grep -q 'BIND_NOW\|Flags: NOW' <(readelf -Wd "$file")
    check "$name: what was bound stays writable" grep -q GNU_RELRO <(readelf -Wl "$file")
    check "$name: its code is written to when it is loaded" test -z "$(readelf -Wd "$file" | grep TEXTREL)"
    check "$name: its stack can be run" grep -q 'GNU_STACK.* RW ' <(readelf -Wl "$file")
    check "$name: some of it can be written and run" test -z "$(readelf -Wl "$file" | awk '$1 == "LOAD" && /RWE/')"
    check "$name: has no guard on the stack" grep -q __stack_chk_fail <(readelf -Ws "$file")
    check "$name: has no checks of sizes" grep -q '__[a-z]*_chk' <(readelf -Ws "$file" | grep -v __stack_chk_fail)
done
check "the program lies at one place in memory" grep -q 'DYN' <(readelf -Wh "$attache")

# the same bytes from any folder
for folder in one two/deeper; do
    mkdir -p "$dir/$folder"
    tar -c Makefile include src/base tools data/*.tsv | tar -x -C "$dir/$folder"
    make -s -C "$dir/$folder" B=build CC="${CC:-gcc}" build/src/base/{csv,utf8,memory,failure}.o >/dev/null 2>"$dir/err" || fail "cannot be built in $folder: $(head -3 "$dir/err")"
done
for object in csv utf8 memory failure; do
    check "$object.o is not the same from another folder" cmp "$dir/one/build/src/base/$object.o" "$dir/two/deeper/build/src/base/$object.o"
done
finish
