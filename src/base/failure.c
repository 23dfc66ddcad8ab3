/* failure.c - the guards and cleanups of each thread, innermost first, and the way back to them. */
#include "base/failure.h"

#include <stdio.h>
#include <stdlib.h>

static _Thread_local Failure *innermost;
static _Thread_local Cleanup *cleanups;

void failure_cleanup(Cleanup *c, void (*run)(void *of), void *of) {
    *c = (Cleanup){run, of, cleanups};
    cleanups = c;
}

void failure_cleaned(Cleanup *c) { cleanups = c->below; }

void failure_free(void *block) { free(block); }

void failure_enter(Failure *g) {
    g->outer = innermost;
    g->cleanups = cleanups;
    innermost = g;
}

void failure_leave(Failure *g) {
    if (innermost == g) innermost = g->outer;
    cleanups = g->cleanups;
}

void base_die(const char *what) {
    fprintf(stderr, "attache: %s\n", what);
    abort();
}

void failure_raise(attache_status status, const char *what) {
    Failure *g = innermost;
    if (!g) base_die(what);
    while (cleanups != g->cleanups) {
        Cleanup *c = cleanups;
        cleanups = c->below;
        c->run(c->of);
    }
    innermost = g->outer;
    g->status = status;
    g->what = what;
    longjmp(g->back, 1);
}
