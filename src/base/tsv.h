/* tsv.h - the tables of data/: a header line that names the columns, then rows; `#` lines are comments. Mistakes are reported as FILE:LINE.
 *
 * A table is one file, or several laid over one another, the strongest first. Of rows with one key those of the strongest file count; where the file below has just one
 * row of that key, a cell that is left empty can be filled from there, and `-` empties it. A `lenient` file may leave columns out or put them in another order, and
 * its mistakes are told but are not the table's: somebody else wrote it. A column `@` gives the line that a row was made from. Where a table's first key column is a
 * list (`list_key`), a line is read as one row for each name in it, and each has a key of its own.
 *
 * A Tsv owns the bytes that tsv_open read; sources are borrowed. Cells are slices of them, valid until tsv_close.
 */
#ifndef ATTACHE_TSV_H
#define ATTACHE_TSV_H

#include "base/map.h"

enum { TSV_COLUMNS_MAX = 16 };

typedef struct TsvSource {
    const char *path; /* as messages name it */
    Slice text;
    bool lenient;
    bool beside; /* it and the file before it are parts of one: neither is the stronger */
    size_t rows, refused; /* rows that count, and those with a mistake */
} TsvSource;

/* What takes the rows of a name out of all files from source `from` on. */
typedef struct TsvDeletion {
    uint64_t key; /* tsv_key of the name */
    size_t from;
    bool *used; /* set when it met a row */
} TsvDeletion;

typedef enum TsvMode {
    TSV_REPLACE, /* a row takes the place of those of its key in the files below */
    TSV_FILL,    /* the same, and its empty cells are filled from there */
    TSV_ADD      /* rows of one key stand beside one another */
} TsvMode;

/* How the files of a table lie over one another. */
typedef struct TsvLayers {
    TsvSource *sources; /* strongest first */
    size_t n_sources;
    TsvMode mode;
    unsigned first_key, n_keys; /* the columns that make a row's key */
    bool list_key;              /* the first of them holds several names, separated by `|` */
    const TsvDeletion *deletions; /* by the first key column */
    size_t n_deletions;
} TsvLayers;

typedef struct TsvKey TsvKey;

typedef struct Tsv {
    Buf bytes;
    char path[512];
    size_t at, n_lines, n_columns;
    size_t line; /* of the current row, for messages */
    Slice cells[TSV_COLUMNS_MAX];
    const Reporter *reporter;
    size_t errors; /* mistakes so far, but for those of lenient files */
    bool bad;      /* the current row has a mistake */
    bool in_row, quiet;
    size_t source; /* the file that the current row stands in */
    const char *const *columns;
    Slice names; /* those of a list key that are still to come */
    bool counted; /* the line is among the rows that count */
    TsvLayers layers;
    TsvSource own;
    int8_t column_of[TSV_COLUMNS_MAX]; /* [cell of the file]: its column, -1 for `@` */
    size_t n_cells;
    TsvKey *keys;      /* of all files that are laid over one another */
    size_t n_keys, cap_keys;
    Map key_at; /* by the hash of a row's key: place + 1 */
} Tsv;

/* Opens DIR/NAME and checks that its header line has exactly these columns. */
attache_status tsv_open(Tsv *t, const char *dir, const char *name, const char *const *columns, size_t n_columns, const Reporter *r);
/* Opens files laid over one another; `columns` has to live until tsv_close. */
attache_status tsv_open_layers(Tsv *t, const TsvLayers *layers, const char *const *columns, size_t n_columns, const Reporter *r);
/* The next row into t->cells, each without surrounding blanks. A row with another number of cells is reported, counted and passed over. False at the end. */
bool tsv_next(Tsv *t);
/* How many files that a source lies over or is part of come before it: parts of one file are one. */
size_t tsv_rank(const Tsv *t, size_t source);
/* Reports a mistake in the current row as FILE:LINE and counts it. */
void tsv_error(Tsv *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* ATTACHE_ERR_TABLE if there was a mistake. Frees the bytes. */
attache_status tsv_close(Tsv *t);
/* Whether a name was taken out of the file of the current row; notes that it was met. */
bool tsv_deleted(const Tsv *t, Slice name);
/* By which rows of one name are known, whatever the case and diacritics. */
uint64_t tsv_key(Slice name);

/* Cuts the next part off *rest at `sep`, trimmed; false when nothing is left. Empty parts are passed over. */
bool slice_split(Slice *rest, char sep, Slice *part);
Slice slice_trim(Slice s);

#endif
