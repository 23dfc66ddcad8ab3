#!/usr/bin/env bash
# Every command in docs/tutorial.md, in order, in a folder of its own: each succeeds and, if it asks for rows, gives some.
. "${BASH_SOURCE[0]%/*}/common.sh"
tutorial=$(realpath docs/tutorial.md)
cp -r examples "$dir/"
mkdir "$dir/bin"
ln -s "$attache" "$dir/bin/attache"
n=0
while IFS= read -r command; do
    n=$((n + 1))
    exits 0 bash -c "cd '$dir' && PATH='$dir/bin':\$PATH && $command"
    case $command in
    *'--within'* | *'--dead'*) ;; # the examples may have none
    *' query '*) check "nothing comes of: $command" test "$(wc -l <"$dir/out")" -ge "$(case $command in *jsonl*) echo 1 ;; *) echo 2 ;; esac)" ;;
    esac
done < <(sed -n 's/^    //p' "$tutorial")
check "the tutorial has $n commands" test "$n" -ge 10
for picture in $(sed -n 's|.*(pictures/\([a-z]*\)\.png).*|\1|p' "$tutorial"); do
    check "docs/pictures/$picture.png is not there" test -s "docs/pictures/$picture.png"
    check "nobody takes docs/pictures/$picture.png" grep -q "\"$picture\"" tests/desk/pictures.mjs
done
check "the query is not in the head of the selection" grep -q '^# attache .*KAZ,IND' "$dir/pair.csv"
check "no months are exported" test "$(wc -l <"$dir/dyads.csv")" -ge 2
finish
