/* query.c - the queries of queries.sql: prepares them when first used, binds values, and passes the rows to the writers in out/answer.h. */
#include "desk/query.h"
#include "out/answer.h"
#include "store/tally.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

extern const char attache_queries_start[] __attribute__((visibility("hidden"))), attache_queries_end[] __attribute__((visibility("hidden")));

/* ---- the texts ---- */

typedef struct Piece {
    Slice name, text;
} Piece;

static const Piece *find_piece(const Piece *pieces, size_t n, Slice name) {
    for (size_t i = 0; i < n; i++)
        if (slice_eq(pieces[i].name, name)) return &pieces[i];
    return NULL;
}

/* Copies a text, with each #NAME# replaced by the piece of that name; a piece may use earlier ones. */
static void expand(Buf *out, Slice text, const Piece *pieces, size_t n) {
    for (const char *p = text.p, *end = text.p + text.n; p < end;) {
        const char *mark = memchr(p, '#', (size_t)(end - p)), *close = mark ? memchr(mark + 1, '#', (size_t)(end - mark - 1)) : NULL;
        const Piece *piece = close ? find_piece(pieces, n, (Slice){mark + 1, (size_t)(close - mark - 1)}) : NULL;
        const char *stop = piece ? mark : mark ? mark + 1 : end;
        buf_add(out, p, (size_t)(stop - p));
        p = stop;
        if (!piece) continue;
        expand(out, piece->text, pieces, (size_t)(piece - pieces));
        p = close + 1;
    }
}

/* From after "-- @" or "-- #" to the next line that begins so; comment lines before that one are included and do no harm here. */
static const char *next_mark(const char *p, const char *end) {
    for (; p && p < end; p = memchr(p, '\n', (size_t)(end - p)), p = p ? p + 1 : NULL)
        if (end - p > 4 && !memcmp(p, "-- ", 3) && (p[3] == '@' || p[3] == '#')) return p;
    return end;
}

void queries_open(Queries *q) {
    const char *end = attache_queries_end;
    Piece pieces[QUERY_MAX];
    size_t n = 0;
    Buf sql = {0};
    *q = (Queries){.n = 0};
    arena_init(&q->arena);
    for (const char *p = next_mark(attache_queries_start, end); p < end;) {
        const char *line = memchr(p, '\n', (size_t)(end - p)), *next = next_mark(line + 1, end);
        Piece piece = {{p + 4, (size_t)(line - p - 4)}, {line + 1, (size_t)(next - line - 1)}};
        if (n == QUERY_MAX || q->n == QUERY_MAX) base_die("too many queries");
        if (p[3] == '#') {
            pieces[n++] = piece;
        } else {
            buf_clear(&sql);
            expand(&sql, piece.text, pieces, n);
            q->query[q->n++] = (struct Query){arena_slice(&q->arena, piece.name), arena_copy(&q->arena, sql.p, sql.n)};
        }
        p = next;
    }
    buf_free(&sql);
}

void queries_close(Queries *q) { arena_free(&q->arena); }

/* ---- a reader ---- */

struct Reader {
    Store *store;
    const Queries *queries;
    Functions *functions;
    sqlite3_stmt *statements[QUERY_MAX], *version, *at;
    struct timespec deadline;
    Cache cache;
};

static int past_deadline(void *user) {
    const Reader *reader = user;
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec > reader->deadline.tv_sec || (t.tv_sec == reader->deadline.tv_sec && t.tv_nsec > reader->deadline.tv_nsec);
}

static attache_status set_up(Reader *reader, const char *path, StoreMode mode, const Reporter *r) {
    FORWARD_IF_ERROR(store_open(path, mode, r, &reader->store));
    FORWARD_IF_ERROR(ask_add_functions(reader->store));
    FORWARD_IF_ERROR(tally_add_functions(reader->store));
    if (!functions_add(reader->functions, store_db(reader->store))) return store_error(reader->store, "be opened");
    FORWARD_IF_ERROR(store_prepare(reader->store, "PRAGMA data_version", &reader->version));
    sqlite3_progress_handler(store_db(reader->store), 20000, past_deadline, reader);
    clock_gettime(CLOCK_MONOTONIC, &reader->deadline);
    reader->deadline.tv_sec += QUERY_SECONDS;
    return ATTACHE_OK;
}

static void close_reader(void *reader) { reader_close(reader); }

attache_status reader_open(const char *path, StoreMode mode, const Queries *queries, const Lore *lore, const Reporter *r, Reader **out) {
    Cleanup cleanup;
    Reader *reader = base_zalloc(sizeof *reader);
    reader->queries = queries;
    failure_cleanup(&cleanup, close_reader, reader);
    reader->functions = functions_new(lore);
    failure_cleaned(&cleanup);
    attache_status status = set_up(reader, path, mode, r);
    *out = status == ATTACHE_OK ? reader : NULL;
    if (!*out) reader_close(reader);
    return status;
}

void reader_close(Reader *reader) {
    if (!reader) return;
    for (size_t i = 0; i < reader->queries->n; i++) sqlite3_finalize(reader->statements[i]);
    sqlite3_finalize(reader->version);
    functions_free(reader->functions);
    store_close(reader->store);
    cache_free(&reader->cache);
    free(reader);
}

int64_t reader_version(Reader *reader) {
    int64_t version = sqlite3_step(reader->version) == SQLITE_ROW ? sqlite3_column_int64(reader->version, 0) : -1;
    sqlite3_reset(reader->version);
    return version;
}

const Lore *reader_lore(const Reader *reader) { return functions_lore(reader->functions); }

Cache *reader_cache(Reader *reader) { return &reader->cache; }

static size_t find_query(const Reader *reader, const char *query) {
    for (size_t i = 0; i < reader->queries->n; i++)
        if (!strcmp(reader->queries->query[i].name, query)) return i;
    base_die("a query that queries.sql has not");
    return 0;
}

/* Prepared when first used, and kept for the life of the thread. */
static sqlite3_stmt *statement_of(Reader *reader, const char *query) {
    size_t i = find_query(reader, query);
    if (!reader->statements[i]) store_prepare(reader->store, reader->queries->query[i].sql, &reader->statements[i]);
    return reader->statements[i];
}

static void bind(sqlite3_stmt *s, const Binding *bindings, size_t n) {
    sqlite3_clear_bindings(s);
    for (size_t i = 0; i < n; i++) {
        int at = sqlite3_bind_parameter_index(s, bindings[i].name);
        if (!at || bindings[i].null) continue;
        if (bindings[i].text)
            sqlite3_bind_text(s, at, bindings[i].text, -1, SQLITE_STATIC);
        else
            sqlite3_bind_int64(s, at, bindings[i].number);
    }
}

static void set_deadline(Reader *reader) {
    clock_gettime(CLOCK_MONOTONIC, &reader->deadline);
    reader->deadline.tv_sec += QUERY_SECONDS;
}

static sqlite3_stmt *start(Reader *reader, const char *query, const Binding *bindings, size_t n) {
    sqlite3_stmt *s = statement_of(reader, query);
    if (s) bind(s, bindings, n);
    set_deadline(reader);
    return s;
}

static RowsStatus status_of(Reader *reader, int code) {
    if (code == SQLITE_ROW || code == SQLITE_DONE) return ROWS_OK;
    if (code == SQLITE_INTERRUPT) return ROWS_TOO_LONG;
    if (code == SQLITE_NOMEM) return ROWS_NO_MEMORY;
    if (code == SQLITE_ERROR && strstr(sqlite3_errmsg(store_db(reader->store)), "fts5")) return ROWS_BAD_WORDS;
    store_error(reader->store, "be read");
    return ROWS_FAILED;
}

/* ---- rows ---- */

static RowsStatus write_rows(Reader *reader, sqlite3_stmt *s, RowsShape shape, int64_t limit, const char *head, Buf *out) {
    int at = sqlite3_bind_parameter_index(s, ":limit"), code;
    if (at) sqlite3_bind_int64(s, at, limit);
    bool found = true;
    if (shape == ROWS_ONE) {
        code = sqlite3_step(s);
        found = code == SQLITE_ROW;
        if (found) answer_write_one(s, out);
    } else {
        AnswerShape as = shape == ROWS_CSV ? ANSWER_CSV : shape == ROWS_JSONL ? ANSWER_JSONL : ANSWER_PAGE;
        if (head) answer_write_note(as, "query", head, out);
        code = answer_write_list(s, limit, as, out);
        if (head && code == SQLITE_ROW) answer_write_note(as, "cut", "there are more rows: ask for fewer, or use attache export, or attache query for counts", out);
    }
    RowsStatus status = status_of(reader, code);
    return status == ROWS_OK && !found ? ROWS_NONE : status;
}

RowsStatus reader_rows(Reader *reader, const char *query, const Binding *bindings, size_t n, RowsShape shape, int64_t limit, const char *head, Buf *out) {
    sqlite3_stmt *s = start(reader, query, bindings, n);
    if (!s) return ROWS_FAILED;
    RowsStatus status = write_rows(reader, s, shape, limit, head, out);
    sqlite3_reset(s);
    return status;
}

/* "--mode", "sleep: is not a mode": one message, without what only a command line has. */
static void take_message(attache_status status, const char *where, const char *message, void *wrong) {
    (void)status;
    buf_clear(wrong);
    buf_printf(wrong, "%s: %s", where + strspn(where, "-"), message);
}

static attache_status prepare_picked(const Reader *reader, const char *query, const AskFilter *filter, sqlite3_stmt **out) {
    if (!query) return ask_prepare(reader->store, filter, out);
    const char *sql = reader->queries->query[find_query(reader, query)].sql;
    if (filter->query.ask == ATTACHE_ASK_DYADS) return ask_prepare_pairs(reader->store, filter, sql, out);
    if (strcmp(query, "totals") != 0) return ask_prepare_newest(reader->store, filter, sql, out);
    return ask_prepare_totals(reader->store, filter, reader->queries->query[find_query(reader, "totals_tallied")].sql, sql, out);
}

RowsStatus reader_picked(Reader *reader, const char *query, const AskFilter *filter, RowsShape shape, int64_t limit, const char *head, Buf *out, Buf *wrong) {
    const Reporter reporter = {take_message, wrong};
    AskFilter told = *filter;
    sqlite3_stmt *s = NULL;
    told.reporter = &reporter;
    set_deadline(reader);
    attache_status status = prepare_picked(reader, query, &told, &s);
    RowsStatus rows = status == ATTACHE_ERR_USAGE ? ROWS_BAD_FILTER : status != ATTACHE_OK ? ROWS_FAILED : write_rows(reader, s, shape, limit, head, out);
    sqlite3_finalize(s);
    return rows;
}

RowsStatus reader_insert(Reader *reader, const char *query, const Binding *bindings, size_t n, int64_t *id) {
    sqlite3_stmt *s = start(reader, query, bindings, n);
    if (!s) return ROWS_FAILED;
    RowsStatus status = status_of(reader, sqlite3_step(s));
    *id = sqlite3_last_insert_rowid(store_db(reader->store));
    sqlite3_reset(s);
    return status;
}

RowsStatus reader_first(Reader *reader, const char *query, const Binding *bindings, size_t n) {
    reader->at = start(reader, query, bindings, n);
    if (!reader->at) return ROWS_FAILED;
    int code = sqlite3_step(reader->at);
    return code == SQLITE_DONE ? ROWS_NONE : status_of(reader, code);
}

void reader_end(Reader *reader) {
    sqlite3_reset(reader->at);
    reader->at = NULL;
}

const char *reader_text(Reader *reader, const char *column, Arena *arena) {
    for (int i = 0; reader->at && i < sqlite3_column_count(reader->at); i++)
        if (!strcmp(sqlite3_column_name(reader->at, i), column)) return arena_slice(arena, answer_text(reader->at, i));
    return "";
}
