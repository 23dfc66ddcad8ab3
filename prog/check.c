/* check.c - attache check: reports what is wrong in a store, and repairs what can be recomputed. */
#include <stdio.h>

#include "prog.h"

static const char help[] =
    "usage: attache check [OPTION]... STORE\n"
    "\n"
    "Checks the consistency of a store: the file itself, references, offsets into texts, cycles of copies and reports, counts, pairs of actors with their\n"
    "sums, and the full text. Reports problems, and ends with status 1 if there are any. With --repair it recomputes what can be derived from documents, events and\n"
    "happenings: indices, counts, pairs, sums and the full text; for any other problem, ingest the documents into a new file.\n";
static const char examples[] =
    "  attache check news.attache\n"
    "  attache check --repair news.attache\n";

static int run(const Options *o) {
    attache_check_counts c = {0};
    if (o->n_files != 1) return fprintf(stderr, "attache check: one store is wanted\nTry `attache check --help`.\n"), EXIT_BAD_USAGE;
    attache *a = prog_open(o);
    if (!a) return EXIT_COULD_NOT_RUN;
    attache_status status = attache_store_check(a, o->files[0], o->repair, &c);
    attache_close(a);
    if (c.checked)
        printf("%s: %llu documents, %llu events: %llu wrong, %llu made anew\n", status == ATTACHE_OK ? "whole" : "not whole", (unsigned long long)c.documents,
               (unsigned long long)c.events, (unsigned long long)c.problems, (unsigned long long)c.repaired);
    return prog_finish(status == ATTACHE_OK ? 0 : c.checked ? EXIT_SOME_FAILED : EXIT_COULD_NOT_RUN);
}

const Command command_check = {"check", FOR_CHECK, help, examples, run};
