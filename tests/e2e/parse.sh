#!/usr/bin/env bash
# attache as a parser for others: what it writes is CoNLL-U, goes round, keeps what it is given, and tells what is broken.
. "${BASH_SOURCE[0]%/*}/common.sh"
shared=${ATTACHE_SHARED:-../shared}
conllu() { awk -f tests/conllu_check.awk "$1" >"$dir/faults" || { head -5 "$dir/faults"; return 1; }; }

# text that is hard to cut and to write
cat >"$dir/notes.txt" <<'TEXT'
NEW DELHI (Example News) -  The "two sides" didn't meet; they'll meet on 3 May 2016-17, said Lt. Gen. Ann O'Neil.He left.

• First point:	a tab, then a no-break space…
• Second point 😀👍🏽 see https://example.org/a?b=c. E-mail ann@example.org!

THE ARMY'S ANSWER: 'NO'
TEXT
printf 'caf\xc3\xa9 \xff bad\x01byte\xe2\x80\x8bzero\r\n' >>"$dir/notes.txt"
exits 0 "$attache" parse "$dir/notes.txt"
silent
cp "$dir/out" "$dir/notes.conllu"
check "notes: not CoNLL-U" conllu "$dir/notes.conllu"
prints '^# newdoc id = .*notes.txt$'
prints '^# sent_id = .*notes.txt-1$'
prints '	don\|didn.t	_'
check "notes: not three paragraphs" test "$(grep -c '^# newpar$' "$dir/notes.conllu")" = 3
check "a comment holds a path with blanks or slashes" awk '/^# sent_id/ && $4 ~ /[\/ ]/ { bad = 1 } END { exit bad }' "$dir/notes.conllu"

# several files: sent_ids differ
printf 'One.\n' >"$dir/a.txt"
printf 'Two.\n' >"$dir/b.txt"
"$attache" parse "$dir/a.txt" "$dir/b.txt" >"$dir/both.conllu"
check "two files: not CoNLL-U" conllu "$dir/both.conllu"

# the page of examples, and our own documents
"$attache" read examples/page.html | "$attache" parse - >"$dir/page.conllu"
check "page: not CoNLL-U" conllu "$dir/page.conllu"
"$attache" parse README.md docs/*.md >"$dir/docs.conllu"
check "documents: not CoNLL-U" conllu "$dir/docs.conllu"

# round trips: given its own tokens it answers the same; the text of a sentence gives its words again
for name in notes page docs; do
    "$attache" parse --conllu "$dir/$name.conllu" >"$dir/again"
    check "$name: given tokens it answers otherwise" cmp -s "$dir/again" "$dir/$name.conllu"
done
sed -n 's/^# text = //p' "$dir/page.conllu" | "$attache" parse - | sed -n 's/^# text = //p' >"$dir/texts"
check "page: its sentences, a line each, are cut otherwise" cmp -s "$dir/texts" <(sed -n 's/^# text = //p' "$dir/page.conllu")

# given tokens: comments, ranges, empty nodes and MISC stay, ids that are lacking are added
printf '%s\n' '# source = ours' '1	Troops	x	X	X	A=b	0	root	0:root	Note=kept' '2	left	_	_	_	_	_	_	_	_' '2.1	left	leave	VERB	_	_	_	_	1:x	CopyOf=2' \
    '3-4	didn’t	_	_	_	_	_	_	_	SpaceAfter=No' '3	did	_	_	_	_	_	_	_	_' '4	not	_	_	_	_	_	_	_	_' '5	10 000	_	_	_	_	_	_	_	_' '' '1	No	_	_	_	_	_	_	_	_' >"$dir/given.conllu"
exits 0 "$attache" parse --conllu "$dir/given.conllu"
silent
cp "$dir/out" "$dir/kept.conllu"
check "given: not CoNLL-U" conllu "$dir/kept.conllu"
prints '^# source = ours$'
prints '^# text = Troops left didn’t10 000$'
prints '^1	Troops	troop.*	Note=kept$'
prints '^2.1	left	leave	VERB	_	_	_	_	1:x	CopyOf=2$'
prints '^3-4	didn’t	_	_	_	_	_	_	_	SpaceAfter=No$'
check "given: not five words and one" test "$(grep -c '^[0-9]*	' "$dir/kept.conllu")" = 6

# what is broken is told with its line, and the rest goes on
for bad in '1	Two	columns' '2	Late	_	_	_	_	_	_	_	_' 'x	Id	_	_	_	_	_	_	_	_' '1		_	_	_	_	_	_	_	_' '1-2	Range	_	_	_	_	_	_	_	_' '1.1	Node	_	_	_	_	_	_	_	_' "$(printf '1\ta\x01b\t_\t_\t_\t_\t_\t_\t_\t_')" "$(printf '1\t\xff\t_\t_\t_\t_\t_\t_\t_\t_')" '# no words'; do
    printf '%s\n' '1	Fine	_	_	_	_	_	_	_	_' '' "$bad" '1	One	_	_	_	_	_	_	_	_' '' '1	Last	_	_	_	_	_	_	_	_' | sed "$([ "$bad" = '# no words' ] && echo 4d)" >"$dir/broken.conllu"
    exits 1 "$attache" parse --conllu "$dir/broken.conllu"
    says 'broken.conllu:[3-5]: '
    prints '	Fine	'
    prints '	Last	'
done
exits 1 "$attache" parse --conllu /nonexistent
exits 0 "$attache" parse --conllu /dev/null

# a user's tables leave the language as it is
mkdir "$dir/know"
head -3 data/agents.tsv >"$dir/know/agents.tsv"
"$attache" parse --know "$dir/know" - <"$dir/notes.txt" >"$dir/theirs" 2>/dev/null
"$attache" parse - <"$dir/notes.txt" >"$dir/ours"
check "with --know text is parsed otherwise" cmp -s "$dir/theirs" "$dir/ours"

# the treebanks' own tokens come back as they were
for set in ewt gum; do
    gold=$shared/data/ud/$set-dev.conllu
    [ -e "$gold" ] || { skip "no $gold: the treebank's own tokens are not read"; continue; }
    "$attache" parse --conllu "$gold" >"$dir/$set"
    check "$set: not CoNLL-U" conllu "$dir/$set"
    check "$set: tokens, comments or MISC changed" cmp -s <(cut -f 1,2,10 "$dir/$set") <(cut -f 1,2,10 "$gold")
done

# the checker sees faults
for fault in 's/^\(1\t.*\)\t[0-9]*\t\([a-z:]*\t_\)/\1\t0\t\2/' 's/^# text = ./# text = /' 's/\tNOUN\t/\tNOM\t/' 's/^3\t/4\t/' 's/\t_$//' 's/Number=Sing|Person=3/Person=3|Number=Sing/' '/^# sent_id/d'; do
    sed "$fault" "$dir/page.conllu" >"$dir/spoilt"
    check "a fault is not seen: $fault" bash -c '! awk -f tests/conllu_check.awk "$1" >/dev/null' - "$dir/spoilt"
done
finish
