/* log.c - collects messages from any thread, and hands them out one by one on request. */
#include <pthread.h>
#include <stdlib.h>

#include "base/base.h"

enum { MESSAGES_MAX = 10000 };

typedef struct Message {
    struct Message *next;
    attache_status status;
    size_t where; /* bytes of `text` with the NUL; the message follows it */
    char text[];
} Message;

struct attache_log {
    pthread_mutex_t lock;
    Message *first, **last; /* `last` is where the next one goes */
    size_t n, dropped;
    Message *taken;
    char many[64];
};

attache_log *attache_log_new(void) {
    attache_log *log = calloc(1, sizeof *log);
    if (!log) return NULL;
    pthread_mutex_init(&log->lock, NULL);
    log->last = &log->first;
    return log;
}

void attache_log_free(attache_log *log) {
    if (!log) return;
    for (Message *m = log->first, *next; m; m = next) {
        next = m->next;
        free(m);
    }
    free(log->taken);
    pthread_mutex_destroy(&log->lock);
    free(log);
}

static Message *message_new(attache_status status, const char *where, const char *message) {
    size_t a = strlen(where) + 1, b = strlen(message) + 1;
    Message *m = malloc(sizeof *m + a + b);
    if (!m) return NULL;
    *m = (Message){.status = status, .where = a};
    memcpy(m->text, where, a);
    memcpy(m->text + a, message, b);
    return m;
}

void attache_log_add(attache_status status, const char *where, const char *message, void *user) {
    attache_log *log = user;
    pthread_mutex_lock(&log->lock);
    Message *m = log->n < MESSAGES_MAX ? message_new(status, where, message) : NULL;
    if (m) {
        *log->last = m;
        log->last = &(*log->last)->next;
        log->n++;
    } else {
        log->dropped++;
    }
    pthread_mutex_unlock(&log->lock);
}

bool attache_log_take(attache_log *log, attache_status *status, const char **where, const char **message) {
    pthread_mutex_lock(&log->lock);
    free(log->taken);
    Message *m = log->taken = log->first;
    if (m) {
        log->first = m->next;
        if (!log->first) log->last = &log->first;
        log->n--;
    }
    size_t dropped = m ? 0 : log->dropped;
    if (!m) log->dropped = 0;
    pthread_mutex_unlock(&log->lock);
    if (m) *status = m->status, *where = m->text, *message = m->text + m->where;
    if (dropped) {
        snprintf(log->many, sizeof log->many, "%zu more messages were not kept", dropped);
        *status = ATTACHE_OK, *where = "messages", *message = log->many;
    }
    return m || dropped;
}
