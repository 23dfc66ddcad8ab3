/* query.c - attache query: a question to a store in, a table for people or for programs out. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "prog.h"

static const char help[] =
    "usage: attache query STORE [events | happenings | dyads [busiest|warmest|coldest|changed] | show ID] [OPTION]...\n"
    "\n"
    "Lists events (as if no word were given), the happenings that they tell of, pairs of actors, or all reports of one happening and why.\n"
    "\n"
    "  --dyad KAZ,IND     both directions; --dyad 'KAZ>IND': what KAZ did to IND. Codes are ISO 3166 alpha-3, or a sector: reb\n"
    "  --actor KAZ        whoever it is with, on either side; with `dyads` its pairs alone\n"
    "  --from D --to D    YYYY, YYYY-MM or YYYY-MM-DD, both inclusive\n"
    "  --event A,B        PLOVER categories: CONSULT,COOPERATE\n"
    "  --mode M,N         their modes: visit,phone\n"
    "  --context C,D      military,diplomatic ...\n"
    "  --person NAME      part of the name of somebody who takes part\n"
    "  --text WORDS       in the document: words, \"a phrase\", AND, OR, NOT, word* (the newest 5 000 documents that match)\n"
    "  --min-sources N    told by N publishers or more, copies not counted\n"
    "  --by day|week|month|year   counts by quad class and mean score instead of a list\n"
    "  --all              also what is historical, to come, hypothetical or negated; without it, what is told to have happened\n"
    "  --limit N          rows of a list, the newest or first ones; default 20\n"
    "                     `dyads` takes of these --actor, --from, --to, --event and --limit; `show` none\n"
    "  --format table|csv|tsv|jsonl   table on a terminal, tsv elsewhere\n"
    "\n"
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

/* ---- options ---- */

enum { OPT_DYAD = 256, OPT_ACTOR, OPT_FROM, OPT_TO, OPT_EVENT, OPT_MODE, OPT_CONTEXT, OPT_PERSON, OPT_TEXT, OPT_SOURCES, OPT_BY, OPT_ALL, OPT_LIMIT, OPT_FORMAT, OPT_HELP };

static const struct option options[] = {
    {"dyad", required_argument, NULL, OPT_DYAD},       {"actor", required_argument, NULL, OPT_ACTOR},   {"from", required_argument, NULL, OPT_FROM},
    {"to", required_argument, NULL, OPT_TO},           {"event", required_argument, NULL, OPT_EVENT},   {"mode", required_argument, NULL, OPT_MODE},
    {"context", required_argument, NULL, OPT_CONTEXT}, {"person", required_argument, NULL, OPT_PERSON}, {"text", required_argument, NULL, OPT_TEXT},
    {"min-sources", required_argument, NULL, OPT_SOURCES}, {"by", required_argument, NULL, OPT_BY},     {"all", no_argument, NULL, OPT_ALL},
    {"limit", required_argument, NULL, OPT_LIMIT},     {"format", required_argument, NULL, OPT_FORMAT}, {"help", no_argument, NULL, OPT_HELP},
    {0}};

static bool bad(const char *what, const char *value, const char *right) {
    fprintf(stderr, "attache query: %s %s: %s\nTry `attache query --help`.\n", what, value, right);
    return false;
}

static bool take_number(const char *option, const char *value, int *out) {
    char *end;
    long n = strtol(value, &end, 10);
    if (*end || !*value || n < 1 || n > 1000000000) return bad(option, value, "must be a number from 1");
    *out = (int)n;
    return true;
}

static bool take_format(const char *value, Table *t) {
    static const struct {
        const char *name;
        bool pretty;
        attache_format format;
    } formats[] = {{"table", true, ATTACHE_FORMAT_TSV}, {"csv", false, ATTACHE_FORMAT_CSV}, {"tsv", false, ATTACHE_FORMAT_TSV}, {"jsonl", false, ATTACHE_FORMAT_JSONL}};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (!strcmp(value, formats[i].name)) return t->pretty = formats[i].pretty, t->format = formats[i].format, true;
    return bad("--format", value, "must be table, csv, tsv or jsonl");
}

static bool take_option(int which, const char *value, attache_query *q, Table *t) {
    switch (which) {
    case OPT_DYAD: return q->dyad = value, true;
    case OPT_ACTOR: return q->actor = value, true;
    case OPT_FROM: return q->from = value, true;
    case OPT_TO: return q->to = value, true;
    case OPT_EVENT: return q->event = value, true;
    case OPT_MODE: return q->mode = value, true;
    case OPT_CONTEXT: return q->context = value, true;
    case OPT_PERSON: return q->person = value, true;
    case OPT_TEXT: return q->text = value, true;
    case OPT_BY: return q->by = value, true;
    case OPT_ALL: return q->all = true;
    case OPT_SOURCES: return take_number("--min-sources", value, &q->min_sources);
    case OPT_LIMIT: return take_number("--limit", value, &q->limit);
    case OPT_FORMAT: return take_format(value, t);
    default: return false;
    }
}

/* The words behind the store: what is asked for. */
static bool take_words(char **words, int n, attache_query *q) {
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

static int run(const Options *o) {
    char **argv = (char **)o->files;
    int argc = (int)o->n_files;
    attache_query q = {0};
    Table t = {.format = ATTACHE_FORMAT_TSV, .pretty = isatty(STDOUT_FILENO)};
    opterr = 0;
    for (int which; (which = getopt_long(argc, argv, ":h", options, NULL)) != -1;) {
        if (which == 'h' || which == OPT_HELP) return fputs(help, stdout), prog_finish(0);
        if (which == ':' || which == '?') return prog_bad_option("query", which, argv), EXIT_BAD_USAGE;
        if (!take_option(which, optarg, &q, &t)) return EXIT_BAD_USAGE;
    }
    if (optind == argc) return fprintf(stderr, "attache query: name a store\nTry `attache query --help`.\n"), EXIT_BAD_USAGE;
    if (!take_words(argv + optind + 1, argc - optind - 1, &q)) return EXIT_BAD_USAGE;
    return ask(o, argv[optind], &q, &t);
}

const Command command_query = {"query", help, run, NULL};
