/* product_arm.c - products of bytes with NEON: by single multiplications, which every 64-bit ARM has, and by dot products of four, which most have. */
#include "lang/product_int.h"

#ifdef KERNEL_ARM
#include <arm_neon.h>

INLINE int32x4_t to_scale(int32x4_t sum, const float *scale) { return vcvtq_s32_f32(vmulq_f32(vcvtq_f32_s32(sum), vld1q_f32(scale))); }

/* Stores four sums of word t, at output `at`, in y or in shorts. */
INLINE void put(const Lin *l, int t, int at, int32x4_t sum, int32_t *y, int16_t *shorts) {
    size_t to = (size_t)t * (size_t)l->outputs + (size_t)at;
    sum = to_scale(sum, l->scale + at);
    if (y) vst1q_s32(y + to, sum);
    if (shorts) vst1_s16(shorts + to, vmovn_s32(vmaxq_s32(vminq_s32(sum, vdupq_n_s32(SHORT_MAX)), vdupq_n_s32(-SHORT_MAX))));
}

/* ---- one by one ---- */

enum { NEON_ROWS = 6 };

/* Eight outputs of an input in sequence, 16 bits: [outputs / 8][inputs][8]. */
static void pack_eights(const Lin *l, void *to) {
    int16_t *out = to;
    for (int g = 0; g < l->outputs / 8; g++)
        for (int i = 0; i < l->inputs; i++)
            for (int o = 0; o < 8; o++) *out++ = l->weights[(size_t)(g * 8 + o) * (size_t)l->inputs + (size_t)i];
}

/* `rows` words, widened to 16 bits, by 8 outputs. */
INLINE void eight(const Lin *l, const int16_t *x, int rows, int at, int32_t *y, int16_t *shorts) {
    const int16_t *w = (const int16_t *)l->packed + (size_t)at * (size_t)l->inputs;
    int32x4_t low[NEON_ROWS], high[NEON_ROWS];
    for (int t = 0; t < rows; t++) low[t] = vld1q_s32(l->bias + at), high[t] = vld1q_s32(l->bias + at + 4);
    for (int i = 0; i < l->inputs; i += 8, w += 64) {
        int16x8_t in[NEON_ROWS];
        for (int t = 0; t < rows; t++) in[t] = vld1q_s16(x + (size_t)t * (size_t)l->inputs + (size_t)i);
#define STEP(k)                                                                                                                                      \
    for (int t = 0; t < rows; t++) {                                                                                                                 \
        low[t] = vmlal_laneq_s16(low[t], vld1_s16(w + 8 * k), in[t], k);                                                                             \
        high[t] = vmlal_laneq_s16(high[t], vld1_s16(w + 8 * k + 4), in[t], k);                                                                       \
    }
        STEP(0) STEP(1) STEP(2) STEP(3) STEP(4) STEP(5) STEP(6) STEP(7)
#undef STEP
    }
    for (int t = 0; t < rows; t++) put(l, t, at, low[t], y, shorts), put(l, t, at + 4, high[t], y, shorts);
}

INLINE void eights(const Lin *l, const int16_t *x, int rows, int32_t *y, int16_t *shorts) {
    for (int at = 0; at < l->outputs; at += 8) eight(l, x, rows, at, y, shorts);
}

INLINE void apply_by_one(const Lin *l, const uint8_t *x, int n, int32_t *y, int16_t *shorts) {
    int16_t wide[NEON_ROWS * LIN_INPUTS_MAX];
    for (int t = 0, rows; t < n; t += rows) {
        rows = product_rows(n - t, NEON_ROWS);
        for (int i = 0; i < rows * l->inputs; i++) wide[i] = x[(size_t)t * (size_t)l->inputs + (size_t)i];
        int32_t *to = y ? y + (size_t)t * (size_t)l->outputs : NULL;
        int16_t *shorts_to = shorts ? shorts + (size_t)t * (size_t)l->outputs : NULL;
        switch (rows) { /* so that the compiler knows the number and keeps the sums in registers */
        case 1: eights(l, wide, 1, to, shorts_to); break;
        case 2: eights(l, wide, 2, to, shorts_to); break;
        case 3: eights(l, wide, 3, to, shorts_to); break;
        case 4: eights(l, wide, 4, to, shorts_to); break;
        case 5: eights(l, wide, 5, to, shorts_to); break;
        default: eights(l, wide, 6, to, shorts_to);
        }
    }
}

static void apply_neon(const Lin *l, const uint8_t *x, int n, int32_t *y) { apply_by_one(l, x, n, y, NULL); }
static void apply_short_neon(const Lin *l, const uint8_t *x, int n, int16_t *y) { apply_by_one(l, x, n, NULL, y); }
const Products product_neon = {"neon", apply_neon, apply_short_neon, pack_eights};

/* ---- dot products of four ----
 *
 * Both bytes must be signed: 128 is subtracted from each input, and 128 times a row's weights follows the packed ones, [outputs], along with the bias. */

enum { DOT_ROWS = 4 };

static void pack_dot(const Lin *l, void *to) {
    int32_t *start = (int32_t *)((char *)to + (size_t)l->inputs * (size_t)l->outputs);
    product_pack_fours(l, to);
    for (int o = 0; o < l->outputs; o++) {
        int32_t sum = 0;
        for (int i = 0; i < l->inputs; i++) sum += l->weights[(size_t)o * (size_t)l->inputs + (size_t)i];
        start[o] = l->bias[o] + 128 * sum;
    }
}

/* The instruction is written as assembly: clang has its intrinsics only if the whole file may use it. Its helpers are inlined into the functions of TARGET_DOT.
 * It is volatile so that gcc does not load all weights first and run out of registers. */
#ifdef __clang__
#define TARGET_DOT __attribute__((target("dotprod")))
#else
#define TARGET_DOT __attribute__((target("arch=armv8.2-a+dotprod")))
#endif
#define DOT(sum, w, x, k) __asm__ volatile("sdot %0.4s, %1.16b, %2.4b[" #k "]" : "+w"(sum) : "w"(w), "w"(x))

/* `rows` words by 16 outputs. */
INLINE void sixteen(const Lin *l, const uint8_t *x, int rows, int at, int32_t *y, int16_t *shorts) {
    const int8_t *w = (const int8_t *)l->packed + (size_t)at * (size_t)l->inputs;
    const int32_t *start = (const int32_t *)((const char *)l->packed + (size_t)l->inputs * (size_t)l->outputs) + at;
    int32x4_t a[DOT_ROWS], b[DOT_ROWS], c[DOT_ROWS], d[DOT_ROWS];
    for (int t = 0; t < rows; t++) a[t] = vld1q_s32(start), b[t] = vld1q_s32(start + 4), c[t] = vld1q_s32(start + 8), d[t] = vld1q_s32(start + 12);
    for (int i = 0; i < l->inputs; i += 16, w += 256) {
        uint8x16_t in[DOT_ROWS];
        for (int t = 0; t < rows; t++) in[t] = veorq_u8(vld1q_u8(x + (size_t)t * (size_t)l->inputs + (size_t)i), vdupq_n_u8(128));
#define STEP(k)                                                                                                                                      \
    for (int t = 0; t < rows; t++) DOT(a[t], vld1q_s8(w + 64 * k), in[t], k);                                                                        \
    for (int t = 0; t < rows; t++) DOT(b[t], vld1q_s8(w + 64 * k + 16), in[t], k);                                                                   \
    for (int t = 0; t < rows; t++) DOT(c[t], vld1q_s8(w + 64 * k + 32), in[t], k);                                                                   \
    for (int t = 0; t < rows; t++) DOT(d[t], vld1q_s8(w + 64 * k + 48), in[t], k);
        STEP(0)
        STEP(1)
        STEP(2)
        STEP(3)
#undef STEP
    }
    for (int t = 0; t < rows; t++) {
        put(l, t, at, a[t], y, shorts), put(l, t, at + 4, b[t], y, shorts);
        put(l, t, at + 8, c[t], y, shorts), put(l, t, at + 12, d[t], y, shorts);
    }
}

INLINE void sixteens(const Lin *l, const uint8_t *x, int rows, int32_t *y, int16_t *shorts) {
    for (int at = 0; at < l->outputs; at += 16) sixteen(l, x, rows, at, y, shorts);
}

INLINE void apply_by_four(const Lin *l, const uint8_t *x, int n, int32_t *y, int16_t *shorts) {
    for (int t = 0, rows; t < n; t += rows) {
        const uint8_t *in = x + (size_t)t * (size_t)l->inputs;
        rows = product_rows(n - t, DOT_ROWS);
        int32_t *to = y ? y + (size_t)t * (size_t)l->outputs : NULL;
        int16_t *shorts_to = shorts ? shorts + (size_t)t * (size_t)l->outputs : NULL;
        switch (rows) {
        case 1: sixteens(l, in, 1, to, shorts_to); break;
        case 2: sixteens(l, in, 2, to, shorts_to); break;
        case 3: sixteens(l, in, 3, to, shorts_to); break;
        default: sixteens(l, in, 4, to, shorts_to);
        }
    }
}

TARGET_DOT static void apply_dot(const Lin *l, const uint8_t *x, int n, int32_t *y) { apply_by_four(l, x, n, y, NULL); }
TARGET_DOT static void apply_short_dot(const Lin *l, const uint8_t *x, int n, int16_t *y) { apply_by_four(l, x, n, NULL, y); }
const Products product_dot = {"dot", apply_dot, apply_short_dot, pack_dot};
#endif
