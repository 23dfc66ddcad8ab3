/* cache.h - answers that were given before, for as long as nobody writes to the store. One a thread, so that no lock is needed.
 *
 * Ownership: the Cache owns copies of keys and bodies; what cache_find gives lives until the next cache_keep or cache_free.
 */
#ifndef ATTACHE_DESK_CACHE_H
#define ATTACHE_DESK_CACHE_H

#include "base/base.h"

enum { CACHE_SLOTS = 128, CACHE_BODY_MAX = 128 << 10 };

typedef struct Cache {
    int64_t version; /* of the store, that all bodies were made from */
    struct CacheSlot {
        Buf key, body;
        bool full;
    } slot[CACHE_SLOTS];
} Cache;

/* The body that was kept under the key when the store was of this version; one of another version empties the cache. p is NULL where there is none. */
Slice cache_find(Cache *cache, int64_t version, Slice key);
/* Keeps a copy, in the place of another if need be. Large bodies are not kept. */
void cache_keep(Cache *cache, Slice key, Slice body);
void cache_free(Cache *cache);

#endif
