/* product_x86.c - products of bytes with AVX2, with AVX-512 VNNI, and with AMX. */
#include "lang/product_int.h"

#ifdef KERNEL_X86
#include <immintrin.h>

#define EACH_1(f) f(0)
#define EACH_2(f) EACH_1(f) f(1)
#define EACH_3(f) EACH_2(f) f(2)
#define EACH_4(f) EACH_3(f) f(3)
#define EACH_5(f) EACH_4(f) f(4)
#define EACH_6(f) EACH_5(f) f(5)
#define EACH_7(f) EACH_6(f) f(6)
#define EACH_8(f) EACH_7(f) f(7)

/* ---- AVX2 ---- */

#define TARGET_AVX2 __attribute__((target("avx2")))

static void pack_pairs(const Lin *l, void *to) {
    int16_t *out = to;
    for (int g = 0; g < l->outputs / 8; g++)
        for (int i = 0; i < l->inputs; i += 2)
            for (int o = 0; o < 8; o++)
                for (int k = 0; k < 2; k++) *out++ = l->weights[(size_t)(g * 8 + o) * (size_t)l->inputs + (size_t)(i + k)];
}

TARGET_AVX2 static inline __m256i cut2(__m256i v) {
    return _mm256_max_epi32(_mm256_min_epi32(v, _mm256_set1_epi32(SHORT_MAX)), _mm256_set1_epi32(-SHORT_MAX));
}

/* `rows` words, widened to 16 bits, by 16 outputs. Packed weights, 16 bits: [outputs / 8][inputs / 2][8][2]. */
#define START2(t) __m256i low##t = b0, high##t = b1;
#define STEP2(t)                                                                                                                                     \
    memcpy(&two, in + (size_t)t * inputs, 4);                                                                                                        \
    word = _mm256_set1_epi32(two);                                                                                                                   \
    low##t = _mm256_add_epi32(low##t, _mm256_madd_epi16(word, v0));                                                                                  \
    high##t = _mm256_add_epi32(high##t, _mm256_madd_epi16(word, v1));
#define TO_Q10_2(sum, scale) _mm256_cvttps_epi32(_mm256_mul_ps(_mm256_cvtepi32_ps(sum), scale))
#define END2(t)                                                                                                                                      \
    _mm256_storeu_si256((__m256i *)(y + (size_t)t * (size_t)l->outputs + at), TO_Q10_2(low##t, s0));                                                 \
    _mm256_storeu_si256((__m256i *)(y + (size_t)t * (size_t)l->outputs + at + 8), TO_Q10_2(high##t, s1));
#define END_SHORT2(t)                                                                                                                                \
    word = _mm256_packs_epi32(cut2(TO_Q10_2(low##t, s0)), cut2(TO_Q10_2(high##t, s1)));                                                              \
    _mm256_storeu_si256((__m256i *)(y + (size_t)t * (size_t)l->outputs + at), _mm256_permute4x64_epi64(word, 0xD8));
#define BLOCK2(rows, name, type, END)                                                                                                                \
    TARGET_AVX2 static void name##_##rows(const Lin *l, const int16_t *x, int at, type *y) {                                                         \
        size_t inputs = (size_t)l->inputs, steps = inputs / 2;                                                                                       \
        const __m256i *w0 = (const __m256i *)l->packed + (size_t)(at / 8) * steps, *w1 = w0 + steps;                                                 \
        __m256i b0 = _mm256_loadu_si256((const __m256i *)(l->bias + at)), b1 = _mm256_loadu_si256((const __m256i *)(l->bias + at + 8)), word;        \
        __m256 s0 = _mm256_loadu_ps(l->scale + at), s1 = _mm256_loadu_ps(l->scale + at + 8);                                                         \
        int32_t two;                                                                                                                                 \
        EACH_##rows(START2) for (size_t i = 0; i < steps; i++) {                                                                                     \
            const int16_t *in = x + i * 2;                                                                                                           \
            __m256i v0 = w0[i], v1 = w1[i];                                                                                                          \
            EACH_##rows(STEP2)                                                                                                                       \
        }                                                                                                                                            \
        EACH_##rows(END)                                                                                                                             \
    }
#define APPLY2(function, name, type, END)                                                                                                            \
    BLOCK2(1, name, type, END)                                                                                                                       \
    BLOCK2(2, name, type, END)                                                                                                                       \
    BLOCK2(3, name, type, END)                                                                                                                       \
    BLOCK2(4, name, type, END)                                                                                                                       \
    BLOCK2(5, name, type, END)                                                                                                                       \
    BLOCK2(6, name, type, END)                                                                                                                       \
    TARGET_AVX2 static void function(const Lin *l, const uint8_t *x, int n, type *y) {                                                               \
        static void (*const blocks[])(const Lin *, const int16_t *, int, type *) = {name##_1, name##_2, name##_3, name##_4, name##_5, name##_6};     \
        int16_t wide[6 * LIN_INPUTS_MAX];                                                                                                             \
        for (int t = 0, rows; t < n; t += rows) {                                                                                                    \
            rows = n - t > 6 ? 6 : n - t;                                                                                                            \
            for (int i = 0; i < rows * l->inputs; i++) wide[i] = x[(size_t)t * (size_t)l->inputs + (size_t)i];                                       \
            for (int at = 0; at < l->outputs; at += 16) blocks[rows - 1](l, wide, at, y + (size_t)t * (size_t)l->outputs);                           \
        }                                                                                                                                            \
    }
APPLY2(apply_avx2, pairs, int32_t, END2)
APPLY2(apply_short_avx2, pairs_short, int16_t, END_SHORT2)
const Products product_avx2 = {"avx2", apply_avx2, apply_short_avx2, pack_pairs};

/* ---- AVX-512 with VNNI ---- */

#define TARGET_VNNI __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")))

/* Two lines of 16 sums as one of 32, in their order. */
TARGET_VNNI static inline __m512i cut(__m512i low, __m512i high) {
    __m512i both = _mm512_permutexvar_epi64(_mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7), _mm512_packs_epi32(low, high));
    return _mm512_max_epi16(_mm512_min_epi16(both, _mm512_set1_epi16(SHORT_MAX)), _mm512_set1_epi16(-SHORT_MAX));
}

/* gcc 12 keeps the sums in memory, or moves them for each product, unless they are named variables and the instruction is written as assembly. */
#define DOT4(sum, x, w) __asm__("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(x), "v"(w))
#define START(t) __m512i low##t = b0, high##t = b1;
#define STEP(t)                                                                                                                                      \
    memcpy(&four, in + (size_t)t * inputs, 4);                                                                                                       \
    word = _mm512_set1_epi32(four);                                                                                                                  \
    DOT4(low##t, word, v0);                                                                                                                          \
    DOT4(high##t, word, v1);
#define TO_Q10(sum, scale) _mm512_cvttps_epi32(_mm512_mul_ps(_mm512_cvtepi32_ps(sum), scale))
#define END(t)                                                                                                                                       \
    _mm512_storeu_si512(y + (size_t)t * (size_t)l->outputs + at, TO_Q10(low##t, s0));                                                                \
    _mm512_storeu_si512(y + (size_t)t * (size_t)l->outputs + at + 16, TO_Q10(high##t, s1));
#define END_SHORT(t)                                                                                                                                 \
    _mm512_storeu_si512(y + (size_t)t * (size_t)l->outputs + at, cut(TO_Q10(low##t, s0), TO_Q10(high##t, s1)));

/* `rows` words by 32 outputs. Packed weights: [outputs / 16][inputs / 4][16][4]. */
#define BLOCK(rows, name, type, END)                                                                                                                 \
    TARGET_VNNI static void name##_##rows(const Lin *l, const uint8_t *x, int at, type *y) {                                                         \
        size_t inputs = (size_t)l->inputs, steps = inputs / 4;                                                                                       \
        const __m512i *w0 = (const __m512i *)l->packed + (size_t)(at / 16) * steps, *w1 = w0 + steps;                                                \
        __m512i b0 = _mm512_loadu_si512(l->bias + at), b1 = _mm512_loadu_si512(l->bias + at + 16), word;                                             \
        __m512 s0 = _mm512_loadu_ps(l->scale + at), s1 = _mm512_loadu_ps(l->scale + at + 16);                                                        \
        int32_t four;                                                                                                                                \
        EACH_##rows(START) for (size_t i = 0; i < steps; i++) {                                                                                      \
            const uint8_t *in = x + i * 4;                                                                                                           \
            __m512i v0 = w0[i], v1 = w1[i];                                                                                                          \
            EACH_##rows(STEP)                                                                                                                        \
        }                                                                                                                                            \
        EACH_##rows(END)                                                                                                                             \
    }
/* One word alone: two sums for each output, so that no product waits for the one before it. */
#define BLOCK_ONE(name, type, END)                                                                                                                   \
    TARGET_VNNI static void name##_1(const Lin *l, const uint8_t *x, int at, type *y) {                                                              \
        size_t steps = (size_t)l->inputs / 4;                                                                                                        \
        const __m512i *w0 = (const __m512i *)l->packed + (size_t)(at / 16) * steps, *w1 = w0 + steps;                                                \
        __m512i low0 = _mm512_loadu_si512(l->bias + at), high0 = _mm512_loadu_si512(l->bias + at + 16), low1 = _mm512_setzero_si512(), high1 = low1, word;  \
        __m512 s0 = _mm512_loadu_ps(l->scale + at), s1 = _mm512_loadu_ps(l->scale + at + 16);                                                        \
        int32_t four;                                                                                                                                \
        for (size_t i = 0; i < steps; i += 2) {                                                                                                      \
            memcpy(&four, x + i * 4, 4);                                                                                                             \
            word = _mm512_set1_epi32(four);                                                                                                          \
            DOT4(low0, word, w0[i]);                                                                                                                 \
            DOT4(high0, word, w1[i]);                                                                                                                \
            memcpy(&four, x + i * 4 + 4, 4);                                                                                                         \
            word = _mm512_set1_epi32(four);                                                                                                          \
            DOT4(low1, word, w0[i + 1]);                                                                                                             \
            DOT4(high1, word, w1[i + 1]);                                                                                                            \
        }                                                                                                                                            \
        low0 = _mm512_add_epi32(low0, low1), high0 = _mm512_add_epi32(high0, high1);                                                                 \
        EACH_1(END)                                                                                                                                  \
    }
#define APPLY(function, name, type, END)                                                                                                             \
    BLOCK_ONE(name, type, END)                                                                                                                       \
    BLOCK(2, name, type, END)                                                                                                                        \
    BLOCK(3, name, type, END)                                                                                                                        \
    BLOCK(4, name, type, END)                                                                                                                        \
    BLOCK(5, name, type, END)                                                                                                                        \
    BLOCK(6, name, type, END)                                                                                                                        \
    BLOCK(7, name, type, END)                                                                                                                        \
    BLOCK(8, name, type, END)                                                                                                                        \
    TARGET_VNNI static void function(const Lin *l, const uint8_t *x, int n, type *y) {                                                               \
        static void (*const blocks[])(const Lin *, const uint8_t *, int, type *) = {name##_1, name##_2, name##_3, name##_4,                          \
                                                                                    name##_5, name##_6, name##_7, name##_8};                         \
        for (int at = 0; at < l->outputs; at += 32) /* so that the weights of 32 outputs stay in the nearest cache for all words */                  \
            for (int t = 0, rows; t < n; t += rows) {                                                                                                \
                rows = product_rows(n - t, 8);                                                                                                       \
                blocks[rows - 1](l, x + (size_t)t * (size_t)l->inputs, at, y + (size_t)t * (size_t)l->outputs);                                      \
            }                                                                                                                                        \
    }
APPLY(apply_vnni, fours, int32_t, END)
APPLY(apply_short_vnni, fours_short, int16_t, END_SHORT)
const Products product_vnni = {"vnni", apply_vnni, apply_short_vnni, product_pack_fours};

/* ---- AMX ---- */

#ifdef KERNEL_AMX
#define TARGET_AMX __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,amx-tile,amx-int8")))

/* As assembly, because gcc 12 does not know that its own functions for tiles read memory. A stride is the distance between the lines in memory. */
#define TILE_SHAPES(shapes) __asm__ volatile("ldtilecfg %0" : : "m"(shapes))
#define TILE_ZERO(tile) __asm__ volatile("tilezero %%tmm" #tile : :)
#define TILE_LOAD(tile, from, stride) __asm__ volatile("tileloadd (%0,%1), %%tmm" #tile : : "r"(from), "r"((size_t)(stride)) : "memory")
#define TILE_STORE(tile, to, stride) __asm__ volatile("tilestored %%tmm" #tile ", (%0,%1)" : : "r"(to), "r"((size_t)(stride)) : "memory")
#define TILE_DOT4(sums, x, w) __asm__ volatile("tdpbusd %%tmm" #w ", %%tmm" #x ", %%tmm" #sums : :)
#define TILE_END() __asm__ volatile("tilerelease" : :)

enum { TILE_ROWS = 16, TILE_BYTES = 64, TILE_LEAST = 1024 };

/* What ldtilecfg reads. */
typedef struct TileShapes {
    uint8_t palette, start, reserved[14];
    uint16_t bytes[16]; /* of a line */
    uint8_t lines[16];
} TileShapes;

static inline TileShapes tile_shapes(int rows) {
    uint8_t first = (uint8_t)((rows + 1) / 2), second = (uint8_t)(rows / 2);
    return (TileShapes){.palette = 1,
                        .bytes = {TILE_BYTES, TILE_BYTES, TILE_BYTES, TILE_BYTES, TILE_BYTES, TILE_BYTES, TILE_BYTES, TILE_BYTES},
                        .lines = {first, first, second, second, first, second, TILE_ROWS, TILE_ROWS}};
}

/* A step of the sums of 2 to 32 words for 32 outputs: tiles 0 and 1 hold those of the first half of the words, 2 and 3 those of the second; 4 and 5 are inputs
 * of the two, 6 and 7 weights, whose packed order is already that of tiles. Two products in sequence with the same weights are faster than two with others. */
TARGET_AMX static inline void tile_step(const uint8_t *x0, const uint8_t *x1, const int8_t *w0, const int8_t *w1, size_t inputs) {
    TILE_LOAD(4, x0, inputs);
    TILE_LOAD(6, w0, TILE_BYTES);
    TILE_DOT4(0, 4, 6);
    TILE_LOAD(5, x1, inputs);
    TILE_DOT4(2, 5, 6);
    TILE_LOAD(7, w1, TILE_BYTES);
    TILE_DOT4(1, 4, 7);
    TILE_DOT4(3, 5, 7);
}

TARGET_AMX static inline void tiles_clear(void) {
    TILE_ZERO(0);
    TILE_ZERO(1);
    TILE_ZERO(2);
    TILE_ZERO(3);
}

TARGET_AMX static inline void tiles_store(int32_t (*sums)[32], int half) {
    TILE_STORE(0, sums[0], sizeof *sums);
    TILE_STORE(1, sums[0] + 16, sizeof *sums);
    TILE_STORE(2, sums[half], sizeof *sums);
    TILE_STORE(3, sums[half] + 16, sizeof *sums);
}

/* Some words by 32 outputs: the first word, the number of words, the first output. */
typedef struct TileBlock {
    int32_t (*sums)[32];
    int from, rows, at;
} TileBlock;

/* Setting up the tiles pays only for so many products. */
static bool is_small(const Lin *l, int n) { return l->inputs % TILE_BYTES || n < 2 || n < TILE_LEAST / l->inputs; }

/* Words in runs of the same length, of which the last may overlap the one before it: so the tiles keep their shapes. While the tiles of one block are multiplied,
 * the sums of the block before it are converted, a share with each step: the two need different parts of the processor. */
#define APPLY_TILES(function, small, name, type, END)                                                                                                \
    TARGET_AMX static inline void name##_lines(const Lin *l, TileBlock b, int from, int to, type *y) {                                               \
        int at = b.at;                                                                                                                               \
        __m512i b0 = _mm512_loadu_si512(l->bias + at), b1 = _mm512_loadu_si512(l->bias + at + 16);                                                   \
        __m512 s0 = _mm512_loadu_ps(l->scale + at), s1 = _mm512_loadu_ps(l->scale + at + 16);                                                        \
        y += (size_t)(b.from + from) * (size_t)l->outputs;                                                                                           \
        for (int t = from; t < to; t++) {                                                                                                            \
            __m512i low0 = _mm512_add_epi32(b0, _mm512_load_si512(b.sums[t])), high0 = _mm512_add_epi32(b1, _mm512_load_si512(b.sums[t] + 16));      \
            EACH_1(END)                                                                                                                              \
            y += l->outputs;                                                                                                                         \
        }                                                                                                                                            \
    }                                                                                                                                                \
    TARGET_AMX static void name(const Lin *l, const uint8_t *x, int n, type *y) {                                                                    \
        int32_t sums[2][2 * TILE_ROWS][32] __attribute__((aligned(64)));                                                                             \
        int runs = (n + 2 * TILE_ROWS - 1) / (2 * TILE_ROWS), rows = (n + runs - 1) / runs, half = (rows + 1) / 2, steps = l->inputs / TILE_BYTES;   \
        size_t inputs = (size_t)l->inputs;                                                                                                           \
        TileShapes shapes = tile_shapes(rows);                                                                                                       \
        TileBlock before = {0};                                                                                                                      \
        TILE_SHAPES(shapes);                                                                                                                         \
        for (int at = 0; at < l->outputs; at += 32)                                                                                                  \
            for (int t = 0; t < n; t += rows) {                                                                                                      \
                TileBlock b = {sums[before.sums == sums[0]], t + rows > n ? n - rows : t, rows, at};                                                 \
                const uint8_t *x0 = x + (size_t)b.from * inputs, *x1 = x0 + (size_t)half * inputs;                                                   \
                const int8_t *w0 = (const int8_t *)l->packed + (size_t)at * inputs, *w1 = w0 + 16 * inputs;                                          \
                tiles_clear();                                                                                                                       \
                for (int i = 0; i < steps; i++) {                                                                                                    \
                    tile_step(x0 + i * TILE_BYTES, x1 + i * TILE_BYTES, w0 + i * 16 * TILE_BYTES, w1 + i * 16 * TILE_BYTES, inputs);                 \
                    name##_lines(l, before, before.rows * i / steps, before.rows * (i + 1) / steps, y);                                              \
                }                                                                                                                                    \
                tiles_store(b.sums, half);                                                                                                           \
                before = b;                                                                                                                          \
            }                                                                                                                                        \
        TILE_END();                                                                                                                                  \
        name##_lines(l, before, 0, rows, y);                                                                                                         \
    }                                                                                                                                                \
    static void function(const Lin *l, const uint8_t *x, int n, type *y) { (is_small(l, n) ? small : name)(l, x, n, y); }
APPLY_TILES(apply_amx, apply_vnni, tiles, int32_t, END)
APPLY_TILES(apply_short_amx, apply_short_vnni, tiles_short, int16_t, END_SHORT)
const Products product_amx = {"amx", apply_amx, apply_short_amx, product_pack_fours};
#endif
#endif
