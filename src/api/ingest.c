/* ingest.c - codes the documents of many inputs into a store: on all cores, written in the order of the inputs by a separate thread.
 *
 *     inputs -> want: new or changed? -> work: code, copy into one block (any thread) -> take: collect -> write_batch: one transaction (the writing thread)
 *
 * The write lock is held only while a batch is written, so that two ingests take turns. */
#include <stdlib.h>
#include <time.h>

#include "api/attache_int.h"
#include "base/map.h"
#include "base/pool.h"
#include "base/system.h"
#include "store/known.h"

/* Long batches cost less per document, but wait in memory: these are bytes of text, and the data derived from them take ten times as many. */
enum { BATCH_DOCUMENTS = 8000, BATCH_BYTES = 24 << 20, BATCH_SECONDS = 10, IN_HAND = 1 };

struct attache_store {
    const attache *self;
    Store *store;
};

typedef struct Gathered {
    StoreDocument *documents[BATCH_DOCUMENTS];
    size_t n, bytes;
    attache_status status; /* its result */
} Gathered;

typedef struct Ingest {
    const attache_ingest *job;
    Store *store;
    Known *known;
    DocumentCopies *copies;
    Map sent;      /* names, by hash, of all documents passed to the coders */
    uint64_t same; /* documents skipped without reading */
    Pool *pool;    /* of the one writing thread; NULL: the calling thread writes */
    Gathered *idle[IN_HAND + 1], *filling;
    size_t n_idle;
    size_t batch;   /* size of a batch */
    time_t flushed; /* time of the last hand-over to the writer */
    attache_status status;
    /* the writing thread's own, while the pool exists */
    Writer *writer;
    bool failed;
} Ingest;

Store *store_of(attache_store *store) { return store->store; }
const attache *attache_of(const attache_store *store) { return store->self; }

attache_status attache_store_open(const attache *self, const char *path, attache_store_mode mode, attache_store **out) {
    static const StoreMode modes[] = {[ATTACHE_STORE_READ] = STORE_READ, [ATTACHE_STORE_CREATE] = STORE_CREATE, [ATTACHE_STORE_WRITE] = STORE_WRITE};
    Store *store;
    *out = NULL;
    if (!self || !path || !path[0]) return report(self ? &self->reporter : NULL, ATTACHE_ERR_USAGE, "store", "has no name");
    if (mode == ATTACHE_STORE_CREATE) system_make_file(path, self->file_mode);
    attache_store *handle = calloc(1, sizeof *handle);
    if (!handle) return ATTACHE_ERR_MEMORY;
    attache_status status = store_open(path, modes[mode], &self->reporter, &store);
    if (status == ATTACHE_OK)
        *handle = (attache_store){self, store}, *out = handle;
    else
        free(handle);
    return status;
}

void attache_store_close(attache_store *store) {
    if (!store) return;
    store_close(store->store);
    free(store);
}

/* ---- the identity of a document ---- */

/* A hash of all input of a document: whatever changes its coding changes this. */
static uint64_t hash_document(const attache_document *doc) {
    const char *const said[] = {doc->date, doc->title, doc->url, doc->source, doc->language, doc->charset};
    uint64_t hash = hash_bytes(doc->data, doc->size);
    for (size_t i = 0; i < COUNT_OF(said); i++) hash = hash_mix(hash, said[i] ? hash_bytes(said[i], strlen(said[i])) : 0);
    return hash;
}

static bool want(const attache_document *doc, void *user) {
    Ingest *in = user;
    uint64_t name = map_key(doc->id);
    /* For a name in progress the store is not up to date: another version may be waiting to be written. */
    bool there = !map_has(&in->sent, name) && known_has(in->known, doc->id, hash_document(doc));
    in->same += there;
    if (!there) map_add(&in->sent, name);
    return !there;
}

/* ---- work, on any thread ---- */

static const StoreSentence *sentences_of(attache_context *ctx, const Coded *coded) {
    const Reading *r = &coded->reading;
    StoreSentence *out = arena_alloc(&ctx->arena, (r->n_sentences + 1) * sizeof *out);
    for (size_t i = 0; i < r->n_sentences; i++) {
        Span s = r->sentences[i].span;
        Part part = part_at(&coded->article, s.start);
        out[i] = (StoreSentence){part.kind, (uint32_t)part.highlight, s.start - part.span.start, s.end - part.span.start};
    }
    return out;
}

/* Passes a document to the writing thread: the bytes of a pointer, which then belongs to that thread. */
static attache_status send(Ingest *in, const StoreDocument *doc, attache_write_fn *write, void *out) {
    StoreDocument *copy = document_copy(in->copies, doc);
    return write((const char *)&copy, sizeof copy, out) ? ATTACHE_STOPPED : ATTACHE_OK;
}

void failed_for_store(const attache_document *doc, attache_status status, StoreDocument *out) {
    *out = (StoreDocument){.name = doc->id, .path = doc->path, .hash = hash_document(doc), .outcome = DOCUMENT_FAILED, .message = attache_status_text(status), .publication = ""};
}

attache_status code_for_store(attache_context *ctx, const attache_document *doc, StoreDocument *out) {
    Coded coded = {0};
    *out = (StoreDocument){.name = doc->id, .path = doc->path, .hash = hash_document(doc), .message = "", .publication = ""};
    attache_status status = code_document(ctx, doc, &coded);
    if (status == ATTACHE_OK) {
        const char *outlet = outlet_find(ctx->self->know, coded.shown.site, coded.shown.url);
        out->article = coded.shown, out->publication = outlet ? outlet : coded.shown.site;
        out->sentences = sentences_of(ctx, &coded), out->n_sentences = coded.reading.n_sentences;
        out->events = coded.events, out->meanings = coded.meanings, out->n_events = coded.n;
    } else {
        out->outcome = status == ATTACHE_SKIPPED ? DOCUMENT_SKIPPED : DOCUMENT_FAILED;
        out->message = status == ATTACHE_SKIPPED ? arena_printf(&ctx->arena, "is in the language \"%s\"", coded.article.language) : attache_status_text(status);
    }
    return status;
}

static attache_status work(attache_context *ctx, const attache_document *doc, attache_write_fn *write, void *out, attache_stats *stats, void *user) {
    StoreDocument stored;
    attache_status status = code_for_store(ctx, doc, &stored);
    stats->events += stored.n_events;
    attache_status sent = send(user, &stored, write, out);
    return status == ATTACHE_OK ? sent : status;
}

/* ---- writing ---- */

static attache_status write_documents(Writer *w, const Gathered *g) {
    FORWARD_IF_ERROR(writer_begin(w));
    for (size_t i = 0; i < g->n; i++) {
        attache_status status = writer_add(w, g->documents[i]);
        if (status == ATTACHE_OK) continue;
        writer_cancel(w);
        return status;
    }
    return writer_end(w);
}

/* After a failed batch no more are written: the store keeps what came before. */
static void write_batch(void *ingest, void *gathered) {
    Ingest *in = ingest;
    Gathered *g = gathered;
    g->status = ATTACHE_OK;
    if (!in->failed) g->status = GUARDED(store_reporter(in->store), store_path(in->store), write_documents(in->writer, g));
    if (g->status == ATTACHE_ERR_MEMORY) writer_cancel(in->writer);
    in->failed |= g->status != ATTACHE_OK;
    for (size_t i = 0; i < g->n; i++) document_copy_free(g->documents[i]);
    g->n = g->bytes = 0;
}

/* Takes back what has been written; false if there is nothing to take. */
static bool collect(Ingest *in, bool wait) {
    Gathered *g = in->pool ? pool_take(in->pool, wait) : NULL;
    if (!g) return false;
    if (g->status != ATTACHE_OK) in->status = g->status;
    in->idle[in->n_idle++] = g;
    return true;
}

static void hand_over(Ingest *in) {
    if (in->filling->n && in->pool) {
        if (pool_is_full(in->pool)) collect(in, true);
        pool_put(in->pool, in->filling);
        in->filling = in->idle[--in->n_idle];
    } else if (in->filling->n) {
        write_batch(in, in->filling);
        if (in->filling->status != ATTACHE_OK) in->status = in->filling->status;
    }
    in->flushed = time(NULL);
}

static int take(const char *data, size_t size, void *user) {
    Ingest *in = user;
    for (size_t at = 0; at + sizeof(StoreDocument *) <= size; at += sizeof(StoreDocument *)) {
        StoreDocument *doc;
        memcpy(&doc, data + at, sizeof doc);
        in->filling->documents[in->filling->n++] = doc;
        in->filling->bytes += doc->article.text_size;
        if (in->filling->n == in->batch || in->filling->bytes >= BATCH_BYTES) hand_over(in);
    }
    if (time(NULL) - in->flushed >= BATCH_SECONDS) hand_over(in);
    while (collect(in, false)) {
    }
    return in->status != ATTACHE_OK;
}

static void show_progress(const attache_stats *stats, void *user) {
    Ingest *in = user;
    if (in->job->on_progress) in->job->on_progress(stats, in->job->user);
}

static void open_pool(Ingest *in) {
    void *worker = in;
    in->batch = in->job->batch && in->job->batch < BATCH_DOCUMENTS ? in->job->batch : BATCH_DOCUMENTS;
    for (; in->n_idle <= IN_HAND; in->n_idle++) in->idle[in->n_idle] = base_zalloc(sizeof *in->filling);
    in->pool = in->job->threads == 1 ? NULL : pool_new(1, &worker, IN_HAND, write_batch);
    in->filling = in->idle[--in->n_idle];
    in->flushed = time(NULL);
}

static void close_pool(Ingest *in) {
    if (in->filling) hand_over(in);
    while (collect(in, true)) {
    }
    pool_free(in->pool);
    free(in->filling);
    while (in->n_idle) free(in->idle[--in->n_idle]);
}

static attache_status run(Ingest *in, attache_store *store, attache_ingest_counts *out) {
    attache_batch batch = {.attache = store->self,
                           .inputs = in->job->inputs,
                           .threads = in->job->threads,
                           .want = want,
                           .work = work,
                           .write = take,
                           .on_progress = show_progress,
                           .user = in};
    attache_status status = GUARDED(store_reporter(in->store), store_path(in->store), (open_pool(in), ATTACHE_OK));
    if (status == ATTACHE_OK) status = attache_batch_run(&batch, &out->stats);
    close_pool(in);
    if (in->status == ATTACHE_OK && status != ATTACHE_STOPPED) in->status = status;
    WriterCounts counts = writer_counts(in->writer);
    out->added = counts.added, out->replaced = counts.replaced, out->same = counts.same + in->same, out->undated = counts.undated;
    if (in->status == ATTACHE_OK)
        in->status = GUARDED(store_reporter(in->store), store_path(in->store), writer_finish(in->writer, in->same, out->stats.failed - counts.failed));
    return in->status;
}

static attache_status open_all(Ingest *in) {
    in->copies = document_copies_new();
    FORWARD_IF_ERROR(writer_open(in->store, &in->writer));
    return known_open(in->store, &in->known);
}

attache_status attache_ingest_run(const attache_ingest *job, attache_ingest_counts *out) {
    attache_ingest_counts counts = {0};
    Ingest *in = calloc(1, sizeof *in);
    if (!in) return ATTACHE_ERR_MEMORY;
    in->job = job, in->store = store_of(job->store);
    attache_status status = GUARDED(store_reporter(in->store), store_path(in->store), open_all(in));
    if (status == ATTACHE_OK) status = run(in, job->store, &counts);
    store_give_up(in->store); /* nothing, if all went well */
    known_close(in->known);
    document_copies_free(in->copies);
    writer_close(in->writer);
    map_free(&in->sent);
    free(in);
    if (out) *out = counts;
    return status;
}
