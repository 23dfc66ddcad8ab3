/* import.h - files of events that other programs coded in, rows of a store out: POLECAT, ICEWS, GDELT (docs/columns.md says what becomes of their columns).
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

/* What the caller knows of names. */
typedef struct ImportNames {
    const char *(*code)(const char *country, void *user); /* of a state by its name or code; "" for none */
    /* What the codebook makes of a CAMEO code; false for one that is none, EVENT "" for one that is no event. */
    bool (*cameo)(const char *code, const char **event, const char **mode, void *user);
    void *user;
} ImportNames;

/* A format as it is read: its columns in the order in which import_row takes them. */
typedef struct ImportFormat {
    attache_format format;
    const char *name; /* what its documents have as their path: ids of one format say nothing of those of another */
    const char *const *columns; /* of the header line; NULL: there is none */
    size_t n_columns;
} ImportFormat;

/* NULL for a format that cannot be read. */
const ImportFormat *import_format(attache_format format);

typedef enum ImportResult { IMPORT_TAKEN, IMPORT_NO_EVENT, IMPORT_REFUSED } ImportResult;

typedef struct ImportRow {
    const ImportNames *names;
    Arena *arena;
    const char *cells[IMPORT_CELLS]; /* empty where nothing is known */
    /* what comes of them */
    attache_event event;
    attache_article article;
    const char *why;   /* of a row that is refused */
    size_t left_out;   /* values that the codebook or the tables do not have: sectors, contexts, countries */
} ImportRow;

ImportResult import_row(const ImportFormat *f, ImportRow *row);

/* Reads a file into a store that is open for writing. Rows that are refused are reported as FILE:LINE and counted. */
attache_status import_run(Store *s, attache_format format, const char *path, const ImportNames *names, attache_import_counts *out);

#endif
