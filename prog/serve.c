/* serve.c - attache serve: a store in, an analyst's desk in a browser out, until it is told to stop. */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "prog.h"
#include "sandbox.h"

static const char help[] =
    "usage: attache serve [OPTION]... STORE\n"
    "\n"
    "Shows a store in a browser, on http://127.0.0.1:8765/ for this machine alone, until Ctrl-C. The same as JSON and CSV: /api/v1/openapi.json.\n"
    "The store may be added to meanwhile. Nothing is written but corrections, which are kept apart from the coding.\n";
static const char examples[] =
    "  attache serve news.attache\n"
    "  attache serve --listen 127.0.0.1:9000 news.attache\n";

/* Signals are blocked before any thread starts, so that this one alone takes them. */
static void wait_for_end(const sigset_t *ends) {
    int signal;
    sigwait(ends, &signal);
}

static int serve(const Options *o, attache *a, const sigset_t *ends) {
    attache_desk *desk;
    attache_desk_options options = {.listen = o->listen, .token_file = o->token, .threads = (unsigned)o->threads};
    attache_status status = attache_desk_start(a, o->files[0], &options, &desk);
    if (status != ATTACHE_OK) return status == ATTACHE_ERR_USAGE ? EXIT_BAD_USAGE : EXIT_COULD_NOT_RUN;
    if (!o->quiet) {
        printf("The desk is open on %s%s\nCtrl-C closes it.\n", attache_desk_address(desk),
               attache_desk_has_pages(desk) ? "" : " (its API alone: this attache was built without its pages)");
        fflush(stdout);
    }
    wait_for_end(ends);
    attache_desk_stop(desk);
    return 0;
}

/* The store's folder, the token and nothing else; SQLite's own temporary files lie in that folder, or in the system's where it may not be written. */
static void shut_in(const Options *o) {
    char *folder = sandbox_folder_of(o->files[0]);
    if (!folder || o->no_sandbox) return free(folder);
    bool written = access(folder, W_OK) == 0;
    Sandbox box = {.writes = {folder, written ? NULL : "/tmp"}, .reads = {"/sys/devices/system/cpu", "/dev/urandom", "/dev/null", "/usr/share/zoneinfo", "/etc/localtime", o->token}};
    setenv("SQLITE_TMPDIR", written ? folder : "/tmp", 1);
    sandbox_enter(&box);
    free(folder);
}

static int run(const Options *o) {
    sigset_t ends;
    if (o->n_files != 1) return fprintf(stderr, "attache serve: one store is wanted\nTry `attache serve --help`.\n"), EXIT_BAD_USAGE;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    sigprocmask(SIG_BLOCK, &ends, NULL);
    attache *a = prog_open(o);
    if (!a) return EXIT_COULD_NOT_RUN;
    shut_in(o);
    int status = serve(o, a, &ends);
    attache_close(a);
    return prog_finish(status);
}

const Command command_serve = {"serve", FOR_SERVE, help, examples, run};
