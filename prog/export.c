/* export.c - attache export: writes the events, happenings, dyad-months, corrections or test cases of a store. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "options.h"

static const char help[] =
    "usage: attache export [OPTION]... STORE [events | happenings | dyads | corrections]\n"
    "\n"
    "Writes the events of a store (the default), its happenings, or one row per dyad and month with counts by quad class\n"
    "and mean scores, for events and for happenings; or the log of corrections: who, when, before and after. docs/columns.md describes the columns.\n"
    "The filters are those of `attache query`; with filters, the first line of CSV, TSV and JSONL is the query.\n";
static const char examples[] =
    "  attache export --format csv news.attache > events.csv\n"
    "  attache export --format csv --dyad KAZ,IND --from 2017 news.attache happenings > pair.csv\n"
    "  attache export --format tsv --output dyads.tsv news.attache dyads\n"
    "  attache export --format parquet --output events.parquet news.attache\n";

static bool bad(const char *what, const char *value, const char *right) { return options_bad(&command_export, what, value, right); }

/* The words after the options: the store, and what to export. */
static bool take_words(const Options *o, attache_export *what) {
    static const char *const names[] = {[ATTACHE_EXPORT_EVENTS] = "events", [ATTACHE_EXPORT_HAPPENINGS] = "happenings", [ATTACHE_EXPORT_DYAD_MONTHS] = "dyads",
                                        [ATTACHE_EXPORT_CORRECTIONS] = "corrections"};
    const char *word = o->n_files > 1 ? o->files[1] : "events";
    size_t i = 0;
    if (o->n_files > 2) return bad("the word", o->files[2], "is one too many");
    while (i < sizeof names / sizeof *names && strcmp(names[i], word) != 0) i++;
    if (i == sizeof names / sizeof *names) return bad("the word", word, "must be events, happenings, dyads or corrections");
    what->what = (attache_export_what)i;
    if (what->what == ATTACHE_EXPORT_CORRECTIONS && prog_is_tables(o->format)) return bad("--format", "of corrections", "must be csv, tsv or jsonl");
    if (what->what != ATTACHE_EXPORT_EVENTS && o->format > ATTACHE_FORMAT_TSV && !prog_is_tables(o->format)) return bad("--format", "of happenings, dyads or corrections", "must be csv, tsv, jsonl, arrow or parquet");
    return true;
}

/* ---- the selection ---- */

static bool chooses(const attache_query *q) {
    return q->dyad || q->actor || q->from || q->to || q->event || q->mode || q->context || q->quad || q->cameo || q->place || q->near || q->box || q->min_dead || q->min_injured || q->min_arrested ||
           q->source || q->person || q->text || q->min_sources || q->min_confidence > 0;
}

/* Quoted for a shell, on one line. */
static void add_words(FILE *out, const char *name, const char *value) {
    if (!value) return;
    fprintf(out, " --%s '", name);
    for (const char *p = value; *p; p++) {
        if (*p == '\'')
            fputs("'\\''", out);
        else
            fputc((unsigned char)*p < 0x20 ? ' ' : *p, out);
    }
    fputc('\'', out);
}

static void add_number(FILE *out, const char *name, double value) {
    if (value > 0) fprintf(out, " --%s %.10g", name, value);
}

/* The query as a command line that repeats it, for the caller to free; NULL without memory. */
static char *head_of(const attache_query *q, const char *what) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out) return NULL;
    fprintf(out, "attache %s: %s", attache_version(), what);
    add_words(out, "dyad", q->dyad), add_words(out, "actor", q->actor), add_words(out, "from", q->from), add_words(out, "to", q->to);
    add_words(out, "event", q->event), add_words(out, "mode", q->mode), add_words(out, "context", q->context), add_words(out, "quad", q->quad), add_words(out, "cameo", q->cameo);
    add_words(out, "place", q->place), add_words(out, "near", q->near), add_words(out, "box", q->box), add_words(out, "source", q->source);
    add_words(out, "person", q->person), add_words(out, "text", q->text);
    add_number(out, "dead", q->min_dead), add_number(out, "injured", q->min_injured), add_number(out, "arrested", q->min_arrested);
    add_number(out, "min-sources", q->min_sources), add_number(out, "min-confidence", q->min_confidence);
    return fclose(out) == 0 ? text : (free(text), NULL);
}

/* ---- writing ---- */

static bool is_one_file(const char *a, const char *b) {
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static attache_status write_all(const Options *o, attache_store *store, const attache_export *what, const attache_query *query) {
    struct ArrowArrayStream tables;
    if (o->format == EXPORT_CASES) return attache_export_cases(store, prog_write, NULL);
    if (!prog_is_tables(o->format)) return attache_export_run(store, what, query, prog_write, NULL);
    attache_status status = attache_arrow_export(store, what, query, &tables);
    return status == ATTACHE_OK ? prog_write_tables(o->format, &tables) : status;
}

static int export_store(const Options *o, const attache_export *what, const attache_query *query) {
    attache *a = prog_open(o);
    attache_store *store = NULL;
    attache_status status = a ? attache_store_open(a, o->files[0], ATTACHE_STORE_READ, &store) : ATTACHE_ERR_IO;
    if (status == ATTACHE_OK && o->output && !prog_output_to(o->output, o->permissions)) status = ATTACHE_ERR_IO;
    if (status == ATTACHE_OK) status = write_all(o, store, what, query);
    attache_store_close(store);
    attache_close(a);
    return prog_finish(status == ATTACHE_OK || status == ATTACHE_STOPPED ? 0 : status == ATTACHE_ERR_USAGE ? EXIT_BAD_USAGE : EXIT_COULD_NOT_RUN);
}

static int run(const Options *o) {
    attache_query query = o->query;
    bool chosen = chooses(&query);
    query.all = true; /* future and historical events are exported as always */
    attache_export what = {.format = (attache_format)o->format, .all = o->all, .why = o->why, .corrected = o->corrected};
    if (!take_words(o, &what) || (!o->output && !prog_shows_tables(o->format))) return EXIT_BAD_USAGE;
    if (chosen && (what.what == ATTACHE_EXPORT_CORRECTIONS || o->format == EXPORT_CASES)) return bad("corrections", "chosen from", "are exported as a whole"), EXIT_BAD_USAGE;
    if (o->output && is_one_file(o->output, o->files[0])) return bad("--output", o->output, "is the store itself"), EXIT_BAD_USAGE;
    char *head = chosen ? head_of(&query, o->n_files > 1 ? o->files[1] : "events") : NULL;
    what.head = head;
    int status = export_store(o, &what, chosen ? &query : NULL);
    free(head);
    return status;
}

const Command command_export = {"export", FOR_EXPORT, help, examples, run};
