/* rows.h - an array in memory as a table: rows go into a table, or are looked up in one, by one statement for all of them. A step, a reset and a check of the schema
 * for each row would cost as much as the row itself.
 *
 * Ownership: the array, and every text that `cell` answers with, are borrowed until rows_write returns.
 */
#ifndef ATTACHE_STORE_ROWS_H
#define ATTACHE_STORE_ROWS_H

#include "store/store.h"

enum { ROWS_COLUMNS = 40 };

/* Answers with a column of a row, by one of sqlite3_result_...; texts may be SQLITE_STATIC. None is NULL. */
typedef void rows_cell(sqlite3_context *out, const void *row, int column);

typedef struct RowsTable {
    const void *rows; /* n of `size` bytes each */
    size_t n, size;
    rows_cell *cell;
} RowsTable;

/* Makes rows_of known to a connection. */
attache_status rows_register(Store *s);
/* Prepares `into`, "INSERT OR FAIL INTO table", with the first n columns of the rows behind it and `rest` behind that. An ABORT that is not a FAIL would have SQLite
 * keep a copy of each page that it writes, for a batch that is given up as a whole anyway. */
attache_status rows_prepare(Store *s, const char *into, int n, const char *rest, sqlite3_stmt **out);
/* Gives a statement of one's own its rows_of(?1). */
void rows_bind(sqlite3_stmt *statement, const RowsTable *table);
/* Writes n rows of `size` bytes each. */
attache_status rows_write(Store *s, sqlite3_stmt *statement, const void *rows, size_t n, size_t size, rows_cell *cell);

#endif
