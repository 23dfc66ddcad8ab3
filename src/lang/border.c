/* border.c - finds a sentence boundary within a run of tagged words, at an abbreviation whose full stop ends the first sentence: "... to the U.N. Kenya condemned
 * ...". The tokenizer cannot tell this from "the U.N. envoy"; the clue is a name followed by a verb of its own. */
#include "lang/lang_int.h"

enum { RUN_MAX = 9 }; /* words of a subject */

static const char *word_start(const char *text, const Word *w) { return text + w->span.start; }

/* What the table says about some words, without the full stop of the last. */
static unsigned kinds_at(const Language *l, const char *text, const Word *w, size_t words) {
    const char *end = text + w[words - 1].span.end;
    return token_kinds(l, word_start(text, w), end - (end[-1] == '.'));
}

static bool is_upper_word(const char *text, const Word *w) {
    uint32_t cp;
    utf8_next(word_start(text, w), text + w->span.end, &cp);
    return utf8_is_upper(cp);
}

static bool tells(const Token *t) { return (t->upos == UPOS_VERB || t->upos == UPOS_AUX) && t->feats & (FEAT_FIN | FEAT_PAST); }

static bool any_tells(const Token *t, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (tells(&t[i])) return true;
    return false;
}

static bool in_subject(const Token *t) {
    return t->upos == UPOS_PROPN || t->upos == UPOS_NOUN || t->upos == UPOS_ADJ || t->upos == UPOS_NUM || t->upos == UPOS_ADV ||
           t->upos == UPOS_CCONJ || t->upos == UPOS_PART;
}

/* Whether t[0, n) are a subject and then a finite verb. */
static bool is_clause(const Token *t, size_t n) {
    size_t i = 0;
    while (i < n && i < RUN_MAX && in_subject(&t[i])) i++;
    return i && i < n && tells(&t[i]);
}

/* The length of a state's name from w on; 0 if there is none. */
static size_t state_length(const Language *l, const char *text, const Word *w, size_t n) {
    enum { NAME_MAX_WORDS = 4 };
    for (size_t k = n < NAME_MAX_WORDS ? n : NAME_MAX_WORDS; k > 0; k--)
        if (kinds_at(l, text, w, k) & TOKEN_STATE) return k;
    return 0;
}

/* Whether the words after an abbreviation begin a sentence of their own. `kinds`: of the abbreviation; `ends_name`: it ends a name, so no other name continues
 * it; `no_firm`: it is not that of a firm, which also has presidents. */
static bool opens(const Language *l, const char *text, const Word *w, const Token *t, size_t n, unsigned kinds, bool ends_name, bool no_firm) {
    unsigned own = kinds_at(l, text, w, 1);
    if (!is_clause(t, n)) return false;
    if (kinds & TOKEN_CLOCK) return !((own | (n > 1 ? kinds_at(l, text, w + 1, 1) : 0)) & TOKEN_ZONE);
    size_t state = state_length(l, text, w, n);
    bool directly =
        state && state < n && (tells(&t[state]) || t[state].upos == UPOS_CCONJ || t[state].upos == UPOS_ADV || t[state].upos == UPOS_PART);
    return directly || (ends_name && (state || own & (TOKEN_TITLE | TOKEN_DEMONYM) || (no_firm && own & TOKEN_OFFICE))) || t->xpos == l->xpos_plural;
}

size_t border_find(const Language *l, const char *text, const Word *w, const Token *tokens, size_t n) {
    for (size_t i = 2; i + 2 < n; i++) {
        const char *p = word_start(text, &w[i]), *stop = text + w[i].span.end - 1;
        if (*stop != '.' || stop - p < 2 || !w[i].space_after || !is_upper_word(text, &w[i + 1])) continue;
        unsigned kinds = token_kinds(l, p, stop);
        bool initials = p[1] == '.', behind_comma = text[w[i - 1].span.start] == ',';
        if (kinds & TOKEN_TITLE && !(kinds & TOKEN_SUFFIX && is_upper_word(text, &w[i - 1]))) continue;
        if (!any_tells(tokens, i)) continue;
        bool in_town = behind_comma && tokens[i - 2].upos == UPOS_PROPN; /* "Washington, D.C.", not "as she put it, U.S. President ..." */
        bool ends_name = kinds & TOKEN_SUFFIX || behind_comma || !initials, no_firm = kinds & TOKEN_SUFFIX || in_town;
        if (opens(l, text, w + i + 1, tokens + i + 1, n - i - 1, kinds, ends_name, no_firm)) return i + 1;
    }
    return 0;
}
