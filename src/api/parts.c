/* parts.c - a store in parts: documents to packs, packs to blocks of reports and heads, blocks to joined pairs, packs to a store. */
#include <stdlib.h>

#include "api/attache_int.h"
#include "base/date.h"
#include "base/map.h"
#include "link/cluster.h"
#include "link/judge.h"
#include "link/near_dup.h"
#include "store/pack.h"

enum { STRINGS = 4, NUMBERS = 3, ID_BYTES = 17, KEY_BYTES = 8, MONTHS = 13, AT_ONCE = 8000 }; /* MONTHS: twelve, and one for events without a month */

/* ---- rows ---- */

struct attache_rows {
    size_t n, cap;
    Buf strings[STRINGS];
    int64_t *offsets[STRINGS], *numbers[NUMBERS];
};

static void free_rows(void *rows) { attache_rows_free(rows); }
static void free_arena(void *arena) { arena_free(arena); }
static void free_map(void *map) { map_free(map); }

/* Rows that are freed should it come to a failure before they are given. */
static attache_rows *new_rows(Cleanup *cleanup) {
    attache_rows *r = base_zalloc(sizeof *r);
    failure_cleanup(cleanup, free_rows, r);
    for (int k = 0; k < STRINGS; k++) r->offsets[k] = base_zalloc(sizeof **r->offsets);
    return r;
}

/* Ends a row: it has the strings added to the buffers since the last one. */
static void end_row(attache_rows *r, int64_t a, int64_t b, int64_t c) {
    const int64_t numbers[NUMBERS] = {a, b, c};
    if (r->n == r->cap) {
        r->cap = 2 * r->cap + 256;
        for (int k = 0; k < STRINGS; k++) r->offsets[k] = base_realloc(r->offsets[k], (r->cap + 1) * sizeof **r->offsets);
        for (int k = 0; k < NUMBERS; k++) r->numbers[k] = base_realloc(r->numbers[k], r->cap * sizeof **r->numbers);
    }
    for (int k = 0; k < NUMBERS; k++) r->numbers[k][r->n] = numbers[k];
    r->n++;
    for (int k = 0; k < STRINGS; k++) r->offsets[k][r->n] = (int64_t)r->strings[k].n;
}

size_t attache_rows_count(const attache_rows *rows) { return rows->n; }

attache_bytes attache_rows_bytes(const attache_rows *rows, size_t k) {
    if (k >= STRINGS) return (attache_bytes){0};
    return (attache_bytes){rows->strings[k].p ? rows->strings[k].p : "", rows->offsets[k], rows->n};
}

const int64_t *attache_rows_numbers(const attache_rows *rows, size_t k) { return k < NUMBERS ? rows->numbers[k] : NULL; }

void attache_rows_free(attache_rows *rows) {
    if (!rows) return;
    for (int k = 0; k < STRINGS; k++) {
        buf_free(&rows->strings[k]);
        free(rows->offsets[k]);
    }
    for (int k = 0; k < NUMBERS; k++) free(rows->numbers[k]);
    free(rows);
}

/* Returns the rows, or frees them if there was an error. */
static attache_status give(attache_rows *r, Cleanup *cleanup, attache_status status, attache_rows **out) {
    failure_cleaned(cleanup);
    *out = status == ATTACHE_OK ? r : NULL;
    if (!*out) attache_rows_free(r);
    return status;
}

static Slice item(const attache_bytes *b, size_t i) { return (Slice){b->data + b->offsets[i], (size_t)(b->offsets[i + 1] - b->offsets[i])}; }

static attache_status bad_item(const attache *self, const char *what, size_t i) {
    char where[64];
    snprintf(where, sizeof where, "%s %zu", what, i);
    return report(&self->reporter, ATTACHE_ERR_FORMAT, where, "is damaged, or was made by another version of attache");
}

static attache_status read_pack(const attache *self, const attache_bytes *packs, size_t i, Arena *arena, StoreDocument *out) {
    Slice s = item(packs, i);
    return pack_read(s.p, s.n, arena, out) ? ATTACHE_OK : bad_item(self, "pack", i);
}

/* Big-endian, so that bytes sort like numbers. */
static void put_big(Buf *out, uint64_t v, int bytes) {
    while (bytes--) buf_char(out, (char)(v >> 8 * bytes));
}

/* ---- packs ---- */

static void free_copies(void *copies) { document_copies_free(copies); }
static void free_copy(void *copy) { document_copy_free(copy); }

static attache_status give_pack(const StoreDocument *doc, attache_write_fn *write, void *user) {
    Buf out = {0};
    Cleanup all, one, text;
    DocumentCopies *copies = document_copies_new();
    failure_cleanup(&all, free_copies, copies);
    StoreDocument *copy = document_copy(copies, doc);
    failure_cleanup(&one, free_copy, copy);
    failure_cleanup(&text, failure_free_buf, &out);
    pack_write(copy, &out);
    failure_cleaned(&all);
    document_copy_free(copy);
    document_copies_free(copies);
    int stopped = write(out.p, out.n, user);
    buf_free(&out);
    return stopped ? ATTACHE_STOPPED : ATTACHE_OK;
}

/* What failed for want of memory has a pack too, which says so. */
attache_status attache_pack(attache_context *ctx, const attache_document *doc, attache_write_fn *write, void *user) {
    StoreDocument stored;
    attache_status status = IN_CONTEXT(ctx, doc->id, code_for_store(ctx, doc, &stored));
    if (status == ATTACHE_ERR_MEMORY) failed_for_store(doc, status, &stored);
    attache_status given = GUARDED(&ctx->self->reporter, doc->id, give_pack(&stored, write, user));
    return given == ATTACHE_OK ? status : given;
}

/* Called for each pack of a coded document. */
typedef void pack_fn(const StoreDocument *doc, size_t at, Arena *arena, attache_rows *out);

static attache_status each_pack(const attache *self, const attache_bytes *packs, pack_fn *fn, attache_rows **out) {
    Arena arena;
    Cleanup made, memory;
    attache_rows *rows = new_rows(&made);
    attache_status status = ATTACHE_OK;
    arena_init(&arena);
    failure_cleanup(&memory, free_arena, &arena);
    for (size_t i = 0; i < packs->n && status == ATTACHE_OK; i++) {
        StoreDocument doc;
        arena_reset(&arena);
        status = read_pack(self, packs, i, &arena, &doc);
        if (status == ATTACHE_OK && doc.outcome == DOCUMENT_CODED) fn(&doc, i, &arena, rows);
    }
    failure_cleaned(&memory);
    arena_free(&arena);
    return give(rows, &made, status, out);
}

/* What `expr` gives; rows are there only where that is ATTACHE_OK. */
#define MADE(self, what, out, expr) (*(out) = NULL, GUARDED(&(self)->reporter, (what), (expr)))


static void add_head(const StoreDocument *doc, size_t at, Arena *arena, attache_rows *out) {
    (void)arena;
    put_big(&out->strings[0], pack_key(doc), KEY_BYTES);
    pack_write_head(doc, &out->strings[1]);
    end_row(out, (int64_t)at, (int64_t)doc->hash, 0);
}

attache_status attache_pack_heads(const attache *self, const attache_bytes *packs, attache_rows **out) { return MADE(self, "packs", out, each_pack(self, packs, add_head, out)); }

/* In the order of signature_order. */
static void put_id(Buf *out, const Signature *t) {
    put_big(out, t->exactness, 1);
    put_big(out, (uint32_t)t->published ^ (uint32_t)1 << 31, 4);
    put_big(out, t->document, 8);
    put_big(out, t->number, 4);
}

static void add_parts(const StoreDocument *doc, size_t at, Arena *arena, attache_rows *out) {
    for (size_t i = 0; i < doc->n_reports; i++) {
        char bytes[SIGNATURE_BYTES];
        const Signature *t = &doc->reports[i].signature;
        put_id(&out->strings[0], t);
        put_big(&out->strings[1], t->document, KEY_BYTES);
        buf_add(&out->strings[2], bytes, signature_write(t, bytes));
        pack_write_part(doc, i, arena, &out->strings[3]);
        end_row(out, (int64_t)at, 0, 0);
    }
}

attache_status attache_pack_parts(const attache *self, const attache_bytes *packs, attache_rows **out) { return MADE(self, "packs", out, each_pack(self, packs, add_parts, out)); }

/* ---- blocks of reports ---- */

static attache_status read_signature(const attache *self, const attache_bytes *signatures, size_t i, Signature *out) {
    Slice s = item(signatures, i);
    return signature_read(s.p, s.n, out) ? ATTACHE_OK : bad_item(self, "report", i);
}

/* Months as numbers: the days of a year without a month belong to one before its first. */
static int64_t month_of(int32_t day) { return (int64_t)(day / 10000) * MONTHS + (day / 100 % 100 < MONTHS ? day / 100 % 100 : MONTHS - 1); }

/* The first day of such a month, or a day before it: its others are the 99 after this. */
static int32_t first_day(int64_t month) { return (int32_t)(month / MONTHS * 10000 + month % MONTHS * 100); }

/* The blocks of a report, each once; there are few. */
typedef struct BlockSet {
    Map seen;
    attache_rows *out;
    int64_t at;
    uint32_t slices;
} BlockSet;

static void add_block(BlockSet *b, int64_t month, int64_t key) {
    uint32_t slice = cluster_slice(key, b->slices);
    if (map_add(&b->seen, hash_mix((uint64_t)month, slice))) end_row(b->out, b->at, month, slice);
}

static void add_blocks(BlockSet *b, const Signature *t) {
    int64_t keys[SIGNATURE_KEYS];
    size_t near, n = signature_keys(t, keys, &near);
    for (size_t i = 0; i < n; i++) add_block(b, month_of(signature_key_day(t, i < near)), keys[i]); /* where others find it */
    n = signature_probes(t, keys, &near);
    for (size_t i = 0; i < n; i++) { /* where it looks for others */
        SignatureWindow windows[SIGNATURE_WINDOWS];
        size_t n_windows = signature_windows(t, i < near, windows);
        for (size_t w = 0; w < n_windows; w++)
            for (int64_t m = month_of(windows[w].from); m <= month_of(windows[w].to); m++) add_block(b, m, keys[i]);
    }
}

static attache_status find_report_blocks(const attache *self, const attache_bytes *signatures, uint32_t slices, attache_rows **out) {
    Cleanup made, seen;
    BlockSet b = {.out = new_rows(&made), .slices = slices ? slices : 1};
    attache_status status = ATTACHE_OK;
    failure_cleanup(&seen, free_map, &b.seen);
    for (size_t i = 0; i < signatures->n && status == ATTACHE_OK; i++) {
        Signature t;
        status = read_signature(self, signatures, i, &t);
        if (status != ATTACHE_OK) break;
        map_clear(&b.seen);
        b.at = (int64_t)i;
        add_blocks(&b, &t);
    }
    failure_cleaned(&seen);
    map_free(&b.seen);
    return give(b.out, &made, status, out);
}

attache_status attache_report_blocks(const attache *self, const attache_bytes *signatures, uint32_t slices, attache_rows **out) {
    return MADE(self, "reports", out, find_report_blocks(self, signatures, slices, out));
}

static void free_clusters(void *clusters) { clusters_free(clusters); }

static void find_parents(Clusters *c, attache_rows *out) {
    clusters_number_new(c);
    for (size_t i = 0; i < c->added.n; i++) clusters_plan(c, c->added.items[i]);
    clusters_close_probes(c);
    for (size_t i = 0; i < c->added.n; i++) {
        const Node *n = c->added.items[i], *parent = clusters_find(c, n);
        if (parent) end_row(out, n->member.report - 1, parent->member.report - 1, judge_odds(JUDGE_ACROSS, &parent->member.signature, &n->member.signature));
    }
}

/* Only of the days of its own month does a block have all reports. */
static attache_status join_reports(const attache *self, const attache_bytes *signatures, int64_t month, uint32_t slice, uint32_t slices, attache_rows **out) {
    Cleanup made, joined;
    attache_rows *rows = new_rows(&made);
    attache_status status = ATTACHE_OK;
    Clusters c;
    clusters_init(&c);
    failure_cleanup(&joined, free_clusters, &c);
    c.slice = slice, c.n_slices = slices;
    c.from = first_day(month), c.to = c.from + 99;
    for (size_t i = 0; i < signatures->n && status == ATTACHE_OK; i++) {
        Member m = {.report = (int64_t)i + 1, .n_events = 1};
        status = read_signature(self, signatures, i, &m.signature);
        if (status == ATTACHE_OK) clusters_add_new(&c, &m);
    }
    if (status == ATTACHE_OK) find_parents(&c, rows);
    failure_cleaned(&joined);
    clusters_free(&c);
    return give(rows, &made, status, out);
}

attache_status attache_report_parents(const attache *self, const attache_bytes *signatures, int64_t month, uint32_t slice, uint32_t slices, attache_rows **out) {
    return MADE(self, "reports", out, join_reports(self, signatures, month, slice, slices, out));
}

/* ---- blocks of heads ---- */

static attache_status find_head_blocks(const attache *self, const attache_bytes *heads, uint32_t blocks, attache_rows **out) {
    Arena arena;
    Cleanup made, memory;
    attache_rows *rows = new_rows(&made);
    attache_status status = ATTACHE_OK;
    arena_init(&arena);
    failure_cleanup(&memory, free_arena, &arena);
    for (size_t i = 0; i < heads->n && status == ATTACHE_OK; i++) {
        StoreDocument doc;
        int64_t bands[SKETCH_BANDS];
        arena_reset(&arena);
        status = read_pack(self, heads, i, &arena, &doc);
        if (status != ATTACHE_OK || !doc.sketched) continue;
        sketch_bands(&doc.sketch, bands);
        for (size_t k = 0, again = 0; k < SKETCH_BANDS; k++, again = 0) {
            uint32_t block = cluster_slice(bands[k], blocks ? blocks : 1);
            for (size_t j = 0; j < k; j++) again |= cluster_slice(bands[j], blocks ? blocks : 1) == block;
            if (!again) end_row(rows, (int64_t)i, block, 0);
        }
    }
    failure_cleaned(&memory);
    arena_free(&arena);
    return give(rows, &made, status, out);
}

attache_status attache_head_blocks(const attache *self, const attache_bytes *heads, uint32_t blocks, attache_rows **out) {
    return MADE(self, "heads", out, find_head_blocks(self, heads, blocks, out));
}

static void add_near_dup(NearDups *g, const StoreDocument *doc, size_t i) {
    int32_t day = date_day(doc->article.date);
    near_dup_add(g, (NearDup){.id = (int64_t)i + 1,
                              .hash = (int64_t)doc->hash,
                              .day = day ? date_day_number(day) : 0,
                              .name = doc->name,
                              .url = doc->article.url,
                              .sketch = doc->sketch,
                              .sketched = true});
}

static void free_near_dups(void *g) { near_dup_free(g); }

static attache_status find_copies(const attache *self, const attache_bytes *heads, uint32_t block, uint32_t blocks, attache_rows **out) {
    Arena arena;
    NearDups g = {0};
    Cleanup made, memory, listed, compared;
    attache_rows *rows = new_rows(&made);
    attache_status status = ATTACHE_OK;
    arena_init(&arena);
    failure_cleanup(&memory, free_arena, &arena);
    failure_cleanup(&compared, free_near_dups, &g);
    Band *bands = base_alloc((heads->n + 1) * SKETCH_BANDS * sizeof *bands);
    size_t n_bands = 0;
    failure_cleanup(&listed, failure_free, bands);
    for (size_t i = 0; i < heads->n && status == ATTACHE_OK; i++) {
        StoreDocument doc;
        status = read_pack(self, heads, i, &arena, &doc);
        if (status != ATTACHE_OK || !doc.sketched) continue;
        add_near_dup(&g, &doc, i);
        near_dup_list_bands(&g, bands + n_bands);
        size_t end = n_bands + SKETCH_BANDS;
        for (size_t k = n_bands; k < end; k++)
            if (blocks < 2 || cluster_slice(bands[k].band, blocks) == block) bands[n_bands++] = bands[k];
    }
    near_dup_sort_bands(bands, n_bands);
    near_dup_compare_new(&g, bands, n_bands);
    for (size_t i = 0; i < g.n; i++) {
        uint32_t original = near_dup_original(&g, (uint32_t)i);
        if (original != i) end_row(rows, g.items[i].id - 1, g.items[original].id - 1, 0);
    }
    failure_cleaned(&memory);
    free(bands);
    near_dup_free(&g);
    arena_free(&arena);
    return give(rows, &made, status, out);
}

attache_status attache_head_copies(const attache *self, const attache_bytes *heads, uint32_t block, uint32_t blocks, attache_rows **out) {
    return MADE(self, "heads", out, find_copies(self, heads, block, blocks, out));
}

/* ---- into a store ---- */

/* Documents of packs, with the parts of one document in one row: linked by `next`. */
typedef struct Pile {
    Arena arena;
    StoreDocument *docs;
    uint32_t *next, *first; /* + 1 */
    size_t n;
} Pile;

static attache_status read_pile(const attache *self, const attache_bytes *packs, Pile *p) {
    Map at = {0};
    Cleanup cleanup;
    attache_status status = ATTACHE_OK;
    failure_cleanup(&cleanup, free_map, &at);
    p->docs = arena_alloc(&p->arena, (packs->n + 1) * sizeof *p->docs);
    p->next = arena_zalloc(&p->arena, (packs->n + 1) * sizeof *p->next);
    p->first = arena_zalloc(&p->arena, (packs->n + 1) * sizeof *p->first);
    for (size_t i = 0; i < packs->n && status == ATTACHE_OK; i++) {
        status = read_pack(self, packs, i, &p->arena, &p->docs[i]);
        if (status != ATTACHE_OK) break;
        uint64_t *last = map_put(&at, hash_mix(hash_mix(pack_key(&p->docs[i]), p->docs[i].hash), p->docs[i].outcome != DOCUMENT_CODED));
        if (*last)
            p->next[*last - 1] = (uint32_t)i + 1;
        else
            p->first[p->n++] = (uint32_t)i + 1;
        *last = i + 1;
    }
    failure_cleaned(&cleanup);
    map_free(&at);
    return status;
}

/* The documents of a row as one. */
static const StoreDocument *merge_row(Pile *p, size_t row) {
    size_t n = 0;
    for (uint32_t i = p->first[row]; i; i = p->next[i - 1]) n++;
    if (n == 1) return &p->docs[p->first[row] - 1];
    const StoreDocument **parts = arena_alloc(&p->arena, n * sizeof *parts);
    StoreDocument *out = arena_alloc(&p->arena, sizeof *out);
    n = 0;
    for (uint32_t i = p->first[row]; i; i = p->next[i - 1]) parts[n++] = &p->docs[i - 1];
    pack_merge(parts, n, &p->arena, out);
    return out;
}

static attache_status write_rows(Writer *w, Pile *p, size_t from, size_t to) {
    FORWARD_IF_ERROR(writer_begin(w));
    for (size_t i = from; i < to; i++) {
        attache_status status = writer_add(w, merge_row(p, i));
        if (status == ATTACHE_OK) continue;
        writer_cancel(w);
        return status;
    }
    return writer_end(w);
}

static void abandon_writer(void *writer) {
    writer_cancel(writer);
    writer_close(writer);
}

static attache_status write_pile(Store *s, Pile *p, attache_ingest_counts *out) {
    Writer *w = NULL;
    Cleanup cleanup;
    attache_status status = writer_open(s, &w);
    if (status != ATTACHE_OK) return status;
    failure_cleanup(&cleanup, abandon_writer, w);
    for (size_t i = 0; i < p->n && status == ATTACHE_OK; i += AT_ONCE) status = write_rows(w, p, i, i + AT_ONCE < p->n ? i + AT_ONCE : p->n);
    if (status == ATTACHE_OK) status = writer_finish(w, 0, 0);
    failure_cleaned(&cleanup);
    if (out) {
        WriterCounts c = writer_counts(w);
        out->added = c.added, out->replaced = c.replaced, out->same = c.same;
        out->stats.documents = p->n, out->stats.skipped = c.skipped, out->stats.failed = c.failed;
    }
    writer_close(w);
    return status;
}

static attache_status add_packs(attache_store *store, const attache_bytes *packs, attache_ingest_counts *out) {
    Pile p = {0};
    Cleanup cleanup;
    arena_init(&p.arena);
    failure_cleanup(&cleanup, free_arena, &p.arena);
    attache_status status = read_pile(attache_of(store), packs, &p);
    if (status == ATTACHE_OK) status = write_pile(store_of(store), &p, out);
    failure_cleaned(&cleanup);
    arena_free(&p.arena);
    return status;
}

attache_status attache_store_add(attache_store *store, const attache_bytes *packs, attache_ingest_counts *out) {
    Store *s = store_of(store);
    if (out) *out = (attache_ingest_counts){0};
    attache_status status = GUARDED(store_reporter(s), store_path(s), add_packs(store, packs, out));
    if (status == ATTACHE_ERR_MEMORY) store_give_up(s);
    return status;
}
