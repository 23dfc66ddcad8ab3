#!/usr/bin/env bash
# --know: a user's tables and dictionaries that override the built-in ones, mistakes in them, and precedence.
. "${BASH_SOURCE[0]%/*}/common.sh"
mine=$dir/mine
mkdir "$mine"
who() { exits 0 "$attache" who --why "$@"; }

# a row of one's own; rows of ours stand beside it
printf 'code\tname\tnames\toffice\tsectors\tfrom\tto\nKAZ\tAsel Tuleuova\tTuleuova\tForeign Minister\tGOV\t2016-01-15\t2018-01-01\nUSA\tBarack Obama\t\tEnvoy\tMIL\t2012-01-01\t2012-12-31\n' >"$mine/people.tsv"
printf 'phrase\tkind\tsectors\nfloodwarden\tperson\tCOP\nlawmaker\t\tJUD\n' >"$mine/agents.tsv"
printf 'trigger\tpos\tpattern\tcameo\nsnorf\tV\tA=subj R=obj\t120\n' >"$mine/frames.tsv"
who --know "$mine" --date 2017-01-01 Tuleuova
prints '"country":"KAZ","sector":"GOV".*"office":"Foreign Minister".*mine/people.tsv:2"'
silent
who --know "$mine" --date 2020-01-01 'Asel Tuleuova'
prints '"sector":"ELI"'
who --know "$mine" --date 2012-06-01 'Barack Obama'
prints '"sector":"MIL".*"office":"Envoy"'
who --know "$mine" --date 2014-06-01 'Barack Obama'
prints '"sector":"GOV".*"office":"President'
# a table in several files
printf 'code\tname\toffice\tsectors\tfrom\tto\nPER\tRosa Quispe Mayta\tTrade Minister\tGOV\t2016\t2018\n' >"$mine/people_more.tsv"
who --know "$mine" --date 2017-01-01 'Rosa Quispe Mayta'
prints '"country":"PER","sector":"GOV".*mine/people_more.tsv:2'
who --know "$mine" --date 2020-06-01 'Grant Shapps'
prints '"country":"GBR","sector":"GOV".*"people_wikidata.tsv:[0-9]'
silent
who --know "$mine" 'the Peruvian floodwardens'
prints '"country":"PER","sector":"COP"'
who --know "$mine" 'a French lawmaker'
prints '"country":"FRA","sector":"JUD"'
echo 'Peru snorfed Chile.' >"$dir/text"
exits 0 "$attache" code --why --know "$mine" "$dir/text"
prints '"event":\["REJECT"\].*mine/frames.tsv:2'
exits 0 "$attache" explain --know "$mine" "$dir/text"
prints 'mine/frames.tsv:2'
# of a row that lists several verbs the user's own takes the place for those that it names, and delete.tsv for one of them
printf 'trigger\tpos\tpattern\tcameo\nglorp|snarfle\tV\tA=subj R=obj\t120\n' >"$mine/frames.tsv"
mkdir "$dir/over"
printf 'trigger\tpos\tpattern\tcameo\nsnarfle|frobble\tV\tA=subj R=obj\t051\n' >"$dir/over/frames.tsv"
printf 'Peru glorped Chile. Fiji snarfled Tonga. Mali frobbled Niger.' >"$dir/verbs"
exits 0 "$attache" code --why --stats --know "$mine" --know "$dir/over" "$dir/verbs"
prints '"event":\["REJECT"\].*glorp.*mine/frames.tsv:2'
prints '"event":\["SUPPORT"\].*snarfle.*over/frames.tsv:2'
prints '"event":\["SUPPORT"\].*frobble.*over/frames.tsv:2'
says 'over/frames.tsv: 1 rows, 0 refused'
printf 'table\tname\nframes\tglorp\n' >"$dir/over/delete.tsv"
exits 0 "$attache" code --know "$mine" --know "$dir/over" "$dir/verbs"
check "codes a verb that delete.tsv takes away" bash -c '! grep -q glorp.*REJECT "$1"' - "$dir/out"
prints '"event":\["SUPPORT"\].*snarfle'
rm -r "$dir/over"
exits 0 "$attache" code --why "$dir/text"
check "knows a verb of the user's without --know" bash -c '! grep -q "frames.tsv\|REJECT" "$1"' - "$dir/out"

# why: the rows and rules that an answer stands on, and what else the words could stand for
who --date 2005-06-01 'the Afghan Taliban'
prints '"how":"organisations.tsv:[0-9]*"'
prints '"note":"[0-9-]* to [0-9-]*, over by then","taken":false'
prints '"note":"from [0-9-]*, not begun by then","taken":false'
prints '"kind":"organisation","name":"Taliban","country":"AFG","sector":"REB".*"taken":true'
who 'Kazakh deputy defence minister'
prints '"how":"agents.tsv:[0-9]*, countries.tsv:[0-9]*"'
prints '"words":"Kazakh","kind":"adjective".*"taken":true'
who --context 'Peru and Chile held talks.' 'the ministers'
prints '"considered":\[{"words":"ministers","kind":"agent"'
exits 0 "$attache" who --date 2005-06-01 'the Afghan Taliban'
check "says why without being asked" bash -c '! grep -q considered "$1"' - "$dir/out"
if [ -s build/places/cities.pbf ]; then
    who 'Paris'
    prints '"kind":"town","name":"Paris","country":"USA".*"note":"TX, [0-9]* people","taken":false'
else
    skip "the towns of GeoNames are not there: no town is asked for"
fi

# the same on any number of threads, and with tables that change nothing
exits 0 "$attache" code examples/page.html
cp "$dir/out" "$dir/plain"
mkdir "$dir/empty"
printf 'code\tname\n' >"$dir/empty/people.tsv"
exits 0 "$attache" code --threads 2 --know "$dir/empty" examples/page.html
check "an empty table changes what comes out" cmp -s "$dir/plain" "$dir/out"

exits 0 "$attache" parse "$dir/text"
cp "$dir/out" "$dir/plain"
exits 0 "$attache" parse --know "$dir/empty" "$dir/text"
check "tables change how sentences are parsed" cmp -s "$dir/plain" "$dir/out"

# later wins; taking away
printf 'phrase\tkind\tsectors\nfloodwarden\tperson\tMED\n' >"$dir/empty/agents.tsv"
who --know "$mine" --know "$dir/empty" 'the Peruvian floodwardens'
prints '"sector":"MED"'
who --know "$dir/empty" --know "$mine" 'the Peruvian floodwardens'
prints '"sector":"COP"'
printf 'table\tname\npeople\tAngela Merkel\npeople.tsv\tMerkel\npeople\tNobody Atall\n' >"$dir/empty/delete.tsv"
who --date 2015-01-01 'Angela Merkel'
prints '"country":"DEU"'
who --date 2015-01-01 --know "$dir/empty" 'Angela Merkel'
prints '"country":"",'
says 'delete.tsv:4: takes out nothing'

# mistakes: told, and the rest goes on
bad=$dir/bad
mkdir "$bad"
printf 'code\tname\tsectors\tfrom\nKZA\tA Bee\tGOV\t\nPER\tC Dee\tGOVT\t\nPER\tE Eff\tGOV\t2012-13-40\nPER\tGudrun Haitsch\tGOV\t2012\n' >"$bad/people.tsv"
printf 'code\ttitle\nPER\tX\n' >"$bad/organisations.tsv"
printf 'x\n' >"$bad/peoples.tsv"
who --know "$bad" --date 2014-01-01 'Gudrun Haitsch'
prints '"country":"PER","sector":"GOV"'
says "people.tsv:2: code 'KZA' is neither a state"
says "people.tsv:3: sector 'GOVT': must be one of"
says "people.tsv:4: date '2012-13-40': must be YYYY"
says "organisations.tsv:1: names a column 'title', which is none of the columns code, kind, name"
says 'peoples.tsv: is passed over'
exits 0 "$attache" who --stats --know "$bad" Peru
says 'people.tsv: 1 rows, 3 refused'

# nothing that can be used: could not run
exits 3 "$attache" who --know "$dir/none" Peru
says 'none: No such file'
mkdir "$dir/hollow"
exits 3 "$attache" who --know "$dir/hollow" Peru
says 'hollow: holds no table'
printf '~~~\n---\n' >"$dir/verbs.txt"
exits 3 "$attache" code --know "$dir/verbs.txt" "$dir/text"
says 'has nothing that can be used'
exits 2 "$attache" who --know
# as a spreadsheet writes it: with a mark at the head, and CR LF
mkdir "$dir/marked"
printf '\xef\xbb\xbfphrase\tkind\tsectors\r\nfloodwarden\tperson\tCOP\r\n' >"$dir/marked/agents.tsv"
who --know "$dir/marked" 'the Peruvian floodwarden'
prints '"country":"PER","sector":"COP"'

# a dictionary of actors and agents, with its dates
cat >"$dir/actors.txt" <<'TXT'
# of our own making
MARTA_OLVIDO_ ; comment
+OLVIDO_
	[PERELI 890101-910728]
	[PERGOV 910729-960728]
	[PERELI]
FRONT_OF_THE_LAMPS_ [BOLREB <20050101] [BOLGOV >20050101]
BROKEN_ENTRY_ [BOLREBX]
!PERSON! = MAN, WOMAN
LAMP!PERSON! {LAMPMEN} [~LAB]
TXT
for case in '1990-05-05 ELI' '1993-05-05 GOV' '1999-05-05 ELI'; do
    who --know "$dir/actors.txt" --date "${case% *}" 'Marta Olvido'
    prints "\"country\":\"PER\",\"sector\":\"${case#* }\".*actors.txt:2"
done
says "actors.txt:8: code 'BOLREBX'"
who --know "$dir/actors.txt" --date 1999-01-01 'the Front of the Lamps'
prints '"country":"BOL","sector":"REB"'
who --know "$dir/actors.txt" --date 2009-01-01 'the Front of the Lamps'
prints '"country":"BOL","sector":"GOV"'
who --know "$dir/actors.txt" 'Chilean lampmen'
prints '"country":"CHL","sector":"LAB"'
printf '\xef\xbb\xbfORDER_OF_THE_REEDS_ [BOLREB]\n' >"$dir/marked.txt"
who --know "$dir/marked.txt" 'the Order of the Reeds'
prints '"country":"BOL","sector":"REB".*"name":"Order of the Reeds"'
exits 0 "$attache" who --stats --know "$dir/actors.txt" Peru
says 'actors.txt: 10 lines, 4 names, 1 refused'

# those of the Open Event Data Alliance, where they lie beside the checkout
dictionaries=${ATTACHE_SHARED:-../shared}/data/dictionaries
if [ -d "$dictionaries" ]; then
    args=()
    for f in "$dictionaries"/Phoenix.*actors.txt "$dictionaries"/Phoenix.agents.txt; do args+=(--know "$f"); done
    exits 0 "$attache" who --stats "${args[@]}" --why --date 2005-01-01 'Hamid Karzai'
    prints '"country":"AFG","sector":"GOV".*Phoenix.Countries.actors.txt'
    says 'Phoenix.Countries.actors.txt: [0-9]* lines'
    check "more than a hundredth of a dictionary is refused" awk '/ lines, / { l += $3; n++; r += $7 } END { exit !(n == 4 && r * 100 < l) }' "$dir/err"
else
    skip "no $dictionaries: dictionaries as they were published are not read"
fi
finish
