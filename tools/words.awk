# data/words.tsv in, the lists of vocab/vocabulary.h out: WORD(OF, "of") for each name, WORD_LIST(MONTH, "month") for each list.
BEGIN { FS = "\t" }
/^#/ || $1 == "" || $1 == "name" { next }
$1 ~ /^@/ { name = substr($1, 2); lists[++n_lists] = name; next }
{ printf "WORD(%s, \"%s\")\n", toupper($1), $1 }
END {
    for (i = 1; i <= n_lists; i++) printf "WORD_LIST(%s, \"%s\")\n", toupper(lists[i]), lists[i]
    print "#undef WORD\n#undef WORD_LIST"
}
