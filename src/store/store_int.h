/* store_int.h - what the files of store/ share. */
#ifndef ATTACHE_STORE_INT_H
#define ATTACHE_STORE_INT_H

#include "store/store.h"

struct Store {
    sqlite3 *db;
    char *path;
    Reporter reporter;
    sqlite3_stmt *begin, *commit;
};

/* A step from one version of the schema to a later one, which it sets in user_version. */
typedef struct Migration {
    const char *sql;
    attache_status (*then)(Store *s); /* what SQL cannot do; NULL: nothing */
} Migration;

/* Migrates a store to `version`; steps[i] leads from i to a later version (open.c). */
attache_status store_migrate(Store *s, const Migration *steps, int64_t version);

/* Adds the SQL function codebook(), which the schema uses (codebook.c). Returns an SQLite code. */
int store_add_codebook(sqlite3 *db);

/* The substitute for the address of a document without one: its path, else "". */
static inline const char *store_place_of(const StoreDocument *doc) { return doc->article.url[0] || !doc->path ? "" : doc->path; }

#endif
