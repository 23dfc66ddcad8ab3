/* lang_build.c - turns data/tokens.tsv and data/features.tsv into hash tables: what the tokenizer must know about words, and the features of words. */
#include <stdio.h>

#include "base/map.h"
#include "compile/compile.h"
#include "lang/tables.h"

/* ---- tokens ---- */

typedef struct Build {
    TokenEntry *entries;
    size_t n, cap;
    Map index; /* by key: index + 1 */
    Arena arena;
    Tsv table;
} Build;

static uint32_t kind_of(Slice name) {
    static const char *const names[] = {"title", "abbreviation", "shy",  "numbered", "final", "opener", "prefix", "unit",
                                        "fused", "tail",         "head", "domain",   "whole", "clock",  "zone",   "suffix", "office"};
    _Static_assert(1u << COUNT_OF(names) == TOKEN_STATE, "a bit each in TokenEntry.kinds, before those that countries.tsv gives");
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (slice_is(name, names[i])) return 1u << i;
    return 0;
}

static TokenEntry *entry_of(Build *b, uint64_t key) {
    uint64_t *at = map_put(&b->index, key);
    if (!*at) {
        *VEC_PUSH(&b->arena, b->entries, b->n, b->cap) = (TokenEntry){.key = key};
        *at = b->n;
    }
    return &b->entries[*at - 1];
}

static void add_word(Build *b, Slice word, uint32_t kind) {
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
    TokenEntry *e = entry_of(b, token_key(folded, n));
    e->kinds |= kind;
    if (cut) e->cut = (uint8_t)cut, e->n = (uint8_t)n, e->last = (uint8_t)folded[n - 1];
}

/* The names of states and of their people: words that may begin a sentence after an abbreviation. */
static void add_names(Build *b, Slice list, uint32_t kind) {
    for (Slice name; slice_split(&list, '|', &name);) {
        char folded[TOKEN_WORD_MAX];
        size_t n = utf8_fold(name.p, name.n, folded, sizeof folded);
        if (n) entry_of(b, token_key(folded, n))->kinds |= kind;
    }
}

static attache_status read_states(Build *b, const char *dir, const Reporter *r) {
    static const char *const columns[] = {"code", "kind", "name", "names", "adjectives", "people", "capital", "seats", "lat", "lon"};
    FORWARD_IF_ERROR(tsv_open(&b->table, dir, "countries.tsv", columns, COUNT_OF(columns), r));
    while (tsv_next(&b->table)) {
        const Slice *c = b->table.cells;
        if (!slice_is(c[1], "state")) continue;
        add_names(b, c[2], TOKEN_STATE);
        add_names(b, c[3], TOKEN_STATE);
        add_names(b, c[6], TOKEN_STATE);
        add_names(b, c[4], TOKEN_DEMONYM);
    }
    return tsv_close(&b->table);
}

static attache_status compile_tokens(const char *dir, ImageWriter *image, const Reporter *r) {
    static const char *const columns[] = {"kind", "words"};
    Build b = {0};
    FORWARD_IF_ERROR(tsv_open(&b.table, dir, "tokens.tsv", columns, COUNT_OF(columns), r));
    while (tsv_next(&b.table)) {
        uint32_t kind = kind_of(b.table.cells[0]);
        if (!kind) tsv_error(&b.table, "\"%.*s\" is not a kind of word: the head of the table lists them", (int)b.table.cells[0].n, b.table.cells[0].p);
        for (Slice rest = b.table.cells[1], word; kind && slice_split(&rest, '|', &word);) add_word(&b, word, kind);
    }
    attache_status status = tsv_close(&b.table), states = read_states(&b, dir, r);
    image_writer_table(image, "token.words", b.entries, b.n, sizeof *b.entries, 256);
    map_free(&b.index);
    arena_free(&b.arena);
    return status == ATTACHE_OK ? states : status;
}

/* ---- features ---- */

typedef struct FeatureBuild {
    FeatureEntry *entries;
    size_t n, cap;
    Map keys;
    Arena arena;
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
    size_t n = utf8_fold(form.p, form.n, folded, sizeof folded);
    snprintf(xpos, sizeof xpos, "%.*s", (int)b->table.cells[1].n, b->table.cells[1].p);
    if (form.n && !n) tsv_error(&b->table, "\"%.*s\" is longer than %d bytes", (int)form.n, form.p, TOKEN_WORD_MAX);
    uint64_t key = feature_key(upos, xpos, relation, folded, n);
    if (!map_add(&b->keys, key)) {
        tsv_error(&b->table, "says again what a row above says of \"%.*s\"", (int)form.n, form.p);
        return;
    }
    uint8_t kind = n && relation >= 0 ? FEATURE_BY_BOTH : n ? FEATURE_BY_FORM : relation >= 0 ? FEATURE_BY_RELATION : FEATURE_BY_TAG;
    FeatureEntry *e = VEC_PUSH(&b->arena, b->entries, b->n, b->cap);
    *e = (FeatureEntry){.key = key, .text = string_pool_add(&b->strings, b->table.cells[4]), .upos = (uint8_t)upos, .kind = kind};
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
    string_pool_init(&b.strings);
    while (tsv_next(&b.table)) read_row(&b);
    image_writer_table(image, "feature.rows", b.entries, b.n, sizeof *b.entries, 256);
    buf_add(image_writer_section(image, "feature.text", 1), b.strings.bytes.p, b.strings.bytes.n);
    string_pool_free(&b.strings);
    map_free(&b.keys);
    arena_free(&b.arena);
    return tsv_close(&b.table);
}

attache_status lang_compile(const char *dir, ImageWriter *image, const Reporter *r) {
    attache_status tokens = compile_tokens(dir, image, r), features = compile_features(dir, image, r);
    return tokens != ATTACHE_OK ? tokens : features;
}
