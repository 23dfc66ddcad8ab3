#!/usr/bin/env bash
# Tests the parser on 64-bit ARM, with a cross compiler and an emulator: each kernel gives the same results as the plain ones, there and here, and parses of sentences are the
# same bytes; the rest of the program compiles. B=build is a build for this machine, whose knowledge is used for both. Prints "N passed, N failed"; if a tool is missing, it skips the test with a message.
#   tests/arm64.sh           CROSS=aarch64-linux-gnu-gcc, CROSS="clang --target=aarch64-linux-gnu"; EMULATOR=qemu-aarch64-static
. "${BASH_SOURCE[0]%/*}/e2e/common.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 3
cross=${CROSS:-aarch64-linux-gnu-gcc} emulator=${EMULATOR:-$(command -v qemu-aarch64-static || command -v qemu-aarch64)}
needs "${cross%% *}" "no code for ARM is made"
needs "${emulator:-qemu-aarch64-static}" "no code for ARM is run"
[ -s "$B/gen/knowledge.bin" ] || make -s B="$B" "$B/gen/knowledge.bin"
header=$(echo '#include <utf8proc.h>' | ${CC:-cc} -E - 2>/dev/null | sed -n 's/^# [0-9]* "\(.*utf8proc\.h\)".*/\1/p' | head -n 1)

build() { # FOLDER COMPILER LINK-FLAG...: the program, of objects of its own
    local folder=$1 compiler=$2
    mkdir -p "$folder/include"
    cp "$header" "$folder/include/"
    make -s Q=@ say= B="$folder" CC="$compiler" KNOWLEDGE="$B/gen/knowledge.bin" ALONE="$folder/include" LDFLAGS="${*:3}" "$folder/parse_alone"
}
build build/arm64 "$cross" -static || { fail "does not build for ARM"; finish; exit 1; }
build "$B/alone" "${CC:-cc}" || { fail "does not build for this machine"; finish; exit 1; }

# Of the rest, whose libraries are not here, that the compiler takes it without a word; their headers are this machine's.
for f in src/*/*.c src/*/*/*.c prog/*.c; do
    $cross -std=gnu11 -D_GNU_SOURCE -fsyntax-only -Wall -Wextra -Iinclude -Isrc -I"$B/gen" $(pkg-config --cflags libxml-2.0) -idirafter /usr/include \
        -idirafter "/usr/include/$(uname -m)-linux-gnu" "$f" >>"$dir/words" 2>&1 || echo "$f does not compile" >>"$dir/words"
done
check "the compiler says of the whole program: $(head -n 5 "$dir/words")" test ! -s "$dir/words"

"$B/alone/parse_alone" kernels >"$dir/here" 2>"$dir/err"
check "kernels of this machine differ: $(cat "$dir/err")" test $? = 0
"$emulator" -cpu max build/arm64/parse_alone kernels >"$dir/there" 2>"$dir/err"
check "kernels of ARM differ: $(cat "$dir/err")" test $? = 0
says '^neon$'
says '^dot$'
check "plain kernels give something else on ARM" cmp -s "$dir/here" "$dir/there"

sed -n 's/^text: //p' tests/cases/*.case tests/cases/codebook/*.case | LC_ALL=C grep -v '[^ -~]' | head -n 400 >"$dir/text"
exits 0 "$B/alone/parse_alone" plain <"$dir/text"
cp "$dir/out" "$dir/plain"
check "nothing was parsed" test "$(wc -l <"$dir/plain")" -gt 4000
for kernels in plain neon dot; do
    exits 0 "$emulator" -cpu max build/arm64/parse_alone $kernels <"$dir/text"
    check "parses by $kernels are other ones" cmp -s "$dir/plain" "$dir/out"
done
exits 4 "$emulator" -cpu cortex-a53 build/arm64/parse_alone dot <"$dir/text" # it has no dot products
exits 0 "$emulator" -cpu cortex-a53 build/arm64/parse_alone neon <"$dir/text"
check "parses on an older processor are other ones" cmp -s "$dir/plain" "$dir/out"
finish
