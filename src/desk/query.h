/* query.h - runs a query of queries.sql with bound values, and writes its rows as JSON or CSV.
 *
 * Ownership: Queries belong to the desk and are shared by all threads. A Reader belongs to one thread: its read-only connection, and the statements prepared on
 * it. Strings in bindings are borrowed for the call.
 */
#ifndef ATTACHE_DESK_QUERY_H
#define ATTACHE_DESK_QUERY_H

#include "desk/cache.h"
#include "coref/coref.h"
#include "store/ask.h"

enum { QUERY_MAX = 96, QUERY_SECONDS = 5 };

typedef struct Queries {
    Arena arena;
    struct Query {
        const char *name, *sql;
    } query[QUERY_MAX];
    size_t n;
} Queries;

void queries_open(Queries *q);
void queries_close(Queries *q);

/* Data for the SQL functions. */
typedef struct Lore {
    const Kb *know;
    const Language *lang;
} Lore;

typedef struct Binding {
    const char *name;
    const char *text; /* NULL: `number` unless `null` */
    int64_t number;
    bool null;
} Binding;

typedef struct Reader Reader;
/* NULL in *out, with a report, if the store cannot be opened in that mode. */
attache_status reader_open(const char *store, StoreMode mode, const Queries *queries, const Lore *lore, const Reporter *r, Reader **out);
void reader_close(Reader *reader);
/* Changes whenever somebody has written to the store. */
int64_t reader_version(Reader *reader);
const Lore *reader_lore(const Reader *reader);
/* This reader's earlier answers. */
Cache *reader_cache(Reader *reader);

typedef enum RowsShape {
    ROWS_LIST, /* {"items": [...], "next": KEY or null} */
    ROWS_ONE,  /* the first row as an object; nothing if there is none */
    ROWS_CSV,  /* RFC 4180, with a header line; text that a spreadsheet would take for a formula gets an apostrophe in front */
    ROWS_JSONL /* an object a line */
} RowsShape;

typedef enum RowsStatus { ROWS_OK, ROWS_NONE, ROWS_TOO_LONG, ROWS_NO_MEMORY, ROWS_BAD_WORDS, ROWS_BAD_FILTER, ROWS_FAILED } RowsStatus;

/* Adds the rows of a query to `out`, at most `limit` (which it also binds). `head`: a line before the rows of a file, and one behind them if there are more; NULL: none. */
RowsStatus reader_rows(Reader *reader, const char *query, const Binding *bindings, size_t n, RowsShape shape, int64_t limit, const char *head, Buf *out);
/* The same for a query that follows the happenings which match `filter`; with NULL for `query`, the counts that the filter asks for. ROWS_BAD_FILTER: what is wrong with it is in `wrong`. */
RowsStatus reader_picked(Reader *reader, const char *query, const AskFilter *filter, RowsShape shape, int64_t limit, const char *head, Buf *out, Buf *wrong);
/* Runs a query that writes; the id of the new row in *id. */
RowsStatus reader_insert(Reader *reader, const char *query, const Binding *bindings, size_t n, int64_t *id);
/* The column of that name in the first row, copied into the arena; "" if there is none. For a query run by reader_first. */
const char *reader_text(Reader *reader, const char *column, Arena *arena);
/* Runs a query and stays at its first row until reader_end; without that call the thread would see this version of the store for ever. */
RowsStatus reader_first(Reader *reader, const char *query, const Binding *bindings, size_t n);
void reader_end(Reader *reader);

/* ---- functions.c ---- */

/* Adds list, lines, aux, country, lat, lon, whose, words and pastime to a connection. What functions_new gives is freed by functions_free, before the
 * connection is closed. */
typedef struct Functions Functions;
Functions *functions_new(const Lore *lore);
bool functions_add(Functions *f, sqlite3 *db);
void functions_free(Functions *f);
const Lore *functions_lore(const Functions *f);

#endif
