/* originals.c - new documents in, groups of copies out, kept in document.copy_of.
 *
 * A batch is looked at as a whole: bands that its documents share with each other or with documents of the store make pairs, pairs that are alike make groups
 * (Tarjan's union by path halving), and each group is named after its original. */
#include "store/originals.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/map.h"
#include "base/radix.h"
#include "store/feed.h"

enum { REACH = 3, BAND_COLUMNS = 3 }; /* REACH: days, as copies_alike has it */

/* clang-format off */
enum { LOAD, GROUP, PROBE, DROP_SKETCH, DROP_BAND, SET_COPY, N_STATEMENTS };
static const char *const sql[N_STATEMENTS] = {
    [LOAD] = "SELECT d.day, d.copy_of, d.name, d.url, s.minima, d.hash FROM document d LEFT JOIN document_sketch s ON s.document = d.id WHERE d.id = ?1",
    [GROUP] = "SELECT id FROM document WHERE copy_of = ?1",
    [PROBE] = "SELECT c2, document FROM feed(?1) CROSS JOIN document_band ON band = c0 AND day BETWEEN c3 AND c4",
    [DROP_SKETCH] = "DELETE FROM document_sketch WHERE document = ?1",
    [DROP_BAND] = "DELETE FROM document_band WHERE band = ?1 AND day = ?2 AND document = ?3",
    [SET_COPY] = "UPDATE document SET copy_of = ?2 WHERE id = ?1",
};
/* clang-format on */

typedef struct Doc {
    int64_t id, copy_of, hash;
    int32_t day; /* from 1970; 0: not known */
    uint32_t up; /* towards the one that stands for its group */
    const char *name, *url;
    FreshDocument *fresh; /* NULL: it is in the store */
    Sketch sketch;
    bool sketched, reached;
    bool is_again; /* another new one has the same sketch and day */
} Doc;

typedef struct Docs {
    Doc *items;
    size_t n, cap;
    Map index; /* by id: place + 1 */
} Docs;

typedef struct Band {
    int64_t band, document;
    int32_t day;
    uint32_t at; /* of the document in the group */
} Band;

struct Originals {
    Store *store;
    Totals *totals;
    originals_fn *fn;
    void *user;
    sqlite3_stmt *statements[N_STATEMENTS], *add_sketches, *add_bands;
    Arena arena; /* texts of documents */
    Docs group;
};

attache_status originals_open(Store *s, Totals *totals, originals_fn *fn, void *user, Originals **out) {
    Originals *o = *out = base_zalloc(sizeof *o);
    o->store = s, o->totals = totals, o->fn = fn, o->user = user;
    arena_init(&o->arena);
    for (int i = 0; i < N_STATEMENTS; i++) FORWARD_IF_ERROR(store_prepare(s, sql[i], &o->statements[i]));
    FORWARD_IF_ERROR(feed_prepare(s, "INSERT OR FAIL INTO document_sketch", 2, "", &o->add_sketches));
    return feed_prepare(s, "INSERT OR IGNORE INTO document_band", BAND_COLUMNS, "", &o->add_bands);
}

void originals_close(Originals *o) {
    if (!o) return;
    for (int i = 0; i < N_STATEMENTS; i++) sqlite3_finalize(o->statements[i]);
    sqlite3_finalize(o->add_sketches);
    sqlite3_finalize(o->add_bands);
    arena_free(&o->arena);
    free(o->group.items);
    map_free(&o->group.index);
    free(o);
}

/* ---- documents ---- */

static void empty_group(Originals *o) {
    o->group.n = 0;
    map_clear(&o->group.index);
    arena_reset(&o->arena);
}

/* A document's place in the group + 1, or 0. */
static size_t place_of(const Docs *g, int64_t id) { return map_get(&g->index, (uint64_t)id); }

static Doc *find_in_group(Originals *o, int64_t id) {
    size_t at = place_of(&o->group, id);
    return at ? &o->group.items[at - 1] : NULL;
}

static void push_doc(Originals *o, Doc d) {
    Docs *g = &o->group;
    if (g->n == g->cap) g->items = base_realloc(g->items, (g->cap = g->cap ? g->cap * 2 : 64) * sizeof *g->items);
    d.up = (uint32_t)g->n;
    g->items[g->n++] = d;
    *map_put(&g->index, (uint64_t)d.id) = g->n;
}

static attache_status load(Originals *o, int64_t id, Doc *out) {
    sqlite3_stmt *s = o->statements[LOAD];
    *out = (Doc){.id = id};
    sqlite3_bind_int64(s, 1, id);
    bool good = sqlite3_step(s) == SQLITE_ROW;
    if (good) {
        int32_t day = sqlite3_column_int(s, 0);
        out->day = day ? date_day_number(day) : 0;
        out->copy_of = sqlite3_column_int64(s, 1), out->hash = sqlite3_column_int64(s, 5);
        out->sketched = sqlite3_column_bytes(s, 4) == SKETCH_BYTES;
        if (out->sketched) copies_read(sqlite3_column_blob(s, 4), &out->sketch);
        out->name = arena_slice(&o->arena, slice_of((const char *)sqlite3_column_text(s, 2)));
        out->url = arena_slice(&o->arena, slice_of((const char *)sqlite3_column_text(s, 3)));
    }
    sqlite3_reset(s);
    return good ? ATTACHE_OK : store_damaged(o->store, "document", id);
}

static attache_status add_to_group(Originals *o, int64_t id) {
    Doc d;
    if (find_in_group(o, id)) return ATTACHE_OK;
    FORWARD_IF_ERROR(load(o, id, &d));
    push_doc(o, d);
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

/* ---- who is the original ---- */

/* Published first; of those that do not say when, by name alone. */
static bool is_earlier(const Doc *a, const Doc *b) {
    if (a->day != b->day) return a->day && (!b->day || a->day < b->day);
    int order = strcmp(a->name, b->name);
    if (!order) order = strcmp(a->url, b->url);
    return order ? order < 0 : a->hash < b->hash;
}

static attache_status set_copy(Originals *o, Doc *d, int64_t original) {
    int64_t copy_of = d->id == original ? 0 : original;
    if (d->copy_of == copy_of) return ATTACHE_OK;
    o->totals->copies += (copy_of != 0) - (d->copy_of != 0);
    d->copy_of = copy_of;
    if (d->fresh) {
        d->fresh->copy_of = copy_of;
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

/* ---- coming ---- */

static uint32_t group_of(Docs *g, uint32_t i) {
    while (g->items[i].up != i) i = g->items[i].up = g->items[g->items[i].up].up;
    return i;
}

/* The earlier one stands for the group. */
static void unite(Docs *g, uint32_t a, uint32_t b) {
    a = group_of(g, a), b = group_of(g, b);
    if (a == b) return;
    if (is_earlier(&g->items[a], &g->items[b]))
        g->items[b].up = a;
    else
        g->items[a].up = b;
}

static void compare(Docs *g, uint32_t a, uint32_t b) {
    const Doc *x = &g->items[a], *y = &g->items[b];
    if (group_of(g, a) != group_of(g, b) && y->sketched && copies_alike(&x->sketch, &y->sketch, x->day, y->day)) unite(g, a, b);
}

/* By band, day and document; they come in the order of documents. */
static void sort_bands(Band *bands, size_t n) {
    RadixItem *items = base_alloc((2 * n + 1) * sizeof *items);
    Band *sorted = base_alloc((n + 1) * sizeof *sorted);
    for (size_t i = 0; i < n; i++) items[i] = (RadixItem){.key = radix_signed(bands[i].day), .at = (uint32_t)i};
    radix_sort(items, items + n, n);
    for (size_t i = 0; i < n; i++) items[i].key = radix_signed(bands[items[i].at].band);
    radix_sort(items, items + n, n);
    for (size_t i = 0; i < n; i++) sorted[i] = bands[items[i].at];
    memcpy(bands, sorted, n * sizeof *bands);
    free(items);
    free(sorted);
}

/* Puts the new documents into the group, and returns their bands in the order of the table. */
static Band *gather_bands(Originals *o, Fresh *fresh, size_t *n) {
    Band *bands = base_alloc((fresh->n_documents * SKETCH_BANDS + 1) * sizeof *bands);
    *n = 0;
    for (size_t i = 0; i < fresh->n_documents; i++) {
        FreshDocument *f = &fresh->documents[i];
        int64_t hashes[SKETCH_BANDS];
        if (!f->doc->sketched) continue;
        Doc d = {.id = f->id,
                 .hash = (int64_t)f->doc->hash,
                 .day = f->day ? date_day_number(f->day) : 0,
                 .name = f->doc->name,
                 .url = f->doc->article.url,
                 .fresh = f,
                 .sketch = f->doc->sketch,
                 .sketched = true};
        push_doc(o, d);
        copies_bands(&d.sketch, hashes);
        for (size_t k = 0; k < SKETCH_BANDS; k++) bands[(*n)++] = (Band){hashes[k], d.id, d.day, (uint32_t)o->group.n - 1};
    }
    sort_bands(bands, *n);
    return bands;
}

static bool same_sketch(const Doc *a, const Doc *b) { return a->day == b->day && !memcmp(&a->sketch, &b->sketch, sizeof a->sketch); }

/* Compares the documents that share a band with each other: of those that have one sketch and one day, which are copies, the first stands for all. */
static void compare_new(Docs *g, const Band *bands, size_t n) {
    uint32_t *firsts = base_alloc((n + 1) * sizeof *firsts);
    for (size_t i = 0, n_firsts = 0; i < n; i++) {
        uint32_t at = bands[i].at;
        bool again = false;
        if (i && bands[i].band != bands[i - 1].band) n_firsts = 0;
        for (size_t k = n_firsts; k > 0 && g->items[firsts[k - 1]].day >= bands[i].day - REACH && !again; k--) {
            again = same_sketch(&g->items[firsts[k - 1]], &g->items[at]);
            g->items[at].is_again |= again;
            compare(g, firsts[k - 1], at);
        }
        if (!again) firsts[n_firsts++] = at;
    }
    free(firsts);
}

/* The columns of document_band, and behind them the days within reach. */
static void band_cell(sqlite3_context *out, const void *row, int column) {
    const Band *b = row;
    const int64_t values[] = {b->band, b->day, b->document, b->day - REACH, b->day + REACH};
    sqlite3_result_int64(out, values[column]);
}

static attache_status compare_with_stored(Originals *o, int64_t fresh, int64_t stored) {
    Docs *g = &o->group;
    Doc d;
    size_t known = g->n;
    if (!find_in_group(o, stored)) {
        FORWARD_IF_ERROR(load(o, stored, &d));
        FORWARD_IF_ERROR(add_whole_group(o, d.copy_of ? d.copy_of : stored));
        for (size_t i = known + 1; i < g->n; i++) unite(g, (uint32_t)known, (uint32_t)i);
    }
    compare(g, place_of(g, fresh) - 1, place_of(g, stored) - 1);
    return ATTACHE_OK;
}

/* The bands of those that stand for themselves. */
static Band *bands_to_ask(const Docs *g, const Band *bands, size_t *n) {
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
    Feed feed = {asked, n, sizeof *asked, band_cell};
    attache_status status = ATTACHE_OK;
    int code = SQLITE_ROW;
    feed_bind(s, &feed);
    while (status == ATTACHE_OK && (code = sqlite3_step(s)) == SQLITE_ROW)
        status = compare_with_stored(o, sqlite3_column_int64(s, 0), sqlite3_column_int64(s, 1));
    if (status == ATTACHE_OK && code != SQLITE_DONE) status = store_error(o->store, "be read");
    sqlite3_reset(s);
    free(asked);
    return status;
}

static void sketch_cell(sqlite3_context *out, const void *row, int column) {
    const Doc *d = row;
    char bytes[SKETCH_BYTES];
    if (column) {
        copies_write(&d->sketch, bytes);
        sqlite3_result_blob(out, bytes, sizeof bytes, SQLITE_TRANSIENT);
    } else
        sqlite3_result_int64(out, d->id);
}

static attache_status settle(Originals *o, const Band *bands, size_t n_bands) {
    size_t n_new = o->group.n;
    compare_new(&o->group, bands, n_bands);
    FORWARD_IF_ERROR(compare_stored(o, bands, n_bands));
    for (size_t i = 0; i < o->group.n; i++) FORWARD_IF_ERROR(set_copy(o, &o->group.items[i], o->group.items[group_of(&o->group, (uint32_t)i)].id));
    FORWARD_IF_ERROR(feed_write(o->store, o->add_sketches, o->group.items, n_new, sizeof *o->group.items, sketch_cell));
    return feed_write(o->store, o->add_bands, bands, n_bands, sizeof *bands, band_cell);
}

attache_status originals_settle(Originals *o, Fresh *fresh) {
    size_t n;
    empty_group(o);
    Band *bands = gather_bands(o, fresh, &n);
    attache_status status = settle(o, bands, n);
    free(bands);
    return status;
}

/* ---- going ---- */

/* Names the original of those that are marked `reached`. */
static attache_status name_original(Originals *o) {
    Docs *g = &o->group;
    const Doc *first = NULL;
    for (size_t i = 0; i < g->n; i++)
        if (g->items[i].reached && (!first || is_earlier(&g->items[i], first))) first = &g->items[i];
    for (size_t i = 0; i < g->n && first; i++)
        if (g->items[i].reached) FORWARD_IF_ERROR(set_copy(o, &g->items[i], first->id));
    return ATTACHE_OK;
}

static attache_status drop_sketch(Originals *o, const Doc *d) {
    int64_t bands[SKETCH_BANDS];
    sqlite3_stmt *s = o->statements[DROP_SKETCH], *b = o->statements[DROP_BAND];
    if (!d->sketched) return ATTACHE_OK;
    sqlite3_bind_int64(s, 1, d->id);
    FORWARD_IF_ERROR(store_step(o->store, s));
    copies_bands(&d->sketch, bands);
    for (size_t i = 0; i < SKETCH_BANDS; i++) {
        sqlite3_bind_int64(b, 1, bands[i]);
        sqlite3_bind_int(b, 2, d->day);
        sqlite3_bind_int64(b, 3, d->id);
        FORWARD_IF_ERROR(store_step(o->store, b));
    }
    return ATTACHE_OK;
}

/* As compare_stored and compare_new would have found them: in one band and alike. */
static bool are_linked(const Doc *a, const Doc *b) {
    int64_t x[SKETCH_BANDS], y[SKETCH_BANDS];
    if (!a->sketched || !b->sketched || !copies_alike(&a->sketch, &b->sketch, a->day, b->day)) return false;
    copies_bands(&a->sketch, x);
    copies_bands(&b->sketch, y);
    for (size_t i = 0; i < SKETCH_BANDS; i++)
        if (x[i] == y[i]) return true;
    return false;
}

/* Marks what is linked to a member, and what is linked to that. */
static void reach_from(Docs *g, size_t from) {
    g->items[from].reached = true;
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < g->n; i++)
            for (size_t k = 0; k < g->n && g->items[i].reached; k++)
                if (!g->items[k].reached && are_linked(&g->items[i], &g->items[k])) g->items[k].reached = more = true;
    }
}

/* What held the rest together may be gone: it is grouped anew. */
static attache_status regroup(Originals *o) {
    Docs *g = &o->group;
    while (g->n) {
        reach_from(g, 0);
        FORWARD_IF_ERROR(name_original(o));
        size_t kept = 0;
        for (size_t i = 0; i < g->n; i++)
            if (!g->items[i].reached) g->items[kept++] = g->items[i];
        g->n = kept;
    }
    return ATTACHE_OK;
}

attache_status originals_remove(Originals *o, int64_t document) {
    Doc d;
    empty_group(o);
    FORWARD_IF_ERROR(load(o, document, &d));
    FORWARD_IF_ERROR(drop_sketch(o, &d));
    FORWARD_IF_ERROR(add_whole_group(o, d.copy_of ? d.copy_of : document));
    Doc *gone = find_in_group(o, document);
    o->totals->copies -= gone->copy_of != 0;
    *gone = o->group.items[--o->group.n];
    return regroup(o);
}
