/* kernel.h - the arithmetic of 8-bit networks, with the same results to the bit on every processor.
 *
 * A product maps n lines of bytes to n lines of sums:
 *
 *     y [n][outputs] = scale [outputs] * (bias [outputs] + weights [outputs][inputs] . x [n][inputs]), towards zero
 *
 * x are unsigned bytes (a value in -1..1 is the byte value * 128 + 128), weights signed ones. The sum is a 32-bit integer, which does not depend on the order;
 * it is converted to float, multiplied once, and truncated to an integer. While a sum is below 2^24, a scale of 1 leaves it unchanged. Between the layers of a network
 * are the units of NetKernels, on 16-bit values.
 *
 *     Lin map = {.weights = w, .bias = b, .scale = s, .inputs = 128, .outputs = 64};
 *     const Products *p = product_find(NULL);
 *     lin_pack(&map, p);
 *     p->apply(&map, x, n, y);
 *     lin_unpack(&map);
 *
 * Variants: "plain" in C, the reference for the others; "avx2", "vnni" (AVX-512) and "amx" (tiles, on Linux) on x86-64; "neon" and "dot" (with dot products) on 64-bit ARM. The
 * program checks which of them the processor has. gcc and clang build them all, through function attributes: no file needs flags of its own.
 * Callers own weights, bias, scale, x and y; lin_pack allocates what lin_unpack frees. */
#ifndef ATTACHE_LANG_KERNEL_H
#define ATTACHE_LANG_KERNEL_H

#include "lang/lang.h"

enum { LIN_INPUTS_MAX = 2048, SUM_WIDTH_MAX = 512, SHORT_MAX = 8191 };

/* Outputs are a multiple of 32; inputs are one too, and at most LIN_INPUTS_MAX. */
typedef struct Lin {
    const int8_t *weights; /* [outputs][inputs] */
    const int32_t *bias;   /* in units of a product of two bytes */
    const float *scale;    /* the value of one unit */
    int inputs, outputs;
    void *packed; /* the weights in a variant's own order; NULL if it uses them as they are */
} Lin;

typedef struct Products {
    const char *name;
    void (*apply)(const Lin *l, const uint8_t *x, int n, int32_t *y);
    void (*apply_short)(const Lin *l, const uint8_t *x, int n, int16_t *y); /* cut to -SHORT_MAX..SHORT_MAX */
    void (*pack)(const Lin *l, void *to);                                   /* into lin_room bytes, aligned to 64; NULL: `plain` packs nothing */
} Products;

/* The named variant, or this machine's best if NULL; NULL if the machine does not support it. */
const Products *product_find(const char *name);
/* The number of bytes into which any variant packs a map of this size. */
static inline size_t lin_room(int inputs, int outputs) { return (size_t)outputs * (2 * (size_t)inputs + sizeof(int32_t)); }
/* Packs a map for a variant, into memory of its own; a map may be repacked for another. */
void lin_pack(Lin *l, const Products *p);
void lin_unpack(Lin *l);

/* The other units of the network in lang_int.h: lines of values, a multiple of 32 long. Q10: 1024 is 1. */
typedef struct NetKernels {
    const Products *products; /* its name is that of the kernels */
    void (*embed)(const Language *l, const uint32_t *rows, uint8_t *out);
    /* Adds n rows of bytes, each with its scale in Q16, to Q10 within SHORT_MAX; `width` is a multiple of 32 and at most SUM_WIDTH_MAX. */
    void (*sum)(const int8_t *const *rows, const int16_t *units, int n, int width, int16_t *out);
    void (*soften)(const int16_t *sums, uint8_t *out, int n);                                /* Q10 --> a byte, with a parabola for tanh */
    void (*join)(const int16_t *a, const int16_t *b, const int16_t *c, uint8_t *out, int n); /* soften(a + b + c) */
    void (*shrink)(const int16_t *sums, int8_t *out, int n);                                 /* Q10 --> Q5 */
    /* Adds up a word's n sums in the first layer from three contributions, Q5 --> Q10. */
    void (*mix)(const int8_t *behind, const int8_t *self, const int8_t *before, int n, int16_t *out);
    /* Both directions of a layer, from the sums of each word, [2][3][half]; x is NULL for the first one, whose sums have a fourth part. */
    void (*scan)(const int16_t *z, const uint8_t *x, uint8_t *y, int n, int width);
    /* Subtracts `none` from row i of the arc scores, adds the bias of distance, excludes the word itself as head, and returns the best head. */
    int (*arc_row)(int32_t *row, const int32_t *none, int i, int n, const int32_t *line, int32_t root);
    int (*best)(int32_t *scores, int n); /* the first maximum; needs and overwrites room up to a multiple of 16 */
} NetKernels;

/* Like product_find. */
const NetKernels *kernel_find(const char *name);

#endif
