/* feed.h - an array in memory as a table: rows go into a table, or are looked up in one, by one statement for all of them. A step, a reset and a check of the schema
 * for each row would cost as much as the row itself.
 *
 * Ownership: the array, and every text that `cell` answers with, are borrowed until feed_write returns.
 */
#ifndef ATTACHE_STORE_FEED_H
#define ATTACHE_STORE_FEED_H

#include "store/store.h"

enum { FEED_COLUMNS = 40 };

/* Answers with a column of a row, by one of sqlite3_result_...; texts may be SQLITE_STATIC. None is NULL. */
typedef void feed_cell(sqlite3_context *out, const void *row, int column);

typedef struct Feed {
    const void *rows; /* n of `size` bytes each */
    size_t n, size;
    feed_cell *cell;
} Feed;

/* Makes feeds known to a connection. */
attache_status feed_register(Store *s);
/* Prepares `into`, "INSERT OR FAIL INTO table", with the first n columns of a feed behind it and `rest` behind that. An ABORT that is not a FAIL would have SQLite
 * keep a copy of each page that it writes, for a batch that is given up as a whole anyway. */
attache_status feed_prepare(Store *s, const char *into, int n, const char *rest, sqlite3_stmt **out);
/* Gives a statement of one's own its feed(?1). */
void feed_bind(sqlite3_stmt *statement, const Feed *feed);
/* Writes n rows of `size` bytes each. */
attache_status feed_write(Store *s, sqlite3_stmt *statement, const void *rows, size_t n, size_t size, feed_cell *cell);

#endif
