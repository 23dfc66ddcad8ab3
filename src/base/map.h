/* map.h - the one hash map: 64-bit keys to 64-bit values, by open addressing with linear probing.
 *
 *     slots   [2^k] { key, value }    value 0: free; at most half are used; the top k bits of key * golden ratio are a key's first slot
 *
 * A key is a number, or a hash of bytes (map_key) if a collision in 2^64 is acceptable. If it is not, or if the key is a struct,
 * the value is the index of an item + 1, and the caller's function says whether that item matches (map_item).
 * A map cannot be iterated: items to be listed are in an array of their own, so that output never depends on a hash.
 *
 * Ownership: a zeroed Map is empty and takes its memory from the heap; map_free returns it. One with an arena takes it from there and needs no map_free.
 * A pointer to a value is valid until the next key is added.
 */
#ifndef ATTACHE_MAP_H
#define ATTACHE_MAP_H

#include "base/base.h"

typedef struct MapSlot {
    uint64_t key, value;
} MapSlot;

typedef struct Map {
    MapSlot *slots;
    size_t n, mask;
    unsigned shift; /* 64 - k */
    Arena *arena;   /* NULL: the heap */
} Map;

void map_reserve(Map *m, size_t n); /* room for n keys in all */
void map_clear(Map *m);             /* forgets all keys, keeps the memory */
void map_free(Map *m);

static inline uint64_t map_key(const char *s) { return hash_bytes(s, strlen(s)); }

static inline size_t map_first(const Map *m, uint64_t key) { return (size_t)(key * 0x9E3779B97F4A7C15u >> m->shift); }

/* The value of a key, or 0. */
static inline uint64_t map_get(const Map *m, uint64_t key) {
    if (!m->n) return 0;
    for (size_t i = map_first(m, key);; i = (i + 1) & m->mask)
        if (!m->slots[i].value || m->slots[i].key == key) return m->slots[i].value;
}

static inline bool map_has(const Map *m, uint64_t key) { return map_get(m, key) != 0; }

/* Whether the item of `value` matches `like`; `items` is passed through from the caller. */
typedef bool map_same_fn(const void *items, uint64_t value, const void *like);

/* The value of an item with this key that `same` accepts, or 0. */
static inline uint64_t map_find_item(const Map *m, uint64_t key, map_same_fn *same, const void *items, const void *like) {
    if (!m->n) return 0;
    for (size_t i = map_first(m, key); m->slots[i].value; i = (i + 1) & m->mask)
        if (m->slots[i].key == key && same(items, m->slots[i].value, like)) return m->slots[i].value;
    return 0;
}

/* A pointer to the value of such an item; 0 if it is new, and then the caller must set it. */
static inline uint64_t *map_item(Map *m, uint64_t key, map_same_fn *same, const void *items, const void *like) {
    if (2 * (m->n + 1) > m->mask) map_reserve(m, m->n + 1);
    size_t i = map_first(m, key);
    while (m->slots[i].value && (m->slots[i].key != key || (same && !same(items, m->slots[i].value, like)))) i = (i + 1) & m->mask;
    m->n += !m->slots[i].value;
    m->slots[i].key = key;
    return &m->slots[i].value;
}

/* A pointer to the value of a key; 0 if it is new, and then the caller must set it. */
static inline uint64_t *map_put(Map *m, uint64_t key) { return map_item(m, key, NULL, NULL, NULL); }

/* Adds a key to a map used as a set; false if it is already there. */
static inline bool map_add(Map *m, uint64_t key) {
    uint64_t *value = map_put(m, key);
    bool is_new = !*value;
    *value = 1;
    return is_new;
}

#endif
