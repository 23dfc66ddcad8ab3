#!/usr/bin/env bash
# The Python package: its wheel installed into a fresh virtual environment, its types, its tests, and the lines of its README.
. "${BASH_SOURCE[0]%/*}/common.sh"
case $B in *asan*) skip "a sanitized library wants a sanitized program"; finish; exit ;; esac
# The wheel that other machines get, if what links it is to be had; else one for this machine.
wheel=$(PORTABLE=1 B=$B bash tools/build-python.sh 2>"$dir/err")
status=$?
if [ $status = 0 ]; then
    check "is not for glibc 2.28: $wheel" test "$(basename "$wheel" | grep -c 'manylinux_2_28')" = 1
    check "needs libraries that Linux does not have" test -z "$(objdump -p "$B/portable/libattache.so.0" | sed -n 's/^ *NEEDED *//p' | grep -vE '^(libc|libm|libpthread|libdl|ld-linux-.*)\.so\.[0-9]$')"
    check "the licences of the libraries inside are not all there" test "$(ls "$B/portable/licenses" | wc -l)" = 11
elif [ $status = 3 ]; then
    skip "a wheel for other machines: $(cat "$dir/err")"
    wheel=$(B=$B bash tools/build-python.sh 2>"$dir/err")
    status=$?
fi
[ $status = 3 ] && { skip "$(cat "$dir/err")"; finish; exit; }
if [ $status != 0 ]; then fail "the wheel cannot be built"; cat "$dir/err"; finish; exit 1; fi
python3 -m venv "$dir/fresh"
pip() { "$dir/fresh/bin/pip" install -q --disable-pip-version-check "$@" >"$dir/log" 2>&1; }
# what is tested with, and the data frames where they are to be had
pip pytest mypy || { skip "pytest and mypy are not to be had"; finish; exit; }
check "the wheel cannot be installed" pip "$wheel" || { cat "$dir/log"; finish; exit 1; }
for p in pandas polars tqdm duckdb-cli nanoarrow; do pip "$p" || skip "$p is not to be had"; done
typed() { (cd python && "$dir/fresh/bin/mypy" --strict --cache-dir "$dir/mypy" --python-executable "$dir/fresh/bin/python" -p attache >"$dir/out" 2>&1) || { cat "$dir/out"; return 1; }; }
check "types are wrong" typed
tested() { PATH=$dir/fresh/bin:$PATH ATTACHE_ROOT=$PWD ATTACHE_PROGRAM=$attache "$dir/fresh/bin/python" -B -m pytest -q -p no:cacheprovider python/tests >"$dir/out" 2>&1 || { tail -n 60 "$dir/out"; return 1; }; }
check "its tests fail" tested
check "its tests were not run" grep -q '[1-9][0-9]* passed' "$dir/out"
readme() { sed -n '/^    import attache$/,/^[^ ]/s/^    //p' python/README.md >"$dir/readme.py" && "$dir/fresh/bin/python" "$dir/readme.py" >"$dir/out" 2>&1 || { cat "$dir/out"; return 1; }; }
check "README's lines do not run" readme
prints 'AID.*IND.*KAZ'
finish
