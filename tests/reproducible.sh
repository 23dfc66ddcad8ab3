#!/usr/bin/env bash
# A second build, in another folder and without ccache, gives the bytes of the first (B=build): the program and both libraries. What npm brings is taken over from the first;
# all else is made anew, the knowledge too. CI runs it; it takes as long as a build.
set -u
cd "$(dirname "$0")/.." || exit 3
B=${B:-build}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
other=$dir/elsewhere/deeper
mkdir -p "$other/build"
tar -c --exclude=./.git --exclude=./build --exclude="./$B" --exclude=node_modules . | tar -x -C "$other"
cp -Rp build/places build/web "$other/build/"
passed=0 failed=0
if CCACHE_DISABLE=1 make -s "-j$(nproc)" -C "$other" B=build CC="${CC:-gcc}" all >"$dir/log" 2>&1; then
    for file in gen/knowledge.bin libattache.a libattache.so.0 attache; do
        if cmp "$B/$file" "$other/build/$file"; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
            for object in $(cd "$B" && find src prog gen -name '*.o'); do cmp -s "$B/$object" "$other/build/$object" || echo "$object differs"; done | head -5
        fi
    done
else
    echo "the second build failed:"
    tail -5 "$dir/log"
    failed=1
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
