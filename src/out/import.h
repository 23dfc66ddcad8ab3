/* import.h - imports other programs' files of events into a store: POLECAT, ICEWS, GDELT (docs/columns.md describes the mapping of their columns).
 *
 *     import.c        file -> lines -> documents -> store
 *     import_rows.c   the cells of a line -> an event
 *
 * Ownership: an event that import_row fills borrows the cells and the arena.
 */
#ifndef ATTACHE_IMPORT_H
#define ATTACHE_IMPORT_H

#include "store/store.h"

enum { IMPORT_CELLS = 64 };

/* The caller's knowledge of names. */
typedef struct ImportNames {
    const char *(*code)(const char *country, void *user); /* of a state by its name or code; "" if unknown */
    /* The codebook's category for a CAMEO code; false for an unknown code, EVENT "" for one that is no event. */
    bool (*cameo)(const char *code, const char **event, const char **mode, void *user);
    void *user;
} ImportNames;

/* A format for import: its columns in the order that import_row expects. */
typedef struct ImportFormat {
    attache_format format;
    const char *name; /* the path of its documents: ids in one format are independent of those in another */
    const char *const *columns; /* of the header line; NULL: there is none */
    size_t n_columns;
} ImportFormat;

/* NULL for a format that cannot be imported. */
const ImportFormat *import_format(attache_format format);

typedef enum ImportResult { IMPORT_TAKEN, IMPORT_NO_EVENT, IMPORT_REFUSED } ImportResult;

typedef struct ImportRow {
    const ImportNames *names;
    Arena *arena;
    const char *cells[IMPORT_CELLS]; /* empty if unknown */
    /* the results */
    attache_event event;
    attache_article article;
    const char *why;   /* of a refused row */
    size_t left_out;   /* values that are not in the codebook or the tables: sectors, contexts, countries */
} ImportRow;

ImportResult import_row(const ImportFormat *f, ImportRow *row);

/* Reads a file into a store that is open for writing. Refused rows are reported as FILE:LINE and counted. */
attache_status import_run(Store *s, attache_format format, const char *path, const ImportNames *names, attache_import_counts *out);

#endif
