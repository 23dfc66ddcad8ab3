/* feature.c - the UD features of each word in a parsed sentence: rows of data/features.tsv, and what only the tree determines. */
#include "lang/lang_int.h"
#include "vocab/wording.h"

uint64_t feature_key(unsigned upos, const char *xpos, int relation, const char *form, size_t n) {
    uint64_t tags = hash_mix(upos * 64u + (unsigned)(relation + 1), hash_bytes(xpos, strlen(xpos)));
    return hash_mix(tags, hash_bytes(form, n)) | 1;
}

static const char *find(const Language *l, uint64_t key) {
    for (size_t i = key & l->feature_mask; l->features[i].key; i = (i + 1) & l->feature_mask)
        if (l->features[i].key == key) return l->feature_strings + l->features[i].text;
    return NULL;
}

/* What the table says about a word, by its most specific row; "" if nothing. */
static const char *row_of(const Language *l, const char *text, const Token *t) {
    char folded[TOKEN_WORD_MAX];
    Slice form = slice_sub(text, t->span);
    unsigned has = l->feature_kinds[t->upos], relation = lang_deprel_base(t->deprel);
    const char *xpos = lang_xpos_name(l, t->xpos), *row = NULL;
    size_t n = has & (FEATURE_BY_FORM | FEATURE_BY_BOTH) && form.n <= TOKEN_WORD_MAX ? utf8_fold(form.p, form.n, folded, sizeof folded) : 0;
    if (n && has & FEATURE_BY_BOTH) row = find(l, feature_key(t->upos, xpos, (int)relation, folded, n));
    if (!row && n && has & FEATURE_BY_FORM) row = find(l, feature_key(t->upos, xpos, -1, folded, n));
    if (!row && has & FEATURE_BY_RELATION) row = find(l, feature_key(t->upos, xpos, (int)relation, "", 0));
    if (!row && has & FEATURE_BY_TAG) row = find(l, feature_key(t->upos, xpos, -1, "", 0));
    return row ? row : "";
}

/* ---- features from the tree ---- */

enum { KIN_AUX = 1, KIN_PERFECT = 2, KIN_PASSIVE = 4, KIN_MARK = 8, KIN_AND = 16 };

/* The dependents of a word. */
struct FeatureKin {
    int16_t subject; /* -1: none */
    uint8_t has;     /* KIN_* */
};

static void note_dependent(FeatureKin *k, const Token *t, int16_t i) {
    switch (t->deprel) {
    case DEP_NSUBJ:
    case DEP_NSUBJ_PASS:
    case DEP_NSUBJ_OUTER:
        if (k->subject < 0) k->subject = i;
        break;
    case DEP_AUX: k->has |= (uint8_t)(KIN_AUX | (wording_has(WORDING_PERFECT, (Slice){t->lemma, t->lemma_len}) ? KIN_PERFECT : 0)); break;
    case DEP_AUX_PASS: k->has |= KIN_AUX | KIN_PASSIVE; break;
    case DEP_COP: k->has |= KIN_AUX; break;
    case DEP_MARK: k->has |= KIN_MARK; break;
    case DEP_CONJ: k->has |= KIN_AND; break;
    default: break;
    }
}

FeatureKin *feature_kin(const Sentence *s, Arena *arena) {
    FeatureKin *kin = arena_alloc(arena, s->n * sizeof *kin);
    for (uint32_t i = 0; i < s->n; i++) kin[i] = (FeatureKin){.subject = -1};
    for (uint32_t i = 0; i < s->n; i++)
        if (s->tokens[i].head >= 0) note_dependent(&kin[s->tokens[i].head], &s->tokens[i], (int16_t)i);
    return kin;
}

/* The word whose subject, voice and mood a verb shares: an auxiliary's head, or the first of coordinated verbs. */
static int clause_of(const Sentence *s, const FeatureKin *kin, int i) {
    const Token *t = &s->tokens[i];
    if (t->head >= 0 && (t->deprel == DEP_AUX || t->deprel == DEP_AUX_PASS || t->deprel == DEP_COP)) i = t->head;
    for (int steps = 0; kin[i].subject < 0 && s->tokens[i].deprel == DEP_CONJ && s->tokens[i].head >= 0 && steps < 8; steps++) i = s->tokens[i].head;
    return i;
}

typedef struct Agreement {
    const char *number, *person; /* NULL: unknown */
} Agreement;

static Agreement agreement_of(const Language *l, const Sentence *s, const FeatureKin *kin, int i) {
    int clause = clause_of(s, kin, i), subject = kin[clause].subject;
    bool past = !strcmp(lang_xpos_name(l, s->tokens[i].xpos), "VBD");
    if (subject >= 0 && s->tokens[subject].feats & FEAT_REL && s->tokens[clause].deprel == DEP_ACL_RELCL && s->tokens[clause].head >= 0)
        subject = s->tokens[clause].head; /* "the men who were": the antecedent */
    if (subject < 0) return past ? (Agreement){"Sing", "3"} : (Agreement){NULL, NULL};
    uint32_t feats = s->tokens[subject].feats;
    const char *person = feats & FEAT_1ST ? "1" : "3";
    if (kin[subject].has & KIN_AND) return (Agreement){"Plur", person};
    if (feats & FEAT_2ND) return (Agreement){"Sing", "2"};
    bool plural = feats & FEAT_PLUR || (!past && *person == '3'); /* singular would be VBZ */
    return (Agreement){plural ? "Plur" : "Sing", person};
}

static bool is_passive(const Sentence *s, const FeatureKin *kin, int i) {
    const Token *t = &s->tokens[i];
    if (kin[i].has & KIN_PASSIVE || t->feats & FEAT_PASS) return true;
    if (kin[i].has & KIN_PERFECT) return false;
    bool joined = t->deprel == DEP_CONJ && t->head >= 0 && s->tokens[t->head].xpos == t->xpos;
    return !joined || !(kin[t->head].has & KIN_PERFECT) || kin[t->head].has & KIN_PASSIVE;
}

/* The first of the words that i is coordinated with. */
static int first_of(const Sentence *s, int i) {
    for (uint32_t steps = 0; s->tokens[i].deprel == DEP_CONJ && s->tokens[i].head >= 0 && steps < s->n; steps++) i = s->tokens[i].head;
    return i;
}

/* UD English calls an -ing form a gerund unless it is a clause of its own or an adverbial one. */
static bool is_gerund(const Sentence *s, const FeatureKin *kin, int i) {
    switch (lang_deprel_base(s->tokens[first_of(s, i)].deprel)) {
    case DEP_ROOT:
    case DEP_PARATAXIS:
    case DEP_ADVCL:
    case DEP_CASE:
    case DEP_MARK: return false;
    default: return !(kin[i].has & KIN_AUX);
    }
}

static bool is_imperative(const Sentence *s, const FeatureKin *kin, int i) {
    int first = first_of(s, i);
    bool main = s->tokens[first].deprel == DEP_ROOT || s->tokens[first].deprel == DEP_PARATAXIS;
    return main && kin[first].subject < 0 && kin[i].subject < 0 && !(kin[i].has & (KIN_AUX | KIN_MARK)) && !(kin[first].has & KIN_AUX);
}

/* A verb's row where the tree is more reliable than the tag; else `row`. */
static const char *row_of_verb(const Language *l, const Sentence *s, const FeatureKin *kin, int i, const char *row) {
    const char *xpos = lang_xpos_name(l, s->tokens[i].xpos);
    if (!strcmp(xpos, "VB") && is_imperative(s, kin, i)) return "Mood=Imp|VerbForm=Fin";
    if (s->tokens[i].upos != UPOS_VERB) return row;
    if (!strcmp(xpos, "VBN") && is_passive(s, kin, i)) return "Tense=Past|VerbForm=Part|Voice=Pass";
    if (!strcmp(xpos, "VBG") && is_gerund(s, kin, i)) return "VerbForm=Ger";
    return row;
}

/* ---- writing ---- */

/* `row` with Number=? and Person=? filled in. */
static void write_agreeing(const char *row, Agreement a, Buf *out) {
    bool any = false;
    for (Slice rest = slice_of(row); rest.n;) {
        const char *bar = memchr(rest.p, '|', rest.n);
        Slice part = {rest.p, bar ? (size_t)(bar - rest.p) : rest.n};
        rest.p += part.n + (bar != NULL), rest.n -= part.n + (bar != NULL);
        const char *value = part.p[part.n - 1] != '?' ? NULL : part.p[0] == 'N' ? a.number : a.person;
        if (part.p[part.n - 1] == '?' && !value) continue;
        if (any) buf_char(out, '|');
        buf_add(out, part.p, part.n - (value != NULL));
        if (value) buf_str(out, value);
        any = true;
    }
    if (!any) buf_char(out, '_');
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Features of digits: "4.5" and "1/2" are fractions, "08/16/2000" is not, "3rd" is an ordinal; NULL if there are no digits. */
static const char *row_of_digits(unsigned upos, Slice s) {
    size_t digits = 0;
    for (size_t i = 0; i < s.n; i++) digits += is_digit(s.p[i]);
    if (!digits) return NULL;
    if (upos == UPOS_ADJ) return "Degree=Pos|NumForm=Combi|NumType=Ord";
    bool fraction = (memchr(s.p, '.', s.n) && is_digit(s.p[s.n - 1])) || (s.n == 3 && s.p[1] == '/');
    return fraction ? "NumForm=Digit|NumType=Frac" : "NumForm=Digit|NumType=Card";
}

void feature_write(const Language *l, const char *text, const Sentence *s, const FeatureKin *kin, uint32_t i, Buf *out) {
    const Token *t = &s->tokens[i];
    const char *row = row_of(l, text, t);
    if (t->upos == UPOS_VERB || t->upos == UPOS_AUX) row = row_of_verb(l, s, kin, (int)i, row);
    const char *digits = t->upos == UPOS_NUM || t->upos == UPOS_ADJ ? row_of_digits(t->upos, slice_sub(text, t->span)) : NULL;
    if (digits) row = digits;
    if (strchr(row, '?'))
        write_agreeing(row, agreement_of(l, s, kin, (int)i), out);
    else
        buf_str(out, row[0] ? row : "_");
}
