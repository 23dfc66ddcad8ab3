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

enum { SLOTS_MIN = 1 << 12 };

void lexicon_builder_init(LexiconBuilder *b) { *b = (LexiconBuilder){.next_id = 1}; }

void lexicon_builder_free(LexiconBuilder *b) {
    map_free(&b->index);
    free(b->words);
    buf_free(&b->bytes);
}

static bool is_word(const void *builder, uint64_t at, const void *like) {
    const LexiconBuilder *b = builder;
    const LexWord *w = &b->words[at - 1];
    return slice_eq((Slice){b->bytes.p + w->at, w->n}, *(const Slice *)like);
}

/* The entry of a word; if it is new, it is added with `id` (0: the next one). NULL for a word that cannot be stored. */
static LexWord *enter_word(LexiconBuilder *b, Slice word, uint32_t id, bool *is_new) {
    char folded[LEX_WORD_MAX];
    size_t n = word.n <= LEX_WORD_MAX ? utf8_fold(word.p, word.n, folded, sizeof folded) : 0;
    if (!n) return NULL;
    uint64_t *at = map_item(&b->index, hash_bytes(folded, n), is_word, b, &(Slice){folded, n});
    *is_new = !*at;
    if (*at) return &b->words[*at - 1];
    if (b->n == b->cap) b->words = base_realloc(b->words, (b->cap = b->cap ? b->cap * 2 : 4096) * sizeof *b->words);
    b->words[b->n] = (LexWord){(uint32_t)b->bytes.n, (uint32_t)n, id ? id : b->next_id++};
    buf_add(&b->bytes, folded, n);
    *at = ++b->n;
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
    size_t at = n ? map_find_item(&b->index, hash_bytes(folded, n), is_word, b, &(Slice){folded, n}) : 0;
    return at ? b->words[at - 1].id : 0;
}

bool lexicon_alias(LexiconBuilder *b, Slice variant, Slice same_as) {
    uint32_t id = lexicon_add(b, same_as);
    bool is_new = false;
    const LexWord *w = id ? enter_word(b, variant, id, &is_new) : NULL;
    return w && (is_new || w->id == id);
}

void lexicon_write(const LexiconBuilder *b, ImageWriter *w) {
    size_t size = SLOTS_MIN;
    while (size <= b->n * 2) size *= 2;
    LexSlot *slots = base_zalloc(size * sizeof *slots);
    for (size_t k = 0; k < b->n; k++) {
        uint64_t hash = hash_bytes(b->bytes.p + b->words[k].at, b->words[k].n);
        size_t i = hash & (size - 1);
        while (slots[i].check) i = (i + 1) & (size - 1);
        slots[i] = (LexSlot){check_of(hash), b->words[k].id};
    }
    buf_add(image_writer_section(w, "lex.slots", sizeof *slots), slots, size * sizeof *slots);
    free(slots);
}

/* ---- strings ---- */

void string_pool_init(StringPool *p) {
    *p = (StringPool){0};
    buf_char(&p->bytes, 0);
}

void string_pool_free(StringPool *p) {
    map_free(&p->index);
    buf_free(&p->bytes);
}

static bool is_string(const void *bytes, uint64_t at, const void *like) {
    const Slice *s = like;
    const char *had = (const char *)bytes + at;
    return !strncmp(had, s->p, s->n) && !had[s->n];
}

uint32_t string_pool_add(StringPool *p, Slice s) {
    if (!s.n) return 0;
    uint64_t *at = map_item(&p->index, hash_bytes(s.p, s.n), is_string, p->bytes.p, &s);
    if (*at) return (uint32_t)*at;
    *at = p->bytes.n;
    buf_add(&p->bytes, s.p, s.n);
    buf_char(&p->bytes, 0);
    return (uint32_t)*at;
}

void string_pool_write(const StringPool *p, ImageWriter *w) { buf_add(image_writer_section(w, "strings", 1), p->bytes.p, p->bytes.n); }
