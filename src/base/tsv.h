/* tsv.h - the tables of data/: a header line that names the columns, then rows; `#` lines are comments. Mistakes are reported as FILE:LINE.
 *
 * A Tsv owns its bytes; cells are slices of them, valid until tsv_close.
 */
#ifndef ATTACHE_TSV_H
#define ATTACHE_TSV_H

#include "base/base.h"

enum { TSV_COLUMNS_MAX = 16 };

typedef struct Tsv {
    Buf bytes;
    char path[512];
    size_t at, line, n_columns;
    Slice cells[TSV_COLUMNS_MAX];
    const Reporter *reporter;
    size_t errors; /* rows refused so far */
} Tsv;

/* Opens DIR/NAME and checks that its header line has exactly these columns. */
attache_status tsv_open(Tsv *t, const char *dir, const char *name, const char *const *columns, size_t n_columns, const Reporter *r);
/* The next row into t->cells, each without surrounding blanks. A row with another number of cells is reported, counted and passed over. False at the end. */
bool tsv_next(Tsv *t);
/* Reports a mistake in the current row as FILE:LINE and counts it. */
void tsv_error(Tsv *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* ATTACHE_ERR_TABLE if there was a mistake. Frees the bytes. */
attache_status tsv_close(Tsv *t);

/* Cuts the next part off *rest at `sep`, trimmed; false when nothing is left. Empty parts are passed over. */
bool slice_split(Slice *rest, char sep, Slice *part);
Slice slice_trim(Slice s);

#endif
