/* serve.c - attache serve: shows a store in a browser, as an analyst's desk, until it is stopped. */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "prog.h"
#include "sandbox.h"

static const char help[] =
    "usage: attache serve [OPTION]... STORE\n"
    "\n"
    "Shows a store in a browser, at http://127.0.0.1:8765/, only for this machine, until Ctrl-C. There is also an API with JSON and CSV: /api/v1/openapi.json.\n"
    "You can add to the store meanwhile. The desk writes only corrections, which are kept separate from the coding.\n";
static const char examples[] =
    "  attache serve news.attache\n"
    "  attache serve --listen 127.0.0.1:9000 news.attache\n";

/* Signals are blocked before any thread starts, so that only this one receives them. */
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

/* Only the store's folder and the token; SQLite's temporary files are in that folder, or in the system's if it is read-only. */
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
