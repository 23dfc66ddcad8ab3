/* query.c - attache query: a question to a store in, a table for people or for programs out. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options.h"

static const char help[] =
    "usage: attache query STORE [events | happenings | dyads [busiest|warmest|coldest|changed] | show ID] [OPTION]...\n"
    "\n"
    "Lists events (as if no word were given), the happenings that they tell of, pairs of actors, or all reports of one happening and why.\n"
    "Pairs are ranked by happenings, by their mean score, or by how far that moved from the twelve months before (docs/desk.md).\n";
static const char examples[] =
    "  attache query news.attache --dyad KAZ,IND --from 2017 --to 2018 --event CONSULT,COOPERATE --context military --by month\n"
    "  attache query news.attache happenings --actor IND --min-sources 2\n"
    "  attache query news.attache dyads changed --from 2018\n"
    "  attache query news.attache show 'page.html#4'\n";

enum { COLUMNS_MAX = 80, CELL_MAX = 40, ROWS_KEPT = 1000 };

/* ---- tables for people ----
 *
 * Rows are kept until there are ROWS_KEPT or no more, so that columns are as wide as what is in them; the rest follows in these widths. */
typedef struct Table {
    attache_format format;
    bool pretty;
    size_t n, rows, shown, width[COLUMNS_MAX];
    attache_column columns[COLUMNS_MAX];
    char **cells; /* [rows][n] */
    size_t cap;
} Table;

/* Code points, which is columns for almost all that occurs here. */
static size_t width_of(const char *s) {
    size_t n = 0;
    for (; *s; s++) n += (*s & 0xC0) != 0x80;
    return n;
}

static void print_cell(const Table *t, size_t i, const char *cell) {
    size_t width = width_of(cell), cut = t->width[i];
    bool last = i + 1 == t->n;
    if (t->columns[i].number) printf("%*s%s", (int)(cut > width ? cut - width : 0), "", cell);
    if (!t->columns[i].number) {
        size_t shown = 0;
        for (const char *p = cell; *p; p++) {
            bool starts = (*p & 0xC0) != 0x80;
            if (starts && !last && shown == cut - (width > cut) && width > cut) break;
            shown += starts;
            putchar(*p == '\n' || *p == '\t' || (unsigned char)*p < 0x20 || *p == 0x7F ? ' ' : *p);
        }
        if (width > cut && !last) fputs("…", stdout), shown++;
        printf("%*s", last ? 0 : (int)(cut > shown ? cut - shown : 0), "");
    }
    fputs(last ? "\n" : "  ", stdout);
}

static void print_rows(Table *t) {
    if (!t->shown)
        for (size_t i = 0; i < t->n; i++) print_cell(t, i, t->columns[i].name);
    for (size_t r = 0; r < t->rows; r++)
        for (size_t i = 0; i < t->n; i++) print_cell(t, i, t->cells[r * t->n + i]);
    t->shown += t->rows;
    for (size_t i = 0; i < t->rows * t->n; i++) free(t->cells[i]);
    t->rows = 0;
}

static int keep_row(Table *t, const attache_column *columns, const char *const *values, size_t n) {
    t->n = n;
    for (size_t i = 0; i < n; i++) {
        if (!values) t->columns[i].name = strdup(columns[i].name); /* the statement's own are gone when the table is printed */
        t->columns[i].number = columns[i].number;
        size_t width = width_of(values && values[i] ? values[i] : values ? "" : columns[i].name);
        if (!t->shown && width > t->width[i]) t->width[i] = width > CELL_MAX ? CELL_MAX : width;
    }
    if (!values) return 0;
    if (!t->cells) t->cells = calloc(ROWS_KEPT * n, sizeof *t->cells);
    for (size_t i = 0; i < n && t->cells; i++) t->cells[t->rows * n + i] = strdup(values[i] ? values[i] : "");
    if (++t->rows == ROWS_KEPT) print_rows(t);
    return ferror(stdout);
}

static int take_row(const attache_column *columns, const char *const *values, size_t n, void *user) {
    Table *t = user;
    if (t->pretty) return keep_row(t, columns, values, n < COLUMNS_MAX ? n : COLUMNS_MAX);
    return attache_write_row(t->format, columns, values, n, prog_write, NULL) != ATTACHE_OK;
}

static void finish_table(Table *t) {
    if (!t->pretty) return;
    if (!t->rows && !t->shown)
        puts("nothing");
    else
        print_rows(t);
    for (size_t i = 0; i < t->n; i++) free((char *)t->columns[i].name);
    free(t->cells);
}

/* ---- the question ---- */

static bool bad(const char *what, const char *value, const char *right) { return options_bad(&command_query, what, value, right); }

/* The words behind the store: what is asked for. */
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

static int ask(const Options *o, const char *path, const attache_query *q, Table *t) {
    attache *a = prog_open(o);
    attache_store *store = NULL;
    int status = EXIT_COULD_NOT_RUN;
    if (a && attache_store_open(a, path, ATTACHE_STORE_READ, &store) == ATTACHE_OK) {
        attache_status s = attache_query_run(store, q, take_row, t);
        status = s == ATTACHE_ERR_USAGE ? EXIT_BAD_USAGE : s == ATTACHE_OK || s == ATTACHE_STOPPED ? 0 : EXIT_COULD_NOT_RUN;
        if (status == 0) finish_table(t);
    }
    attache_store_close(store);
    attache_close(a);
    return prog_finish(status);
}

static Table table_of(const Options *o) {
    static const attache_format formats[] = {[QUERY_UNSAID] = ATTACHE_FORMAT_TSV, [QUERY_CSV] = ATTACHE_FORMAT_CSV, [QUERY_TSV] = ATTACHE_FORMAT_TSV, [QUERY_JSONL] = ATTACHE_FORMAT_JSONL};
    return (Table){.format = formats[o->format], .pretty = o->format == QUERY_TABLE || (o->format == QUERY_UNSAID && isatty(STDOUT_FILENO))};
}

static int run(const Options *o) {
    attache_query q = o->query;
    Table t = table_of(o);
    if (!take_words(o->files + 1, o->n_files - 1, &q)) return EXIT_BAD_USAGE;
    return ask(o, o->files[0], &q, &t);
}

const Command command_query = {"query", FOR_QUERY, help, examples, run};
