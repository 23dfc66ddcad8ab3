/* ask.h - questions as an analyst puts them in, rows out.
 *
 * Ownership: nothing is kept between calls; rows are the callee's until it returns.
 */
#ifndef ATTACHE_STORE_ASK_H
#define ATTACHE_STORE_ASK_H

#include "store/store.h"
#include "store/where.h"

/* SQL: the sentence of event e of document d: offsets count in the title, in one line of the highlights, or in the text. */
#define ASK_SENTENCE                                                                                                                                 \
    "CAST(substr(CAST(CASE e.part WHEN 0 THEN d.text WHEN 1 THEN d.title ELSE (WITH RECURSIVE l(i, line, rest) AS (SELECT -1, '', d.highlights || "  \
    "char(10) UNION ALL SELECT i + 1, substr(rest, 1, instr(rest, char(10)) - 1), substr(rest, instr(rest, char(10)) + 1) FROM l WHERE rest <> '') " \
    "SELECT line FROM l WHERE i = e.highlight) END AS BLOB), e.start + 1, e.\"end\" - e.start) AS TEXT)"
/* SQL: the title of happening h, a headline as a whole or a sentence. */
#define ASK_TITLE "(SELECT CASE e.part WHEN 1 THEN d.title ELSE " ASK_SENTENCE " END FROM event e JOIN document d ON d.id = e.document WHERE e.id = h.title)"

/* attache_query_run (attache.h); `where` is what its place, near and box say. */
attache_status ask_run(Store *s, const attache_query *query, const Where *where, attache_row_fn *on_row, void *user);
/* Runs a statement and hands out its rows; the columns are those of the statement. */
attache_status ask_rows(Store *s, sqlite3_stmt *statement, attache_row_fn *on_row, void *user);
/* Gives a connection iso(day), which writes 20171111 as 2017-11-11, and km(lat, lon, lat, lon). */
attache_status ask_add_functions(Store *s);
/* A query whose actors are keys, and what its place, near and box say. */
typedef struct AskFilter {
    attache_query query;
    Where where;
} AskFilter;

/* Prepares a statement of others with what a filter picks inside: between `before` and `after` stands a SELECT of the numbers of events or happenings that pass
 * it, or for pairs of actors one of rows as dyad_sum has them, counted from the events and happenings that pass it. */
attache_status ask_prepare_picked(Store *s, const AskFilter *filter, const char *before, const char *after, sqlite3_stmt **out);

#endif
