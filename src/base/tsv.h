/* tsv.h - the tables of data/: a header line that names the columns, then rows; `#` lines are comments. Mistakes are reported as FILE:LINE.
 *
 * A table is one file, or several that override one another, the strongest first. Among rows with the same key those of the strongest file count. If the file
 * below has exactly one row with that key, empty cells can be filled from there, and `-` empties a cell. A `lenient` file may leave out columns or reorder them,
 * and its mistakes are reported without failing the table, because somebody else wrote it. A column `@` gives the original line of a row. If a table's first key
 * column is a list (`list_key`), a line is read as one row for each name in it, each with a key of its own.
 *
 * A Tsv owns the bytes that tsv_open read; sources are borrowed. Cells are slices of them, valid until tsv_close.
 */
#ifndef ATTACHE_TSV_H
#define ATTACHE_TSV_H

#include "base/map.h"

enum { TSV_COLUMNS_MAX = 16 };

typedef struct TsvSource {
    const char *path; /* its name in messages */
    Slice text;
    bool lenient;
    bool beside; /* it and the previous file are parts of one table with equal strength */
    size_t rows, refused; /* rows in use, and rows with a mistake */
} TsvSource;

/* Removes the rows of a name from all files from source `from` on. */
typedef struct TsvDeletion {
    uint64_t key; /* tsv_key of the name */
    size_t from;
    bool *used; /* set when a row matched */
} TsvDeletion;

typedef enum TsvMode {
    TSV_REPLACE, /* a row replaces those with its key in the files below */
    TSV_FILL,    /* the same, and its empty cells are filled from there */
    TSV_ADD      /* rows with the same key are all kept */
} TsvMode;

/* How the files of a table override one another. */
typedef struct TsvLayers {
    TsvSource *sources; /* strongest first */
    size_t n_sources;
    TsvMode mode;
    unsigned first_key, n_keys; /* the columns that form a row's key */
    bool list_key;              /* the first of them holds several names, separated by `|` */
    const TsvDeletion *deletions; /* matched by the first key column */
    size_t n_deletions;
} TsvLayers;

typedef struct TsvKey TsvKey;

typedef struct Tsv {
    Buf bytes;
    char path[512];
    size_t at, n_lines, n_columns;
    size_t line; /* line of the current row, for messages */
    Slice cells[TSV_COLUMNS_MAX];
    const Reporter *reporter;
    size_t errors; /* mistakes so far, except in lenient files */
    bool bad;      /* the current row has a mistake */
    bool in_row, quiet;
    size_t source; /* the file of the current row */
    const char *const *columns;
    Slice names; /* the remaining names of a list key */
    bool counted; /* the line has been counted as in use */
    TsvLayers layers;
    TsvSource own;
    int8_t column_of[TSV_COLUMNS_MAX]; /* [cell of the file]: its column, -1 for `@` */
    size_t n_cells;
    TsvKey *keys;      /* of all files of the table */
    size_t n_keys, cap_keys;
    Map key_at; /* hash of a row's key to its index + 1 */
} Tsv;

/* Opens DIR/NAME and checks that its header line has exactly these columns. */
attache_status tsv_open(Tsv *t, const char *dir, const char *name, const char *const *columns, size_t n_columns, const Reporter *r);
/* Opens files that override one another; `columns` must live until tsv_close. */
attache_status tsv_open_layers(Tsv *t, const TsvLayers *layers, const char *const *columns, size_t n_columns, const Reporter *r);
/* Reads the next row into t->cells, each without surrounding blanks. A row with the wrong number of cells is reported, counted and skipped. False at the end. */
bool tsv_next(Tsv *t);
/* The number of files that a source overrides; parts of one table count as one. */
size_t tsv_rank(const Tsv *t, size_t source);
/* Reports a mistake in the current row as FILE:LINE and counts it. */
void tsv_error(Tsv *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* ATTACHE_ERR_TABLE if there was a mistake. Frees the bytes. */
attache_status tsv_close(Tsv *t);
/* Whether a name was deleted from the file of the current row; marks the deletion as used. */
bool tsv_deleted(const Tsv *t, Slice name);
/* The key of a name, regardless of case and diacritics. */
uint64_t tsv_key(Slice name);

/* Cuts the next part off *rest at `sep`, trimmed; false when nothing is left. Empty parts are skipped. */
bool slice_split(Slice *rest, char sep, Slice *part);
Slice slice_trim(Slice s);

#endif
