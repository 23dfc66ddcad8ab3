# data/lines.tsv in, the lists of read/wording.h out: LINES(WHOLE, "advert", "ad", ...) for each row.
BEGIN { FS = "\t" }
/^#/ || $1 == "" || $1 == "list" { next }
{
    n = split($2, words, "|")
    printf "LINES(%s", toupper($1)
    for (i = 1; i <= n; i++) {
        gsub(/["\\]/, "\\\\&", words[i])
        printf ", \"%s\"", words[i]
    }
    print ")"
}
END { print "#undef LINES" }
