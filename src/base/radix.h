/* radix.h - sorts many items by integer keys in linear time.
 *
 * Ownership: both arrays are the caller's.
 */
#ifndef ATTACHE_RADIX_H
#define ATTACHE_RADIX_H

#include "base.h"

typedef struct RadixItem {
    uint64_t key;
    uint32_t at, more; /* the caller's own: identify the item */
} RadixItem;

/* Sorts n items by key. The sort is stable, so to sort by several parts, start with the last. `room` has space for n more. */
void radix_sort(RadixItem *items, RadixItem *room, size_t n);

/* A signed number as a key with the same order. */
static inline uint64_t radix_signed(int64_t n) { return (uint64_t)n ^ (uint64_t)1 << 63; }

#endif
