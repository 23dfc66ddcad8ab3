/* undo.c - attache undo: reverts a correction by its number. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"

static const char help[] =
    "usage: attache undo [OPTION]... STORE NUMBER\n"
    "\n"
    "Reverts a correction: its field gets its previous value back. Nothing is lost: the log of corrections (`attache export STORE corrections`, which lists\n"
    "the numbers) has both. Of several corrections of one field the last is reverted first; a reversal can be reverted, too.\n";
static const char examples[] =
    "  attache export news.attache corrections\n"
    "  attache undo news.attache 7\n";

/* The login name, unless the user gives another. */
static const char *name_of_user(void) {
    const char *name = getenv("LOGNAME");
    if (!name || !*name) name = getenv("USER");
    return name && *name ? name : NULL;
}

static int run(const Options *o) {
    if (o->n_files != 2) return fprintf(stderr, "attache undo: name a store and the number of a correction\nTry `attache undo --help`.\n"), EXIT_BAD_USAGE;
    char *end;
    errno = 0;
    long long number = strtoll(o->files[1], &end, 10);
    if (errno || *end || number < 1) return options_bad(&command_undo, "the number", o->files[1], "must be that of a correction"), EXIT_BAD_USAGE;
    const char *who = o->who ? o->who : name_of_user();
    if (!who) return options_bad(&command_undo, "--who", "is missing", "say who you are"), EXIT_BAD_USAGE;
    attache *a = prog_open(o);
    attache_store *store = NULL;
    attache_status status = a ? attache_store_open(a, o->files[0], ATTACHE_STORE_WRITE, &store) : ATTACHE_ERR_IO;
    if (status == ATTACHE_OK) status = attache_correction_undo(store, number, who);
    attache_store_close(store);
    attache_close(a);
    return prog_finish(status == ATTACHE_OK ? 0 : status == ATTACHE_ERR_USAGE ? EXIT_BAD_USAGE : EXIT_COULD_NOT_RUN);
}

const Command command_undo = {"undo", FOR_UNDO, help, examples, run};
