/* batch.c - documents in, what is made of each out, on all cores and in the order of the inputs. The calling thread reads and writes; workers do the rest.
 *
 *     ring:  [written] [done] [at work] [waiting] [free] ...     a slot a document; `taken` counts what workers have begun, `next` what is to be written
 */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/base.h"

enum { SLOTS_PER_THREAD = 8, THREADS_MAX = 256, FIELDS = 7 };

typedef struct Slot {
    Buf in; /* the document's strings and data, copied: an input's own live until the next */
    attache_document doc;
    Buf out;
    attache_stats stats;
    attache_status status;
    bool done;
} Slot;

typedef struct Pool {
    const attache_batch *batch;
    Slot *slots;
    size_t n_slots;
    uint64_t filled, taken, next; /* counts; slot number is the count modulo n_slots */
    bool closed;
    pthread_mutex_t lock;
    pthread_cond_t work, done;
} Pool;

static int to_buf(const char *data, size_t size, void *user) {
    buf_add(user, data, size);
    return 0;
}

/* Copies a document into the slot's own memory. */
static void keep_document(Slot *s, const attache_document *doc) {
    const char *fields[FIELDS] = {doc->id, doc->date, doc->title, doc->url, doc->source, doc->language, doc->charset};
    size_t at[FIELDS], data;
    buf_clear(&s->in);
    for (size_t i = 0; i < FIELDS; i++) {
        at[i] = s->in.n;
        buf_add(&s->in, fields[i] ? fields[i] : "", fields[i] ? strlen(fields[i]) + 1 : 1);
    }
    data = s->in.n;
    buf_add(&s->in, doc->data, doc->size);
    const char *p = s->in.p;
    s->doc = (attache_document){.id = p + at[0], .date = p + at[1], .title = p + at[2], .url = p + at[3], .source = p + at[4], .language = p + at[5], .charset = p + at[6], .data = p + data, .size = doc->size, .kind = doc->kind};
    if (!s->doc.charset[0]) s->doc.charset = NULL;
}

static void run_slot(const attache_batch *b, attache_context *ctx, Slot *s) {
    buf_clear(&s->out);
    s->stats = (attache_stats){.documents = 1, .bytes = s->doc.size};
    s->status = b->work(ctx, &s->doc, to_buf, &s->out, &s->stats, b->user);
    if (s->status == ATTACHE_END) s->stats.skipped++;
    else if (s->status != ATTACHE_OK) s->stats.failed++;
}

static void *worker(void *arg) {
    Pool *p = arg;
    attache_context *ctx = attache_context_new(p->batch->attache);
    pthread_mutex_lock(&p->lock);
    for (;;) {
        while (p->taken == p->filled && !p->closed) pthread_cond_wait(&p->work, &p->lock);
        if (p->taken == p->filled) break;
        Slot *s = &p->slots[p->taken++ % p->n_slots];
        pthread_mutex_unlock(&p->lock);
        run_slot(p->batch, ctx, s);
        pthread_mutex_lock(&p->lock);
        s->done = true;
        pthread_cond_signal(&p->done);
    }
    pthread_mutex_unlock(&p->lock);
    attache_context_free(ctx);
    return NULL;
}

static void add_stats(attache_stats *to, const attache_stats *from) {
    to->documents += from->documents;
    to->failed += from->failed;
    to->skipped += from->skipped;
    to->sentences += from->sentences;
    to->events += from->events;
    to->bytes += from->bytes;
}

/* Writes a finished slot; ATTACHE_STOPPED if the writer asked to stop. */
static attache_status write_slot(const attache_batch *b, Slot *s, attache_stats *stats) {
    add_stats(stats, &s->stats);
    if (s->out.n && b->write(s->out.p, s->out.n, b->user)) return ATTACHE_STOPPED;
    if (b->on_progress) b->on_progress(stats, b->user);
    return ATTACHE_OK;
}

/* Waits for the oldest document and writes it. */
static attache_status write_next(Pool *p, attache_stats *stats) {
    Slot *s = &p->slots[p->next % p->n_slots];
    pthread_mutex_lock(&p->lock);
    while (!s->done) pthread_cond_wait(&p->done, &p->lock);
    pthread_mutex_unlock(&p->lock);
    s->done = false;
    p->next++;
    return write_slot(p->batch, s, stats);
}

/* The next document of the inputs; bad ones, which have been reported, are counted and passed over. False at the end. */
static bool next_document(const attache_batch *b, attache_document *doc, attache_stats *stats) {
    for (;;) {
        attache_status status = attache_inputs_next(b->inputs, doc);
        if (status == ATTACHE_OK) return true;
        if (status == ATTACHE_END) return false;
        stats->documents++;
        stats->failed++;
    }
}

static attache_status feed(Pool *p, attache_stats *stats) {
    attache_status status = ATTACHE_OK;
    attache_document doc;
    while (status == ATTACHE_OK && next_document(p->batch, &doc, stats)) {
        if (p->filled - p->next == p->n_slots) status = write_next(p, stats);
        keep_document(&p->slots[p->filled % p->n_slots], &doc);
        pthread_mutex_lock(&p->lock);
        p->filled++;
        pthread_cond_signal(&p->work);
        pthread_mutex_unlock(&p->lock);
    }
    while (status == ATTACHE_OK && p->next < p->filled) status = write_next(p, stats);
    return status;
}

static attache_status run_threads(const attache_batch *b, unsigned threads, attache_stats *stats) {
    pthread_t ids[THREADS_MAX];
    Pool p = {.batch = b, .n_slots = (size_t)threads * SLOTS_PER_THREAD};
    unsigned started = 0;
    p.slots = base_zalloc(p.n_slots * sizeof *p.slots);
    pthread_mutex_init(&p.lock, NULL);
    pthread_cond_init(&p.work, NULL);
    pthread_cond_init(&p.done, NULL);
    while (started < threads && pthread_create(&ids[started], NULL, worker, &p) == 0) started++;
    if (!started) base_die("cannot start a thread");
    attache_status status = feed(&p, stats);
    pthread_mutex_lock(&p.lock);
    p.closed = true;
    if (status != ATTACHE_OK) p.taken = p.filled; /* stopped: what waits is left */
    pthread_cond_broadcast(&p.work);
    pthread_mutex_unlock(&p.lock);
    for (unsigned i = 0; i < started; i++) pthread_join(ids[i], NULL);
    for (size_t i = 0; i < p.n_slots; i++) {
        buf_free(&p.slots[i].in);
        buf_free(&p.slots[i].out);
    }
    free(p.slots);
    pthread_mutex_destroy(&p.lock);
    pthread_cond_destroy(&p.work);
    pthread_cond_destroy(&p.done);
    return status;
}

/* Without threads: no copy, no waiting. */
static attache_status run_alone(const attache_batch *b, attache_stats *stats) {
    attache_context *ctx = attache_context_new(b->attache);
    attache_status status = ATTACHE_OK;
    Slot s = {0};
    while (status == ATTACHE_OK && next_document(b, &s.doc, stats)) {
        run_slot(b, ctx, &s);
        status = write_slot(b, &s, stats);
    }
    buf_free(&s.out);
    attache_context_free(ctx);
    return status;
}

attache_status attache_batch_run(const attache_batch *batch, attache_stats *out) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned threads = batch->threads ? batch->threads : cores > 0 ? (unsigned)cores : 1;
    *out = (attache_stats){0};
    if (threads > THREADS_MAX) threads = THREADS_MAX;
    return threads == 1 ? run_alone(batch, out) : run_threads(batch, threads, out);
}
