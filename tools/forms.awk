# data/forms.tsv in, the rows of lang/lemma.c out: FORM("my", FEAT_1ST | FEAT_SING | FEAT_POSS) and TAG("NNS", FEAT_PLUR).
BEGIN { FS = "\t" }
/^#/ || /^$/ || $1 == "form" { next }
{
    n = split($3, feats, " ")
    out = ""
    for (i = 1; i <= n; i++) out = out (i > 1 ? " | " : "") "FEAT_" toupper(feats[i])
    if ($2 != "") printf "TAG(\"%s\", %s)\n", $2, out
    m = split($1, forms, "|")
    for (i = 1; i <= m; i++) printf "FORM(\"%s\", %s)\n", forms[i], out
}
END { print "#undef FORM\n#undef TAG" }
