/* lemma.c - a form and its tag in, the lemma and the features that coding asks for out: a table of what rules do not give, then rules of English inflection. */
#include <ctype.h>

#include "lang/lang_int.h"

enum { FORM_MAX = LEMMA_FORM_MAX, FORM_COPY_MAX = 500 };

uint64_t lemma_key(const char *folded, size_t n, unsigned kind) { return hash_mix(hash_bytes(folded, n), kind) | 1; }

LemmaKind lemma_kind(unsigned upos) { return upos == UPOS_NOUN ? LEMMA_NOUN : upos == UPOS_VERB || upos == UPOS_AUX ? LEMMA_VERB : LEMMA_OTHER; }

static size_t slot_of(const Language *lang, uint64_t key) { return key >> 17 & lang->lemma_mask; }

static const LemmaEntry *find(const Language *lang, uint64_t key) {
    for (size_t i = slot_of(lang, key), steps = 0; lang->lemmas[i].key && steps <= lang->lemma_mask; i = (i + 1) & lang->lemma_mask, steps++)
        if (lang->lemmas[i].key == key) return &lang->lemmas[i];
    return NULL;
}

static bool is_base(const Language *lang, const char *p, size_t n) { return lang && find(lang, lemma_key(p, n, LEMMA_BASE)); }
static bool is_vowel(char c) { return c && strchr("aeiou", c); }
static bool ends(const char *p, size_t n, const char *tail) { return n >= strlen(tail) && !memcmp(p + n - strlen(tail), tail, strlen(tail)); }

static size_t vowel_groups(const char *p, size_t n) {
    size_t groups = 0;
    for (size_t i = 0; i < n; i++)
        if ((is_vowel(p[i]) || (p[i] == 'y' && i)) && (!i || !(is_vowel(p[i - 1]) || p[i - 1] == 'y'))) groups++;
    return groups;
}

/* Whether the stem left of -ed or -ing once ended in e: "imposed", "urging" against "attacked", "meeting". */
static bool wants_e(const char *p, size_t n) {
    if (n < 2) return false;
    char last = p[n - 1], before = p[n - 2];
    if (last == 'v' || last == 'u' || (last == 'c' && before != 'i') || (last == 'c') || last == 'z') return true;
    if (last == 'g')
        return before == 'r' || before == 'a' || before == 'd' || before == 'l' || (before == 'n' && n > 3 && p[n - 3] != 'i' && p[n - 3] != 'o') ||
               (is_vowel(before) && before != 'o' && vowel_groups(p, n) > 1);
    if (last == 's') return before != 's' && before != 'u' ? true : before == 'u' && n > 3;
    if (last == 't')
        return (before == 'a' || before == 'u' ||
                (before == 'i' && vowel_groups(p, n) > 1 && !ends(p, n, "mit") && !ends(p, n, "bit") && !ends(p, n, "sit")) || before == 'o') &&
               !is_vowel(n > 2 ? p[n - 3] : 'a') && (vowel_groups(p, n) > 1 || before == 'o');
    if (last == 'r') return (before == 'a' || before == 'u' || before == 'i' || before == 'o') && !is_vowel(n > 2 ? p[n - 3] : 0);
    if (last == 'l')
        return before == 'b' || before == 'd' || before == 'g' || before == 'k' || before == 'p' || before == 't' || before == 'f' || before == 'c' ||
               before == 'z' || before == 'u' || (before == 'i' && vowel_groups(p, n) > 1);
    if (last == 'd') return (before == 'i' || before == 'u' || before == 'a') && vowel_groups(p, n) > 1 && !ends(p, n, "oad");
    if (last == 'n')
        return (before == 'i' && vowel_groups(p, n) > 1 && !ends(p, n, "ain")) || ends(p, n, "tun") || ends(p, n, "pon") || ends(p, n, "ostpon");
    if (last == 'k' || last == 'm' || last == 'p' || last == 'b')
        return is_vowel(before) && (n < 3 || !is_vowel(p[n - 3])) && (last != 'p' || before != 'o' || vowel_groups(p, n) == 1) &&
               !ends(p, n, "elop") && !ends(p, n, "isit");
    return false;
}

/* Restores the base behind a cut -ed, -ing or -es. */
static size_t restore(const Language *lang, char *out, size_t n) {
    bool doubled = n > 2 && out[n - 1] == out[n - 2] && !is_vowel(out[n - 1]);
    if (is_base(lang, out, n) && !(doubled && is_base(lang, out, n - 1))) {
        out[n] = 'e';
        bool both = is_base(lang, out, n + 1); /* "bath" and "bathe": the rule decides */
        return both && wants_e(out, n) ? n + 1 : n;
    }
    if (doubled && is_base(lang, out, n - 1)) return n - 1;
    out[n] = 'e';
    if (is_base(lang, out, n + 1)) return n + 1;
    if (doubled && !strchr("lsfz", out[n - 1])) return n - 1;
    return wants_e(out, n) ? n + 1 : n;
}

static size_t cut_plural(const Language *lang, char *out, size_t n, bool verb) {
    if (n > 4 && ends(out, n, "ies")) return out[n - 3] = 'y', n - 2;
    if (n > 4 && (ends(out, n, "sses") || ends(out, n, "shes") || ends(out, n, "ches") || ends(out, n, "xes") || ends(out, n, "zzes"))) return n - 2;
    if (n > 4 && ends(out, n, "oes"))
        return verb || ends(out, n, "goes") || ends(out, n, "toes") || ends(out, n, "roes") || ends(out, n, "goes") ? n - 2 : n - 1;
    if (n > 3 && ends(out, n, "s") && !ends(out, n, "ss") && !ends(out, n, "us") && !ends(out, n, "is"))
        return verb && is_base(lang, out, n) ? n : n - 1;
    return n;
}

size_t lemma_by_rule(const Language *lang, const char *folded, size_t n, unsigned upos, const char *xpos, char *out) {
    memcpy(out, folded, n);
    if (upos == UPOS_NOUN && !strncmp(xpos, "NNS", 3)) return cut_plural(lang, out, n, false);
    if (upos != UPOS_VERB && upos != UPOS_AUX) return n;
    if (!strcmp(xpos, "VBZ")) return cut_plural(lang, out, n, true);
    if ((!strcmp(xpos, "VBD") || !strcmp(xpos, "VBN")) && n > 3 && ends(out, n, "ied") && n > 4) return out[n - 3] = 'y', n - 2;
    if ((!strcmp(xpos, "VBD") || !strcmp(xpos, "VBN")) && n > 3 && ends(out, n, "ed"))
        return ends(out, n, "eed") && !is_base(lang, out, n - 2) && n < 6 ? n : restore(lang, out, n - 2);
    if (!strcmp(xpos, "VBG") && n > 4 && ends(out, n, "ying") && n == 5) return out[n - 4] = 'i', out[n - 3] = 'e', n - 2; /* lying, dying, tying */
    if (!strcmp(xpos, "VBG") && n > 4 && ends(out, n, "ing")) return restore(lang, out, n - 3);
    return n;
}

/* ---- features ---- */

typedef struct PronounFeats {
    const char *form;
    uint32_t feats;
} PronounFeats;

static const PronounFeats pronouns[] = {
    {"i", FEAT_1ST | FEAT_SING},
    {"me", FEAT_1ST | FEAT_SING},
    {"my", FEAT_1ST | FEAT_SING | FEAT_POSS},
    {"we", FEAT_1ST | FEAT_PLUR},
    {"us", FEAT_1ST | FEAT_PLUR},
    {"our", FEAT_1ST | FEAT_PLUR | FEAT_POSS},
    {"you", FEAT_2ND},
    {"your", FEAT_2ND | FEAT_POSS},
    {"he", FEAT_3RD | FEAT_SING | FEAT_MASC},
    {"him", FEAT_3RD | FEAT_SING | FEAT_MASC},
    {"his", FEAT_3RD | FEAT_SING | FEAT_MASC | FEAT_POSS},
    {"she", FEAT_3RD | FEAT_SING | FEAT_FEM},
    {"her", FEAT_3RD | FEAT_SING | FEAT_FEM | FEAT_POSS},
    {"hers", FEAT_3RD | FEAT_SING | FEAT_FEM | FEAT_POSS},
    {"it", FEAT_3RD | FEAT_SING},
    {"its", FEAT_3RD | FEAT_SING | FEAT_POSS},
    {"they", FEAT_3RD | FEAT_PLUR},
    {"them", FEAT_3RD | FEAT_PLUR},
    {"their", FEAT_3RD | FEAT_PLUR | FEAT_POSS},
    {"theirs", FEAT_3RD | FEAT_PLUR | FEAT_POSS},
    {"himself", FEAT_3RD | FEAT_SING | FEAT_MASC},
    {"herself", FEAT_3RD | FEAT_SING | FEAT_FEM},
    {"itself", FEAT_3RD | FEAT_SING},
    {"themselves", FEAT_3RD | FEAT_PLUR},
    {"who", FEAT_REL},
    {"which", FEAT_REL},
    {"whom", FEAT_REL},
    {"whose", FEAT_REL | FEAT_POSS},
    {"that", FEAT_DEM | FEAT_SING},
    {"this", FEAT_DEM | FEAT_SING},
    {"these", FEAT_DEM | FEAT_PLUR},
    {"those", FEAT_DEM | FEAT_PLUR},
    {"what", FEAT_INT},
};

static const PronounFeats by_tag[] = {
    {"NN", FEAT_SING},
    {"NNS", FEAT_PLUR},
    {"NNP", FEAT_SING},
    {"NNPS", FEAT_PLUR},
    {"VB", FEAT_INF},
    {"VBD", FEAT_PAST | FEAT_FIN},
    {"VBG", FEAT_GER | FEAT_PART | FEAT_PRES},
    {"VBN", FEAT_PAST | FEAT_PART},
    {"VBP", FEAT_PRES | FEAT_FIN},
    {"VBZ", FEAT_PRES | FEAT_FIN | FEAT_SING | FEAT_3RD},
    {"MD", FEAT_FIN},
    {"POS", FEAT_POSS},
    {"WP", FEAT_INT},
    {"WP$", FEAT_POSS},
    {"WDT", FEAT_REL},
};

static bool same(const char *a, const char *b) { return *a == *b && !strcmp(a, b); }

uint32_t lemma_tag_feats(const char *xpos) {
    for (size_t i = 0; i < COUNT_OF(by_tag); i++)
        if (same(by_tag[i].form, xpos)) return by_tag[i].feats;
    return 0;
}

static uint32_t feats_of(const Language *lang, const Token *t, const char *folded) {
    if (t->upos == UPOS_PRON || t->upos == UPOS_DET)
        for (size_t i = 0; i < COUNT_OF(pronouns); i++)
            if (same(pronouns[i].form, folded))
                return pronouns[i].feats | (t->upos == UPOS_PRON && same(lang_xpos_name(lang, t->xpos), "WDT") ? FEAT_REL : 0);
    if (folded[0] == 'n' && (same(folded, "not") || same(folded, "n't") || same(folded, "no") || same(folded, "never"))) return FEAT_NEG;
    return lang->xpos_feats[t->xpos];
}

/* ---- a token ---- */

static bool is_kept(unsigned upos) { return upos == UPOS_PROPN || upos == UPOS_X || upos == UPOS_SYM || upos == UPOS_PUNCT || upos == UPOS_NUM; }

/* The form itself, cut where it is long, and not within a character. */
static void keep_form(Slice form, Token *t, Arena *arena) {
    size_t n = form.n;
    while (n > FORM_COPY_MAX || (n < form.n && ((unsigned char)form.p[n] & 0xC0) == 0x80)) n = n > FORM_COPY_MAX ? FORM_COPY_MAX : n - 1;
    t->lemma = arena_copy(arena, form.p, n);
    t->lemma_len = (uint16_t)n;
}

static void set_lemma(const Language *lang, const LemmaForm *f, Slice form, Token *t, Arena *arena) {
    char lemma[FORM_MAX + 8];
    const LemmaEntry *e = f->key ? find(lang, f->key) : NULL;
    if (e && e->lemma < lang->n_strings) {
        t->lemma = lang->strings + e->lemma;
        t->lemma_len = (uint16_t)strlen(t->lemma);
        return;
    }
    size_t m = f->key ? lemma_by_rule(lang, f->folded, f->n, t->upos, lang_xpos_name(lang, t->xpos), lemma) : 0;
    if (!m) {
        keep_form(form, t, arena);
        return;
    }
    t->lemma = arena_copy(arena, lemma, m);
    t->lemma_len = (uint16_t)m;
}

void lemma_tokens(const Language *lang, LemmaForm *forms, const char *text, Token *tokens, size_t n, Arena *arena) {
    for (size_t i = 0; i < n; i++) { /* first all places of the table, so that memory is asked for them at once */
        Token *t = &tokens[i];
        LemmaForm *f = &forms[i];
        Slice form = slice_sub(text, t->span);
        f->n = (uint8_t)(form.n <= FORM_MAX ? utf8_fold(form.p, form.n, f->folded, FORM_MAX) : 0);
        f->folded[f->n] = 0;
        f->key = f->n && !is_kept(t->upos) ? lemma_key(f->folded, f->n, lemma_kind(t->upos)) : 0;
        t->feats = feats_of(lang, t, f->folded);
        if (f->key) __builtin_prefetch(&lang->lemmas[slot_of(lang, f->key)]);
    }
    for (size_t i = 0; i < n; i++) set_lemma(lang, &forms[i], slice_sub(text, tokens[i].span), &tokens[i], arena);
}
