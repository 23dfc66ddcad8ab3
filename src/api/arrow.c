/* arrow.c - codes tables of documents, or files, into tables of events, through the Arrow C stream interface, on all cores.
 *
 * The thread that requests the next table reads documents into jobs, lets the pool's threads code them into columns, and takes the columns of the oldest job when
 * they are done. So the order is that of the documents, and the tables have the same boundaries whatever the number of threads. */
#include <errno.h>
#include <stdlib.h>

#include "api/batch.h"
#include "out/event_columns.h"
#include "out/ipc.h"
#include "out/arrow_lines.h"
#include "read/input/arrow.h"

enum { JOB_BYTES = 256 << 10, JOB_DOCUMENTS = 1024, JOBS_A_THREAD = 3 };

typedef struct Job {
    Arena arena; /* has copies of the documents */
    attache_document documents[JOB_DOCUMENTS];
    size_t n, bytes;
    bool failed; /* out of memory while its columns were made */
    Column events;
    attache_stats stats;
} Job;

typedef struct Coding Coding;
typedef struct Worker {
    const Coding *coding;
    attache_context *ctx;
} Worker;

struct Coding {
    const attache *self;
    attache_arrow_options options;
    ArrowDocuments *in;     /* the source of documents: this, or */
    attache_inputs *inputs; /* these, which are borrowed */
    attache_status status; /* of reading the documents: ATTACHE_END at their end */
    attache_stats stats;
    size_t in_flight;
    Pool *pool;
    Worker *workers;
    Job *jobs, **idle;
    size_t n_workers, n_jobs, n_idle;
};

/* ---- one job ---- */

static int add_event(const attache_event *event, void *job) {
    event_columns_add(&((Job *)job)->events, event);
    return 0;
}

static void do_job(void *worker, void *job) {
    const Worker *w = worker;
    Job *j = job;
    attache_code_options options = {.all = w->coding->options.all};
    w->ctx->stats = &j->stats;
    for (size_t i = 0; i < j->n; i++) {
        j->stats.documents++, j->stats.bytes += j->documents[i].size;
        attache_status status = j->failed ? ATTACHE_ERR_MEMORY : attache_code(w->ctx, &j->documents[i], &options, add_event, j);
        batch_count_status(&j->stats, status);
        j->failed |= status == ATTACHE_ERR_MEMORY;
    }
    w->ctx->stats = NULL;
}

/* For files, input that cannot be read has been reported; it is counted here. */
static attache_status next_document(Coding *c, attache_document *doc) {
    if (c->in) return arrow_documents_next(c->in, doc);
    for (;;) {
        attache_status status = attache_inputs_next(c->inputs, doc);
        if (status == ATTACHE_OK || status == ATTACHE_END) return status;
        c->stats.documents++;
        batch_count_status(&c->stats, status);
    }
}

static void fill_job(Coding *c, Job *j) {
    attache_document doc;
    arena_reset(&j->arena);
    j->n = j->bytes = 0;
    j->stats = (attache_stats){0};
    while (j->n < JOB_DOCUMENTS && j->bytes < JOB_BYTES && (c->status = next_document(c, &doc)) == ATTACHE_OK) {
        inputs_copy(&j->arena, &doc, &j->documents[j->n++]);
        j->bytes += doc.size;
    }
    c->in_flight += j->bytes;
}

/* The oldest job when it is done, after filling the pool with others; NULL at the end. */
static Job *next_job(Coding *c) {
    for (;;) {
        bool room = c->status == ATTACHE_OK && !pool_is_full(c->pool) && c->in_flight < BATCH_IN_FLIGHT;
        if (room) {
            Job *j = c->idle[--c->n_idle];
            fill_job(c, j);
            if (j->n)
                pool_put(c->pool, j);
            else
                c->idle[c->n_idle++] = j;
        }
        Job *done = pool_take(c->pool, !room);
        if (done || !room) return done;
    }
}

/* ---- the stream ---- */

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out) {
    const Coding *c = stream->private_data;
    return column_schema(&event_columns, &c->self->reporter, out);
}

/* A table from the next job that has events, or one without `release` at the end. */
static attache_status export_next(Coding *c, struct ArrowArray *out) {
    for (Job *j; !out->release && (j = next_job(c)) != NULL;) {
        c->in_flight -= j->bytes;
        c->idle[c->n_idle++] = j;
        batch_add_stats(&c->stats, &j->stats);
        if (c->options.on_progress) c->options.on_progress(&c->stats, c->options.user);
        if (j->failed) return c->status = ATTACHE_ERR_MEMORY;
        if (j->events.length) column_export(&j->events, out);
    }
    if (!out->release && c->options.on_progress) c->options.on_progress(&c->stats, c->options.user);
    return ATTACHE_OK;
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out) {
    Coding *c = stream->private_data;
    *out = (struct ArrowArray){0};
    if (c->status == ATTACHE_ERR_MEMORY) return ENOMEM;
    attache_status status = GUARDED(&c->self->reporter, "table", export_next(c, out));
    if (status != ATTACHE_OK) return c->status = status, ENOMEM;
    return out->release || c->status == ATTACHE_END ? 0 : EIO;
}

static const char *get_last_error(struct ArrowArrayStream *stream) {
    const Coding *c = stream->private_data;
    return c->status == ATTACHE_END ? NULL : c->status == ATTACHE_ERR_MEMORY ? "out of memory" : "the table of documents could not be read";
}

static void close_coding(Coding *c) {
    pool_free(c->pool);
    for (size_t i = 0; i < c->n_workers; i++) attache_context_free(c->workers[i].ctx);
    for (size_t i = 0; i < c->n_jobs; i++) {
        arena_free(&c->jobs[i].arena);
        column_free(&c->jobs[i].events);
    }
    arrow_documents_close(c->in);
    free(c->workers);
    free(c->jobs);
    free(c->idle);
    free(c);
}

static void release(struct ArrowArrayStream *stream) {
    close_coding(stream->private_data);
    stream->release = NULL;
}

static void open_workers(Coding *c, size_t n) {
    void *workers[BATCH_THREADS_MAX];
    c->workers = base_zalloc(n * sizeof *c->workers);
    for (; c->n_workers < n; c->n_workers++) {
        attache_context *ctx = attache_context_new(c->self);
        if (!ctx) failure_raise(ATTACHE_ERR_MEMORY, "out of memory");
        c->workers[c->n_workers] = (Worker){c, ctx}, workers[c->n_workers] = &c->workers[c->n_workers];
    }
    c->idle = base_zalloc(n * JOBS_A_THREAD * sizeof *c->idle);
    c->jobs = base_zalloc(n * JOBS_A_THREAD * sizeof *c->jobs);
    c->n_jobs = n * JOBS_A_THREAD;
    for (size_t i = 0; i < c->n_jobs; i++) {
        arena_init(&c->jobs[i].arena);
        column_init(&c->jobs[i].events, &event_columns);
        c->idle[c->n_idle++] = &c->jobs[i];
    }
    c->pool = pool_new(n, workers, c->n_jobs, do_job);
}

static attache_status open_coding(Coding *c, struct ArrowArrayStream *documents) {
    if (documents) FORWARD_IF_ERROR(arrow_documents_open(documents, &c->self->reporter, &c->in));
    open_workers(c, batch_threads(c->options.threads));
    return ATTACHE_OK;
}

/* For documents in tables, or in files. */
static attache_status code(const attache *self, const attache_arrow_options *options, struct ArrowArrayStream *documents, attache_inputs *inputs, struct ArrowArrayStream *out) {
    Coding *c = calloc(1, sizeof *c);
    if (!c && documents) documents->release(documents);
    if (!c) return ATTACHE_ERR_MEMORY;
    c->self = self, c->inputs = inputs;
    if (options) c->options = *options;
    attache_status status = GUARDED(&self->reporter, "documents", open_coding(c, documents));
    if (documents && documents->release) documents->release(documents); /* it could not even be taken over */
    if (status == ATTACHE_OK && !c->pool) status = report(&self->reporter, ATTACHE_ERR_IO, "threads", "not one could be started");
    if (status == ATTACHE_OK)
        *out = (struct ArrowArrayStream){get_schema, get_next, get_last_error, release, c};
    else
        close_coding(c);
    return status;
}

attache_status attache_arrow_code(const attache *self, const attache_arrow_options *options, struct ArrowArrayStream *documents, struct ArrowArrayStream *out) {
    return code(self, options, documents, NULL, out);
}

attache_status attache_arrow_code_inputs(const attache *self, const attache_arrow_options *options, attache_inputs *inputs, struct ArrowArrayStream *out) {
    return code(self, options, NULL, inputs, out);
}

attache_status attache_arrow_write(struct ArrowArrayStream *stream, attache_write_fn *write, void *user) {
    static const Reporter nobody = {0};
    return GUARDED(&nobody, "tables", ipc_write(stream, write, user));
}

attache_status attache_arrow_write_rows(struct ArrowArrayStream *stream, attache_write_fn *write, void *user) {
    static const Reporter nobody = {0};
    return GUARDED(&nobody, "tables", arrow_lines_write(stream, write, user));
}
