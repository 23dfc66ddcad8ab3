#!/usr/bin/env bash
# attache read --format print: an article ready to print, in lines of at most 78 columns.
. "${BASH_SOURCE[0]%/*}/common.sh"
exits 0 "$attache" read --format print tests/pages/wordpress.html
cat >"$dir/want" <<'TEXT'
Navies of both shores end joint drill
=====================================
14 June 2021
By Mara Quill

The navies of Estoria and Veldania ended a ten-day drill in the strait on
Sunday, the first that they have held together since the fishing dispute of
2015.

What was trained
----------------

Eight ships and some 900 sailors practised boarding, towing and the rescue of
crews from burning vessels, Rear Admiral Ilse Tamm told reporters.

    “We have learned each other’s signals again,” she said.

Who objects
-----------

The fishers’ union of Veldania says the drill closed its best grounds for two
weeks and has asked the ministry for compensation.

  - The union wants 4 million crowns.
  - The ministry has offered half of that.

Talks between both sides go on this week.

____________________
The Strait Observer
https://strait-observer.example/2021/06/navies-end-joint-drill/

TEXT
check "the printed page is another" diff "$dir/want" "$dir/out"

# a highlight is printed unless the text says the same; the record marks it
exits 0 "$attache" read --format print tests/pages/arc.html
prints '^SARNOV, 9 March 2022$'
prints '^  \* After four days of talks both delegations blame each other, and shelling$'
exits 0 "$attache" read --format print examples/page.html
check "the date is not printed" grep -q '11 November 2017' "$dir/out"
exits 0 "$attache" read --format jsonl tests/pages/arc.html
prints '"highlights":\["After four[^]]*\],"repeated":\[false\]'

# plain text, a title without a text, and text without spaces
printf 'One line.\nAnother line that is very much longer than the others and goes on beyond the edge of the page.\n' >"$dir/t.txt"
exits 0 "$attache" read --format print "$dir/t.txt"
check "a line is too long" test "$(awk 'length > 78' "$dir/out" | wc -l)" = 0
printf '{"id":"a","title":"Talks","text":""}\n' >"$dir/a.jsonl"
exits 0 "$attache" read --format print "$dir/a.jsonl"
prints '^Talks$'
finish
