/* attache_int.h - what the files of api/ share: the opaque types of the public header. */
#ifndef ATTACHE_INT_H
#define ATTACHE_INT_H

#include "base/failure.h"
#include "event/event.h"
#include "link/meaning.h"
#include "store/store.h"

struct attache {
    Reporter reporter;
    unsigned file_mode; /* of new files */
    Image image;  /* the knowledge: inside the program, or `compiled` */
    Buf compiled; /* it together with a user's tables; else empty */
    Language *lang;
    Kb *know;
    Coder *coder;
    size_t max_memory; /* of one document */
    bool by_text;      /* nobody has set that: coding a text takes no more than some times its size either */
    double max_seconds;
};

enum { COUNTRY_CACHE = 256 };

struct attache_context {
    const attache *self;
    LangScratch *scratch;
    Arena arena;          /* of the present document */
    Arena room;           /* of its present sentence */
    Budget budget;        /* its limits */
    bool failed;          /* the last call ended in a failure */
    attache_stats *stats; /* receives the counts of sentences and events, or NULL */
    struct {
        char code[4];
        const char *name;
    } countries[COUNTRY_CACHE]; /* names of states by their codes, as they come up */
};

/* A coded document: its article in the form of the public header, its events, and its analysed sentences. */
typedef struct Coded {
    Article article;
    Reading reading;
    attache_article shown;
    Records records;
    attache_event *events; /* all of them, with ids and links, if they were asked for */
    const Meaning *meanings; /* of each event */
    size_t n;
} Coded;

/* Rebuilds what a failure may have left half changed. Every public function that works in a context calls it first. */
attache_status context_ready(attache_context *ctx);
/* A step of a call in a context: the value of `expr`, or the status of a failure, reported for `where`. */
#define IN_CONTEXT(ctx, where, expr)                                                                                                                 \
    __extension__({                                                                                                                                  \
        Failure failure_;                                                                                                                                \
        attache_status status_;                                                                                                                      \
        failure_enter(&failure_);                                                                                                                        \
        if (setjmp(failure_.back) != 0) {                                                                                                              \
            (ctx)->failed = true;                                                                                                                    \
            status_ = failure_report(&failure_, &(ctx)->self->reporter, (where));                                                                        \
        } else {                                                                                                                                     \
            context_ready(ctx);                                                                                                                      \
            status_ = (expr);                                                                                                                        \
        }                                                                                                                                            \
        failure_leave(&failure_);                                                                                                                        \
        status_;                                                                                                                                     \
    })

/* Codes a document. ATTACHE_SKIPPED, with a report, for a language that attache does not read. All of it belongs to the context until its next call. */
attache_status code_document(attache_context *ctx, const attache_document *doc, Coded *out);

/* The part of the document that an offset of the article's text is in: offsets outside count from `span.start`. `highlight`: its index. */
typedef struct Part {
    attache_part kind;
    Span span;
    size_t highlight;
} Part;
Part part_at(const Article *a, uint32_t at);

/* Codes a document for a store: the result, or the reason for having none. All of it belongs to the context and to `doc`. */
attache_status code_for_store(attache_context *ctx, const attache_document *doc, StoreDocument *out);
/* The same of one that failed, and of which nothing is left. */
void failed_for_store(const attache_document *doc, attache_status status, StoreDocument *out);

/* The store behind the public handle, and the objects it was opened with. */
Store *store_of(attache_store *store);
const attache *attache_of(const attache_store *store);

#endif
