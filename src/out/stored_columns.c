/* stored_columns.c - turns rows of a store into columns, a number of rows at a time. */
#include "out/stored_columns.h"

#include <errno.h>
#include <stdlib.h>

#include "base/failure.h"
#include "out/corrected.h"
#include "out/event_columns.h"
#include "store/ask.h"

enum { ROWS_AT_ONCE = 16384, BYTES_AT_ONCE = 32 << 20, LIST_MAX = 64 };

/* ---- the tables ---- */

/* clang-format off */
#define TEXTS(name) {name, COLUMN_LIST, &text_item, 1}
static const ColumnSpec text_item = {"item", COLUMN_TEXT, NULL, 0};
static const ColumnSpec happening_list[] = {
    {"id", COLUMN_TEXT, NULL, 0}, {"date", COLUMN_TEXT, NULL, 0}, {"event", COLUMN_TEXT, NULL, 0}, TEXTS("mode"), TEXTS("context"), TEXTS("aux"),
    {"actor", COLUMN_LIST, &party_columns, 1}, {"recipient", COLUMN_LIST, &party_columns, 1}, {"participants", COLUMN_LIST, &party_columns, 1}, {"cameo", COLUMN_TEXT, NULL, 0},
    {"quad_code", COLUMN_INT, NULL, 0}, {"event_scale", COLUMN_REAL, NULL, 0}, {"place", COLUMN_TEXT, NULL, 0}, {"country_code", COLUMN_TEXT, NULL, 0},
    {"lat", COLUMN_REAL, NULL, 0}, {"lon", COLUMN_REAL, NULL, 0}, {"geonameid", COLUMN_LONG, NULL, 0}, {"resolution", COLUMN_INT, NULL, 0},
    {"dead", COLUMN_LONG, NULL, 0}, {"injured", COLUMN_LONG, NULL, 0}, {"arrested", COLUMN_LONG, NULL, 0}, {"protest_size", COLUMN_LONG, NULL, 0},
    {"reports", COLUMN_INT, NULL, 0}, {"copies", COLUMN_INT, NULL, 0}, {"sources", COLUMN_INT, NULL, 0}, {"main", COLUMN_INT, NULL, 0}, {"published", COLUMN_TEXT, NULL, 0},
    {"last_published", COLUMN_TEXT, NULL, 0}, {"title", COLUMN_TEXT, NULL, 0}, TEXTS("disagreement"), {"record", COLUMN_TEXT, NULL, 0}};
static const ColumnSpec dyad_list[] = {
    {"period", COLUMN_TEXT, NULL, 0}, {"actor", COLUMN_TEXT, NULL, 0}, {"recipient", COLUMN_TEXT, NULL, 0}, {"events", COLUMN_LONG, NULL, 0},
    {"events_verbal_cooperation", COLUMN_LONG, NULL, 0}, {"events_material_cooperation", COLUMN_LONG, NULL, 0}, {"events_verbal_conflict", COLUMN_LONG, NULL, 0},
    {"events_material_conflict", COLUMN_LONG, NULL, 0}, {"events_mean_score", COLUMN_REAL, NULL, 0}, {"happenings", COLUMN_LONG, NULL, 0},
    {"happenings_verbal_cooperation", COLUMN_LONG, NULL, 0}, {"happenings_material_cooperation", COLUMN_LONG, NULL, 0}, {"happenings_verbal_conflict", COLUMN_LONG, NULL, 0},
    {"happenings_material_conflict", COLUMN_LONG, NULL, 0}, {"happenings_mean_score", COLUMN_REAL, NULL, 0}};
static const ColumnSpec happening_columns = {"", COLUMN_STRUCT, happening_list, COUNT_OF(happening_list)};
static const ColumnSpec dyad_columns = {"", COLUMN_STRUCT, dyad_list, COUNT_OF(dyad_list)};
/* clang-format on */

typedef struct Table {
    attache_export what;
    Stored *events;          /* of a table of events */
    sqlite3_stmt *statement; /* for the others, and for a happening's parties */
    sqlite3_stmt *parties;
    Store *store, *own; /* for corrected data, a store opened only for this: others may use the original meanwhile */
    stored_country_fn *country;
    void *user;
    Column rows;
    Arena arena;
    bool ended, failed;
} Table;

/* ---- rows ---- */

static attache_status add_event(Table *t) {
    const attache_event *e;
    FORWARD_IF_ERROR(stored_next(t->events, &e));
    event_columns_add(&t->rows, e);
    return ATTACHE_OK;
}

static void add_cell(Table *t, int column, Column *c) {
    sqlite3_stmt *s = t->statement;
    const char *text;
    switch (c->spec->type) {
    case COLUMN_TEXT:
        text = (const char *)sqlite3_column_text(s, column);
        column_text(c, text ? text : "", (size_t)sqlite3_column_bytes(s, column));
        return;
    case COLUMN_LIST:
        for (text = (const char *)sqlite3_column_text(s, column); text && *text;) {
            size_t n = strcspn(text, ";");
            if (n) column_text(&c->children[0], text, n);
            text += n + (text[n] != 0);
        }
        column_end(c);
        return;
    case COLUMN_INT:
    case COLUMN_LONG:
    case COLUMN_REAL:
    case COLUMN_STRUCT: break;
    }
    if (sqlite3_column_type(s, column) == SQLITE_NULL)
        column_null(c);
    else if (c->spec->type == COLUMN_REAL)
        column_real(c, sqlite3_column_double(s, column));
    else if (c->spec->type == COLUMN_LONG)
        column_long(c, sqlite3_column_int64(s, column));
    else
        column_int(c, sqlite3_column_int(s, column));
}

/* The parties of one happening, in its three columns. */
static attache_status add_parties(Table *t, int64_t happening) {
    enum { FIRST = 6, SIDES = 3 };
    attache_entity *list = NULL;
    size_t n = 0, cap = 0, begin[SIDES + 1] = {0};
    int side = 0;
    arena_reset(&t->arena);
    sqlite3_bind_int64(t->parties, 1, happening);
    while (sqlite3_step(t->parties) == SQLITE_ROW) {
        for (int next = sqlite3_column_int(t->parties, STORED_SIDE); side < next;) begin[++side] = n;
        *VEC_PUSH(&t->arena, list, n, cap) = stored_party(t->parties, t->country, t->user, &t->arena);
    }
    if (sqlite3_reset(t->parties) != SQLITE_OK) return store_error(t->store, "be read");
    while (side < SIDES) begin[++side] = n;
    for (int i = 0; i < SIDES; i++) event_columns_parties(&t->rows.children[FIRST + i], n ? list + begin[i] : NULL, begin[i + 1] - begin[i]);
    return ATTACHE_OK;
}

static attache_status add_row(Table *t) {
    size_t n = t->rows.spec->n_children;
    int code = sqlite3_step(t->statement);
    if (code != SQLITE_ROW) return code == SQLITE_DONE ? ATTACHE_END : store_error(t->store, "be read");
    for (size_t i = 0; i < n; i++)
        if (t->rows.spec->children[i].children != &party_columns) add_cell(t, (int)i, &t->rows.children[i]);
    if (t->parties) FORWARD_IF_ERROR(add_parties(t, sqlite3_column_int64(t->statement, (int)n)));
    column_end(&t->rows);
    return ATTACHE_OK;
}

/* ---- the stream ---- */

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out) {
    const Table *t = stream->private_data;
    return column_schema(t->rows.spec, store_reporter(t->store), out);
}

static attache_status next_rows(Table *t, struct ArrowArray *out) {
    attache_status status = t->ended ? ATTACHE_END : ATTACHE_OK;
    while (status == ATTACHE_OK && t->rows.length < ROWS_AT_ONCE && (t->rows.length % 256 || column_bytes(&t->rows) < BYTES_AT_ONCE)) status = t->events ? add_event(t) : add_row(t);
    t->ended = status != ATTACHE_OK;
    if (status != ATTACHE_OK && status != ATTACHE_END) return status;
    if (t->rows.length) column_export(&t->rows, out);
    return ATTACHE_OK;
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out) {
    Table *t = stream->private_data;
    *out = (struct ArrowArray){0};
    if (t->failed) return EIO;
    attache_status status = GUARDED(store_reporter(t->store), store_path(t->store), next_rows(t, out));
    t->failed = status != ATTACHE_OK;
    return status == ATTACHE_OK ? 0 : status == ATTACHE_ERR_MEMORY ? ENOMEM : EIO;
}

static const char *get_last_error(struct ArrowArrayStream *stream) {
    (void)stream;
    return "the store could not be read";
}

static void close_table(void *of) {
    Table *t = of;
    stored_close(t->events);
    sqlite3_finalize(t->statement);
    sqlite3_finalize(t->parties);
    if (t->own) corrected_end(t->own);
    store_close(t->own);
    column_free(&t->rows);
    arena_free(&t->arena);
    free(t);
}

static void release(struct ArrowArrayStream *stream) {
    close_table(stream->private_data);
    stream->release = NULL;
}

/* Whether the output uses the corrected tables; events are corrected one by one instead. */
static bool is_of_corrected(const Table *t, const AskFilter *filter) { return t->what.corrected && (filter || t->what.what != ATTACHE_EXPORT_EVENTS); }

static attache_status open_corrected(Table *t) {
    FORWARD_IF_ERROR(store_open(store_path(t->store), STORE_READ, store_reporter(t->store), &t->own));
    t->store = t->own;
    return corrected_begin(t->own, t->country, t->user);
}

static attache_status open_table(Table *t, const AskFilter *filter) {
    if (is_of_corrected(t, filter)) FORWARD_IF_ERROR(open_corrected(t));
    if (t->what.what == ATTACHE_EXPORT_EVENTS) return stored_open(t->store, &t->what, filter, t->country, t->user, &t->events);
    if (t->what.what == ATTACHE_EXPORT_DYAD_MONTHS) return stored_dyad_months(t->store, filter, &t->statement);
    FORWARD_IF_ERROR(stored_happenings(t->store, t->what.all, true, filter, &t->statement));
    return stored_happening_parties(t->store, &t->parties);
}

attache_status stored_columns_open(Store *s, const attache_export *what, const AskFilter *filter, stored_country_fn *country, void *user, struct ArrowArrayStream *out) {
    if (what->what > ATTACHE_EXPORT_DYAD_MONTHS) return report(store_reporter(s), ATTACHE_ERR_USAGE, "export", "only events, happenings and dyads are tables of Arrow");
    Table *t = base_zalloc(sizeof *t);
    t->what = *what, t->store = s, t->country = country, t->user = user;
    Cleanup cleanup;
    arena_init(&t->arena);
    column_init(&t->rows, what->what == ATTACHE_EXPORT_EVENTS ? &event_columns : what->what == ATTACHE_EXPORT_HAPPENINGS ? &happening_columns : &dyad_columns);
    failure_cleanup(&cleanup, close_table, t);
    attache_status status = open_table(t, filter);
    failure_cleaned(&cleanup);
    if (status == ATTACHE_OK)
        *out = (struct ArrowArrayStream){get_schema, get_next, get_last_error, release, t};
    else
        close_table(t);
    return status;
}
