/* interner.c - strings to the numbers of their rows. */
#include "store/interner.h"

#include <stdlib.h>

#include "store/rows.h"

enum { KEY_MAX = 4096 };

static int count_columns(const char *into) {
    int n = 1;
    for (const char *p = into; *p; p++) n += *p == ',';
    return n;
}

attache_status interner_open(Interner *d, Store *s, const char *find, const char *last, const char *into, int n_fields) {
    *d = (Interner){.store = s, .n_fields = n_fields};
    arena_init(&d->arena);
    FORWARD_IF_ERROR(store_prepare(s, find, &d->find));
    FORWARD_IF_ERROR(store_prepare(s, last, &d->last));
    return rows_prepare(s, into, count_columns(into), "", &d->add);
}

static void forget_rows(Interner *d) {
    arena_reset(&d->arena);
    d->rows = NULL;
    d->n_rows = d->cap_rows = 0;
}

void interner_clear(Interner *d) {
    for (size_t i = 0; i < d->n; i++) free(d->words[i].key);
    map_clear(&d->index);
    d->n = 0;
    forget_rows(d);
}

void interner_close(Interner *d) {
    if (!d->store) return; /* was never opened */
    interner_clear(d);
    arena_free(&d->arena);
    free(d->words);
    map_free(&d->index);
    sqlite3_finalize(d->find);
    sqlite3_finalize(d->last);
    sqlite3_finalize(d->add);
    *d = (Interner){0};
}

attache_status interner_begin(Interner *d) {
    bool good = sqlite3_step(d->last) == SQLITE_ROW;
    if (good) d->next = sqlite3_column_int64(d->last, 0) + 1, d->is_empty = d->next == 1;
    sqlite3_reset(d->last);
    return good ? ATTACHE_OK : store_error(d->store, "be read");
}

static void row_cell(sqlite3_context *out, const void *row, int column) {
    const InternerRow *r = row;
    const char *field = column && column <= INTERNER_FIELDS ? r->fields[column - 1] : NULL;
    if (field)
        sqlite3_result_text(out, field, -1, SQLITE_STATIC);
    else
        sqlite3_result_int64(out, column ? 0 : r->id);
}

attache_status interner_write(Interner *d) {
    FORWARD_IF_ERROR(rows_write(d->store, d->add, d->rows, d->n_rows, sizeof *d->rows, row_cell));
    forget_rows(d);
    return ATTACHE_OK;
}

static bool is_same(const void *words, uint64_t at, const void *like) {
    const InternerWord *a = &((const InternerWord *)words)[at - 1], *b = like;
    return a->size == b->size && !memcmp(a->key, b->key, a->size);
}

static void push_word(Interner *d, const InternerWord *w) {
    if (d->n == d->cap) d->words = base_realloc(d->words, (d->cap = 2 * d->cap + 64) * sizeof *d->words);
    d->words[d->n++] = (InternerWord){memcpy(base_alloc(w->size), w->key, w->size), w->size, w->id};
}

/* The number that the table has for a word, or 0. */
static attache_status find(Interner *d, const char *const *fields, int64_t *out) {
    for (int i = 0; i < d->n_fields; i++) sqlite3_bind_text(d->find, i + 1, fields[i], -1, SQLITE_STATIC);
    int code = sqlite3_step(d->find);
    *out = code == SQLITE_ROW ? sqlite3_column_int64(d->find, 0) : 0;
    attache_status status = code == SQLITE_ROW || code == SQLITE_DONE ? ATTACHE_OK : store_error(d->store, "be read");
    sqlite3_reset(d->find);
    return status;
}

static attache_status find_or_add(Interner *d, const char *const *fields, int64_t *out) {
    *out = 0;
    if (!d->is_empty) FORWARD_IF_ERROR(find(d, fields, out));
    if (*out) return ATTACHE_OK;
    InternerRow *row = VEC_PUSH(&d->arena, d->rows, d->n_rows, d->cap_rows);
    *row = (InternerRow){.id = d->next++};
    *out = row->id;
    for (int i = 0; i < d->n_fields; i++) row->fields[i] = arena_slice(&d->arena, slice_of(fields[i]));
    return ATTACHE_OK;
}

attache_status interner_id(Interner *d, const char *const *fields, int64_t *out) {
    char room[KEY_MAX], *key = room;
    size_t size = 0, lengths[INTERNER_FIELDS];
    for (int i = 0; i < d->n_fields; i++) size += lengths[i] = strlen(fields[i]) + 1;
    if (size > sizeof room) key = base_alloc(size);
    char *at = key;
    for (int i = 0; i < d->n_fields; i++) at = (char *)memcpy(at, fields[i], lengths[i]) + lengths[i];
    InternerWord word = {key, size, 0};
    uint64_t hash = hash_bytes(key, size), there = map_find_item(&d->index, hash, is_same, d->words, &word);
    attache_status status = there ? ATTACHE_OK : find_or_add(d, fields, &word.id);
    *out = there ? d->words[there - 1].id : word.id;
    if (!there && status == ATTACHE_OK) {
        push_word(d, &word);
        *map_item(&d->index, hash, is_same, d->words, &word) = d->n;
    }
    if (key != room) free(key);
    return status;
}
