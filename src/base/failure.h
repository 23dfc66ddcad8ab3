/* failure.h - errors that cannot be returned as a status: out of memory, a library that fails, a limit that is exceeded.
 *
 *     attache_status status = GUARDED(&reporter, "page.html", work(ctx, doc));     a failure in there is reported of page.html, and is the status
 *
 * failure_raise jumps back, with longjmp, to the guard that this thread set last, without unwinding. Arenas stay valid and are reset by their owners. Heap memory worth
 * freeing, and locks to release, are registered with a Cleanup on the way down:
 *
 *     Cleanup cleanup;
 *     failure_cleanup(&cleanup, close_parser, parser);      failure_raise calls it
 *     ... may fail ...
 *     failure_cleaned(&cleanup);                             the last one pushed must be popped first
 *
 * After a failure, objects used inside the guard may be half changed: close or rebuild them before you use them again.
 * No failure may jump across the frames of SQLite, libmicrohttpd or libcurl: a callback of theirs that allocates has a guard of its own.
 *
 * Ownership: guards and cleanups are on the stack of the function that sets them, and end when it returns.
 */
#ifndef ATTACHE_FAILURE_H
#define ATTACHE_FAILURE_H

#include <setjmp.h>

#include "base/base.h"

typedef struct Cleanup {
    void (*run)(void *of);
    void *of;
    struct Cleanup *below;
} Cleanup;

void failure_cleanup(Cleanup *c, void (*run)(void *of), void *of);
void failure_cleaned(Cleanup *c);
/* free and buf_free, as `run` functions */
void failure_free(void *block);
static inline void failure_free_buf(void *buf) { buf_free(buf); }

typedef struct Failure {
    jmp_buf back;
    struct Failure *outer;
    Cleanup *cleanups; /* the next outer guard */
    attache_status status;
    const char *what;
} Failure;

void failure_enter(Failure *g);
void failure_leave(Failure *g);
/* Reports the failure that came back to the guard. Returns its status. */
static inline attache_status failure_report(const Failure *g, const Reporter *r, const char *where) { return report(r, g->status, where, "%s", g->what); }
/* Jumps back to the innermost guard of this thread; `what` must be a lasting string. Without a guard the process ends, but nothing in the library runs without
 * one. */
_Noreturn void failure_raise(attache_status status, const char *what);

/* The value of `expr`, an attache_status, or the status of the failure that ended it. Then the values that `expr` assigned to variables of the calling function
 * are lost. */
#define GUARDED(reporter, where, expr)                                                                                                               \
    __extension__({                                                                                                                                  \
        Failure failure_;                                                                                                                            \
        attache_status guarded_;                                                                                                                     \
        failure_enter(&failure_);                                                                                                                    \
        if (setjmp(failure_.back) != 0)                                                                                                              \
            guarded_ = failure_report(&failure_, (reporter), (where));                                                                               \
        else                                                                                                                                         \
            guarded_ = (expr);                                                                                                                       \
        failure_leave(&failure_);                                                                                                                    \
        guarded_;                                                                                                                                    \
    })

#endif
