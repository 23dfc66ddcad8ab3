# data/lines.tsv and data/lists.tsv in, the lists of vocab/wording.h out: LIST(WHOLE, "advert", "ad", ...) for each row; with what outlets.tsv calls outlets and
# countries.tsv states, in small letters and without a "the" in front, as two more.
BEGIN { FS = "\t"; capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"; small = "abcdefghijklmnopqrstuvwxyz" }
function lower(s,   i, at, c, out) { # of ASCII, whatever the locale
    out = ""
    for (i = 1; i <= length(s); i++) { c = substr(s, i, 1); at = index(capitals, c); out = out (at ? substr(small, at, 1) : c) }
    return out
}
function add(list, cell,   i, n, names, name) {
    n = split(cell, names, "|")
    for (i = 1; i <= n; i++) {
        name = lower(names[i])
        sub(/^the /, "", name)
        gsub(/["\\]/, "\\\\&", name)
        if (name != "" && !((list, name) in had)) { had[list, name]; all[list] = all[list] ", \"" name "\"" }
    }
}
FILENAME ~ /outlets\.tsv$/ { if (!/^#/ && $1 != "" && $1 != "name") { add("KNOWN_OUTLETS", $1); add("KNOWN_OUTLETS", $2); add("KNOWN_OUTLETS", $3) } next }
FILENAME ~ /countries\.tsv$/ { if (!/^#/ && $1 != "" && $1 != "code") { add("STATES", $3); add("STATES", $4); add("STATES", $5) } next }
/^#/ || $1 == "" || $1 == "list" { next }
{
    n = split($2, words, "|")
    printf "LIST(%s", toupper($1)
    for (i = 1; i <= n; i++) {
        gsub(/["\\]/, "\\\\&", words[i])
        printf ", \"%s\"", words[i]
    }
    print ")"
}
END {
    printf "LIST(KNOWN_OUTLETS%s)\nLIST(STATES%s)\n", all["KNOWN_OUTLETS"], all["STATES"]
    print "#undef LIST"
}
