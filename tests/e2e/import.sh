#!/usr/bin/env bash
# Importing files of POLECAT, ICEWS and GDELT: our own come back unchanged, other people's with their values, and bad rows are reported by line and left out.
. "${BASH_SOURCE[0]%/*}/common.sh"

# what we wrote comes back without loss
for format in polecat icews; do
    "$attache" code --format $format examples/page.html examples/reports.jsonl >"$dir/$format"
    exits 0 "$attache" import --stats $format "$dir/$format" "$dir/$format.db"
    says "refused 0; documents added [1-9]"
    "$attache" export --format $format "$dir/$format.db" >"$dir/back"
    check "$format: something was lost on the way into a store and back" cmp -s <(sort "$dir/$format") <(sort "$dir/back")
    check "$format: counts do not hold" counts_hold "$dir/$format.db"
    exits 0 "$attache" import --stats $format "$dir/$format" "$dir/$format.db"
    says "added 0  replaced 0"
done
# ... and as spreadsheets and archives of data write them: with a mark of byte order and CR LF, columns in another order, cells in quotes
for format in polecat icews; do
    { printf '\xef\xbb\xbf'; awk -F'\t' '{ for (i = NF; i; i--) printf "%s%s", $i, (i > 1 ? "\t" : "\r\n") }' "$dir/$format"; } >"$dir/turned"
    sed 's/"/""/g; s/\t/"\t"/g; s/^/"/; s/$/"/' "$dir/$format" >"$dir/quoted"
    for how in turned quoted; do
        exits 0 "$attache" import $format "$dir/$how" "$dir/$format-$how.db"
        "$attache" export --format $format "$dir/$format-$how.db" >"$dir/back"
        check "$format, $how: something was lost" cmp -s <(sort "$dir/$format") <(sort "$dir/back")
    done
done
"$attache" code --format gdelt examples/page.html examples/reports.jsonl >"$dir/gdelt"
exits 0 "$attache" import gdelt "$dir/gdelt" "$dir/gdelt.db"
"$attache" export --format gdelt "$dir/gdelt.db" >"$dir/back"
check "gdelt: something but numbers, names and quad classes was lost" cmp -s <(cut -f2-6,8-16,18-29,31- "$dir/gdelt" | sort) <(cut -f2-6,8-16,18-29,31- "$dir/back" | sort)

# a file made by hand, in the published layout: two parties, None, ISO-8859-1, and five rows that are wrong
header=$(head -1 "$dir/polecat")
row() { # ID DATE TYPE MODE INTENSITY QUAD NAME COUNTRY SECTOR SECTORS TITLE RAW NAME COUNTRY SECTOR SECTORS RAW CITY COUNTRY LAT LON
    printf '%s\t%s\t%s\t%s\t%s\t%s\tmilitary; weather\t%s\t%s\t365\t%s\t%s\t%s\t%s\tNone\t%s\t%s\tNone\t%s\t%s\tNone\t%s\tNone\t%s\t%s\tNone\tNone\t%s\t%s\t%s\t2673730\t%s\tPPLC\tThe Sound\t2023-02-02\tSomebody Else\tNone\tNone\ten\tNGEC 1.0\n' \
        "$1" "$2" "$3" "$4" "$5" "$6" "$7" "$8" "$9" "${10}" "${11}" "${12}" "${13}" "${14}" "${15}" "${16}" "${17}" "${18}" "${18}" "${19}" "${20}" "${21}" "${18}"
}
{
    echo "$header"
    row 20230201-17-ab 2023-02-01 SANCTION expel -5.5 "MATERIAL CONFLICT" Sweden Sweden GOV "GOV; MIL" "foreign minister" Stockholm $'Jos\351 Ruiz' "Russian Federation" GOV GOV diplomat Stockholm Sweden 59.33 18.07
    row 20230201-18-cd 2023-02-01 CONSULT visit None None "Norway; None" "Norway; Denmark" "None; MIL" "None; MIL,GOV" None "Norway; Danish officers" None None None None None Oslo Norway 59.91 10.75
    row 20230201-19-ef 2023-02-31 CONSULT visit 1 None Norway Norway None None None Norway None None None None None Oslo Norway 59.91 10.75
    row 20230201-20-ef 2023-02-01 CHAT visit 1 None Norway Norway None None None Norway None None None None None Oslo Norway 59.91 10.75
    row 20230201-21-ef 2023-02-01 CONSULT visit many None Norway Norway None None None Norway None None None None None Oslo Norway 59.91 10.75
    row 20230201-18-cd 2023-02-01 CONSULT visit 1 None Norway Norway None None None Norway None None None None None Oslo Norway 59.91 10.75
    echo "20230201-22-gh	2023-02-01	CONSULT"
} >"$dir/hand"
exits 1 "$attache" import --stats polecat "$dir/hand" "$dir/hand.db"
for line in 4 5 6 7 8; do says "hand:$line: "; done
says "events 2  no event 0  refused 5"
says "were left out of their rows"
"$attache" export "$dir/hand.db" >"$dir/out"
prints '"id": *"20230201-17-ab#1".*"event": *\["SANCTION"\], *"mode": *\["expel"\].*"code": *"SWE", *"sector": *"GOV", *"other_sectors": *\["MIL"\].*"code": *"RUS".*"José Ruiz".*"resolved_place": *"Stockholm", *"country_code": *"SWE"'
prints '"NGEC 1.0"'
prints '"code": *"NOR", *"sector": *"".*"code": *"DNK", *"sector": *"MIL", *"other_sectors": *\["GOV"\], *"entity_text": *"Danish officers".*"event_scale": *4.0'
exits 0 "$attache" query "$dir/hand.db" --dyad 'SWE>RUS' events
prints SANCTION

# ICEWS as others wrote it: the category is that of the code; a statement is no event
{
    head -1 "$dir/icews"
    printf '7\t2015-03-04\tCitizen (Peru)\tCivilians\tPeru\tUse unconventional violence\t180\t-9.0\tPolice (Peru)\tPolice\tPeru\t99\t2\tThe Andes\tLima\t\t\tPeru\t-12.04\t-77.03\n'
    printf '8\t2015-03-04\tChile\t\tChile\tMake statement\t010\t0.0\tPeru\t\tPeru\t99\t3\tThe Andes\t\t\t\tChile\t\t\n'
} >"$dir/others"
exits 0 "$attache" import --stats icews "$dir/others" "$dir/others.db"
says "events 1  no event 1  refused 0"
"$attache" export --format csv "$dir/others.db" >"$dir/out"
prints '7#1,2015-03-04,ASSAULT.*PER,CVL.*PER,COP'

# GDELT as others wrote it: in its 61 columns, with what is no GeoNames id
{
    printf '410412347\t20150218\t201502\t2015\t2015.1315\tRUSGOV\tRUSSIA\tRUS\t\t\t\t\tGOV\t\t\tUKR\tUKRAINE\tUKR\t\t\t\t\t\t\t\t1\t112\t112\t11\t3\t-2\t10\t1\t10\t2.5\t'
    printf '4\tMoscow, Moskva, Russia\tRS\tRS48\t\t55.7522\t37.6156\t-2960561\t1\tUkraine\tUP\tUP\t\t49\t32\tUP\t4\tKiev, Kyyiv, Misto, Ukraine\tUP\tUP12\t\t50.4333\t30.5167\t-1044367\t20150218230000\thttps://news.example/1\n'
    printf '410412348\t20150299\t201502\t2015\t2015.1315%s\n' "$(printf '\t%.0s' {1..56})"
} >"$dir/other.gdelt"
exits 1 "$attache" import --stats gdelt "$dir/other.gdelt" "$dir/other.db"
says "other.gdelt:2: SQLDATE"
says "events 1  no event 0  refused 1"
seq 100 >"$dir/numbers"
exits 1 "$attache" import --stats gdelt "$dir/numbers" "$dir/numbers.db"
says "numbers:6-100: 95 more lines that cannot be read; expected a record of gdelt a line"
says "events 0  no event 0  refused 100"
check "something else gives an error a line" test "$(grep -c 'numbers:' "$dir/err")" = 6
"$attache" export --format csv "$dir/other.db" >"$dir/out"
prints '410412347#1,2015-02-18,ACCUSE.*RUS,GOV.*UKR.*Kiev,UKR,50.4333,30.5167,,4'

# what cannot be
exits 2 "$attache" import acled "$dir/hand" "$dir/x.db"
says "must be polecat, icews or gdelt"
exits 2 "$attache" import polecat "$dir/hand"
exits 3 "$attache" import polecat "$dir/nowhere" "$dir/x.db"
exits 3 "$attache" import polecat "$dir/others" "$dir/x.db"
says 'has no column "Event Type"'
: >"$dir/empty"
for format in polecat gdelt; do
    exits 3 "$attache" import $format "$dir/empty" "$dir/x.db"
    says 'is empty'
done
finish
