/* classes.c - finds the classes and contexts of a word at its position in a sentence. */
#include "syntax/classes.h"

#define CLASS_NAME(number, name) #name,
const char *const class_names[CLASS_NAMED] = {EACH_CLASS(CLASS_NAME)};

bool classes_open(Classes *c, const Image *im, const Lexicon *lexicon) {
    size_t n, n_at, n_flags;
    c->lexicon = lexicon;
    c->strings = image_section(im, "strings", 1, &n);
    c->entries = image_section(im, "code.entries", sizeof *c->entries, &n);
    c->entry_at = image_section(im, "code.entry_at", sizeof *c->entry_at, &n_at);
    c->flags = image_section(im, "code.word_flags", sizeof *c->flags, &n_flags);
    c->context_names = image_section(im, "code.contexts", sizeof *c->context_names, &c->n_contexts);
    c->class_names = image_section(im, "code.classes", sizeof *c->class_names, &c->n_classes);
    if (!c->strings || !c->entries || !c->entry_at || !c->flags || !c->context_names || !c->class_names || !n_at || n_flags != n_at - 1)
        return false;
    c->n_ids = n_at - 1;
    for (size_t k = 0; k < CLASS_NAMED; k++) {
        const uint32_t *name = ITEM_WHERE(at, c->class_names, c->n_classes, !strcmp(c->strings + *at, class_names[k]));
        c->named[k] = name ? (uint32_t)(name - c->class_names) : UINT32_MAX;
    }
    return vocabulary_open(&c->words, im, lexicon);
}

static bool rest_matches(const Entry *e, const uint32_t *lemmas, const uint32_t *forms, uint32_t n, uint32_t t) {
    for (uint32_t i = 0; i < e->n_rest; i++) {
        int64_t at = e->before ? (int64_t)t - 1 - i : (int64_t)t + 1 + i;
        if (at < 0 || at >= n || (lemmas[at] != e->rest[i] && forms[at] != e->rest[i])) return false;
    }
    return true;
}

/* Whether an entry of a word, together with the words next to it, puts it into a class. */
static bool entry_of_word(const Classes *c, uint32_t id, uint32_t class_id, const uint32_t *lemmas, const uint32_t *forms, uint32_t n, uint32_t t) {
    if (!class_word_has(c, id, WORD_IN_CLASS)) return false;
    const Entry *e = &c->entries[c->entry_at[id]];
    return ANY_WHERE(i, c->entry_at[id + 1] - c->entry_at[id], e[i].target == class_id && rest_matches(&e[i], lemmas, forms, n, t));
}

bool class_holds(const Classes *c, uint32_t class_id, const uint32_t *lemmas, const uint32_t *forms, uint32_t n, uint32_t t) {
    if (entry_of_word(c, lemmas[t], class_id, lemmas, forms, n, t)) return true;
    return forms[t] != lemmas[t] && entry_of_word(c, forms[t], class_id, lemmas, forms, n, t);
}

uint32_t class_day_at(const Classes *c, const uint32_t *lemmas, const uint32_t *forms, uint32_t n, uint32_t t) {
    const Entry *best = NULL;
    uint32_t id = forms[t];
    if (!class_word_has(c, id, WORD_IN_CONTEXT)) return 0;
    for (uint32_t i = c->entry_at[id]; i < c->entry_at[id + 1]; i++) {
        const Entry *e = &c->entries[i];
        if (e->target & ENTRY_DAY && rest_matches(e, lemmas, forms, n, t) && (!best || e->n_rest > best->n_rest)) best = e;
    }
    return best ? best->target & ~(uint32_t)ENTRY_DAY : 0;
}

static uint64_t contexts_of_word(const Classes *c, uint32_t id, const uint32_t *lemmas, const uint32_t *forms, uint32_t n, uint32_t t) {
    uint64_t bits = 0;
    if (!class_word_has(c, id, WORD_IN_CONTEXT)) return 0;
    for (uint32_t i = c->entry_at[id]; i < c->entry_at[id + 1]; i++)
        if (c->entries[i].target & ENTRY_CONTEXT && rest_matches(&c->entries[i], lemmas, forms, n, t))
            bits |= UINT64_C(1) << (c->entries[i].target & 63);
    return bits;
}

uint64_t class_contexts_at(const Classes *c, const uint32_t *lemmas, const uint32_t *forms, uint32_t n, uint32_t t) {
    uint64_t bits = contexts_of_word(c, lemmas[t], lemmas, forms, n, t);
    if (forms[t] != lemmas[t]) bits |= contexts_of_word(c, forms[t], lemmas, forms, n, t);
    return bits;
}
