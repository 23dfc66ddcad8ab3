/* dictionaries.c - lists the dictionaries, and the keys of entries with several fields. */
#include "store/dictionaries.h"

#include <stdlib.h>

#include "base/radix.h"
#include "store/rows.h"

static const struct {
    const char *find, *last, *into;
    int n_fields;
} dicts[N_DICTIONARIES] = {
    [DICTIONARY_SOURCE] = {"SELECT id FROM source WHERE name = ?1", "SELECT max(id) FROM source", "INSERT OR FAIL INTO source (id, name)", 1},
    [DICTIONARY_MODE] = {"SELECT id FROM mode WHERE name = ?1", "SELECT max(id) FROM mode", "INSERT OR FAIL INTO mode (id, name)", 1},
    [DICTIONARY_CONTEXT] = {"SELECT id FROM context WHERE name = ?1", "SELECT max(id) FROM context", "INSERT OR FAIL INTO context (id, name)", 1},
    [DICTIONARY_CATEGORY] = {"SELECT id FROM category WHERE name = ?1", "SELECT max(id) FROM category", "INSERT OR FAIL INTO category (id, name, quad)", 1},
    [DICTIONARY_ENTITY] = {"SELECT id FROM entity WHERE code = ?1 AND sector = ?2 AND other_sectors = ?3 AND name = ?4 AND office = ?5 AND key = ?6",
                     "SELECT max(id) FROM entity", "INSERT OR FAIL INTO entity (id, code, sector, other_sectors, name, office, key)", 6},
};

attache_status dictionaries_open(Dictionaries *w, Store *s) {
    w->store = s;
    for (int i = 0; i < N_DICTIONARIES; i++) FORWARD_IF_ERROR(interner_open(&w->dicts[i], s, dicts[i].find, dicts[i].last, dicts[i].into, dicts[i].n_fields));
    return rows_prepare(s, "INSERT OR IGNORE INTO reason", 2, "", &w->add_reasons);
}

void dictionaries_close(Dictionaries *w) {
    for (int i = 0; i < N_DICTIONARIES; i++) interner_close(&w->dicts[i]);
    sqlite3_finalize(w->add_reasons);
    map_free(&w->reasons);
    free(w->waiting);
}

attache_status dictionaries_begin(Dictionaries *w) {
    for (int i = 0; i < N_DICTIONARIES; i++) FORWARD_IF_ERROR(interner_begin(&w->dicts[i]));
    return ATTACHE_OK;
}

void dictionaries_clear(Dictionaries *w) {
    for (int i = 0; i < N_DICTIONARIES; i++) interner_clear(&w->dicts[i]);
    map_clear(&w->reasons);
    w->n_waiting = 0;
}

/* ---- reasons ---- */

/* With a million texts, one store in five million has two with the same number. */
int64_t dictionaries_reason(Dictionaries *w, const char *text) {
    int64_t id = (int64_t)(hash_bytes(text, strlen(text)) >> 1);
    if (!id) id = 1;
    if (!map_add(&w->reasons, (uint64_t)id)) return id;
    if (w->n_waiting == w->cap_waiting) w->waiting = base_realloc(w->waiting, (w->cap_waiting = 2 * w->cap_waiting + 1024) * sizeof *w->waiting);
    w->waiting[w->n_waiting++] = (Reason){id, text};
    return id;
}

static void reason_cell(sqlite3_context *out, const void *row, int column) {
    const Reason *r = *(const Reason *const *)row;
    if (column)
        sqlite3_result_text(out, r->text, -1, SQLITE_STATIC);
    else
        sqlite3_result_int64(out, r->id);
}

static attache_status write_reasons(Dictionaries *w) {
    size_t n = w->n_waiting;
    RadixItem *items = base_alloc((2 * n + 1) * sizeof *items);
    const Reason **rows = base_alloc((n + 1) * sizeof *rows);
    for (size_t i = 0; i < n; i++) items[i] = (RadixItem){.key = radix_signed(w->waiting[i].id), .at = (uint32_t)i};
    radix_sort(items, items + n, n);
    for (size_t i = 0; i < n; i++) rows[i] = &w->waiting[items[i].at];
    attache_status status = rows_write(w->store, w->add_reasons, rows, n, sizeof *rows, reason_cell);
    free(items);
    free(rows);
    w->n_waiting = 0;
    return status;
}

attache_status dictionaries_write(Dictionaries *w) {
    for (int i = 0; i < N_DICTIONARIES; i++) FORWARD_IF_ERROR(interner_write(&w->dicts[i]));
    return write_reasons(w);
}

/* ---- the others ---- */

attache_status dictionaries_id(Dictionaries *w, int dict, const char *word, int64_t *out) { return interner_id(&w->dicts[dict], &word, out); }

attache_status dictionaries_entity(Dictionaries *w, const attache_entity *e, int64_t *out) {
    char others[64] = "";
    for (size_t i = 0, n = 0; i < e->n_other_sectors && n < sizeof others; i++)
        n += (size_t)snprintf(others + n, sizeof others - n, "%s%s", i ? ";" : "", e->other_sectors[i]);
    return interner_id(&w->dicts[DICTIONARY_ENTITY], (const char *const[]){e->code, e->sector, others, e->identifier, e->office, e->entity}, out);
}

attache_status dictionaries_context_bits(Dictionaries *w, const char *contexts, uint64_t *out) {
    char name[64];
    *out = 0;
    for (const char *p = contexts; *p; p += p[0] == ';') {
        size_t n = strcspn(p, ";");
        int64_t id;
        size_t kept = n < sizeof name ? n : sizeof name - 1;
        memcpy(name, p, kept);
        name[kept] = 0;
        FORWARD_IF_ERROR(dictionaries_id(w, DICTIONARY_CONTEXT, name, &id));
        *out |= (uint64_t)1 << (id & 63);
        p += n;
    }
    return ATTACHE_OK;
}
