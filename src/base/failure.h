/* failure.h - what becomes of a step that cannot go on and has nobody to tell: out of memory, a library that fails, a bound that is passed.
 *
 *     attache_status status = GUARDED(&reporter, "page.html", work(ctx, doc));     a failure in there is reported of page.html, and is the status
 *
 * failure_raise goes back, with longjmp, to the guard that this thread set last. What lies between is left as it stands: arenas are sound and reset by their owners,
 * and what is worth freeing on the heap, or a lock to be given back, is told by a Cleanup on the way down:
 *
 *     Cleanup cleanup;
 *     failure_cleanup(&cleanup, close_parser, parser);      done by failure_raise, should it come to that
 *     ... may fail ...
 *     failure_cleaned(&cleanup);                             the last one pushed goes first
 *
 * Whatever has been working in a guard that was left so may stand in the midst of a change: it is closed, or made anew, before it is used again.
 * No failure may go through the frames of SQLite, libmicrohttpd or libcurl: a callback of theirs that allocates has a guard of its own.
 *
 * Ownership: guards and cleanups lie on the stack of the function that sets them, and are gone when it returns.
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
/* free and buf_free, in the shape of `run` */
void failure_free(void *block);
static inline void failure_free_buf(void *buf) { buf_free(buf); }

typedef struct Failure {
    jmp_buf back;
    struct Failure *outer;
    Cleanup *cleanups; /* those pushed before */
    attache_status status;
    const char *what;
} Failure;

void failure_enter(Failure *g);
void failure_leave(Failure *g);
/* Reports what came back to the guard. Returns its status. */
static inline attache_status failure_report(const Failure *g, const Reporter *r, const char *where) { return report(r, g->status, where, "%s", g->what); }
/* Goes back to the last guard of this thread; `what` is a string that lasts. Without a guard, which nothing that the library runs is, the process ends with it. */
_Noreturn void failure_raise(attache_status status, const char *what);

/* What `expr` gives, an attache_status, or that of the failure that ended it. Variables of the calling function that `expr` assigns are lost then. */
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
