/* pool.c - runs jobs on several threads, and returns them in the order in which they came. */
#include "pool.h"

#include <pthread.h>
#include <stdlib.h>

typedef struct Slot {
    void *job;
    bool done;
} Slot;

typedef struct Thread {
    Pool *pool;
    void *worker;
    pthread_t id;
} Thread;

struct Pool {
    pool_fn *fn;
    Thread *threads;
    size_t n_threads;
    Slot *ring;
    size_t size;
    uint64_t oldest, next, newest; /* jobs are numbered; slot = number % size. Threads take `next` */
    bool closing;
    pthread_mutex_t lock;
    pthread_cond_t work, done;
};

/* The next slot to work on, or NULL once the pool closes and nothing is left. */
static Slot *wait_for_slot(Pool *p) {
    Slot *slot = NULL;
    pthread_mutex_lock(&p->lock);
    while (p->next == p->newest && !p->closing) pthread_cond_wait(&p->work, &p->lock);
    if (p->next < p->newest && !p->closing) slot = &p->ring[p->next++ % p->size];
    pthread_mutex_unlock(&p->lock);
    return slot;
}

static void *run_thread(void *arg) {
    Thread *t = arg;
    for (Slot *slot; (slot = wait_for_slot(t->pool)) != NULL;) {
        t->pool->fn(t->worker, slot->job);
        pthread_mutex_lock(&t->pool->lock);
        slot->done = true;
        pthread_cond_signal(&t->pool->done);
        pthread_mutex_unlock(&t->pool->lock);
    }
    return NULL;
}

Pool *pool_new(size_t n, void *const *workers, size_t ring, pool_fn *fn) {
    Pool *p = base_zalloc(sizeof *p);
    p->fn = fn;
    p->threads = base_zalloc(n * sizeof *p->threads);
    p->ring = base_zalloc(ring * sizeof *p->ring);
    p->size = ring;
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->work, NULL);
    pthread_cond_init(&p->done, NULL);
    for (; p->n_threads < n; p->n_threads++) { /* fewer threads than requested still do all the work */
        Thread *t = &p->threads[p->n_threads];
        *t = (Thread){.pool = p, .worker = workers[p->n_threads]};
        if (pthread_create(&t->id, NULL, run_thread, t) != 0) break;
    }
    if (p->n_threads) return p;
    pool_free(p);
    return NULL;
}

bool pool_is_full(const Pool *p) { return p->newest - p->oldest == p->size; } /* only this thread writes these */

void pool_put(Pool *p, void *job) {
    pthread_mutex_lock(&p->lock);
    p->ring[p->newest % p->size] = (Slot){job, false};
    p->newest++;
    pthread_cond_signal(&p->work);
    pthread_mutex_unlock(&p->lock);
}

void *pool_take(Pool *p, bool wait) {
    if (p->oldest == p->newest) return NULL;
    Slot *slot = &p->ring[p->oldest % p->size];
    pthread_mutex_lock(&p->lock);
    while (!slot->done && wait) pthread_cond_wait(&p->done, &p->lock);
    bool done = slot->done;
    pthread_mutex_unlock(&p->lock);
    if (!done) return NULL;
    p->oldest++;
    return slot->job;
}

void pool_free(Pool *p) {
    if (!p) return;
    pthread_mutex_lock(&p->lock);
    p->closing = true;
    pthread_cond_broadcast(&p->work);
    pthread_mutex_unlock(&p->lock);
    for (size_t i = 0; i < p->n_threads; i++) pthread_join(p->threads[i].id, NULL);
    pthread_mutex_destroy(&p->lock);
    pthread_cond_destroy(&p->work);
    pthread_cond_destroy(&p->done);
    free(p->threads);
    free(p->ring);
    free(p);
}
