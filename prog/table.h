/* table.h - rows of an answer in, a table for people out: as wide as the screen, with sentences, titles and addresses on lines of their own.
 *
 * Ownership: a Table owns what it keeps until table_finish.
 */
#ifndef PROG_TABLE_H
#define PROG_TABLE_H

#include "attache.h"

enum { TABLE_COLUMNS = 80 };

typedef struct Table {
    size_t screen; /* columns of the screen; 0: as wide as it gets, a line a row */
    size_t n, rows, shown, heading; /* columns; rows kept; rows printed; lines of the heading */
    size_t width[TABLE_COLUMNS], data[TABLE_COLUMNS], lines[TABLE_COLUMNS]; /* of the column; of what is in it; of its heading, broken */
    bool below[TABLE_COLUMNS];
    attache_column columns[TABLE_COLUMNS];
    char **cells; /* [rows][n] */
} Table;

/* What standard output shows: the terminal's columns, else those that COLUMNS says, else 80. */
size_t table_screen(void);
/* attache_row_fn's arguments. Rows are kept until there are a thousand or no more, so that columns are as wide as what is in them; the rest follows in these widths. */
int table_row(Table *t, const attache_column *columns, const char *const *values, size_t n);
/* Prints what is kept, "nothing" where nothing came, and frees it all. */
void table_finish(Table *t);

#endif
