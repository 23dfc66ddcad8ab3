/* columns.h - values in, one after another; columns of the Arrow C data interface out. A column may be a list of another, or a struct of several.
 *
 *     list<text>   [a, b] [] [c]      offsets 0 2 2 3      child: offsets 0 1 2 3, bytes "abc"
 *
 * Ownership: a Column owns its buffers and its children until column_export, which hands the buffers on and leaves the column empty, to be filled again. Specs are
 * static.
 */
#ifndef ATTACHE_COLUMNS_H
#define ATTACHE_COLUMNS_H

#include "base/base.h"

typedef enum ColumnType { COLUMN_TEXT, COLUMN_INT, COLUMN_LONG, COLUMN_REAL, COLUMN_LIST, COLUMN_STRUCT } ColumnType;

typedef struct ColumnSpec {
    const char *name;
    ColumnType type;
    const struct ColumnSpec *children; /* of a list: one */
    size_t n_children;
} ColumnSpec;

typedef struct Column {
    const ColumnSpec *spec;
    int64_t length, nulls;
    Buf valid; /* a bit a row, least first; empty as long as there is no null */
    Buf offsets, data;
    struct Column *children;
} Column;

void column_init(Column *c, const ColumnSpec *spec);
void column_free(Column *c);

void column_text(Column *c, const char *p, size_t n);
void column_int(Column *c, int32_t v);
void column_long(Column *c, int64_t v);
void column_real(Column *c, double v);
/* Ends a row of a list, which holds what was added to its child since the last, or of a struct, to each of whose children one value was added. */
void column_end(Column *c);
/* A value that is not known; of a struct, in its children too. */
void column_null(Column *c);
/* Bytes that its buffers and those of its children hold. */
size_t column_bytes(const Column *c);

/* What the columns are, and what is in them. The root is a struct, whose rows are those of a table. */
void column_schema(const ColumnSpec *spec, struct ArrowSchema *out);
void column_export(Column *c, struct ArrowArray *out);

#endif
