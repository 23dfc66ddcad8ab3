/* lexicon.c - the hash table behind words and strings of the knowledge image. */
#include "base/lexicon.h"

#include <stdlib.h>

/* ---- reading ---- */

static uint32_t check_of(uint64_t hash) { return (uint32_t)(hash >> 32) | 1; }

attache_status lexicon_open(Lexicon *lex, const Image *im, const char *where, const Reporter *r) {
    size_t n_slots;
    lex->slots = image_section(im, "lex.slots", sizeof *lex->slots, &n_slots);
    if (!lex->slots || !n_slots || n_slots & (n_slots - 1)) return report(r, ATTACHE_ERR_TABLE, where, "has no lexicon");
    lex->mask = (uint32_t)n_slots - 1;
    lex->n_ids = 1;
    for (size_t i = 0; i < n_slots; i++)
        if (lex->slots[i].id >= lex->n_ids) lex->n_ids = lex->slots[i].id + 1;
    return ATTACHE_OK;
}

uint64_t lexicon_hash(const char *p, size_t n) {
    char folded[LEX_WORD_MAX];
    size_t k = n <= LEX_WORD_MAX ? utf8_fold(p, n, folded, sizeof folded) : 0;
    return k ? hash_bytes(folded, k) : 0;
}

uint32_t lexicon_find_hash(const Lexicon *lex, uint64_t hash) {
    for (uint32_t i = (uint32_t)hash & lex->mask; hash && lex->slots[i].check; i = (i + 1) & lex->mask)
        if (lex->slots[i].check == check_of(hash)) return lex->slots[i].id;
    return 0;
}

uint32_t lexicon_find_folded(const Lexicon *lex, const char *p, size_t n) { return lexicon_find_hash(lex, hash_bytes(p, n)); }
uint32_t lexicon_find(const Lexicon *lex, const char *p, size_t n) { return lexicon_find_hash(lex, lexicon_hash(p, n)); }

/* ---- building ---- */

enum { FIRST_SLOTS = 1 << 12 };

void lexicon_builder_init(LexiconBuilder *b) {
    *b = (LexiconBuilder){.mask = FIRST_SLOTS - 1, .next_id = 1};
    b->slots = base_zalloc(FIRST_SLOTS * sizeof *b->slots);
}

void lexicon_builder_free(LexiconBuilder *b) {
    free(b->slots);
    free(b->words);
    buf_free(&b->bytes);
}

static uint32_t *find_slot(LexiconBuilder *b, const char *p, size_t n) {
    uint32_t i = (uint32_t)hash_bytes(p, n) & b->mask;
    for (; b->slots[i]; i = (i + 1) & b->mask) {
        const LexWord *w = &b->words[b->slots[i] - 1];
        if (w->n == n && !memcmp(b->bytes.p + w->at, p, n)) break;
    }
    return &b->slots[i];
}

static void grow_slots(LexiconBuilder *b) {
    free(b->slots);
    b->mask = b->mask * 2 + 1;
    b->slots = base_zalloc(((size_t)b->mask + 1) * sizeof *b->slots);
    for (size_t i = 0; i < b->n; i++) *find_slot(b, b->bytes.p + b->words[i].at, b->words[i].n) = (uint32_t)i + 1;
}

/* The entry of a word, new with `id` (0: the next one) where there is none; NULL for a word that cannot be known. */
static LexWord *enter_word(LexiconBuilder *b, Slice word, uint32_t id, bool *is_new) {
    char folded[LEX_WORD_MAX];
    size_t n = word.n <= LEX_WORD_MAX ? utf8_fold(word.p, word.n, folded, sizeof folded) : 0;
    if (!n) return NULL;
    uint32_t *slot = find_slot(b, folded, n);
    *is_new = !*slot;
    if (*slot) return &b->words[*slot - 1];
    if (b->n == b->cap) b->words = base_realloc(b->words, (b->cap = b->cap ? b->cap * 2 : 4096) * sizeof *b->words);
    b->words[b->n] = (LexWord){(uint32_t)b->bytes.n, (uint32_t)n, id ? id : b->next_id++};
    buf_add(&b->bytes, folded, n);
    *slot = (uint32_t)++b->n;
    if (b->n * 2 > b->mask) grow_slots(b);
    return &b->words[b->n - 1];
}

uint32_t lexicon_add(LexiconBuilder *b, Slice word) {
    bool is_new;
    const LexWord *w = enter_word(b, word, 0, &is_new);
    return w ? w->id : 0;
}

uint32_t lexicon_builder_find(LexiconBuilder *b, Slice word) {
    char folded[LEX_WORD_MAX];
    size_t n = word.n <= LEX_WORD_MAX ? utf8_fold(word.p, word.n, folded, sizeof folded) : 0;
    const uint32_t *slot = n ? find_slot(b, folded, n) : NULL;
    return slot && *slot ? b->words[*slot - 1].id : 0;
}

bool lexicon_alias(LexiconBuilder *b, Slice variant, Slice same_as) {
    uint32_t id = lexicon_add(b, same_as);
    bool is_new = false;
    const LexWord *w = id ? enter_word(b, variant, id, &is_new) : NULL;
    return w && (is_new || w->id == id);
}

void lexicon_write(const LexiconBuilder *b, ImageWriter *w) {
    Buf *out = image_writer_section(w, "lex.slots", sizeof(LexSlot));
    for (size_t i = 0; i <= b->mask; i++) {
        const LexWord *word = b->slots[i] ? &b->words[b->slots[i] - 1] : NULL;
        LexSlot slot = {word ? check_of(hash_bytes(b->bytes.p + word->at, word->n)) : 0, word ? word->id : 0};
        buf_add(out, &slot, sizeof slot);
    }
}

/* ---- strings ---- */

void string_pool_init(StringPool *p) {
    *p = (StringPool){.mask = FIRST_SLOTS - 1};
    p->slots = base_zalloc(FIRST_SLOTS * sizeof *p->slots);
    buf_char(&p->bytes, 0);
}

void string_pool_free(StringPool *p) {
    free(p->slots);
    buf_free(&p->bytes);
}

static uint32_t *find_string(StringPool *p, const char *s, size_t n) {
    uint32_t i = (uint32_t)hash_bytes(s, n) & p->mask;
    for (; p->slots[i]; i = (i + 1) & p->mask) {
        const char *had = p->bytes.p + p->slots[i] - 1;
        if (!strncmp(had, s, n) && !had[n]) break;
    }
    return &p->slots[i];
}

static void grow_strings(StringPool *p) {
    free(p->slots);
    p->mask = p->mask * 2 + 1;
    p->slots = base_zalloc(((size_t)p->mask + 1) * sizeof *p->slots);
    for (size_t at = 1; at < p->bytes.n; at += strlen(p->bytes.p + at) + 1)
        *find_string(p, p->bytes.p + at, strlen(p->bytes.p + at)) = (uint32_t)at + 1;
}

uint32_t string_pool_add(StringPool *p, Slice s) {
    if (!s.n) return 0;
    uint32_t *slot = find_string(p, s.p, s.n);
    if (*slot) return *slot - 1;
    uint32_t at = (uint32_t)p->bytes.n;
    buf_add(&p->bytes, s.p, s.n);
    buf_char(&p->bytes, 0);
    *slot = at + 1;
    if (++p->n * 2 > p->mask) grow_strings(p);
    return at;
}

void string_pool_write(const StringPool *p, ImageWriter *w) { buf_add(image_writer_section(w, "strings", 1), p->bytes.p, p->bytes.n); }
