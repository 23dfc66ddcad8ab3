/* export.c - attache export: a store in; events, happenings, dyad-months or test cases out. */
#include <getopt.h>
#include <string.h>
#include <sys/stat.h>

#include "prog.h"

static const char help[] =
    "usage: attache export [OPTION]... STORE [events | happenings | dyads]\n"
    "\n"
    "Writes all events of a store (as if no word were given), the happenings that they tell of, or a row a dyad and month with counts by quad class\n"
    "and mean scores, for events and for happenings. docs/columns.md has the columns.\n"
    "\n"
    "  --format jsonl|csv|tsv|icews|gdelt|cases\n"
    "                     icews and gdelt for events alone; cases: analysts' corrections as test cases\n"
    "  --output FILE      instead of standard output\n"
      "  --corrected        analysts' corrections applied\n"
    "  --all              negated events too\n"
    "  --why              with each record the frame, the words and the table rows that it stands on (jsonl)\n"
    "\n"
    "  attache export --format csv news.attache > events.csv\n"
    "  attache export --format tsv --output dyads.tsv news.attache dyads\n";

enum { OPT_FORMAT = 256, OPT_OUTPUT, OPT_CORRECTED, OPT_ALL, OPT_WHY, OPT_HELP };
static const struct option options[] = {{"format", required_argument, NULL, OPT_FORMAT}, {"output", required_argument, NULL, OPT_OUTPUT},
                                        {"corrected", no_argument, NULL, OPT_CORRECTED},
                                        {"all", no_argument, NULL, OPT_ALL}, {"why", no_argument, NULL, OPT_WHY}, {"help", no_argument, NULL, OPT_HELP}, {0}};

typedef struct Wanted {
    attache_export what;
    bool cases;
    const char *output, *store;
} Wanted;

static bool bad(const char *what, const char *value, const char *right) {
    fprintf(stderr, "attache export: %s %s: %s\nTry `attache export --help`.\n", what, value, right);
    return false;
}

static bool take_format(const char *value, Wanted *w) {
    static const char *const names[] = {[ATTACHE_FORMAT_JSONL] = "jsonl", [ATTACHE_FORMAT_CSV] = "csv", [ATTACHE_FORMAT_TSV] = "tsv", [ATTACHE_FORMAT_ICEWS] = "icews",
                                        [ATTACHE_FORMAT_GDELT] = "gdelt"};
    w->cases = !strcmp(value, "cases");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(value, names[i])) return w->what.format = (attache_format)i, true;
    return w->cases || bad("--format", value, "must be jsonl, csv, tsv, icews, gdelt or cases");
}

static bool take_option(int which, const char *value, Wanted *w) {
    switch (which) {
    case OPT_FORMAT: return take_format(value, w);
    case OPT_OUTPUT: return w->output = value, true;
    case OPT_CORRECTED: return w->what.corrected = true;
    case OPT_ALL: return w->what.all = true;
    case OPT_WHY: return w->what.why = true;
    default: return false;
    }
}

static bool take_words(char **words, int n, Wanted *w) {
    if (!n) return bad("STORE", "is missing", "name a store");
    w->store = words[0];
    if (n > 2) return bad("the word", words[2], "is one too many");
    if (n == 2 && !strcmp(words[1], "happenings")) w->what.what = ATTACHE_EXPORT_HAPPENINGS;
    if (n == 2 && !strcmp(words[1], "dyads")) w->what.what = ATTACHE_EXPORT_DYAD_MONTHS;
    if (n == 2 && w->what.what == ATTACHE_EXPORT_EVENTS && strcmp(words[1], "events") != 0) return bad("the word", words[1], "must be events, happenings or dyads");
    if (w->what.what != ATTACHE_EXPORT_EVENTS && (w->what.format > ATTACHE_FORMAT_TSV || w->cases)) return bad("--format", "of happenings or dyads", "must be csv, tsv or jsonl");
    return true;
}

static bool is_one_file(const char *a, const char *b) {
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static attache_status write_out(attache_store *store, const Wanted *w) {
    if (w->cases) return attache_export_cases(store, prog_write, NULL);
    return attache_export_run(store, &w->what, prog_write, NULL);
}

static int export_store(const Options *o, const Wanted *w) {
    attache *a = prog_open(o);
    attache_store *store = NULL;
    attache_status status = a ? attache_store_open(a, w->store, ATTACHE_STORE_READ, &store) : ATTACHE_ERR_IO;
    if (status == ATTACHE_OK && w->output && !prog_output_to(w->output)) status = ATTACHE_ERR_IO;
    if (status == ATTACHE_OK) status = write_out(store, w);
    attache_store_close(store);
    attache_close(a);
    return prog_finish(status == ATTACHE_OK || status == ATTACHE_STOPPED ? 0 : status == ATTACHE_ERR_USAGE ? EXIT_BAD_USAGE : EXIT_COULD_NOT_RUN);
}

static int run(const Options *o) {
    char **argv = (char **)o->files;
    int argc = (int)o->n_files;
    Wanted w = {0};
    opterr = 0;
    for (int which; (which = getopt_long(argc, argv, ":h", options, NULL)) != -1;) {
        if (which == 'h' || which == OPT_HELP) return fputs(help, stdout), prog_finish(0);
        if (which == ':' || which == '?') return prog_bad_option("export", which, argv), EXIT_BAD_USAGE;
        if (!take_option(which, optarg, &w)) return EXIT_BAD_USAGE;
    }
    if (!take_words(argv + optind, argc - optind, &w)) return EXIT_BAD_USAGE;
    if (w.output && is_one_file(w.output, w.store)) return bad("--output", w.output, "is the store itself"), EXIT_BAD_USAGE;
    return export_store(o, &w);
}

const Command command_export = {"export", help, run, NULL};
