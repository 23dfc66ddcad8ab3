/* cells.h - the groups of a tally as rows of an answer: under their names, in order, and no more than are asked for.
 *
 * Days crossed with actors give hundreds of thousands of groups, but there are few days and few actors: each name is looked up once, not once a group, and groups that
 * nobody sees cost no row.
 *
 * Ownership: cells_of takes the groups over; its rows are freed by tally_free.
 */
#ifndef ATTACHE_STORE_CELLS_H
#define ATTACHE_STORE_CELLS_H

#include "store/tally.h"

typedef struct CellsWanted {
    const char *names[2]; /* SQL that gives each number of rows_of(?1) and its name, in the order of names; NULL: the second property is none */
    bool by_name;         /* by the first name and then the second; else the largest first, and by name those that are as large */
    size_t limit;         /* 0: all */
} CellsWanted;

/* Columns as of a tally, but the first two are names. Groups of the same names are one: days of a week, categories of a class. */
attache_status cells_of(Store *s, RowsTable *groups, const CellsWanted *wanted, RowsTable **out);

#endif
