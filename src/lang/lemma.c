/* lemma.c - the lemma and the features for coding, from a form and its tag: a table of exceptions, then the rules in data/endings.tsv; data/forms.tsv has the
 * features. */
#include <ctype.h>

#include "lang/lang_int.h"
#include "vocab/wording.h"

enum { FORM_MAX = LEMMA_FORM_MAX, FORM_COPY_MAX = 500 };

uint64_t lemma_key(const char *folded, size_t n, unsigned kind) { return hash_mix(hash_bytes(folded, n), kind) | 1; }

LemmaKind lemma_kind(unsigned upos) { return upos == UPOS_NOUN ? LEMMA_NOUN : upos == UPOS_VERB || upos == UPOS_AUX ? LEMMA_VERB : LEMMA_OTHER; }

static bool may_have(const Language *lang, uint64_t key) { return !lang->has_bits || bits_may_have(lang->lemma_bits, COUNT_OF(lang->lemma_bits), key); }

static const LemmaEntry *find(const Language *lang, uint64_t key) {
    if (!may_have(lang, key)) return NULL;
    const LemmaEntry *e = &lang->lemmas[lemma_slot(lang->lemmas, lang->lemma_mask, key)];
    return e->key == key ? e : NULL;
}

static bool is_base(const Language *lang, const char *p, size_t n) { return lang && find(lang, lemma_key(p, n, LEMMA_BASE)); }
bool lemma_is_irregular_verb(const Language *lang, const char *p, size_t n) {
    char folded[FORM_MAX + 3];
    size_t k = n <= FORM_MAX ? utf8_fold(p, n, folded, sizeof folded) : 0;
    return k && find(lang, lemma_key(folded, k, LEMMA_VERB));
}

static bool is_vowel(char c) { return c && strchr(wording[WORDING_VOWELS].list[0], c); }

static size_t vowel_groups(const char *p, size_t n) {
    size_t groups = 0;
    for (size_t i = 0; i < n; i++)
        if ((is_vowel(p[i]) || (p[i] == 'y' && i)) && (!i || !(is_vowel(p[i - 1]) || p[i - 1] == 'y'))) groups++;
    return groups;
}

/* Whether a letter matches a pattern's last sign, which is removed: a letter, V for a vowel, C for a consonant, . for any, [...] or [^...]. */
static bool letter_fits(char c, const char *pattern, size_t *n) {
    char sign = pattern[*n - 1];
    if (sign != ']') {
        --*n;
        return sign == 'V' ? is_vowel(c) : sign == 'C' ? !is_vowel(c) : sign == '.' || sign == c;
    }
    size_t from = --*n;
    while (pattern[from - 1] != '[') from--;
    bool none = pattern[from] == '^', there = memchr(pattern + from + none, c, *n - from - none) != NULL;
    *n = from - 1;
    return there != none;
}

/* Whether a stem ends like a pattern in the list e_stems. */
static bool stem_fits(const char *p, size_t n, const char *pattern) {
    size_t left = strlen(pattern), at = n;
    char groups = pattern[left - 1];
    if (groups == '+' || groups == '1') left--;
    while (left && at && pattern[left - 1] != '<')
        if (!letter_fits(p[--at], pattern, &left)) return false;
    if (left && (pattern[left - 1] != '<' || at)) return false;
    return groups == '+' ? vowel_groups(p, n) > 1 : groups != '1' || vowel_groups(p, n) == 1;
}

/* Whether the stem before -ed or -ing once ended in e: "imposed", "urging" as opposed to "attacked", "meeting". The first matching pattern says yes, or no if it
 * is marked by -. */
static bool wants_e(const char *p, size_t n) {
    const Wording *stems = &wording[WORDING_E_STEMS];
    for (size_t i = 0; n > 1 && i < stems->n; i++) {
        bool no = stems->list[i][0] == '-';
        if (stem_fits(p, n, stems->list[i] + no)) return !no;
    }
    return false;
}

/* Restores the base form after -ed, -ing or -es was removed. */
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
    if (doubled && !wording_has(WORDING_DOUBLES, (Slice){out + n - 1, 1})) return n - 1;
    return wants_e(out, n) ? n + 1 : n;
}

static bool ends(const char *p, size_t n, const char *tail) { return n >= strlen(tail) && !memcmp(p + n - strlen(tail), tail, strlen(tail)); }

enum { ENDING_TAG = 8 };
/* A row of data/endings.tsv. */
typedef struct Ending {
    LemmaKind of;
    char tag[ENDING_TAG];
    const char *tail;
    size_t cut; /* of the tail */
    const char *put;
    size_t shortest, longest; /* 0: any */
    enum { ENDING_ALWAYS, ENDING_ITSELF, ENDING_NO_STEM } when;
} Ending;

static const Ending endings[] = {
#include <endings.inc>
};

static bool ending_fits(const Language *lang, const Ending *e, const char *p, size_t n) {
    if (n < e->shortest || (e->longest && n > e->longest) || !ends(p, n, e->tail)) return false;
    if (e->when == ENDING_ITSELF) return is_base(lang, p, n);
    return e->when != ENDING_NO_STEM || !is_base(lang, p, n - e->cut);
}

size_t lemma_by_rule(const Language *lang, const char *folded, size_t n, unsigned upos, const char *xpos, char *out) {
    LemmaKind kind = lemma_kind(upos);
    char tag[ENDING_TAG] = {0};
    for (size_t i = 0; i < ENDING_TAG - 1 && xpos[i]; i++) tag[i] = xpos[i];
    memcpy(out, folded, n);
    for (const Ending *e = endings; kind != LEMMA_OTHER && e < endings + COUNT_OF(endings); e++) {
        if (e->of != kind || memcmp(e->tag, tag, ENDING_TAG) || !ending_fits(lang, e, folded, n)) continue;
        if (e->put[0] == '*') return restore(lang, out, n - e->cut);
        memcpy(out + n - e->cut, e->put, strlen(e->put));
        return n - e->cut + strlen(e->put);
    }
    return n;
}

/* ---- features ---- */

typedef struct FormFeats {
    const char *form;
    uint32_t feats;
} FormFeats;

/* The rows of data/forms.tsv. */
static const FormFeats by_form[] = {
#define FORM(form, feats) {form, feats},
#define TAG(tag, feats)
#include <forms.inc>
};

static const FormFeats by_tag[] = {
#define FORM(form, feats)
#define TAG(tag, feats) {tag, feats},
#include <forms.inc>
};

static bool same(const char *a, const char *b) { return *a == *b && !strcmp(a, b); }

uint32_t lemma_tag_feats(const char *xpos) {
    for (size_t i = 0; i < COUNT_OF(by_tag); i++)
        if (same(by_tag[i].form, xpos)) return by_tag[i].feats;
    return 0;
}

enum { FORM_ANY = 1, FORM_NEGATES = 2 };

static uint32_t feats_of(const Language *lang, const Token *t, const char *folded) {
    bool pronoun = t->upos == UPOS_PRON || t->upos == UPOS_DET, may = lang->form_begins[(unsigned char)folded[0]] & (pronoun ? FORM_ANY : FORM_NEGATES);
    for (size_t i = 0; may && i < COUNT_OF(by_form); i++)
        if ((pronoun || by_form[i].feats == FEAT_NEG) && same(by_form[i].form, folded))
            return by_form[i].feats | (t->upos == UPOS_PRON && by_form[i].feats != FEAT_NEG && lang->xpos_feats[t->xpos] == FEAT_REL ? FEAT_REL : 0);
    return lang->xpos_feats[t->xpos];
}

void lemma_open(Language *lang) {
    for (size_t i = 0; i <= lang->lemma_mask; i++)
        if (lang->lemmas[i].key) bits_add(lang->lemma_bits, COUNT_OF(lang->lemma_bits), lang->lemmas[i].key);
    for (size_t i = 0; i < COUNT_OF(by_form); i++)
        lang->form_begins[(unsigned char)by_form[i].form[0]] |= FORM_ANY | (by_form[i].feats == FEAT_NEG ? FORM_NEGATES : 0);
}

/* ---- a token ---- */

static bool is_kept(unsigned upos) { return upos == UPOS_PROPN || upos == UPOS_X || upos == UPOS_SYM || upos == UPOS_PUNCT || upos == UPOS_NUM; }

/* The form itself, cut if it is long, but not inside a character. */
static void keep_form(Slice form, Token *t, Arena *arena) {
    size_t n = form.n;
    while (n > FORM_COPY_MAX || (n < form.n && ((unsigned char)form.p[n] & 0xC0) == 0x80)) n = n > FORM_COPY_MAX ? FORM_COPY_MAX : n - 1;
    t->lemma = arena_copy(arena, form.p, n);
    t->lemma_len = (uint16_t)n;
}

static void set_lemma(const Language *lang, const LemmaForm *f, Slice form, Token *t, Arena *arena) {
    char lemma[FORM_MAX + 8];
    const LemmaEntry *e = f->entry;
    if (e) {
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
    for (size_t i = 0; i < n; i++) { /* first all slots of the table, so that their memory is requested at once */
        Token *t = &tokens[i];
        LemmaForm *f = &forms[i];
        Slice form = slice_sub(text, t->span);
        f->n = (uint8_t)(form.n <= FORM_MAX ? utf8_fold(form.p, form.n, f->folded, FORM_MAX) : 0);
        f->folded[f->n] = 0;
        f->key = f->n && !is_kept(t->upos) ? lemma_key(f->folded, f->n, lemma_kind(t->upos)) : 0;
        t->feats = feats_of(lang, t, f->folded);
        if (f->key && may_have(lang, f->key)) __builtin_prefetch(&lang->lemmas[lemma_first(lang->lemma_mask, f->key)]);
    }
    for (size_t i = 0; i < n; i++) { /* then the strings */
        const LemmaEntry *e = forms[i].key ? find(lang, forms[i].key) : NULL;
        forms[i].entry = e && e->lemma < lang->n_strings ? e : NULL;
        if (forms[i].entry) __builtin_prefetch(lang->strings + e->lemma);
    }
    for (size_t i = 0; i < n; i++) set_lemma(lang, &forms[i], slice_sub(text, tokens[i].span), &tokens[i], arena);
}
