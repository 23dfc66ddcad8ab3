#!/bin/sh
# Makes man pages from a program's --help: manpages.sh PROGRAM DIR writes DIR/attache.1 from `attache --help`, and DIR/attache-COMMAND.1 from that of each
# command. The same program gives the same bytes.
set -eu
program=$1 dir=$2
version=$("$program" --version | sed -n '1s/^\(attache [^ ,]*\).*/\1/p')
mkdir -p "$dir"
commands=$("$program" --help | sed -n 's/^  attache \([a-z]*\) .*/\1/p')

# Converts lines of help. Examples and options are indented by two columns: an option begins with --, and continues as long as lines are
# indented further; the rest are examples.
page() { # NAME SUMMARY: help on standard input
    awk -v name="$1" -v summary="$2" -v version="$version" -v commands="$commands" '
    function plain(s) { gsub(/\\/, "\\e", s); gsub(/-/, "\\-", s); sub(/^[.\047]/, "\\\\\\&&", s); return s }
    function section(s) { if (s != last) print ".SH " s; last = s }
    function paragraph(s) { if (fresh && last != "") print ".PP"; fresh = 0; print plain(s) }
    BEGIN {
        upper = toupper(name)
        printf ".TH %s 1 \"\" \"%s\" \"User Commands\"\n.SH NAME\n%s \\- %s\n", plain(upper), version, plain(name), plain(summary)
        last = "NAME"
        if (name == "attache") print ".SH SYNOPSIS\n.B attache\n.I COMMAND\n[OPTION]... [OPERAND]..."
    }
    /^$/ { fresh = 1; next }
    sub(/^usage: /, "") { section("SYNOPSIS"); print ".B " plain($0); next }
    last == "SYNOPSIS" && !fresh { print ".br"; print ".B " plain($0); next }
    match($0, /^  attache [a-z]+ /) && name == "attache" {
        section("COMMANDS")
        split($0, word, " ")
        text = substr($0, RLENGTH + 1)
        operands = ""
        while (match(text, /^ *([A-Z]+(\.\.\.)?|\.\.\.) +/)) { operands = operands substr(text, 1, RLENGTH); text = substr(text, RLENGTH + 1) }
        gsub(/ +/, " ", operands)
        printf ".TP\n.B %s %s\n%s\n", plain("attache " word[2]), plain(operands), plain(text)
        fresh = 1
        next
    }
    /^  --/ {
        section("OPTIONS")
        text = substr($0, 3)
        match(text, /  +/)
        option = substr(text, 1, RSTART - 1)
        text = substr(text, RSTART + RLENGTH)
        value = option
        if (sub(/^[^ ]+ /, "", value)) printf ".TP\n.BI \"%s \" \"%s\"\n%s\n", plain(substr(option, 1, length(option) - length(value) - 1)), plain(value), plain(text)
        else printf ".TP\n.B %s\n%s\n", plain(option), plain(text)
        fresh = 0
        next
    }
    last == "OPTIONS" && !fresh && /^   / { sub(/^ +/, ""); print ".br"; print plain($0); next }
    /^  / { section("EXAMPLES"); if (!inside) { print ".nf"; inside = 1 } print plain(substr($0, 3)); next }
    {
        if (inside) { print ".fi"; inside = 0 }
        if (/^Exit status: /) { section("EXIT STATUS"); sub(/^Exit status: /, "") }
        else if (last != "DESCRIPTION") { section(last == "OPTIONS" || last == "EXAMPLES" || last == "COMMANDS" ? "NOTES" : "DESCRIPTION") }
        paragraph($0)
    }
    END {
        if (inside) print ".fi"
        if (last != "EXIT STATUS") print ".SH EXIT STATUS\n0 all well, 1 some inputs failed, 2 usage, 3 could not run."
        print ".SH SEE ALSO"
        n = split(commands, other, "\n")
        if (name != "attache") print ".BR attache (1),"
        for (i = 1; i <= n; i++) if ("attache-" other[i] != name) seen[++kept] = other[i]
        for (i = 1; i <= kept; i++) printf ".BR %s (1)%s\n", plain("attache-" seen[i]), i < kept ? "," : ""
    }'
}

"$program" --help | page attache "$("$program" --help | sed -n '1{s/^attache //;s/\.$//;p;}')" >"$dir/attache.1"
for command in $commands; do
    summary=$("$program" --help | awk -v c="$command" '$1 == "attache" && $2 == c { sub(/^  attache [a-z]+ +/, ""); while (sub(/^([A-Z]+(\.\.\.)?|\.\.\.) +/, "")); print; exit }')
    "$program" "$command" --help | page "attache-$command" "$summary" >"$dir/attache-$command.1"
done
