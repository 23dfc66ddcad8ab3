/* table.h - prints rows of a result as a table for people: as wide as the screen, with sentences, titles and addresses on lines of their own.
 *
 * Ownership: a Table owns what it keeps until table_finish.
 */
#ifndef PROG_TABLE_H
#define PROG_TABLE_H

#include "attache.h"

enum { TABLE_COLUMNS = 80 };

typedef struct Table {
    size_t screen; /* columns of the screen; 0: no limit, one line per row */
    size_t n, rows, shown, heading; /* columns; rows kept; rows printed; lines of the heading */
    size_t width[TABLE_COLUMNS], data[TABLE_COLUMNS], lines[TABLE_COLUMNS]; /* of the column; of what is in it; of its heading, broken */
    bool below[TABLE_COLUMNS];
    attache_column columns[TABLE_COLUMNS];
    char **cells; /* [rows][n] */
} Table;

/* The width of standard output: the terminal's columns, else those in COLUMNS, else 80. */
size_t table_screen(void);
/* The arguments of an attache_row_fn. The first thousand rows are kept, so that columns are as wide as their content; further rows get the same widths. */
int table_row(Table *t, const attache_column *columns, const char *const *values, size_t n);
/* Prints the kept rows, or "nothing" if there were none, and frees everything. */
void table_finish(Table *t);

#endif
