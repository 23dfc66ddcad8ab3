/* export.c - attache export: a store in; events, happenings, dyad-months, corrections or test cases out. */
#include <string.h>
#include <sys/stat.h>

#include "options.h"

static const char help[] =
    "usage: attache export [OPTION]... STORE [events | happenings | dyads | corrections]\n"
    "\n"
    "Writes all events of a store (as if no word were given), the happenings that they tell of, or a row a dyad and month with counts by quad class\n"
    "and mean scores, for events and for happenings; or the log of corrections: who said what, when, and what stood there before. docs/columns.md has the columns.\n";
static const char examples[] =
    "  attache export --format csv news.attache > events.csv\n"
    "  attache export --format tsv --output dyads.tsv news.attache dyads\n";

static bool bad(const char *what, const char *value, const char *right) { return options_bad(&command_export, what, value, right); }

/* The words behind the options: the store, and what of it. */
static bool take_words(const Options *o, attache_export *what) {
    static const char *const names[] = {[ATTACHE_EXPORT_EVENTS] = "events", [ATTACHE_EXPORT_HAPPENINGS] = "happenings", [ATTACHE_EXPORT_DYAD_MONTHS] = "dyads",
                                        [ATTACHE_EXPORT_CORRECTIONS] = "corrections"};
    const char *word = o->n_files > 1 ? o->files[1] : "events";
    size_t i = 0;
    if (o->n_files > 2) return bad("the word", o->files[2], "is one too many");
    while (i < sizeof names / sizeof *names && strcmp(names[i], word) != 0) i++;
    if (i == sizeof names / sizeof *names) return bad("the word", word, "must be events, happenings, dyads or corrections");
    what->what = (attache_export_what)i;
    if (what->what == ATTACHE_EXPORT_CORRECTIONS && o->format == FORMAT_ARROW) return bad("--format", "of corrections", "must be csv, tsv or jsonl");
    if (what->what != ATTACHE_EXPORT_EVENTS && o->format > ATTACHE_FORMAT_TSV && o->format != FORMAT_ARROW) return bad("--format", "of happenings, dyads or corrections", "must be csv, tsv, jsonl or arrow");
    return true;
}

static bool is_one_file(const char *a, const char *b) {
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static attache_status write_all(const Options *o, attache_store *store, const attache_export *what) {
    struct ArrowArrayStream tables;
    if (o->format == EXPORT_CASES) return attache_export_cases(store, prog_write, NULL);
    if (o->format != FORMAT_ARROW) return attache_export_run(store, what, prog_write, NULL);
    attache_status status = attache_arrow_export(store, what, NULL, &tables);
    return status == ATTACHE_OK ? attache_arrow_write(&tables, prog_write, NULL) : status;
}

static int export_store(const Options *o, const attache_export *what) {
    attache *a = prog_open(o);
    attache_store *store = NULL;
    attache_status status = a ? attache_store_open(a, o->files[0], ATTACHE_STORE_READ, &store) : ATTACHE_ERR_IO;
    if (status == ATTACHE_OK && o->output && !prog_output_to(o->output, o->permissions)) status = ATTACHE_ERR_IO;
    if (status == ATTACHE_OK) status = write_all(o, store, what);
    attache_store_close(store);
    attache_close(a);
    return prog_finish(status == ATTACHE_OK || status == ATTACHE_STOPPED ? 0 : status == ATTACHE_ERR_USAGE ? EXIT_BAD_USAGE : EXIT_COULD_NOT_RUN);
}

static int run(const Options *o) {
    attache_export what = {.format = (attache_format)o->format, .all = o->all, .why = o->why, .corrected = o->corrected};
    if (o->format == FORMAT_PARQUET) return prog_parquet("export");
    if (!take_words(o, &what)) return EXIT_BAD_USAGE;
    if (o->output && is_one_file(o->output, o->files[0])) return bad("--output", o->output, "is the store itself"), EXIT_BAD_USAGE;
    return export_store(o, &what);
}

const Command command_export = {"export", FOR_EXPORT, help, examples, run};
