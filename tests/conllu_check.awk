# Checks CoNLL-U (universaldependencies.org/format) as `attache parse` writes it: awk -f tests/conllu_check.awk FILE. Tells each fault with its line; exits 1 if there is one.
# Columns, IDs, ranges, heads that make one tree, sorted features, tags and relations by their names, unique sent_ids, and a `# text` that the words make up.
BEGIN {
    FS = "\t"
    split("ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X", names, " ")
    for (i in names) upos[names[i]] = 1
    split("acl advcl advmod amod appos aux case cc ccomp clf compound conj cop csubj dep det discourse dislocated expl fixed flat goeswith iobj list mark nmod nsubj nummod obj obl orphan parataxis punct reparandum root vocative xcomp", names, " ")
    for (i in names) relation[names[i]] = 1
}
function fault(what) { print FILENAME ":" FNR ": " what; faults++ }
function unless(holds, what) { if (!holds) fault(what) }

function check_feats(s,   n, parts, i) {
    if (s == "_") return
    n = split(s, parts, "|")
    for (i = 1; i <= n; i++) {
        unless(parts[i] ~ /^[A-Z][A-Za-z0-9]*(\[[a-z0-9]+\])?=[A-Z0-9][A-Za-z0-9,]*$/, "FEATS: \"" parts[i] "\" is no Name=Value")
        if (i > 1) unless(tolower(parts[i - 1]) < tolower(parts[i]), "FEATS are not sorted: " s)
    }
}

# All words hang on the one root.
function check_tree(   i, k, steps, roots) {
    for (i = 1; i <= words; i++) {
        roots += head[i] == 0
        if (head[i] > words) { fault("HEAD " head[i] " is no word of the sentence"); return }
        k = i
        for (steps = 0; k > 0 && steps <= words; steps++) k = head[k]
        if (k > 0) { fault("word " i " hangs on a circle"); return }
    }
    unless(roots == 1, roots + 0 " roots")
}

function end_sentence() {
    if (!started) return
    unless(words > 0, "a sentence without words")
    unless(sent_id != "", "no sent_id")
    unless(!(sent_id in seen), "sent_id " sent_id " has been there before")
    seen[sent_id] = 1
    sub(/ $/, "", made)
    unless(made == text, "# text does not match the words: \"" text "\" but \"" made "\"")
    unless(range_end <= words, "a range ends behind the last word")
    check_tree()
    started = words = range_end = 0
    sent_id = text = made = ""
}

function add_surface(form, misc) { made = made form (misc ~ /(^|\|)SpaceAfter=No(\||$)/ ? "" : " ") }

/^$/ { unless(started, "an empty line too many"); end_sentence(); next }
{ started = 1 }
/^#/ {
    unless(!words, "a comment between words")
    if ($0 ~ /^# sent_id = [^ \t\/]+$/) sent_id = substr($0, 13)
    if ($0 ~ /^# text = /) { text = substr($0, 10); unless(text !~ / $/, "# text ends with a blank") }
    next
}
NF != 10 { fault(NF " columns"); next }
{
    for (i = 1; i <= 10; i++) unless($i != "" && $i !~ /^ | $/, "column " i " is empty, or begins or ends with a blank")
    for (i = 4; i <= 9; i++) unless($i !~ / /, "column " i " has a blank")
}
$1 ~ /^[0-9]+-[0-9]+$/ {
    split($1, ends, "-")
    unless(ends[1] == words + 1 && ends[2] > ends[1] && range_end <= words, "range " $1 " behind word " words + 0)
    for (i = 3; i <= 9; i++) unless($i == "_", "column " i " of a range is not empty")
    range_end = ends[2]
    add_surface($2, $10)
    next
}
$1 ~ /^[0-9]+\.[0-9]+$/ { split($1, ends, "."); unless(ends[1] == words + 0, "empty node " $1 " behind word " words + 0); next }
{
    unless($1 == words + 1, "ID " $1 " behind word " words + 0)
    words++
    unless($4 in upos, "UPOS " $4 " is none of UD's")
    check_feats($6)
    unless($7 ~ /^[0-9]+$/, "HEAD " $7 " is no number")
    head[words] = $7
    unless(($7 == 0) == ($8 == "root"), "HEAD 0 and the relation root go together")
    base = $8
    sub(/:.*/, "", base)
    unless((base in relation) && $8 ~ /^[a-z]+(:[a-z]+)?$/, "DEPREL " $8 " is none of UD's")
    if (words > range_end) add_surface($2, $10)
}
END {
    unless(!started, "no empty line behind the last sentence")
    exit faults > 0
}
