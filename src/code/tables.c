/* tables.c - the compiled tables as the coder sees them: opened from the image once, then read by all threads. */
#include <stdlib.h>

#include "code/code_int.h"
#include "code/rank.h"

static const void *need(const Image *im, const char *name, size_t size, size_t *n, bool *missing) {
    const void *p = image_section(im, name, size, n);
    if (!p) *missing = true;
    return p;
}

static void find_named(Coder *c, const uint32_t *rules, size_t n_rules) {
    static const char *const rule_names[RULE_COUNT] = RULE_NAMES;
    for (uint32_t k = 0; k < CLASS_NAMED; k++) {
        c->named[k] = UINT32_MAX;
        for (uint32_t i = 0; i < c->n_classes; i++)
            if (!strcmp(coder_string(c, c->class_names[i]), class_names[k])) c->named[k] = i;
    }
    for (size_t i = 0; i < c->n_scores; i++)
        if (c->scores[i].event == EVENT_CONSULT && c->scores[i].mode && !strcmp(coder_string(c, c->scores[i].mode), "visit"))
            c->visit_mode = c->scores[i].mode;
    for (uint32_t k = 0; k < RULE_COUNT; k++)
        for (uint32_t i = 0; i < n_rules; i++)
            if (!strcmp(coder_string(c, rules[i]), rule_names[k])) c->rule[k] = i + 1;
#define FIND_WORD(name, word) c->w[W_##name] = lexicon_find(c->lexicon, word, sizeof(word) - 1);
    CODE_WORDS(FIND_WORD)
}

attache_status code_open(Coder **out, const Image *im, const Know *know, const Reporter *r) {
    Coder *c = base_zalloc(sizeof *c);
    size_t n, n_at, n_keys, n_traits, n_rules;
    bool missing = false;
    c->know = know;
    c->lexicon = know_lexicon(know);
    c->strings = need(im, "strings", 1, &n, &missing);
    c->frames = need(im, "code.frames", sizeof *c->frames, &c->n_frames, &missing);
    c->frame_keys = need(im, "code.frame_keys", sizeof *c->frame_keys, &n_keys, &missing);
    c->frame_at = need(im, "code.frame_at", sizeof *c->frame_at, &n_at, &missing);
    c->items = need(im, "code.items", sizeof *c->items, &n, &missing);
    c->values = need(im, "code.values", sizeof *c->values, &n, &missing);
    c->entries = need(im, "code.entries", sizeof *c->entries, &n, &missing);
    c->entry_at = need(im, "code.entry_at", sizeof *c->entry_at, &n_at, &missing);
    c->traits = need(im, "code.traits", sizeof *c->traits, &n_traits, &missing);
    c->composes = need(im, "code.composes", sizeof *c->composes, &c->n_composes, &missing);
    c->compose_at = need(im, "code.compose_at", sizeof *c->compose_at, &n, &missing);
    c->scores = need(im, "code.scores", sizeof *c->scores, &c->n_scores, &missing);
    c->context_names = need(im, "code.contexts", sizeof *c->context_names, &c->n_contexts, &missing);
    c->class_names = need(im, "code.classes", sizeof *c->class_names, &c->n_classes, &missing);
    const uint32_t *rules = need(im, "code.rules", sizeof *rules, &n_rules, &missing);
    c->n_ids = n_at ? n_at - 1 : 0;
    c->n_rules = n_rules;
    if (missing || n_traits != c->n_ids || n_keys != c->n_frames) {
        code_close(c);
        return report(r, ATTACHE_ERR_TABLE, "knowledge", "has no frames, classes or codes in it");
    }
    find_named(c, rules, n_rules);
    rank_open(&c->rank, im);
    *out = c;
    return ATTACHE_OK;
}

void code_close(Coder *c) {
    if (c) rank_close(&c->rank);
    free(c);
}

/* ---- classes and contexts ---- */

static bool rest_matches(const Entry *e, const uint32_t *lemmas, const uint32_t *forms, uint32_t n, uint32_t t) {
    for (uint32_t i = 0; i < e->n_rest; i++) {
        int64_t at = e->before ? (int64_t)t - 1 - i : (int64_t)t + 1 + i;
        if (at < 0 || at >= n || (lemmas[at] != e->rest[i] && forms[at] != e->rest[i])) return false;
    }
    return true;
}

/* Walks the entries of a word; stops when `visit` says true. */
static bool entry_of_word(const Coder *c, uint32_t id, uint32_t class_id, const uint32_t *lemmas, const uint32_t *forms, uint32_t n, uint32_t t) {
    if (!coder_word_has(c, id, WORD_IN_CLASS)) return false;
    for (uint32_t i = c->entry_at[id]; i < c->entry_at[id + 1]; i++)
        if (c->entries[i].target == class_id && rest_matches(&c->entries[i], lemmas, forms, n, t)) return true;
    return false;
}

bool coder_in_class(const Coder *c, uint32_t class_id, const uint32_t *lemmas, const uint32_t *forms, uint32_t n, uint32_t t) {
    if (entry_of_word(c, lemmas[t], class_id, lemmas, forms, n, t)) return true;
    return forms[t] != lemmas[t] && entry_of_word(c, forms[t], class_id, lemmas, forms, n, t);
}

static uint64_t contexts_of_word(const Coder *c, uint32_t id, const uint32_t *lemmas, const uint32_t *forms, uint32_t n, uint32_t t) {
    uint64_t bits = 0;
    if (!coder_word_has(c, id, WORD_IN_CONTEXT)) return 0;
    for (uint32_t i = c->entry_at[id]; i < c->entry_at[id + 1]; i++)
        if (c->entries[i].target & ENTRY_CONTEXT && rest_matches(&c->entries[i], lemmas, forms, n, t))
            bits |= UINT64_C(1) << (c->entries[i].target & 63);
    return bits;
}

uint64_t coder_contexts_at(const Coder *c, const uint32_t *lemmas, const uint32_t *forms, uint32_t n, uint32_t t) {
    uint64_t bits = contexts_of_word(c, lemmas[t], lemmas, forms, n, t);
    if (forms[t] != lemmas[t]) bits |= contexts_of_word(c, forms[t], lemmas, forms, n, t);
    return bits;
}
