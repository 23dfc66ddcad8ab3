/* columns.h - turns values, added one after another, into columns of the Arrow C data interface. A column may be a list of another, or a struct of several.
 *
 *     list<text>   [a, b] [] [c]      offsets 0 2 2 3      child: offsets 0 1 2 3, bytes "abc"
 *
 * Ownership: a Column owns its buffers and its children until column_export, which passes the buffers on and leaves the column empty for reuse. Specs are
 * static.
 */
#ifndef ATTACHE_COLUMNS_H
#define ATTACHE_COLUMNS_H

#include "base/base.h"

typedef enum ColumnType { COLUMN_TEXT, COLUMN_INT, COLUMN_LONG, COLUMN_REAL, COLUMN_LIST, COLUMN_STRUCT } ColumnType;

typedef struct ColumnSpec {
    const char *name;
    ColumnType type;
    const struct ColumnSpec *children; /* for a list: one */
    size_t n_children;
} ColumnSpec;

typedef struct Column {
    const ColumnSpec *spec;
    int64_t length, nulls;
    Buf valid; /* one bit per row, least significant first; empty while there is no null */
    Buf offsets, data;
    Buf next_offsets; /* of the rows behind those that are about to be handed on */
    struct Column *children;
} Column;

void column_init(Column *c, const ColumnSpec *spec);
void column_free(Column *c);

void column_text(Column *c, const char *p, size_t n);
void column_int(Column *c, int32_t v);
void column_long(Column *c, int64_t v);
void column_real(Column *c, double v);
/* Ends a row of a list, which consists of the values added to its child since the last row, or of a struct, each of whose children got one value. */
void column_end(Column *c);
/* A null; for a struct, in its children too. */
void column_null(Column *c);
/* The size of its buffers and its children's. */
size_t column_bytes(const Column *c);

/* The columns and their content. The root is a struct, whose rows are those of a table. */
int column_schema(const ColumnSpec *spec, const Reporter *r, struct ArrowSchema *out); /* as get_schema of a stream: 0, or ENOMEM and nothing, which is reported */
void column_export(Column *c, struct ArrowArray *out);

#endif
