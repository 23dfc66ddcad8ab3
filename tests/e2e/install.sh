#!/usr/bin/env bash
# make install into a directory of its own; the example is compiled against it with pkg-config, both ways, and run.
. "${BASH_SOURCE[0]%/*}/common.sh"
case $B in *asan*) skip "a sanitized library wants a sanitized program"; finish; exit ;; esac
prefix=$dir/usr
if ! make -s B="$B" PREFIX="$prefix" install >"$dir/log" 2>&1; then cat "$dir/log"; fi
make -s B="$B" PREFIX=/usr DESTDIR="$dir/a stage" install >"$dir/log" 2>&1
check "cannot be staged in a folder with a blank in its name: $(cat "$dir/log")" test -x "$dir/a stage/usr/bin/attache" -a -e "$dir/a stage/usr/lib/pkgconfig/attache.pc"
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
for f in bin/attache include/attache.h lib/libattache.a lib/libattache.so lib/libattache.so.0 lib/pkgconfig/attache.pc; do check "$f is not installed" test -e "$prefix/$f"; done
check "pkg-config does not know its version" test "$(pkg-config --modversion attache)" = "$("$attache" --version | sed 's/attache \([0-9.]*\).*/\1/')"
check "does not compile" ${CC:-cc} -Wall -Wextra -Werror examples/minimal.c $(pkg-config --cflags --libs attache) -o "$dir/shared"
check "does not link statically" ${CC:-cc} examples/minimal.c $(pkg-config --cflags attache) "$prefix/lib/libattache.a" $(pkg-config --libs $(sed -n "s|^Requires.private: ||p" "$prefix/lib/pkgconfig/attache.pc")) -lm -pthread -o "$dir/static"
if have c++ "the header is not tried as C++"; then # the header is C++ as well
    echo '#include <attache.h>
int main() { attache_batch batch = {}; return batch.attache != nullptr; }' >"$dir/plus.cpp"
    check "is no C++" c++ -std=c++11 -Wall -Wextra -Wpedantic -Werror $(pkg-config --cflags attache) "$dir/plus.cpp" -c -o "$dir/plus.o"
fi
for p in shared static; do
    got=$(LD_LIBRARY_PATH=$prefix/lib "$dir/$p" 'Chile condemned Peru.')
    check "$p says: $got" test "$got" = "2018-01-15 CHL ACCUSE PER"
done
exits 0 "$prefix/bin/attache" --version
# nothing of ours that is internal can clash with a user's names
internal=$(nm --defined-only -g "$prefix/lib/libattache.a" 2>/dev/null | awk 'NF == 3 && $3 !~ /^attache_/ { print $3 }')
check "the archive shows internal names: $internal" test -z "$internal"
internal=$(nm -D --defined-only "$prefix/lib/libattache.so.0" | awk 'NF == 3 && $3 !~ /^attache_/ { print $3 }')
check "the library shows internal names: $internal" test -z "$internal"
finish
