/* ask.h - runs an analyst's query and returns rows.
 *
 * Ownership: nothing is kept between calls; rows belong to the callee until it returns.
 */
#ifndef ATTACHE_STORE_ASK_H
#define ATTACHE_STORE_ASK_H

#include "store/store.h"
#include "store/where.h"

/* SQL: the sentence of event e in document d: offsets refer to the title, to one line of the highlights, or to the text. */
#define ASK_SENTENCE                                                                                                                                 \
    "CAST(substr(CAST(CASE e.part WHEN 0 THEN d.text WHEN 1 THEN d.title ELSE (WITH RECURSIVE l(i, line, rest) AS (SELECT -1, '', d.highlights || "  \
    "char(10) UNION ALL SELECT i + 1, substr(rest, 1, instr(rest, char(10)) - 1), substr(rest, instr(rest, char(10)) + 1) FROM l WHERE rest <> '') " \
    "SELECT line FROM l WHERE i = e.highlight) END AS BLOB), e.start + 1, e.\"end\" - e.start) AS TEXT)"
/* SQL: the title of happening h, a complete headline or a sentence. */
#define ASK_TITLE "(SELECT CASE e.part WHEN 1 THEN d.title ELSE " ASK_SENTENCE " END FROM event e JOIN document d ON d.id = e.document WHERE e.id = h.title)"

/* attache_query_run (attache.h); `where` has its place, near and box. */
attache_status ask_run(Store *s, const attache_query *query, const Where *where, attache_row_fn *on_row, void *user);
/* Runs a statement and passes on its rows; the columns are those of the statement. */
attache_status ask_rows(Store *s, sqlite3_stmt *statement, attache_row_fn *on_row, void *user);
/* Gives a connection the functions iso(day), which writes 20171111 as 2017-11-11, and km(lat, lon, lat, lon). */
attache_status ask_add_functions(Store *s);
/* A query with actors resolved to keys, and its place, near and box. The rest is 0 except for pages of a list. */
typedef struct AskFilter {
    attache_query query;
    Where where;
    const Reporter *reporter; /* is told what is wrong with the query; NULL: the store's */
    bool paged;
    int64_t before[2];        /* if paged, only rows before this day and number */
    bool any_actor;           /* an actor that the store does not have is no mistake */
    bool up_to_newest;        /* nothing dated after the newest report */
} AskFilter;

/* The statement of ask_run, for a caller who steps through it. */
attache_status ask_prepare(Store *s, const AskFilter *filter, sqlite3_stmt **out);
/* Prepares "WITH pick (happening or event, day) AS (...)" and then `after`: the newest rows that match, at most query.limit. Parameters in `after` have names. */
attache_status ask_prepare_newest(Store *s, const AskFilter *filter, const char *after, sqlite3_stmt **out);
/* The same for totals; where they can be counted without looking up rows, `tallied` follows "WITH tallied AS (...)", a row of tally_totals, instead. */
attache_status ask_prepare_totals(Store *s, const AskFilter *filter, const char *tallied, const char *after, sqlite3_stmt **out);
/* Prepares "WITH pairs AS (...)", the ranking of pairs that the filter asks for, and then `after`. */
attache_status ask_prepare_pairs(Store *s, const AskFilter *filter, const char *after, sqlite3_stmt **out);
/* Prepares a caller's statement around a filter: between `before` and `after` goes a SELECT of the numbers of events or happenings that match or, for pairs of
 * actors, of rows in the form of dyad_sum, counted from the events and happenings that match. */
attache_status ask_prepare_picked(Store *s, const AskFilter *filter, const char *before, const char *after, sqlite3_stmt **out);

#endif
