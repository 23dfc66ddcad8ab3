/* product_int.h - the variants of kernel.h's products, each in a file for its processor. */
#ifndef ATTACHE_LANG_PRODUCT_INT_H
#define ATTACHE_LANG_PRODUCT_INT_H

#include "lang/kernel.h"

extern const Products product_plain;

#if defined(__x86_64__) && defined(__GNUC__)
#define KERNEL_X86 1
extern const Products product_avx2, product_vnni;
/* Linux alone gives tiles to processes that ask, and gcc has known them since version 11. */
#if defined(__linux__) && (defined(__clang__) || __GNUC__ >= 11)
#define KERNEL_AMX 1
extern const Products product_amx;
#endif
#endif

#if defined(__aarch64__) && defined(__GNUC__) && !defined(__AARCH64EB__)
#define KERNEL_ARM 1
extern const Products product_neon, product_dot;
#endif

#define INLINE static inline __attribute__((always_inline))

/* Four inputs of sixteen outputs in sequence: [outputs / 16][inputs / 4][16][4], the order for dot products of four bytes. */
static inline void product_pack_fours(const Lin *l, void *to) {
    int8_t *out = to;
    for (int g = 0; g < l->outputs / 16; g++)
        for (int i = 0; i < l->inputs; i += 4)
            for (int o = 0; o < 16; o++, out += 4) memcpy(out, l->weights + (size_t)(g * 16 + o) * (size_t)l->inputs + (size_t)i, 4);
}

/* Splits n words into blocks of at most `most`, with two even ones at the end rather than a full one and a small one, which would have too little parallel work. */
INLINE int product_rows(int left, int most) { return left <= most ? left : left < most + most / 2 ? (left + 1) / 2 : most; }

#endif
