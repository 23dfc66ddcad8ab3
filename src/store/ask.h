/* ask.h - questions as an analyst puts them in, rows out.
 *
 * Ownership: nothing is kept between calls; rows are the callee's until it returns.
 */
#ifndef ATTACHE_STORE_ASK_H
#define ATTACHE_STORE_ASK_H

#include "store/store.h"

/* attache_query_run (attache.h). */
attache_status ask_run(Store *s, const attache_query *query, attache_row_fn *on_row, void *user);
/* Runs a statement and hands out its rows; the columns are those of the statement. */
attache_status ask_rows(Store *s, sqlite3_stmt *statement, attache_row_fn *on_row, void *user);
/* Gives a connection iso(day), which writes 20171111 as 2017-11-11. */
attache_status ask_add_functions(Store *s);

#endif
