# data/lines.tsv and data/lists.tsv in, the lists of vocab/wording.h out: LIST(WHOLE, "advert", "ad", ...) for each row.
BEGIN { FS = "\t" }
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
END { print "#undef LIST" }
