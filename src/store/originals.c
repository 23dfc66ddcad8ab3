/* originals.c - groups new documents with their copies, in document.copy_of.
 *
 * A batch is processed as a whole: bands that its documents share with each other or with documents in the store make pairs, pairs that are similar make groups
 * (Tarjan's union by path halving), and each group is represented by its original. */
#include "store/originals.h"

#include <stdlib.h>

#include "base/date.h"
#include "store/rows.h"

enum { BAND_COLUMNS = 3 };

/* clang-format off */
enum { LOAD, GROUP, PROBE, DROP_SKETCH, DROP_BAND, SET_COPY, N_STATEMENTS };
static const char *const sql[N_STATEMENTS] = {
    [LOAD] = "SELECT d.day, d.copy_of, d.name, d.url, s.minima, d.hash FROM document d LEFT JOIN document_sketch s ON s.document = d.id WHERE d.id = ?1",
    [GROUP] = "SELECT id FROM document WHERE copy_of = ?1",
    [PROBE] = "SELECT c2, document FROM rows_of(?1) CROSS JOIN document_band ON band = c0 AND day BETWEEN c3 AND c4",
    [DROP_SKETCH] = "DELETE FROM document_sketch WHERE document = ?1",
    [DROP_BAND] = "DELETE FROM document_band WHERE band = ?1 AND day = ?2 AND document = ?3",
    [SET_COPY] = "UPDATE document SET copy_of = ?2 WHERE id = ?1",
};
struct Originals {
    Store *store;
    Totals *totals;
    originals_fn *fn;
    void *user;
    sqlite3_stmt *statements[N_STATEMENTS], *add_sketches, *add_bands;
    Arena arena; /* texts of documents */
    NearDups group;
};

attache_status originals_open(Store *s, Totals *totals, originals_fn *fn, void *user, Originals **out) {
    Originals *o = *out = base_zalloc(sizeof *o);
    o->store = s, o->totals = totals, o->fn = fn, o->user = user;
    arena_init(&o->arena);
    for (int i = 0; i < N_STATEMENTS; i++) FORWARD_IF_ERROR(store_prepare(s, sql[i], &o->statements[i]));
    FORWARD_IF_ERROR(rows_prepare(s, "INSERT OR FAIL INTO document_sketch", 2, "", &o->add_sketches));
    return rows_prepare(s, "INSERT OR IGNORE INTO document_band", BAND_COLUMNS, "", &o->add_bands);
}

void originals_close(Originals *o) {
    if (!o) return;
    for (int i = 0; i < N_STATEMENTS; i++) sqlite3_finalize(o->statements[i]);
    sqlite3_finalize(o->add_sketches);
    sqlite3_finalize(o->add_bands);
    arena_free(&o->arena);
    near_dup_free(&o->group);
    free(o);
}

/* ---- documents ---- */

static void empty_group(Originals *o) {
    near_dup_clear(&o->group);
    arena_reset(&o->arena);
}

static attache_status load(Originals *o, int64_t id, NearDup *out) {
    sqlite3_stmt *s = o->statements[LOAD];
    *out = (NearDup){.id = id};
    sqlite3_bind_int64(s, 1, id);
    bool good = sqlite3_step(s) == SQLITE_ROW;
    if (good) {
        int32_t day = sqlite3_column_int(s, 0);
        out->day = day ? date_day_number(day) : 0;
        out->copy_of = sqlite3_column_int64(s, 1), out->hash = sqlite3_column_int64(s, 5);
        out->sketched = sqlite3_column_bytes(s, 4) == SKETCH_BYTES;
        if (out->sketched) sketch_read(sqlite3_column_blob(s, 4), &out->sketch);
        out->name = arena_slice(&o->arena, slice_of(store_text(s, 2)));
        out->url = arena_slice(&o->arena, slice_of(store_text(s, 3)));
    }
    sqlite3_reset(s);
    return good ? ATTACHE_OK : store_damaged(o->store, "document", id);
}

static attache_status add_to_group(Originals *o, int64_t id) {
    NearDup d;
    if (near_dup_find(&o->group, id)) return ATTACHE_OK;
    FORWARD_IF_ERROR(load(o, id, &d));
    near_dup_add(&o->group, d);
    return ATTACHE_OK;
}

/* An original and its copies, of the store. */
static attache_status add_whole_group(Originals *o, int64_t original) {
    sqlite3_stmt *s = o->statements[GROUP];
    FORWARD_IF_ERROR(add_to_group(o, original));
    attache_status status = ATTACHE_OK;
    sqlite3_bind_int64(s, 1, original);
    while (status == ATTACHE_OK && sqlite3_step(s) == SQLITE_ROW) status = add_to_group(o, sqlite3_column_int64(s, 0));
    sqlite3_reset(s);
    return status;
}

/* ---- comparing ---- */

static attache_status set_copy(Originals *o, NearDup *d, int64_t original) {
    int64_t copy_of = d->id == original ? 0 : original;
    if (d->copy_of == copy_of) return ATTACHE_OK;
    o->totals->copies += (copy_of != 0) - (d->copy_of != 0);
    d->copy_of = copy_of;
    if (d->owner) {
        ((BatchDocument *)d->owner)->copy_of = copy_of;
        return ATTACHE_OK;
    }
    sqlite3_stmt *s = o->statements[SET_COPY];
    sqlite3_bind_int64(s, 1, d->id);
    if (copy_of)
        sqlite3_bind_int64(s, 2, copy_of);
    else
        sqlite3_bind_null(s, 2);
    FORWARD_IF_ERROR(store_step(o->store, s));
    return o->fn(d->id, o->user);
}

/* ---- adding ---- */

/* Adds the new documents to the group, and returns their bands in table order. */
static Band *gather_bands(Originals *o, Batch *batch, size_t *n) {
    Band *bands = base_alloc((batch->n_documents * SKETCH_BANDS + 1) * sizeof *bands);
    *n = 0;
    for (size_t i = 0; i < batch->n_documents; i++) {
        BatchDocument *f = &batch->documents[i];
        if (!f->doc->sketched) continue;
        NearDup d = {.id = f->id,
                 .hash = (int64_t)f->doc->hash,
                 .day = f->day ? date_day_number(f->day) : 0,
                 .name = f->doc->name,
                 .url = f->doc->article.url,
                 .owner = f,
                 .sketch = f->doc->sketch,
                 .sketched = true};
        near_dup_add(&o->group, d);
        near_dup_list_bands(&o->group, bands + *n);
        *n += SKETCH_BANDS;
    }
    near_dup_sort_bands(bands, *n);
    return bands;
}

/* The columns of document_band, followed by the days within reach. */
static void band_cell(sqlite3_context *out, const void *row, int column) {
    const Band *b = row;
    const int64_t values[] = {b->band, b->day, b->id, b->day - SKETCH_REACH, b->day + SKETCH_REACH};
    sqlite3_result_int64(out, values[column]);
}

static attache_status compare_with_stored(Originals *o, int64_t batch, int64_t stored) {
    NearDups *g = &o->group;
    NearDup d;
    size_t known = g->n;
    if (!near_dup_find(&o->group, stored)) {
        FORWARD_IF_ERROR(load(o, stored, &d));
        FORWARD_IF_ERROR(add_whole_group(o, d.copy_of ? d.copy_of : stored));
        for (size_t i = known + 1; i < g->n; i++) near_dup_unite(g, (uint32_t)known, (uint32_t)i);
    }
    near_dup_compare(g, batch, stored);
    return ATTACHE_OK;
}

/* The bands of documents that represent themselves. */
static Band *bands_to_ask(const NearDups *g, const Band *bands, size_t *n) {
    Band *out = base_alloc((*n + 1) * sizeof *out);
    size_t kept = 0;
    for (size_t i = 0; i < *n; i++)
        if (!g->items[bands[i].at].is_again) out[kept++] = bands[i];
    *n = kept;
    return out;
}

static attache_status compare_stored(Originals *o, const Band *bands, size_t n) {
    sqlite3_stmt *s = o->statements[PROBE];
    Band *asked = bands_to_ask(&o->group, bands, &n);
    RowsTable table = {.rows = asked, .n = n, .size = sizeof *asked, .cell = band_cell};
    attache_status status = ATTACHE_OK;
    int code = SQLITE_ROW;
    rows_bind(s, &table);
    while (status == ATTACHE_OK && (code = sqlite3_step(s)) == SQLITE_ROW)
        status = compare_with_stored(o, sqlite3_column_int64(s, 0), sqlite3_column_int64(s, 1));
    if (status == ATTACHE_OK && code != SQLITE_DONE) status = store_error(o->store, "be read");
    sqlite3_reset(s);
    free(asked);
    return status;
}

static void sketch_cell(sqlite3_context *out, const void *row, int column) {
    const NearDup *d = row;
    char bytes[SKETCH_BYTES];
    if (column) {
        sketch_write(&d->sketch, bytes);
        sqlite3_result_blob(out, bytes, sizeof bytes, SQLITE_TRANSIENT);
    } else
        sqlite3_result_int64(out, d->id);
}

static attache_status find_copies(Originals *o, const Band *bands, size_t n_bands) {
    size_t n_new = o->group.n;
    near_dup_compare_new(&o->group, bands, n_bands);
    FORWARD_IF_ERROR(compare_stored(o, bands, n_bands));
    for (size_t i = 0; i < o->group.n; i++) FORWARD_IF_ERROR(set_copy(o, &o->group.items[i], o->group.items[near_dup_original(&o->group, (uint32_t)i)].id));
    FORWARD_IF_ERROR(rows_write(o->store, o->add_sketches, o->group.items, n_new, sizeof *o->group.items, sketch_cell));
    return rows_write(o->store, o->add_bands, bands, n_bands, sizeof *bands, band_cell);
}

attache_status originals_find(Originals *o, Batch *batch) {
    size_t n;
    empty_group(o);
    Band *bands = gather_bands(o, batch, &n);
    attache_status status = find_copies(o, bands, n);
    free(bands);
    return status;
}

/* ---- removing ---- */

static attache_status drop_sketch(Originals *o, const NearDup *d) {
    int64_t bands[SKETCH_BANDS];
    sqlite3_stmt *s = o->statements[DROP_SKETCH], *b = o->statements[DROP_BAND];
    if (!d->sketched) return ATTACHE_OK;
    sqlite3_bind_int64(s, 1, d->id);
    FORWARD_IF_ERROR(store_step(o->store, s));
    sketch_bands(&d->sketch, bands);
    for (size_t i = 0; i < SKETCH_BANDS; i++) {
        sqlite3_bind_int64(b, 1, bands[i]);
        sqlite3_bind_int(b, 2, d->day);
        sqlite3_bind_int64(b, 3, d->id);
        FORWARD_IF_ERROR(store_step(o->store, b));
    }
    return ATTACHE_OK;
}

/* The link between the rest may be gone: it is regrouped. */
static attache_status regroup(Originals *o) {
    NearDups *g = &o->group;
    while (g->n) {
        int64_t original = near_dup_reach(g, 0)->id;
        for (size_t i = 0; i < g->n; i++)
            if (g->items[i].reached) FORWARD_IF_ERROR(set_copy(o, &g->items[i], original));
        size_t kept = 0;
        for (size_t i = 0; i < g->n; i++)
            if (!g->items[i].reached) g->items[kept++] = g->items[i];
        g->n = kept;
    }
    return ATTACHE_OK;
}

attache_status originals_remove(Originals *o, int64_t document) {
    NearDup d;
    empty_group(o);
    FORWARD_IF_ERROR(load(o, document, &d));
    FORWARD_IF_ERROR(drop_sketch(o, &d));
    FORWARD_IF_ERROR(add_whole_group(o, d.copy_of ? d.copy_of : document));
    NearDup *gone = near_dup_find(&o->group, document);
    o->totals->copies -= gone->copy_of != 0;
    *gone = o->group.items[--o->group.n];
    return regroup(o);
}
