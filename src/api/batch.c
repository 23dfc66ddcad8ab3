/* batch.c - runs a callback on the documents of many inputs and writes its output in the order of the inputs, whatever the number of threads.
 *
 * The calling thread reads documents and copies them into jobs of about JOB_BYTES, the pool's threads process them, and the calling thread writes the output. So
 * short documents do not cost a lock each, and memory is bounded by IN_FLIGHT and one document. One thread needs no jobs: it writes the output of a long document in pieces. */
#include <stdlib.h>
#include <unistd.h>

#include "api/batch.h"
#include "base/pool.h"

enum { JOB_BYTES = 64 << 10, JOB_DOCUMENTS = 256, JOBS_A_THREAD = 4, JOB_KEEP = 1 << 20, PIECE_BYTES = 1 << 20 };

typedef struct Job {
    Arena arena; /* has copies of the documents */
    attache_document documents[JOB_DOCUMENTS];
    size_t n, bytes;
    Buf out;
    attache_stats stats;
} Job;

typedef struct Worker {
    const attache_batch *batch;
    attache_context *ctx;
} Worker;

typedef struct Batch {
    const attache_batch *batch;
    attache_stats stats;
    bool ended;       /* the inputs are finished */
    size_t in_flight; /* bytes of documents in the pool */
    Pool *pool;
    Worker *workers;
    Job *jobs;
    Job **idle; /* jobs outside the pool */
    size_t n_workers, n_jobs, n_idle;
} Batch;

/* ---- one document ---- */

void batch_add_stats(attache_stats *to, const attache_stats *from) {
    to->documents += from->documents, to->failed += from->failed, to->skipped += from->skipped;
    to->empty += from->empty, to->sentences += from->sentences, to->events += from->events, to->bytes += from->bytes;
}

void batch_count_status(attache_stats *stats, attache_status status) {
    stats->skipped += status == ATTACHE_SKIPPED;
    stats->failed += status != ATTACHE_OK && status != ATTACHE_SKIPPED;
}

/* The output of documents; of the present one from `before` on. */
typedef struct Output {
    Buf *buf;
    size_t before;
    const attache_batch *writes; /* gets what is longer than a piece at once, since no other output comes before it; NULL: it all stays in the buffer */
    bool stopped;                /* it wants no more */
} Output;

static int add_output(const char *data, size_t size, void *user) {
    Output *o = user;
    buf_add(o->buf, data, size);
    if (!o->writes || o->buf->n < PIECE_BYTES) return 0;
    o->stopped = o->writes->write(o->buf->p, o->buf->n, o->writes->user) != 0;
    o->before = 0;
    buf_clear(o->buf);
    return o->stopped;
}

static void do_document(Worker *w, const attache_document *doc, Output *out, attache_stats *stats) {
    attache_stats own = {.documents = 1, .bytes = doc->size};
    out->before = out->buf->n;
    w->ctx->stats = &own;
    attache_status status = IN_CONTEXT(w->ctx, doc->id, w->batch->work(w->ctx, doc, add_output, out, &own, w->batch->user));
    w->ctx->stats = NULL;
    if (status == ATTACHE_ERR_MEMORY && out->buf->p) out->buf->n = out->before, out->buf->p[out->before] = 0; /* all output of a document that is no longer than a piece, or none */
    if (!out->stopped) batch_count_status(&own, status);
    batch_add_stats(stats, &own);
}

static bool is_wanted(const attache_batch *batch, const attache_document *doc) { return !batch->want || batch->want(doc, batch->user); }

/* The next document that can be read and is wanted; false at the end. The others have been reported if they cannot be read, and are counted. */
static bool next_document(Batch *b, attache_document *doc) {
    for (;;) {
        attache_status status = attache_inputs_next(b->batch->inputs, doc);
        if (status == ATTACHE_OK && is_wanted(b->batch, doc)) return true;
        if (status == ATTACHE_OK) continue;
        if (status == ATTACHE_END) {
            b->ended = true;
            return false;
        }
        b->stats.documents++;
        batch_count_status(&b->stats, status);
    }
}

/* ---- jobs ---- */

static void do_job(void *worker, void *job) {
    Job *j = job;
    Output out = {.buf = &j->out};
    for (size_t i = 0; i < j->n; i++) do_document(worker, &j->documents[i], &out, &j->stats);
}

static attache_status copy_document(Job *j, const attache_document *doc) {
    inputs_copy(&j->arena, doc, &j->documents[j->n]);
    j->n++;
    j->bytes += doc->size;
    return ATTACHE_OK;
}

/* A document for which there is no memory is left out. */
static void take_document(Batch *b, Job *j, const attache_document *doc) {
    if (GUARDED(&b->batch->attache->reporter, doc->id, copy_document(j, doc)) == ATTACHE_OK) return;
    b->stats.documents++;
    b->stats.failed++;
}

static void fill_job(Batch *b, Job *j) {
    attache_document doc;
    j->n = j->bytes = 0;
    j->stats = (attache_stats){0};
    buf_clear(&j->out);
    while (j->n < JOB_DOCUMENTS && j->bytes < JOB_BYTES && next_document(b, &doc)) take_document(b, j, &doc);
    b->in_flight += j->bytes;
}

/* Writes the output of a job and prepares it for reuse; a large one frees its memory. */
static attache_status finish_job(Batch *b, Job *j) {
    const attache_batch *batch = b->batch;
    bool stop = j->out.n && batch->write(j->out.p, j->out.n, batch->user);
    batch_add_stats(&b->stats, &j->stats);
    if (batch->on_progress) batch->on_progress(&b->stats, batch->user);
    b->in_flight -= j->bytes;
    b->idle[b->n_idle++] = j;
    arena_reset(&j->arena);
    if (j->bytes > JOB_KEEP || j->out.n > JOB_KEEP) {
        arena_free(&j->arena);
        arena_init(&j->arena);
        buf_free(&j->out);
    }
    return stop ? ATTACHE_STOPPED : ATTACHE_OK;
}

/* ---- running ---- */

static attache_status run_pool(Batch *b) {
    Pool *pool = b->pool;
    attache_status status = ATTACHE_OK;
    while (status == ATTACHE_OK) {
        bool room = !b->ended && !pool_is_full(pool) && b->in_flight < BATCH_IN_FLIGHT;
        if (room) {
            Job *j = b->idle[--b->n_idle];
            fill_job(b, j);
            if (j->n)
                pool_put(pool, j);
            else
                b->idle[b->n_idle++] = j;
        }
        Job *done = pool_take(pool, !room);
        if (done)
            status = finish_job(b, done);
        else if (!room)
            break; /* at the end, with an empty pool */
    }
    return status;
}

/* One thread: no copies, no pool. */
static attache_status run_here(Batch *b) {
    const attache_batch *batch = b->batch;
    attache_document doc;
    attache_status status = ATTACHE_OK;
    Buf out = {0};
    Cleanup cleanup;
    failure_cleanup(&cleanup, failure_free_buf, &out);
    while (status == ATTACHE_OK && next_document(b, &doc)) {
        Output to = {.buf = &out, .writes = batch};
        buf_clear(&out);
        do_document(&b->workers[0], &doc, &to, &b->stats);
        if (to.stopped || (out.n && batch->write(out.p, out.n, batch->user))) status = ATTACHE_STOPPED;
        if (batch->on_progress) batch->on_progress(&b->stats, batch->user);
    }
    failure_cleaned(&cleanup);
    buf_free(&out);
    return status;
}

/* As many workers as memory allows, up to n: the output does not depend on their number. */
static void open_workers(Batch *b, size_t n) {
    b->workers = base_zalloc(n * sizeof *b->workers);
    for (; b->n_workers < n; b->n_workers++) {
        attache_context *ctx = attache_context_new(b->batch->attache);
        if (!ctx) break;
        b->workers[b->n_workers] = (Worker){b->batch, ctx};
    }
    if (!b->n_workers) failure_raise(ATTACHE_ERR_MEMORY, "out of memory");
    if (b->n_workers == 1) return;
    b->idle = base_zalloc(b->n_workers * JOBS_A_THREAD * sizeof *b->idle);
    b->jobs = base_zalloc(b->n_workers * JOBS_A_THREAD * sizeof *b->jobs);
    for (b->n_jobs = b->n_workers * JOBS_A_THREAD; b->n_idle < b->n_jobs; b->n_idle++) {
        arena_init(&b->jobs[b->n_idle].arena);
        b->idle[b->n_idle] = &b->jobs[b->n_idle];
    }
}

static void close_workers(Batch *b) {
    for (size_t i = 0; i < b->n_workers; i++) attache_context_free(b->workers[i].ctx);
    for (size_t i = 0; i < b->n_jobs; i++) {
        arena_free(&b->jobs[i].arena);
        buf_free(&b->jobs[i].out);
    }
    free(b->workers);
    free(b->jobs);
    free(b->idle);
}

size_t batch_threads(unsigned wanted) {
    long n = wanted ? (long)wanted : sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > BATCH_THREADS_MAX ? BATCH_THREADS_MAX : (size_t)n;
}

static attache_status run(Batch *b) {
    void *workers[BATCH_THREADS_MAX];
    open_workers(b, batch_threads(b->batch->threads));
    for (size_t i = 0; i < b->n_workers; i++) workers[i] = &b->workers[i];
    b->pool = b->n_workers > 1 ? pool_new(b->n_workers, workers, b->n_jobs, do_job) : NULL;
    return b->pool ? run_pool(b) : run_here(b);
}

attache_status attache_batch_run(const attache_batch *batch, attache_stats *out) {
    Batch *b = calloc(1, sizeof *b);
    if (!b) return ATTACHE_ERR_MEMORY;
    b->batch = batch;
    attache_status status = GUARDED(&batch->attache->reporter, "batch", run(b));
    pool_free(b->pool);
    close_workers(b);
    if (out) *out = b->stats;
    free(b);
    return status;
}
