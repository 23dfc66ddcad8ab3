/* dict.c - words in, numbers of their rows out. */
#include "store/dict.h"

#include <stdlib.h>

enum { CAP_MIN = 256, KEY_MAX = 4096 };

attache_status dict_open(Dict *d, Store *s, const char *find, const char *add) {
    *d = (Dict){.store = s, .cap = CAP_MIN, .slots = base_zalloc(CAP_MIN * sizeof *d->slots)};
    FORWARD_IF_ERROR(store_prepare(s, find, &d->find));
    return store_prepare(s, add, &d->add);
}

void dict_clear(Dict *d) {
    for (size_t i = 0; i < d->cap; i++) free(d->slots[i].key);
    if (d->slots) memset(d->slots, 0, d->cap * sizeof *d->slots);
    d->n = 0;
}

void dict_close(Dict *d) {
    dict_clear(d);
    free(d->slots);
    sqlite3_finalize(d->find);
    sqlite3_finalize(d->add);
    *d = (Dict){0};
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

static void bind(sqlite3_stmt *statement, const char *const *fields, size_t n) {
    for (size_t i = 0; i < n; i++) sqlite3_bind_text(statement, (int)i + 1, fields[i], -1, SQLITE_STATIC);
}

static attache_status ask_table(Dict *d, const char *const *fields, size_t n, int64_t *out) {
    bind(d->find, fields, n);
    int code = sqlite3_step(d->find);
    if (code == SQLITE_ROW) *out = sqlite3_column_int64(d->find, 0);
    attache_status status = code == SQLITE_ROW || code == SQLITE_DONE ? ATTACHE_OK : store_error(d->store, "be read");
    sqlite3_reset(d->find);
    if (code != SQLITE_DONE) return status;
    bind(d->add, fields, n);
    FORWARD_IF_ERROR(store_step(d->store, d->add));
    *out = sqlite3_last_insert_rowid(store_db(d->store));
    return ATTACHE_OK;
}

attache_status dict_id(Dict *d, const char *const *fields, size_t n, int64_t *out) {
    char key[KEY_MAX];
    size_t size = 0;
    for (size_t i = 0; i < n; i++) {
        size_t length = strlen(fields[i]) + 1;
        if (size + length > sizeof key) return ask_table(d, fields, n, out);
        memcpy(key + size, fields[i], length);
        size += length;
    }
    uint64_t hash = hash_bytes(key, size);
    struct DictSlot *slot = slot_of(d->slots, d->cap, hash, key, size);
    if (slot->key) {
        *out = slot->id;
        return ATTACHE_OK;
    }
    FORWARD_IF_ERROR(ask_table(d, fields, n, out));
    *slot = (struct DictSlot){memcpy(base_alloc(size), key, size), size, hash, *out};
    if (++d->n * 2 > d->cap) grow(d);
    return ATTACHE_OK;
}
