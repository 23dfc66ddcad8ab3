/* radix.c - least significant digit first (Knuth, The Art of Computer Programming 5.2.5, algorithm R). All digits are counted in one pass, and a digit that is
 * the same in all keys costs nothing more. Few items are sorted by insertion. */
#include "base/radix.h"

enum { DIGIT = 11, DIGITS = 6, VALUES = 1 << DIGIT, FEW = 64 };

static size_t digit_of(uint64_t key, int digit) { return key >> (digit * DIGIT) & (VALUES - 1); }

static void insert_each(RadixItem *items, size_t n) {
    for (size_t i = 1; i < n; i++) {
        RadixItem item = items[i];
        size_t k = i;
        for (; k && items[k - 1].key > item.key; k--) items[k] = items[k - 1];
        items[k] = item;
    }
}

/* The start of each value's items; false if all have the same value. */
static bool make_starts(uint32_t *counts, size_t n) {
    uint32_t start = 0;
    for (size_t v = 0; v < VALUES; v++) {
        uint32_t count = counts[v];
        if (count == n) return false;
        counts[v] = start;
        start += count;
    }
    return true;
}

void radix_sort(RadixItem *items, RadixItem *room, size_t n) {
    uint32_t counts[DIGITS][VALUES];
    RadixItem *from = items, *to = room;
    if (n < FEW) return insert_each(items, n);
    memset(counts, 0, sizeof counts);
    for (size_t i = 0; i < n; i++)
        for (int d = 0; d < DIGITS; d++) counts[d][digit_of(items[i].key, d)]++;
    for (int d = 0; d < DIGITS; d++) {
        if (!make_starts(counts[d], n)) continue;
        for (size_t i = 0; i < n; i++) to[counts[d][digit_of(from[i].key, d)]++] = from[i];
        RadixItem *other = from;
        from = to, to = other;
    }
    if (from != items) memcpy(items, from, n * sizeof *items);
}
