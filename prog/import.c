/* import.c - attache import: puts another program's file of events into a store. */
#include <stdio.h>
#include <string.h>

#include "options.h"

static const char help[] =
    "usage: attache import [OPTION]... polecat | icews | gdelt FILE STORE\n"
    "\n"
    "Puts the events of a file into a store, which `attache query`, `export` and `serve` read: the weekly files of POLECAT, the yearly ones of ICEWS, the\n"
    "daily ones of GDELT 2.0 (61 columns), uncompressed, or such files written by attache. A bad row is reported with its line and left out. A record\n"
    "that is already there is left alone; a changed one replaces it.\n";
static const char examples[] = "  attache import polecat ngecEvents.DV.2023-W05.txt world.attache\n";

static int read_file(const Options *o, attache_format format) {
    attache *a = prog_open(o);
    attache_store *store = NULL;
    attache_import_counts c = {0};
    attache_status status = a ? attache_store_open(a, o->files[2], ATTACHE_STORE_CREATE, &store) : ATTACHE_ERR_IO;
    if (status == ATTACHE_OK) status = attache_import_run(store, format, o->files[1], &c);
    if (o->stats)
        fprintf(stderr, "rows %llu  events %llu  no event %llu  refused %llu; documents added %llu  replaced %llu  there already %llu\n", (unsigned long long)c.rows,
                (unsigned long long)c.events, (unsigned long long)c.no_event, (unsigned long long)c.refused, (unsigned long long)c.added,
                (unsigned long long)c.replaced, (unsigned long long)c.same);
    attache_store_close(store);
    attache_close(a);
    return prog_finish(status != ATTACHE_OK ? EXIT_COULD_NOT_RUN : c.refused ? EXIT_SOME_FAILED : 0);
}

static int run(const Options *o) {
    static const struct {
        const char *name;
        attache_format format;
    } formats[] = {{"polecat", ATTACHE_FORMAT_POLECAT}, {"icews", ATTACHE_FORMAT_ICEWS}, {"gdelt", ATTACHE_FORMAT_GDELT}};
    if (o->n_files != 3)
        return fprintf(stderr, "attache import: name a format, a file and a store\nTry `attache import --help`.\n"), EXIT_BAD_USAGE;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (!strcmp(o->files[0], formats[i].name)) return read_file(o, formats[i].format);
    return options_bad(&command_import, "the format", o->files[0], "must be polecat, icews or gdelt"), EXIT_BAD_USAGE;
}

const Command command_import = {"import", FOR_IMPORT, help, examples, run};
