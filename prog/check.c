/* check.c - attache check: a store in, what is wrong with it out, and what can be made anew made anew. */
#include <stdio.h>

#include "prog.h"

static const char help[] =
    "usage: attache check [OPTION]... STORE\n"
    "\n"
    "Looks whether a store is whole: the file itself, what refers to what, offsets into texts, copies and reports in circles, counts, pairs of actors with their\n"
    "sums, and the full text. Says what is wrong, and ends with status 1 if anything is. With --repair it makes anew what follows from the documents, events and\n"
    "happenings: indices, counts, pairs, sums and the full text; for anything else, ingest the documents into a new file.\n";
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
