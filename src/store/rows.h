/* rows.h - an array in memory as a table: one statement inserts all its rows into a table, or looks them all up. A step, a reset and a schema check for each row
 * would cost as much as the row itself.
 *
 * Ownership: the array, and every text that `cell` returns, are borrowed until rows_write returns.
 */
#ifndef ATTACHE_STORE_ROWS_H
#define ATTACHE_STORE_ROWS_H

#include "store/store.h"

enum { ROWS_COLUMNS = 40 };

/* Returns a column of a row through one of sqlite3_result_...; texts may be SQLITE_STATIC. No result means NULL. */
typedef void rows_cell(sqlite3_context *out, const void *row, int column);

typedef struct RowsTable {
    const void *rows; /* n of `size` bytes each */
    size_t n, size;
    rows_cell *cell;
    void (*destroy)(void *of); /* what the rows lie in; NULL: they are a block of their own */
    void *of;
} RowsTable;

/* Registers rows_of on a connection. */
attache_status rows_register(Store *s);
/* Prepares `into`, "INSERT OR FAIL INTO table", followed by the first n columns of the rows and by `rest`. With ABORT instead of FAIL, SQLite would keep a copy
 * of each page that it writes, for a batch that is rolled back as a whole anyway. */
attache_status rows_prepare(Store *s, const char *into, int n, const char *rest, sqlite3_stmt **out);
/* Binds rows_of(?1) of a caller's own statement. */
void rows_bind(sqlite3_stmt *statement, const RowsTable *table);
/* Binds rows_of(?) number `at`; SQLite calls `destroy` when it needs the table no longer. */
void rows_give(sqlite3_stmt *statement, int at, RowsTable *table, void (*destroy)(void *));

/* A table-valued function that makes its rows from its arguments each time it is read; none if `make` leaves *out NULL. */
typedef struct RowsFunction {
    int n_args;
    attache_status (*make)(Store *s, sqlite3_value **args, RowsTable **out);
    void (*destroy)(void *table);
} RowsFunction;
attache_status rows_add_function(Store *s, const char *name, const RowsFunction *function);

/* Writes n rows of `size` bytes each. */
attache_status rows_write(Store *s, sqlite3_stmt *statement, const void *rows, size_t n, size_t size, rows_cell *cell);

#endif
