/* bytes.h - integers as little-endian bytes on every machine, for hashes and for files that people move between machines. `put` and `take` advance to the next
 * byte. And bytes that grow in an arena.
 */
#ifndef ATTACHE_BYTES_H
#define ATTACHE_BYTES_H

#include "base/base.h"

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
enum { BYTES_HOST_IS_LITTLE = 1 };
#else
enum { BYTES_HOST_IS_LITTLE = 0 };
#endif

static inline uint16_t bytes_little16(uint16_t v) { return BYTES_HOST_IS_LITTLE ? v : __builtin_bswap16(v); }
static inline uint32_t bytes_little32(uint32_t v) { return BYTES_HOST_IS_LITTLE ? v : __builtin_bswap32(v); }
static inline uint64_t bytes_little64(uint64_t v) { return BYTES_HOST_IS_LITTLE ? v : __builtin_bswap64(v); }

static inline uint32_t bytes_load32(const void *p) {
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return bytes_little32(v);
}
static inline uint64_t bytes_load64(const void *p) {
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return bytes_little64(v);
}

static inline void bytes_put8(char **p, uint8_t v) { *(*p)++ = (char)v; }
static inline void bytes_put16(char **p, uint16_t v) {
    v = bytes_little16(v);
    memcpy(*p, &v, sizeof v);
    *p += sizeof v;
}
static inline void bytes_put32(char **p, uint32_t v) {
    v = bytes_little32(v);
    memcpy(*p, &v, sizeof v);
    *p += sizeof v;
}
static inline void bytes_put64(char **p, uint64_t v) {
    v = bytes_little64(v);
    memcpy(*p, &v, sizeof v);
    *p += sizeof v;
}

static inline uint8_t bytes_take8(const char **p) { return (uint8_t)*(*p)++; }
static inline uint16_t bytes_take16(const char **p) {
    uint16_t v;
    memcpy(&v, *p, sizeof v);
    *p += sizeof v;
    return bytes_little16(v);
}
static inline uint32_t bytes_take32(const char **p) { return *p += 4, bytes_load32(*p - 4); }
static inline uint64_t bytes_take64(const char **p) { return *p += 8, bytes_load64(*p - 8); }

/* Bytes in an arena, to which more can be added. */
typedef struct Bytes {
    uint8_t *p;
    size_t n, cap;
} Bytes;

static inline void bytes_add(Arena *a, Bytes *b, const void *p, size_t n) {
    if (!n) return; /* an empty list has no address */
    while (b->cap - b->n < n) b->p = arena_grow(a, b->p, b->n, &b->cap, 1);
    memcpy(b->p + b->n, p, n);
    b->n += n;
}

#endif
