/* radix.h - many things in the order of whole numbers, in time that grows with their number alone.
 *
 * Ownership: both arrays are the caller's.
 */
#ifndef ATTACHE_RADIX_H
#define ATTACHE_RADIX_H

#include "base.h"

typedef struct RadixItem {
    uint64_t key;
    uint32_t at, more; /* the caller's: what the key is of */
} RadixItem;

/* Sorts n items by key; those of one key keep their order, so that a key of several parts is sorted by its last part first. `room` holds n more. */
void radix_sort(RadixItem *items, RadixItem *room, size_t n);

/* A number as a key: the same order, the negative ones first. */
static inline uint64_t radix_signed(int64_t n) { return (uint64_t)n ^ (uint64_t)1 << 63; }

#endif
