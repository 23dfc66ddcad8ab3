/* cache.c - returns earlier answers by key and version, from a table with one slot per hash, in which the newest stays. */
#include "desk/cache.h"

static struct CacheSlot *slot_of(Cache *cache, Slice key) { return &cache->slot[hash_bytes(key.p, key.n) % CACHE_SLOTS]; }

Slice cache_find(Cache *cache, int64_t version, Slice key) {
    struct CacheSlot *slot = slot_of(cache, key);
    if (version != cache->version) {
        for (size_t i = 0; i < CACHE_SLOTS; i++) cache->slot[i].full = false;
        cache->version = version;
    }
    if (!slot->full || !slice_eq((Slice){slot->key.p, slot->key.n}, key)) return (Slice){0};
    return (Slice){slot->body.p, slot->body.n};
}

void cache_keep(Cache *cache, Slice key, Slice body) {
    struct CacheSlot *slot = slot_of(cache, key);
    if (body.n > CACHE_BODY_MAX) return;
    slot->full = false;
    buf_clear(&slot->key);
    buf_clear(&slot->body);
    buf_add(&slot->key, key.p, key.n);
    buf_add(&slot->body, body.p, body.n);
    slot->full = body.n > 0;
}

void cache_free(Cache *cache) {
    for (size_t i = 0; i < CACHE_SLOTS; i++) {
        buf_free(&cache->slot[i].key);
        buf_free(&cache->slot[i].body);
    }
}
