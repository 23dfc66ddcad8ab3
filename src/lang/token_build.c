/* token_build.c - data/tokens.tsv in, a hash table of words and what the tokenizer must know of each out. */
#include <stdlib.h>

#include "base/tsv.h"
#include "lang/lang_int.h"

typedef struct Build {
    TokenEntry *slots;
    size_t n, mask;
    Tsv table;
} Build;

static uint16_t kind_of(Slice name) {
    static const char *const names[] = {"title",  "abbreviation", "shy",  "numbered", "final", "opener",
                                        "prefix", "unit",         "fused", "tail",     "head",  "domain"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (slice_is(name, names[i])) return (uint16_t)(1u << i);
    return 0;
}

static TokenEntry *slot_of(Build *b, uint64_t key) {
    size_t i = key & b->mask;
    while (b->slots[i].key && b->slots[i].key != key) i = (i + 1) & b->mask;
    return &b->slots[i];
}

/* Twice the room, before more than half of it is taken. */
static void make_room(Build *b) {
    if ((b->n + 1) * 2 <= b->mask + 1) return;
    Build more = {.slots = base_zalloc((b->mask + 1) * 2 * sizeof *more.slots), .mask = (b->mask + 1) * 2 - 1};
    for (size_t i = 0; i <= b->mask; i++)
        if (b->slots[i].key) *slot_of(&more, b->slots[i].key) = b->slots[i];
    free(b->slots);
    b->slots = more.slots, b->mask = more.mask;
}

static void add_word(Build *b, Slice word, uint16_t kind) {
    char folded[TOKEN_WORD_MAX];
    size_t n = utf8_fold(word.p, word.n, folded, sizeof folded), cut = 0;
    const char *blank = memchr(folded, ' ', n);
    if (!n) {
        tsv_error(&b->table, "\"%.*s\" is longer than %d bytes", (int)word.n, word.p, TOKEN_WORD_MAX);
        return;
    }
    if ((blank != NULL) != (kind == TOKEN_FUSED)) {
        tsv_error(&b->table, "\"%.*s\": a blank marks the cut of a fused word, and of no other", (int)word.n, word.p);
        return;
    }
    if (blank) {
        cut = (size_t)(blank - folded);
        memmove(folded + cut, folded + cut + 1, --n - cut);
    }
    make_room(b);
    TokenEntry *e = slot_of(b, token_key(folded, n));
    b->n += !e->key;
    e->key = token_key(folded, n);
    e->kinds |= kind;
    if (cut) e->cut = (uint8_t)cut;
}

attache_status token_compile(const char *dir, ImageWriter *image, const Reporter *r) {
    static const char *const columns[] = {"kind", "words"};
    Build b = {.mask = 255};
    FORWARD_IF_ERROR(tsv_open(&b.table, dir, "tokens.tsv", columns, COUNT_OF(columns), r));
    b.slots = base_zalloc((b.mask + 1) * sizeof *b.slots);
    while (tsv_next(&b.table)) {
        uint16_t kind = kind_of(b.table.cells[0]);
        if (!kind) tsv_error(&b.table, "\"%.*s\" is no kind of word: the head of the table lists them", (int)b.table.cells[0].n, b.table.cells[0].p);
        for (Slice rest = b.table.cells[1], word; kind && slice_split(&rest, '|', &word);) add_word(&b, word, kind);
    }
    buf_add(image_writer_section(image, "token.words", sizeof *b.slots), b.slots, (b.mask + 1) * sizeof *b.slots);
    free(b.slots);
    return tsv_close(&b.table);
}
