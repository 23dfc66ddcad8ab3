/* query.c - attache query: runs a query on a store and prints the result, as a table for people or for programs. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options.h"
#include "table.h"

static const char help[] =
    "usage: attache query STORE [events | happenings | dyads [busiest|warmest|coldest|changed] | show ID] [OPTION]...\n"
    "\n"
    "Lists events (the default), the happenings that they report, pairs of actors, or all reports of one happening with their evidence.\n"
    "Pairs are ranked by number of happenings, by mean score, or by how far the mean moved from the twelve months before (docs/desk.md).\n";
static const char examples[] =
    "  attache query news.attache --dyad KAZ,IND --from 2017 --to 2018 --event CONSULT,COOPERATE --context military --by month\n"
    "  attache query news.attache happenings --actor IND --min-sources 2\n"
    "  attache query news.attache dyads changed --from 2018\n"
    "  attache query news.attache show 'page.html#4'\n";

/* Where rows go: a table for people, or programs. */
typedef struct Answer {
    attache_format format;
    bool pretty;
    Table table;
} Answer;

static int take_row(const attache_column *columns, const char *const *values, size_t n, void *user) {
    Answer *t = user;
    if (t->pretty) return table_row(&t->table, columns, values, n);
    return attache_write_row(t->format, columns, values, n, prog_write, NULL) != ATTACHE_OK;
}

/* ---- the query ---- */

static bool bad(const char *what, const char *value, const char *right) { return options_bad(&command_query, what, value, right); }

/* The words after the store: what to list. */
static bool take_words(const char *const *words, size_t n, attache_query *q) {
    static const char *const asks[] = {[ATTACHE_ASK_EVENTS] = "events", [ATTACHE_ASK_HAPPENINGS] = "happenings", [ATTACHE_ASK_DYADS] = "dyads", [ATTACHE_ASK_SHOW] = "show"};
    for (int i = 0; n && i < 4; i++) {
        if (strcmp(words[0], asks[i]) != 0) continue;
        q->ask = (attache_ask)i;
        if (q->ask == ATTACHE_ASK_DYADS && n > 1) q->rank = words[1];
        if (q->ask == ATTACHE_ASK_SHOW && n > 1) q->id = words[1];
        if (n > 1 + (q->ask >= ATTACHE_ASK_DYADS)) return bad("the word", words[n - 1], "is one too many");
        return q->ask == ATTACHE_ASK_SHOW && n < 2 ? bad("show", "ID", "is missing: the number of a happening, or the id of a record or a report") : true;
    }
    return !n || bad("the word", words[0], "must be events, happenings, dyads or show");
}

/* Complete records or happenings, as in export. */
static attache_status write_tables(const Options *o, attache_store *store, const attache_query *q) {
    struct ArrowArrayStream stream;
    attache_export what = {.what = q->ask == ATTACHE_ASK_EVENTS ? ATTACHE_EXPORT_EVENTS : ATTACHE_EXPORT_HAPPENINGS, .all = q->all};
    attache_status status = attache_arrow_export(store, &what, q, &stream);
    return status == ATTACHE_OK ? prog_write_tables(o->format, &stream) : status;
}

static int ask(const Options *o, const char *path, const attache_query *q, Answer *t) {
    attache *a = prog_open(o);
    attache_store *store = NULL;
    int status = EXIT_COULD_NOT_RUN;
    if (a && attache_store_open(a, path, ATTACHE_STORE_READ, &store) == ATTACHE_OK) {
        attache_status s = prog_is_tables(o->format) ? write_tables(o, store, q) : attache_query_run(store, q, take_row, t);
        status = s == ATTACHE_ERR_USAGE ? EXIT_BAD_USAGE : s == ATTACHE_OK || s == ATTACHE_STOPPED ? 0 : EXIT_COULD_NOT_RUN;
        if (status == 0 && t->pretty) table_finish(&t->table);
    }
    attache_store_close(store);
    attache_close(a);
    return prog_finish(status);
}

static Answer answer_of(const Options *o) {
    static const attache_format formats[] = {[QUERY_UNSAID] = ATTACHE_FORMAT_TSV, [QUERY_CSV] = ATTACHE_FORMAT_CSV, [QUERY_TSV] = ATTACHE_FORMAT_TSV, [QUERY_JSONL] = ATTACHE_FORMAT_JSONL};
    return (Answer){.format = formats[o->format], .pretty = o->format == QUERY_TABLE || (o->format == QUERY_UNSAID && isatty(STDOUT_FILENO)),
                    .table = {.screen = o->wide ? 0 : table_screen()}};
}

static int run(const Options *o) {
    attache_query q = o->query;
    if (!take_words(o->files + 1, o->n_files - 1, &q)) return EXIT_BAD_USAGE;
    if (prog_is_tables(o->format) && (q.ask > ATTACHE_ASK_HAPPENINGS || q.by)) return bad("--format", o->format == FORMAT_ARROW ? "arrow" : "parquet", "is for lists of events and happenings"), EXIT_BAD_USAGE;
    if (!prog_shows_tables(o->format)) return EXIT_BAD_USAGE;
    Answer t = prog_is_tables(o->format) ? (Answer){0} : answer_of(o);
    return ask(o, o->files[0], &q, &t);
}

const Command command_query = {"query", FOR_QUERY, help, examples, run};
