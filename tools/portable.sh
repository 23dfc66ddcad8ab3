#!/bin/sh
# tools/portable.sh OUT OBJECT...: the shared library OUT, for the wheel of the Python package, with Debian's static libraries inside, for every C library from GLIBC on; beside it, in
# licenses/, what these libraries are given under. ZIG is a command that links for an older C library than this machine has (PyPI: ziglang).
#
# The objects and the static libraries are compiled for this machine's C library, but no function that they call is younger: what is found missing at GLIBC ends the link with its name.
set -eu
glibc=${GLIBC:-2.28}
libraries="libxml2 libutf8proc libuchardet libjansson libarchive libzstd libbrotlidec libbrotlicommon libsqlite3 libbz2 liblzma libz"
out=$1
shift
dir=$(dirname "$out")
rm -rf "$dir"
mkdir -p "$dir/libraries" "$dir/licenses"
for name in $libraries; do
    from=$(${CC:-gcc} -print-file-name=$name.a)
    [ -e "$from" ] || { echo "$name.a is missing (PACKAGES.optional)" >&2; exit 1; }
    ${OBJCOPY:-objcopy} --redefine-sym stdin=portable_stdin --redefine-sym stdout=portable_stdout --redefine-sym stderr=portable_stderr "$from" "$dir/libraries/$name.a"
    package=$(dpkg -S "$(realpath "$from")" 2>/dev/null | sed 's/[:,].*//')
    [ -z "$package" ] || cp "/usr/share/doc/$package/copyright" "$dir/licenses/$package"
done
nm -u "$dir/libraries/libxml2.a" "$dir/libraries/libarchive.a" 2>/dev/null | sed -nE 's/^ *U ((ucnv|UCNV|nettle)_.*)/ABSENT(\1)/p' | sort -u >"$dir/absent.inc"
${CC:-gcc} -O2 -fPIC -Wall -Wextra -D_GNU_SOURCE -Iinclude -Isrc -I"$dir" -c tools/portable.c -o "$dir/portable.o"
# Names of ours are local, as in libattache.a, so that none is taken for one of a library's.
${LD:-ld} -r "$@" "$dir/portable.o" -o "$dir/attache.o"
${OBJCOPY:-objcopy} --localize-hidden --strip-debug "$dir/attache.o"
echo '{ global: attache_*; local: *; };' >"$dir/names"
$ZIG cc -target "$(uname -m)-linux-gnu.$glibc" -shared -s -o "$out" -Wl,-soname,"$(basename "$out")" -Wl,--version-script="$dir/names" -Wl,-z,defs,-z,relro,-z,now,-z,noexecstack \
    "$dir/attache.o" "$dir"/libraries/*.a "$(${CC:-gcc} -print-file-name=libgcc.a)" -lm -lpthread -ldl
rm -rf "$dir/libraries" "$dir"/*.o "$dir/absent.inc" "$dir/names"
