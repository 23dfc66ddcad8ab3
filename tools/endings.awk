# data/endings.tsv in, the rows of lang/lemma.c out: {LEMMA_VERB, "VBD", "ied", 3, "y", 5, 0, ENDING_ALWAYS},
BEGIN { FS = "\t" }
/^#/ || $1 == "" || $1 == "of" { next }
{
    n = split($2, tags, "|")
    split($3, part, "+")
    for (i = 1; i <= n; i++)
        printf "{LEMMA_%s, \"%s\", \"%s\", %d, \"%s\", %d, %d, ENDING_%s},\n", toupper($1), tags[i], part[1] part[2], length(part[2]), $4, $5, $6, $7 == "" ? "ALWAYS" : toupper($7)
}
