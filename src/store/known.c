/* known.c - decides by names and hashes whether documents have to be read at all. */
#include "store/known.h"

#include <stdlib.h>

struct Known {
    Store *store;
    sqlite3_stmt *document, *skipped;
    bool nothing; /* existed when it was opened: the writer checks later ones */
};

static attache_status look(Known *k) {
    sqlite3_stmt *s;
    FORWARD_IF_ERROR(store_prepare(k->store, "SELECT NOT EXISTS (SELECT 1 FROM document) AND NOT EXISTS (SELECT 1 FROM skipped)", &s));
    k->nothing = sqlite3_step(s) == SQLITE_ROW && sqlite3_column_int(s, 0);
    sqlite3_finalize(s);
    return ATTACHE_OK;
}

static attache_status open_known(Known *k, Store *s) {
    FORWARD_IF_ERROR(store_open(store_path(s), STORE_READ, store_reporter(s), &k->store));
    FORWARD_IF_ERROR(look(k));
    FORWARD_IF_ERROR(store_prepare(k->store, "SELECT 1 FROM document WHERE name = ?1 AND hash = ?2", &k->document));
    return store_prepare(k->store, "SELECT 1 FROM skipped WHERE name = ?1 AND hash = ?2", &k->skipped);
}

attache_status known_open(Store *s, Known **out) {
    Known *k = base_zalloc(sizeof *k);
    attache_status status = open_known(k, s);
    *out = status == ATTACHE_OK ? k : NULL;
    if (!*out) known_close(k);
    return status;
}

void known_close(Known *k) {
    if (!k) return;
    sqlite3_finalize(k->document);
    sqlite3_finalize(k->skipped);
    store_close(k->store);
    free(k);
}

static bool finds(sqlite3_stmt *s, const char *name, uint64_t hash) {
    sqlite3_bind_text(s, 1, name, -1, SQLITE_STATIC);
    sqlite3_bind_int64(s, 2, (int64_t)hash);
    bool found = sqlite3_step(s) == SQLITE_ROW;
    sqlite3_reset(s);
    return found;
}

bool known_has(Known *k, const char *name, uint64_t hash) { return !k->nothing && (finds(k->document, name, hash) || finds(k->skipped, name, hash)); }
