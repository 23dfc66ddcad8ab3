/* export.c - exports a store: records as the coder made them, happenings and dyad-months as tables, with corrections applied or written as test cases. */
#include "out/export.h"

#include <stdlib.h>

#include "base/failure.h"
#include "base/json.h"
#include "out/answer.h"
#include "out/corrected.h"
#include "out/record.h"
#include "store/ask.h"

enum { FLUSH = 1 << 16 };

/* clang-format off */
/* Before and after are the values including earlier corrections. */
#define HELD(value) "coalesce(nullif(" value ", ''), was)"
static const char log_of_corrections[] =
    "SELECT id AS number, at, who, event AS record, field, "
    HELD("(SELECT value FROM correction p WHERE p.event = c.event AND p.field = c.field AND p.id < c.id ORDER BY id DESC LIMIT 1)") " AS before, "
    HELD("value") " AS after, note FROM correction c ORDER BY id";
/* clang-format on */

typedef struct Export {
    Store *store;
    const attache_export *what;
    const AskFilter *filter; /* NULL: everything */
    stored_country_fn *country;
    void *user;
    Stored *events;      /* the present source of rows: these, or */
    sqlite3_stmt *table; /* the rows of another table */
    bool corrected;      /* which is being corrected */
    Arena arena;
    Buf buf;
    attache_write_fn *write;
    void *out;
} Export;

static attache_status flush(Export *x, size_t keep) {
    bool stop = x->buf.n > keep && x->write(x->buf.p, x->buf.n, x->out);
    if (x->buf.n > keep) buf_clear(&x->buf);
    return stop ? ATTACHE_STOPPED : ATTACHE_OK;
}

/* The first line, which describes the file's content; the tables of other coders have no place for it. */
static void write_head(Export *x) {
    const char *head = x->what->head;
    if (!head || x->what->format > ATTACHE_FORMAT_TSV) return;
    if (x->what->format == ATTACHE_FORMAT_JSONL) {
        json_open(&x->buf, '{');
        json_name(&x->buf, SLICE("query"));
        json_str(&x->buf, head);
        json_close(&x->buf, '}');
        buf_char(&x->buf, '\n');
    } else {
        buf_printf(&x->buf, "# %s\n", head);
    }
}

static attache_status write_events(Export *x) {
    const attache_event *e;
    FORWARD_IF_ERROR(stored_open(x->store, x->what, x->filter, x->country, x->user, &x->events));
    record_header(x->what->format, &x->buf);
    attache_status status;
    while ((status = stored_next(x->events, &e)) == ATTACHE_OK) {
        record_event(x->what->format, e, x->what->why, &x->buf);
        FORWARD_IF_ERROR(flush(x, FLUSH));
    }
    return status == ATTACHE_END ? ATTACHE_OK : status;
}

/* ---- tables ---- */

static int write_row(const attache_column *columns, const char *const *values, size_t n, void *user) {
    Export *x = user;
    answer_write(x->what->format, columns, values, n, &x->buf);
    return flush(x, FLUSH) != ATTACHE_OK;
}

static attache_status prepare_table(Export *x, sqlite3_stmt **out) {
    if (x->what->what == ATTACHE_EXPORT_HAPPENINGS) return stored_happenings(x->store, x->what->all, false, x->filter, out);
    return x->what->what == ATTACHE_EXPORT_CORRECTIONS ? store_prepare(x->store, log_of_corrections, out) : stored_dyad_months(x->store, x->filter, out);
}

static attache_status write_table(Export *x) {
    if (x->what->format > ATTACHE_FORMAT_TSV)
        return report(store_reporter(x->store), ATTACHE_ERR_USAGE, "--format", "must be csv, tsv or jsonl for happenings, dyads and corrections; ICEWS, GDELT and POLECAT are tables of events");
    FORWARD_IF_ERROR(prepare_table(x, &x->table));
    return ask_rows(x->store, x->table, write_row, x);
}

/* All events are corrected one by one; filters and counts use the corrected data. */
static attache_status begin_corrected(Export *x) {
    x->corrected = x->what->corrected && (x->filter || x->what->what != ATTACHE_EXPORT_EVENTS) && x->what->what != ATTACHE_EXPORT_CORRECTIONS;
    return x->corrected ? corrected_begin(x->store, x->country, x->user) : ATTACHE_OK;
}

static void close_export(void *of) {
    Export *x = of;
    stored_close(x->events);
    sqlite3_finalize(x->table);
    if (x->corrected) corrected_end(x->store);
    arena_free(&x->arena);
    buf_free(&x->buf);
}

attache_status export_run(Store *s, const attache_export *what, const AskFilter *filter, stored_country_fn *country, void *user, attache_write_fn *write, void *out) {
    Export x = {.store = s, .what = what, .filter = filter, .country = country, .user = user, .write = write, .out = out};
    Cleanup cleanup;
    arena_init(&x.arena);
    failure_cleanup(&cleanup, close_export, &x);
    write_head(&x);
    attache_status status = begin_corrected(&x);
    if (status == ATTACHE_OK) status = what->what == ATTACHE_EXPORT_EVENTS ? write_events(&x) : write_table(&x);
    if (status == ATTACHE_OK) status = flush(&x, 0);
    failure_cleaned(&cleanup);
    close_export(&x);
    return status;
}

/* ---- test cases ----
 *
 * One block per corrected record, in the format of tests/cases: its sentence, and the expected result. */

static void add_lower(Buf *out, const char *key, const char *value) { buf_printf(out, " | %s: %s", key, value[0] ? value : "-"); }

/* The event line: the corrected fields, and the category, with which every line begins. */
static void case_of(Buf *out, const char *category, const char *const *last) {
    const char *event = last[CORRECTED_EVENT] && last[CORRECTED_EVENT][0] ? last[CORRECTED_EVENT] : category;
    if (last[CORRECTED_WRONG] && last[CORRECTED_WRONG][0]) {
        buf_printf(out, "negative: the record was wrong, and nobody said what is right\nnot: %s\n", category);
        return;
    }
    buf_printf(out, "event: %s", event);
    for (size_t i = CORRECTED_MODE; i < CORRECTED_FIELDS; i++)
        if (last[i] && last[i][0]) add_lower(out, corrected_names[i], last[i]);
    buf_char(out, '\n');
    if (strcmp(event, category) != 0) buf_printf(out, "not: %s\n", category);
}

static void write_case(Buf *out, const char *id, const char *sentence, const char *date, const char *category, const char *who, const char *const *last) {
    bool any = false;
    for (size_t i = 0; i < CORRECTED_FIELDS; i++) any |= last[i] && last[i][0];
    if (!any || !sentence[0]) return;
    buf_printf(out, "# %s, corrected by %s\ntext: ", id, who);
    for (const char *p = sentence; *p; p++) buf_char(out, *p == '\n' || *p == '\r' ? ' ' : *p);
    buf_char(out, '\n');
    if (date[0]) buf_printf(out, "date: %s\n", date);
    case_of(out, category, last);
    buf_char(out, '\n');
}

attache_status export_cases(Store *s, attache_write_fn *write, void *out) {
    static const char list[] = "SELECT k.event, k.field, k.value, k.who, k.sentence, iso(coalesce(d.day, 0)), coalesce(c.name, '*') FROM correction k "
                               "LEFT JOIN document d ON d.name = substr(k.event, 1, length(rtrim(k.event, '0123456789')) - 1) "
                               "LEFT JOIN event e ON e.document = d.id AND e.number = CAST(substr(k.event, length(rtrim(k.event, '0123456789')) + 1) AS INTEGER) "
                               "LEFT JOIN category c ON c.id = e.category ORDER BY k.event, k.id";
    Export x = {.store = s, .write = write, .out = out};
    sqlite3_stmt *statement = NULL;
    FORWARD_IF_ERROR(ask_add_functions(s));
    FORWARD_IF_ERROR(store_prepare(s, list, &statement));
    const char *last[CORRECTED_FIELDS + 1] = {0}, *id = "", *who = "", *sentence = "", *date = "", *category = "";
    int code;
    arena_init(&x.arena);
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        if (strcmp(id, store_text(statement, 0)) != 0) {
            write_case(&x.buf, id, sentence, date, category, who, last);
            memset(last, 0, sizeof last);
            id = stored_text(statement, 0, &x.arena), sentence = stored_text(statement, 4, &x.arena), date = stored_text(statement, 5, &x.arena), category = stored_text(statement, 6, &x.arena);
        }
        who = stored_text(statement, 3, &x.arena);
        last[corrected_field(store_text(statement, 1))] = stored_text(statement, 2, &x.arena);
    }
    write_case(&x.buf, id, sentence, date, category, who, last);
    sqlite3_finalize(statement);
    attache_status status = code == SQLITE_DONE ? flush(&x, 0) : store_error(s, "be read");
    arena_free(&x.arena);
    buf_free(&x.buf);
    return status;
}
