# data/hints.tsv in, the rows of read/page/hints.c out: {"byline", HINT_BYLINE | HINT_FURNITURE | WHOLE},
BEGIN { FS = "\t" }
/^#/ || $1 == "" || $1 == "word" { next }
{
    if (substr($1, 1, 1) < last) { print FILENAME ":" FNR ": " $1 ": must be sorted by the first letter" > "/dev/stderr"; exit 1 }
    last = substr($1, 1, 1)
    n = split($2, says, " ")
    out = ""
    for (i = 1; i <= n; i++) out = out (i > 1 ? " | " : "") (says[i] ~ /^(half_|cancel)/ ? "" : "HINT_") toupper(says[i])
    printf "{\"%s\", %s%s},\n", $1, out, $3 == "whole" ? " | WHOLE" : ""
}
