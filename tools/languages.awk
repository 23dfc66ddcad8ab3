# data/languages.tsv in, the rows of read/page/language.c out: BY_WORDS("de", "der die") and BY_LETTERS(CYRILLIC, "uk", U"...", 20, U"", 0).
BEGIN { FS = "\t" }
/^#/ || $1 == "" || $1 == "script" { next }
$3 != "" { printf "BY_WORDS(\"%s\", \"%s\")\n", $2, $3; next }
{
    n = split($4, both, / \+ /)
    split(n > 0 ? both[1] : "", first, " ")
    split(n > 1 ? both[2] : "", second, " ")
    printf "BY_LETTERS(%s, \"%s\", U\"%s\", %d, U\"%s\", %d)\n", toupper($1), $2, first[1], first[2], second[1], second[2]
}
END { print "#undef BY_WORDS\n#undef BY_LETTERS" }
