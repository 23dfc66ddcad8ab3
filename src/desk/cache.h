/* cache.h - earlier answers, valid until somebody writes to the store. One per thread, so that no lock is needed.
 *
 * Ownership: the Cache owns copies of keys and bodies; the result of cache_find lives until the next cache_keep or cache_free.
 */
#ifndef ATTACHE_DESK_CACHE_H
#define ATTACHE_DESK_CACHE_H

#include "base/base.h"

enum { CACHE_SLOTS = 128, CACHE_BODY_MAX = 128 << 10 };

typedef struct Cache {
    int64_t version; /* version of the store from which all bodies were made */
    struct CacheSlot {
        Buf key, body;
        bool full;
    } slot[CACHE_SLOTS];
} Cache;

/* The body kept under the key for this version of the store; another version empties the cache. p is NULL if there is none. */
Slice cache_find(Cache *cache, int64_t version, Slice key);
/* Keeps a copy, replacing another if needed. Large bodies are not kept. */
void cache_keep(Cache *cache, Slice key, Slice body);
void cache_free(Cache *cache);

#endif
