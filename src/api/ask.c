/* ask.c - the public functions that read a store: queries and exports, on top of store/ and out/, with the names of states from kb/. */
#include "api/actors.h"
#include "out/answer.h"
#include "out/export.h"
#include "out/stored_columns.h"
#include "store/ask.h"
#include "store/check.h"
#include "store/corrections.h"

/* Filters that a ranking of dyads, or all reports of a happening, do not support: ignoring one would give a misleading answer. */
static attache_status refuse_what_does_not_apply(attache_store *store, const attache_query *q) {
    bool list = q->ask == ATTACHE_ASK_EVENTS || q->ask == ATTACHE_ASK_HAPPENINGS, show = q->ask == ATTACHE_ASK_SHOW;
    const struct {
        const char *option;
        bool given, applies;
    } all[] = {{"--dyad", q->dyad != NULL, list},
               {"--actor", q->actor != NULL, !show},
               {"--from", q->from != NULL, !show},
               {"--to", q->to != NULL, !show},
               {"--event", q->event != NULL, !show},
               {"--mode", q->mode != NULL, list},
               {"--context", q->context != NULL, list},
               {"--quad", q->quad != NULL, list},
               {"--cameo", q->cameo != NULL, list},
               {"--place", q->place != NULL, list},
               {"--near", q->near != NULL, list},
               {"--box", q->box != NULL, list},
               {"--dead", q->min_dead != 0, list},
               {"--injured", q->min_injured != 0, list},
               {"--arrested", q->min_arrested != 0, list},
               {"--source", q->source != NULL, list},
               {"--sum", q->sum != NULL, list},
               {"--min-confidence", q->min_confidence > 0, list},
               {"--person", q->person != NULL, list},
               {"--text", q->text != NULL, list},
               {"--by", q->by != NULL, list},
               {"--min-sources", q->min_sources != 0, list},
               {"--within", q->within, q->ask == ATTACHE_ASK_DYADS},
               {"--limit", q->limit != 0, !show},
               {"--all", q->all, list || show}};
    for (size_t i = 0; i < COUNT_OF(all); i++)
        if (all[i].given && !all[i].applies)
            return report(store_reporter(store_of(store)), ATTACHE_ERR_USAGE, show ? "show" : "dyads", "%s does not go with it; %s", all[i].option,
                          show ? "it shows all reports of one happening" : list ? "it is for dyads" : "what does: --actor, --event, --from, --to, --within, --limit");
    return ATTACHE_OK;
}

static attache_status read_where(attache_store *store, const attache_query *q, Arena *arena, Where *out) {
    const attache *self = attache_of(store);
    const char *wrong = NULL, *option = "--place", *value = q->place;
    bool good = !q->place || where_place(self->know, self->lang, q->place, arena, out, &wrong);
    if (good && q->near) good = where_near(self->know, self->lang, value = q->near, arena, out, &wrong), option = "--near";
    if (good && q->box) good = where_box(value = q->box, out, &wrong), option = "--box";
    return good ? ATTACHE_OK : report(store_reporter(store_of(store)), ATTACHE_ERR_USAGE, option, "%s: %s", value, wrong);
}

static attache_status query_resolve(attache_store *store, const attache_query *query, Arena *arena, AskFilter *out) {
    attache_query *q = &out->query;
    *out = (AskFilter){.query = *query};
    if (q->actor) FORWARD_IF_ERROR(actors_resolve(store, "--actor", q->actor, arena, &q->actor));
    if (q->dyad) FORWARD_IF_ERROR(actors_resolve(store, "--dyad", q->dyad, arena, &q->dyad));
    return read_where(store, q, arena, &out->where);
}

/* The query with names resolved to codes, and places to coordinates. */
static attache_status run_query(attache_store *store, const attache_query *query, Arena *arena, attache_row_fn *on_row, void *user) {
    AskFilter filter;
    FORWARD_IF_ERROR(query_resolve(store, query, arena, &filter));
    return ask_run(store_of(store), &filter.query, &filter.where, on_row, user);
}

/* The value of `expr`; a failure in it leaves the store usable. */
#define OF_STORE(store, expr)                                                                                                                        \
    __extension__({                                                                                                                                  \
        attache_status status_ = GUARDED(store_reporter(store_of(store)), store_path(store_of(store)), (expr));                                      \
        if (status_ == ATTACHE_ERR_MEMORY) store_give_up(store_of(store));                                                                           \
        status_;                                                                                                                                     \
    })

attache_status attache_query_run(attache_store *store, const attache_query *query, attache_row_fn *on_row, void *user) {
    Arena arena;
    FORWARD_IF_ERROR(refuse_what_does_not_apply(store, query));
    arena_init(&arena);
    attache_status status = OF_STORE(store, run_query(store, query, &arena, on_row, user));
    arena_free(&arena);
    return status;
}

attache_status attache_write_row(attache_format format, const attache_column *columns, const char *const *values, size_t n, attache_write_fn *write, void *out) {
    Buf line = {0};
    attache_status status = GUARDED(NULL, "", (answer_write(format, columns, values, n, &line), ATTACHE_OK));
    if (status == ATTACHE_OK && line.n && write(line.p, line.n, out)) status = ATTACHE_STOPPED;
    buf_free(&line);
    return status;
}

static const char *country_name(const char *code, void *self) {
    const char *name = code[0] ? kb_country_name(((const attache *)self)->know, code) : "";
    return name ? name : "";
}

/* *filter is *out, or NULL if there is no condition. */
static attache_status export_filter(attache_store *store, const attache_export *what, const attache_query *query, Arena *arena, AskFilter *out, const AskFilter **filter) {
    static const attache_ask asks[] = {[ATTACHE_EXPORT_EVENTS] = ATTACHE_ASK_EVENTS, [ATTACHE_EXPORT_HAPPENINGS] = ATTACHE_ASK_HAPPENINGS, [ATTACHE_EXPORT_DYAD_MONTHS] = ATTACHE_ASK_DYADS};
    *filter = query ? out : NULL;
    if (!query) return ATTACHE_OK;
    FORWARD_IF_ERROR(query_resolve(store, query, arena, out));
    out->query.ask = what->what < COUNT_OF(asks) ? asks[what->what] : ATTACHE_ASK_EVENTS;
    return ATTACHE_OK;
}

static attache_status export_rows(attache_store *store, const attache_export *what, const attache_query *query, Arena *arena, attache_write_fn *write, void *out) {
    AskFilter kept;
    const AskFilter *filter;
    FORWARD_IF_ERROR(export_filter(store, what, query, arena, &kept, &filter));
    return export_run(store_of(store), what, filter, country_name, (void *)attache_of(store), write, out);
}

attache_status attache_export_run(attache_store *store, const attache_export *what, const attache_query *query, attache_write_fn *write, void *out) {
    Arena arena;
    arena_init(&arena);
    attache_status status = OF_STORE(store, export_rows(store, what, query, &arena, write, out));
    arena_free(&arena);
    return status;
}

attache_status attache_store_check(const attache *self, const char *path, bool repair, attache_check_counts *out) {
    return GUARDED(&self->reporter, path, check_run(path, repair, &self->reporter, out));
}

attache_status attache_correction_undo(attache_store *store, int64_t number, const char *who) {
    return OF_STORE(store, corrections_undo(store_of(store), number, who));
}

attache_status attache_export_cases(attache_store *store, attache_write_fn *write, void *out) {
    return OF_STORE(store, export_cases(store_of(store), write, out));
}

static attache_status export_tables(attache_store *store, const attache_export *what, const attache_query *query, Arena *arena, struct ArrowArrayStream *out) {
    AskFilter kept;
    const AskFilter *filter;
    FORWARD_IF_ERROR(export_filter(store, what, query, arena, &kept, &filter));
    return stored_columns_open(store_of(store), what, filter, country_name, (void *)attache_of(store), out);
}

attache_status attache_arrow_export(attache_store *store, const attache_export *what, const attache_query *query, struct ArrowArrayStream *out) {
    Arena arena;
    arena_init(&arena);
    attache_status status = OF_STORE(store, export_tables(store, what, query, &arena, out));
    arena_free(&arena);
    return status;
}
