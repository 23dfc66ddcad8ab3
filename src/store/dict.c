/* dict.c - words in, numbers of their rows out. */
#include "store/dict.h"

#include <stdlib.h>

#include "store/feed.h"

enum { CAP_MIN = 256, KEY_MAX = 4096 };

static int count_columns(const char *into) {
    int n = 1;
    for (const char *p = into; *p; p++) n += *p == ',';
    return n;
}

attache_status dict_open(Dict *d, Store *s, const char *find, const char *last, const char *into, int n_fields) {
    *d = (Dict){.store = s, .n_fields = n_fields, .cap = CAP_MIN, .slots = base_zalloc(CAP_MIN * sizeof *d->slots)};
    arena_init(&d->arena);
    FORWARD_IF_ERROR(store_prepare(s, find, &d->find));
    FORWARD_IF_ERROR(store_prepare(s, last, &d->last));
    return feed_prepare(s, into, count_columns(into), "", &d->add);
}

static void forget_rows(Dict *d) {
    arena_reset(&d->arena);
    d->rows = NULL;
    d->n_rows = d->cap_rows = 0;
}

void dict_clear(Dict *d) {
    for (size_t i = 0; i < d->cap; i++) free(d->slots[i].key);
    if (d->slots) memset(d->slots, 0, d->cap * sizeof *d->slots);
    d->n = 0;
    forget_rows(d);
}

void dict_close(Dict *d) {
    if (!d->store) return; /* was never opened */
    dict_clear(d);
    arena_free(&d->arena);
    free(d->slots);
    sqlite3_finalize(d->find);
    sqlite3_finalize(d->last);
    sqlite3_finalize(d->add);
    *d = (Dict){0};
}

attache_status dict_begin(Dict *d) {
    bool good = sqlite3_step(d->last) == SQLITE_ROW;
    if (good) d->next = sqlite3_column_int64(d->last, 0) + 1, d->is_empty = d->next == 1;
    sqlite3_reset(d->last);
    return good ? ATTACHE_OK : store_error(d->store, "be read");
}

static void row_cell(sqlite3_context *out, const void *row, int column) {
    const DictRow *r = row;
    const char *field = column && column <= DICT_FIELDS ? r->fields[column - 1] : NULL;
    if (field)
        sqlite3_result_text(out, field, -1, SQLITE_STATIC);
    else
        sqlite3_result_int64(out, column ? 0 : r->id);
}

attache_status dict_write(Dict *d) {
    FORWARD_IF_ERROR(feed_write(d->store, d->add, d->rows, d->n_rows, sizeof *d->rows, row_cell));
    forget_rows(d);
    return ATTACHE_OK;
}

static struct DictSlot *slot_of(struct DictSlot *slots, size_t cap, uint64_t hash, const char *key, size_t size) {
    size_t i = hash & (cap - 1);
    while (slots[i].key && (slots[i].hash != hash || slots[i].size != size || memcmp(slots[i].key, key, size) != 0)) i = (i + 1) & (cap - 1);
    return &slots[i];
}

static void grow(Dict *d) {
    size_t cap = d->cap * 2;
    struct DictSlot *slots = base_zalloc(cap * sizeof *slots);
    for (size_t i = 0; i < d->cap; i++)
        if (d->slots[i].key) *slot_of(slots, cap, d->slots[i].hash, d->slots[i].key, d->slots[i].size) = d->slots[i];
    free(d->slots);
    d->slots = slots;
    d->cap = cap;
}

/* The number that the table has for a word, or 0. */
static attache_status find(Dict *d, const char *const *fields, int64_t *out) {
    for (int i = 0; i < d->n_fields; i++) sqlite3_bind_text(d->find, i + 1, fields[i], -1, SQLITE_STATIC);
    int code = sqlite3_step(d->find);
    *out = code == SQLITE_ROW ? sqlite3_column_int64(d->find, 0) : 0;
    attache_status status = code == SQLITE_ROW || code == SQLITE_DONE ? ATTACHE_OK : store_error(d->store, "be read");
    sqlite3_reset(d->find);
    return status;
}

static attache_status find_or_add(Dict *d, const char *const *fields, int64_t *out) {
    *out = 0;
    if (!d->is_empty) FORWARD_IF_ERROR(find(d, fields, out));
    if (*out) return ATTACHE_OK;
    DictRow *row = VEC_PUSH(&d->arena, d->rows, d->n_rows, d->cap_rows);
    *row = (DictRow){.id = d->next++};
    *out = row->id;
    for (int i = 0; i < d->n_fields; i++) row->fields[i] = arena_slice(&d->arena, slice_of(fields[i]));
    return ATTACHE_OK;
}

attache_status dict_id(Dict *d, const char *const *fields, int64_t *out) {
    char room[KEY_MAX], *key = room;
    size_t size = 0, lengths[DICT_FIELDS];
    for (int i = 0; i < d->n_fields; i++) size += lengths[i] = strlen(fields[i]) + 1;
    if (size > sizeof room) key = base_alloc(size);
    char *at = key;
    for (int i = 0; i < d->n_fields; i++) at = (char *)memcpy(at, fields[i], lengths[i]) + lengths[i];
    uint64_t hash = hash_bytes(key, size);
    struct DictSlot *slot = slot_of(d->slots, d->cap, hash, key, size);
    attache_status status = ATTACHE_OK;
    if (slot->key)
        *out = slot->id;
    else if ((status = find_or_add(d, fields, out)) == ATTACHE_OK) {
        *slot = (struct DictSlot){memcpy(base_alloc(size), key, size), size, hash, *out};
        if (++d->n * 2 > d->cap) grow(d);
    }
    if (key != room) free(key);
    return status;
}
