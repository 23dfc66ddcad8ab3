/* number.h - numbers in few bytes: 7 bits a byte, the low ones first; all but the last byte of a number have the high bit. */
#ifndef ATTACHE_NUMBER_H
#define ATTACHE_NUMBER_H

#include "base/base.h"

enum { NUMBER_MOST = 5 }; /* bytes */

/* There has to be room for NUMBER_MOST bytes. */
static inline void number_put(uint8_t **p, uint32_t v) {
    for (; v >= 128; v >>= 7) *(*p)++ = (uint8_t)(v | 128);
    *(*p)++ = (uint8_t)v;
}

static inline uint32_t number_take(const uint8_t **p) {
    uint32_t v = 0;
    for (unsigned shift = 0;; shift += 7) {
        uint8_t byte = *(*p)++;
        v |= (uint32_t)(byte & 127) << shift;
        if (byte < 128) return v;
    }
}

#endif
