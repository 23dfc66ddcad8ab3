/* originals.c - new documents in, groups of copies out, kept in document.copy_of. */
#include "store/originals.h"

#include <stdlib.h>

#include "link/copies.h"
#include "link/traits.h"

enum { REACH = 3 }; /* days, as copies_alike has it */

/* clang-format off */
enum { LOAD, GROUP, PROBE, ADD_SKETCH, ADD_BAND, DROP_SKETCH, DROP_BAND, SET_COPY, N_STATEMENTS };
static const char *const sql[N_STATEMENTS] = {
    [LOAD] = "SELECT d.day, d.copy_of, d.name, d.url, s.minima, d.hash FROM document d LEFT JOIN document_sketch s ON s.document = d.id WHERE d.id = ?1",
    [GROUP] = "SELECT id FROM document WHERE copy_of = ?1",
    [PROBE] = "SELECT document FROM document_band WHERE band = ?1 AND day BETWEEN ?2 AND ?3",
    [ADD_SKETCH] = "INSERT INTO document_sketch VALUES (?1, ?2)",
    [ADD_BAND] = "INSERT OR IGNORE INTO document_band VALUES (?1, ?2, ?3)",
    [DROP_SKETCH] = "DELETE FROM document_sketch WHERE document = ?1",
    [DROP_BAND] = "DELETE FROM document_band WHERE band = ?1 AND day = ?2 AND document = ?3",
    [SET_COPY] = "UPDATE document SET copy_of = ?2 WHERE id = ?1",
};
/* clang-format on */

typedef struct Doc {
    int64_t id, copy_of, hash;
    int32_t day;    /* from 1970; 0: not known */
    char *key;      /* name and address */
    Sketch sketch;
    bool sketched, reached;
} Doc;

typedef struct Docs {
    Doc *items;
    size_t n, cap;
} Docs;

struct Originals {
    Store *store;
    Totals *totals;
    originals_fn *fn;
    void *user;
    sqlite3_stmt *statements[N_STATEMENTS];
    Docs group;
};

attache_status originals_open(Store *s, Totals *totals, originals_fn *fn, void *user, Originals **out) {
    Originals *o = *out = base_zalloc(sizeof *o);
    o->store = s, o->totals = totals, o->fn = fn, o->user = user;
    for (int i = 0; i < N_STATEMENTS; i++) FORWARD_IF_ERROR(store_prepare(s, sql[i], &o->statements[i]));
    return ATTACHE_OK;
}

static void empty_group(Originals *o) {
    for (size_t i = 0; i < o->group.n; i++) free(o->group.items[i].key);
    o->group.n = 0;
}

void originals_close(Originals *o) {
    if (!o) return;
    for (int i = 0; i < N_STATEMENTS; i++) sqlite3_finalize(o->statements[i]);
    empty_group(o);
    free(o->group.items);
    free(o);
}

/* ---- documents ---- */

static attache_status load(Originals *o, int64_t id, Doc *out) {
    sqlite3_stmt *s = o->statements[LOAD];
    *out = (Doc){.id = id};
    sqlite3_bind_int64(s, 1, id);
    bool good = sqlite3_step(s) == SQLITE_ROW;
    if (good) {
        int32_t day = sqlite3_column_int(s, 0);
        out->day = day ? traits_day_number(day) : 0;
        out->copy_of = sqlite3_column_int64(s, 1), out->hash = sqlite3_column_int64(s, 5);
        out->sketched = sqlite3_column_bytes(s, 4) == sizeof out->sketch;
        if (out->sketched) memcpy(&out->sketch, sqlite3_column_blob(s, 4), sizeof out->sketch);
        const char *name = (const char *)sqlite3_column_text(s, 2), *url = (const char *)sqlite3_column_text(s, 3);
        size_t n = strlen(name) + 1, m = strlen(url) + 1;
        out->key = memcpy(base_alloc(n + m), name, n);
        memcpy(out->key + n, url, m);
    }
    sqlite3_reset(s);
    return good ? ATTACHE_OK : store_damaged(o->store, "document", id);
}

static Doc *find_in_group(Originals *o, int64_t id) {
    for (size_t i = 0; i < o->group.n; i++)
        if (o->group.items[i].id == id) return &o->group.items[i];
    return NULL;
}

static attache_status add_to_group(Originals *o, int64_t id) {
    if (find_in_group(o, id)) return ATTACHE_OK;
    Docs *g = &o->group;
    if (g->n == g->cap) g->items = base_realloc(g->items, (g->cap = g->cap ? g->cap * 2 : 16) * sizeof *g->items);
    FORWARD_IF_ERROR(load(o, id, &g->items[g->n]));
    g->n++;
    return ATTACHE_OK;
}

/* An original and its copies. */
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
    int order = strcmp(a->key, b->key);
    if (!order) order = strcmp(a->key + strlen(a->key) + 1, b->key + strlen(b->key) + 1);
    return order ? order < 0 : a->hash < b->hash;
}

static attache_status set_copy(Originals *o, Doc *d, int64_t original) {
    int64_t copy_of = d->id == original ? 0 : original;
    if (d->copy_of == copy_of) return ATTACHE_OK;
    sqlite3_stmt *s = o->statements[SET_COPY];
    sqlite3_bind_int64(s, 1, d->id);
    if (copy_of)
        sqlite3_bind_int64(s, 2, copy_of);
    else
        sqlite3_bind_null(s, 2);
    o->totals->copies += (copy_of != 0) - (d->copy_of != 0);
    d->copy_of = copy_of;
    FORWARD_IF_ERROR(store_step(o->store, s));
    return o->fn(d->id, o->user);
}

/* Names the original of those that are marked `reached`, or of all. */
static attache_status name_original(Originals *o, bool all) {
    Docs *g = &o->group;
    const Doc *first = NULL;
    for (size_t i = 0; i < g->n; i++)
        if ((all || g->items[i].reached) && (!first || is_earlier(&g->items[i], first))) first = &g->items[i];
    for (size_t i = 0; i < g->n && first; i++)
        if (all || g->items[i].reached) FORWARD_IF_ERROR(set_copy(o, &g->items[i], first->id));
    return ATTACHE_OK;
}

/* ---- coming ---- */

static attache_status keep_sketch(Originals *o, const Doc *d) {
    int64_t bands[SKETCH_BANDS];
    sqlite3_stmt *s = o->statements[ADD_SKETCH], *b = o->statements[ADD_BAND];
    sqlite3_bind_int64(s, 1, d->id);
    sqlite3_bind_blob(s, 2, &d->sketch, sizeof d->sketch, SQLITE_STATIC);
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

/* Adds the groups of those that share this band and are alike. */
static attache_status look_at_band(Originals *o, const Doc *d, int64_t band) {
    sqlite3_stmt *s = o->statements[PROBE];
    attache_status status = ATTACHE_OK;
    sqlite3_bind_int64(s, 1, band);
    sqlite3_bind_int(s, 2, d->day - REACH);
    sqlite3_bind_int(s, 3, d->day + REACH);
    while (status == ATTACHE_OK && sqlite3_step(s) == SQLITE_ROW) {
        int64_t id = sqlite3_column_int64(s, 0);
        Doc other = {0};
        if (find_in_group(o, id)) continue;
        status = load(o, id, &other);
        bool alike = status == ATTACHE_OK && other.sketched && copies_alike(&d->sketch, &other.sketch, d->day, other.day);
        free(other.key);
        if (alike) status = add_whole_group(o, other.copy_of ? other.copy_of : id);
    }
    sqlite3_reset(s);
    return status;
}

attache_status originals_add(Originals *o, int64_t document, int32_t day, const char *text, size_t n) {
    Doc d = {.id = document, .day = day ? traits_day_number(day) : 0};
    int64_t bands[SKETCH_BANDS];
    if (!copies_sketch(text, n, &d.sketch)) return ATTACHE_OK;
    empty_group(o);
    copies_bands(&d.sketch, bands);
    for (size_t i = 0; i < SKETCH_BANDS; i++) FORWARD_IF_ERROR(look_at_band(o, &d, bands[i]));
    FORWARD_IF_ERROR(keep_sketch(o, &d));
    if (!o->group.n) return ATTACHE_OK;
    FORWARD_IF_ERROR(add_to_group(o, document));
    return name_original(o, true);
}

/* ---- going ---- */

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

/* As look_at_band would have found them: in one band and alike. */
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
        FORWARD_IF_ERROR(name_original(o, false));
        size_t kept = 0;
        for (size_t i = 0; i < g->n; i++) {
            if (g->items[i].reached)
                free(g->items[i].key);
            else
                g->items[kept++] = g->items[i];
        }
        g->n = kept;
    }
    return ATTACHE_OK;
}

attache_status originals_remove(Originals *o, int64_t document) {
    Doc d;
    FORWARD_IF_ERROR(load(o, document, &d));
    free(d.key);
    FORWARD_IF_ERROR(drop_sketch(o, &d));
    empty_group(o);
    FORWARD_IF_ERROR(add_whole_group(o, d.copy_of ? d.copy_of : document));
    Doc *gone = find_in_group(o, document);
    o->totals->copies -= gone->copy_of != 0;
    free(gone->key);
    *gone = o->group.items[--o->group.n];
    return regroup(o);
}
