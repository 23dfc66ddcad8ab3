/* lang_build.c - data/tokens.tsv and data/features.tsv in, hash tables out: what the tokenizer must know of words, and what features words have. */
#include <stdio.h>
#include <stdlib.h>

#include "compile/compile.h"
#include "lang/tables.h"

/* ---- tokens ---- */

typedef struct Build {
    TokenEntry *slots;
    size_t n, mask;
    Tsv table;
} Build;

static uint16_t kind_of(Slice name) {
    static const char *const names[] = {"title",  "abbreviation", "shy",   "numbered", "final", "opener",
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
    if (cut) e->cut = (uint8_t)cut, e->n = (uint8_t)n, e->last = (uint8_t)folded[n - 1];
}

static attache_status compile_tokens(const char *dir, ImageWriter *image, const Reporter *r) {
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

/* ---- features ---- */

enum { FEATURE_SLOTS = 1 << 10 };

typedef struct FeatureBuild {
    FeatureEntry *slots; /* [FEATURE_SLOTS] */
    size_t n;
    StringPool strings;
    Tsv table;
} FeatureBuild;

static int place_of(Slice name, const char *(*name_of)(unsigned), unsigned n) {
    for (unsigned i = 0; i < n; i++)
        if (slice_is(name, name_of(i))) return (int)i;
    return -1;
}

static void add_row(FeatureBuild *b, unsigned upos, int relation, Slice form) {
    char xpos[16], folded[TOKEN_WORD_MAX];
    size_t n = utf8_fold(form.p, form.n, folded, sizeof folded), i;
    snprintf(xpos, sizeof xpos, "%.*s", (int)b->table.cells[1].n, b->table.cells[1].p);
    if (form.n && !n) tsv_error(&b->table, "\"%.*s\" is longer than %d bytes", (int)form.n, form.p, TOKEN_WORD_MAX);
    uint64_t key = feature_key(upos, xpos, relation, folded, n);
    for (i = key % FEATURE_SLOTS; b->slots[i].key && b->slots[i].key != key;) i = (i + 1) % FEATURE_SLOTS;
    if (b->slots[i].key) tsv_error(&b->table, "says again what a row above says of \"%.*s\"", (int)form.n, form.p);
    if (++b->n > FEATURE_SLOTS / 2) base_die("features.tsv has more rows than its table has room for");
    uint8_t kind = n && relation >= 0 ? FEATURE_BY_BOTH : n ? FEATURE_BY_FORM : relation >= 0 ? FEATURE_BY_RELATION : FEATURE_BY_TAG;
    b->slots[i] = (FeatureEntry){.key = key, .text = string_pool_add(&b->strings, b->table.cells[4]), .upos = (uint8_t)upos, .kind = kind};
}

static void read_row(FeatureBuild *b) {
    const Slice *c = b->table.cells;
    int upos = place_of(c[0], lang_upos_name, UPOS_COUNT), relation = c[2].n ? place_of(c[2], lang_deprel_name, DEP_COUNT) : -1;
    if (upos < 0 || !c[1].n || c[1].n > 7 || !c[4].n || (c[2].n && (relation < 0 || lang_deprel_base((unsigned)relation) != (unsigned)relation))) {
        tsv_error(&b->table, "must be a UPOS tag, an XPOS tag, a relation without subtype or nothing, forms, and features");
        return;
    }
    if (!c[3].n) add_row(b, (unsigned)upos, relation, (Slice){"", 0});
    for (Slice rest = c[3], form; slice_split(&rest, '|', &form);) add_row(b, (unsigned)upos, relation, form);
}

static attache_status compile_features(const char *dir, ImageWriter *image, const Reporter *r) {
    static const char *const columns[] = {"upos", "xpos", "relation", "forms", "features"};
    FeatureBuild b = {0};
    FORWARD_IF_ERROR(tsv_open(&b.table, dir, "features.tsv", columns, COUNT_OF(columns), r));
    b.slots = base_zalloc(FEATURE_SLOTS * sizeof *b.slots);
    string_pool_init(&b.strings);
    while (tsv_next(&b.table)) read_row(&b);
    buf_add(image_writer_section(image, "feature.rows", sizeof *b.slots), b.slots, FEATURE_SLOTS * sizeof *b.slots);
    buf_add(image_writer_section(image, "feature.text", 1), b.strings.bytes.p, b.strings.bytes.n);
    string_pool_free(&b.strings);
    free(b.slots);
    return tsv_close(&b.table);
}

attache_status lang_compile(const char *dir, ImageWriter *image, const Reporter *r) {
    attache_status tokens = compile_tokens(dir, image, r), features = compile_features(dir, image, r);
    return tokens != ATTACHE_OK ? tokens : features;
}
