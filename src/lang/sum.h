/* sum.h - sums of weight rows of eight bits: integers, so the same on every machine, and sixteen at a time where the machine can. */
#ifndef ATTACHE_SUM_H
#define ATTACHE_SUM_H

#include <stdint.h>
#include <string.h>

typedef int8_t I8x4 __attribute__((vector_size(4)));
typedef int8_t I8x16 __attribute__((vector_size(16)));
typedef int16_t I16x16 __attribute__((vector_size(32)));
typedef int32_t I32x4 __attribute__((vector_size(16)));

/* Chosen when the program is loaded. */
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__SANITIZE_ADDRESS__)
#define SUM_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define SUM_CLONES
#endif

static inline __attribute__((always_inline)) void sum_row(I16x16 *sum, const int8_t *row, int blocks) {
    for (int b = 0; b < blocks; b++) {
        I8x16 part;
        memcpy(&part, row + 16 * b, sizeof part);
        sum[b] += __builtin_convertvector(part, I16x16);
    }
}

#endif
