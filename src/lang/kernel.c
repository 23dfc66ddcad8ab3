/* kernel.c - the network's arithmetic, in plain C that is compiled for several machines, and the products once more as AVX2 and AVX-512 VNNI have instructions
 * for them. Sums are of whole numbers, in any order the same. */
#pragma GCC optimize("O3")
#include "lang/lang_int.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define KERNEL_X86 1
#endif

#define BODY static inline __attribute__((always_inline))

/* ---- units: lanes.h, for one value at a time, for 16 and for 32 ---- */

BODY int clamp(int v, int most) { return v > most ? most : v < -most ? -most : v; }

#define TARGET
#define NAMED(name) name##_plain
#define V int16_t
#define LANES 1
#define v_load(p) (*(p))
#define v_store(p, v) (*(p) = (v))
#define v_load_bytes(p) ((int16_t) * (p))
#define v_store_bytes(p, v) (*(p) = (uint8_t)((v) > 255 ? 255 : (v)))
#define v_load_signed(p) ((int16_t) * (p))
#define v_store_signed(p, v) (*(p) = (int8_t)((v) > 127 ? 127 : (v) < -128 ? -128 : (v)))
#define v_set(c) ((int16_t)(c))
#define v_add(a, b) ((int16_t)((a) + (b)))
#define v_sub(a, b) ((int16_t)((a) - (b)))
#define v_min(a, b) ((int16_t)((a) < (b) ? (a) : (b)))
#define v_max(a, b) ((int16_t)((a) > (b) ? (a) : (b)))
#define v_abs(a) ((int16_t)((a) < 0 ? -(a) : (a)))
#define v_shl(a, k) ((int16_t)((a) * (1 << (k))))
#define v_sra(a, k) ((int16_t)((a) >> (k)))
#define v_times(a, b) ((int16_t)(((a) * (b) + 0x4000) >> 15))
#include "lang/lanes.h"

#ifdef KERNEL_X86
#define TARGET_AVX2 __attribute__((target("avx2")))
#define TARGET TARGET_AVX2
#define NAMED(name) name##_avx2
#define V __m256i
#define LANES 16
#define v_load(p) _mm256_loadu_si256((const __m256i *)(p))
#define v_store(p, v) _mm256_storeu_si256((__m256i *)(p), v)
#define v_load_bytes(p) _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(p)))
#define v_store_bytes(p, v) _mm_storeu_si128((__m128i *)(p), narrow(v))
#define v_load_signed(p) _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(p)))
#define v_store_signed(p, v) _mm_storeu_si128((__m128i *)(p), narrow_signed(v))
#define v_set _mm256_set1_epi16
#define v_add _mm256_add_epi16
#define v_sub _mm256_sub_epi16
#define v_min _mm256_min_epi16
#define v_max _mm256_max_epi16
#define v_abs _mm256_abs_epi16
#define v_shl _mm256_slli_epi16
#define v_sra _mm256_srai_epi16
#define v_times _mm256_mulhrs_epi16
TARGET static inline __m128i narrow_signed(__m256i v) { return _mm_packs_epi16(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1)); }
TARGET static inline __m128i narrow(__m256i v) { return _mm_packus_epi16(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1)); }
#include "lang/lanes.h"

#define TARGET_VNNI __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,prefer-vector-width=512")))
#define TARGET TARGET_VNNI
#define NAMED(name) name##_vnni
#define V __m512i
#define LANES 32
#define v_load(p) _mm512_loadu_si512(p)
#define v_store(p, v) _mm512_storeu_si512(p, v)
#define v_load_bytes(p) _mm512_cvtepu8_epi16(_mm256_loadu_si256((const __m256i *)(p)))
#define v_store_bytes(p, v) _mm256_storeu_si256((__m256i *)(p), _mm512_cvtusepi16_epi8(v))
#define v_load_signed(p) _mm512_cvtepi8_epi16(_mm256_loadu_si256((const __m256i *)(p)))
#define v_store_signed(p, v) _mm256_storeu_si256((__m256i *)(p), _mm512_cvtsepi16_epi8(v))
#define v_set _mm512_set1_epi16
#define v_add _mm512_add_epi16
#define v_sub _mm512_sub_epi16
#define v_min _mm512_min_epi16
#define v_max _mm512_max_epi16
#define v_abs _mm512_abs_epi16
#define v_shl _mm512_slli_epi16
#define v_sra _mm512_srai_epi16
#define v_times _mm512_mulhrs_epi16
#include "lang/lanes.h"
#endif

/* ---- what a compiler makes of plain C well enough ---- */

/* Tells the compiler what lang_open has checked, so that it leaves out the code for the rest. */
#define WHOLE(n, unit)                                                                                                                               \
    if ((n) % (unit)) __builtin_unreachable()

BODY void embed_body(const Language *l, const uint32_t *rows, int16_t *restrict out) {
    int width = (int)l->shape.embed;
    WHOLE(width, 64);
    const int8_t *r[FEATURES];
    int32_t unit[FEATURES];
    for (int f = 0; f < FEATURES; f++) r[f] = l->embed + (size_t)rows[f] * (size_t)width, unit[f] = l->embed_unit[rows[f]];
    for (int d = 0; d < width; d++) {
        int32_t sum = 0;
        for (int f = 0; f < FEATURES; f++) sum += r[f][d] * unit[f];
        out[d] = (int16_t)clamp(sum >> 6, SHORT_MAX);
    }
}

/* What is behind the n scores, up to a multiple of 16, is overwritten: so that there is nothing left over to be looked at one by one. */
BODY int best_body(int32_t *scores, int n) {
    int whole = (n + 15) / 16 * 16, first = whole;
    int32_t most = INT32_MIN;
    for (int k = n; k < whole; k++) scores[k] = INT32_MIN;
    WHOLE(whole, 16);
    for (int k = 0; k < whole; k++) most = scores[k] > most ? scores[k] : most;
    for (int k = 0; k < whole; k++) {
        int at = scores[k] == most ? k : whole;
        first = at < first ? at : first;
    }
    return first;
}

BODY int arc_row_body(int32_t *restrict row, const int32_t *restrict none, int i, int n, const int32_t *restrict line, int32_t root) {
    line += LANG_SENTENCE_MAX - i;
    for (int j = 0; j < n; j++) row[j] += line[j] - none[j];
    row[i] = INT32_MIN / 2;
    row[n] += root - none[n];
    return best_body(row, n + 1);
}

/* Rows of bytes widened on the fly; how many sums of a word stand at y. */
BODY void apply_body(const Lin *l, const uint8_t *x, int n, int32_t *y, int16_t *shorts) {
    int16_t wide[NET_WIDTH_MAX];
    for (int t = 0; t < n; t++) {
        for (int i = 0; i < l->inputs; i++) wide[i] = x[(size_t)t * (size_t)l->inputs + (size_t)i];
        for (int o = 0; o < l->outputs; o++) {
            const int8_t *w = l->weights + (size_t)o * (size_t)l->inputs;
            int32_t sum = l->bias[o];
            for (int i = 0; i < l->inputs; i++) sum += wide[i] * (int16_t)w[i];
            sum = (int32_t)((float)sum * l->scale[o]);
            size_t at = (size_t)t * (size_t)l->outputs + (size_t)o;
            if (y) y[at] = sum;
            if (shorts) shorts[at] = (int16_t)clamp(sum, SHORT_MAX);
        }
    }
}

#define KERNELS(suffix, attribute)                                                                                                                   \
    attribute static void embed_##suffix(const Language *l, const uint32_t *rows, uint8_t *out) {                                                    \
        int16_t sums[NET_WIDTH_MAX];                                                                                                                 \
        embed_body(l, rows, sums);                                                                                                                   \
        soften_##suffix(sums, out, (int)l->shape.embed);                                                                                             \
    }                                                                                                                                                \
    attribute static int arc_row_##suffix(int32_t *row, const int32_t *none, int i, int n, const int32_t *line, int32_t root) {                      \
        return arc_row_body(row, none, i, n, line, root);                                                                                            \
    }                                                                                                                                                \
    attribute static int best_##suffix(int32_t *scores, int n) { return best_body(scores, n); }
#define KERNEL_TABLE(suffix, pack, size)                                                                                                             \
    static const NetKernels suffix##_kernels = {                                                                                                     \
        #suffix,       embed_##suffix,  apply_##suffix, apply_short_##suffix, shrink_##suffix, mix_##suffix, activate_##suffix,                      \
        scan_##suffix, soften_##suffix, join_##suffix,  arc_row_##suffix,     best_##suffix,   pack,         size}

KERNELS(plain, )
static void apply_plain(const Lin *l, const uint8_t *x, int n, int32_t *y) { apply_body(l, x, n, y, NULL); }
static void apply_short_plain(const Lin *l, const uint8_t *x, int n, int16_t *y) { apply_body(l, x, n, NULL, y); }
KERNEL_TABLE(plain, NULL, 0);

#ifdef KERNEL_X86
#define EACH_1(f) f(0)
#define EACH_2(f) EACH_1(f) f(1)
#define EACH_3(f) EACH_2(f) f(2)
#define EACH_4(f) EACH_3(f) f(3)
#define EACH_5(f) EACH_4(f) f(4)
#define EACH_6(f) EACH_5(f) f(5)
#define EACH_7(f) EACH_6(f) f(6)
#define EACH_8(f) EACH_7(f) f(7)

/* ---- AVX2 ---- */

KERNELS(avx2, TARGET_AVX2)

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
        int16_t wide[6 * NET_WIDTH_MAX];                                                                                                             \
        for (int t = 0, rows; t < n; t += rows) {                                                                                                    \
            rows = n - t > 6 ? 6 : n - t;                                                                                                            \
            for (int i = 0; i < rows * l->inputs; i++) wide[i] = x[(size_t)t * (size_t)l->inputs + (size_t)i];                                       \
            for (int at = 0; at < l->outputs; at += 16) blocks[rows - 1](l, wide, at, y + (size_t)t * (size_t)l->outputs);                           \
        }                                                                                                                                            \
    }
APPLY2(apply_avx2, pairs, int32_t, END2)
APPLY2(apply_short_avx2, pairs_short, int16_t, END_SHORT2)
KERNEL_TABLE(avx2, pack_pairs, 2);

/* ---- AVX-512 with VNNI ---- */

KERNELS(vnni, TARGET_VNNI)

static void pack_fours(const Lin *l, void *to) {
    int8_t *out = to;
    for (int g = 0; g < l->outputs / 16; g++)
        for (int i = 0; i < l->inputs; i += 4)
            for (int o = 0; o < 16; o++, out += 4) memcpy(out, l->weights + (size_t)(g * 16 + o) * (size_t)l->inputs + (size_t)i, 4);
}

TARGET_VNNI static inline __m256i cut(__m512i v) {
    v = _mm512_max_epi32(_mm512_min_epi32(v, _mm512_set1_epi32(SHORT_MAX)), _mm512_set1_epi32(-SHORT_MAX));
    return _mm512_cvtepi32_epi16(v);
}

/* gcc 12 keeps the sums in memory or moves them about for each product unless they have names of their own and the instruction is written out. */
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
    _mm256_storeu_si256((__m256i *)(y + (size_t)t * (size_t)l->outputs + at), cut(TO_Q10(low##t, s0)));                                              \
    _mm256_storeu_si256((__m256i *)(y + (size_t)t * (size_t)l->outputs + at + 16), cut(TO_Q10(high##t, s1)));

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
/* Two even blocks wait less for themselves than a full one and a sliver. */
#define APPLY(function, name, type, END)                                                                                                             \
    BLOCK(1, name, type, END)                                                                                                                        \
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
        for (int t = 0, rows; t < n; t += rows) {                                                                                                    \
            rows = n - t > 8 ? 8 : n - t;                                                                                                            \
            if (n - t > 8 && n - t < 12) rows = (n - t + 1) / 2;                                                                                     \
            for (int at = 0; at < l->outputs; at += 32)                                                                                              \
                blocks[rows - 1](l, x + (size_t)t * (size_t)l->inputs, at, y + (size_t)t * (size_t)l->outputs);                                      \
        }                                                                                                                                            \
    }
APPLY(apply_vnni, fours, int32_t, END)
APPLY(apply_short_vnni, fours_short, int16_t, END_SHORT)
KERNEL_TABLE(vnni, pack_fours, 1);
#endif

const NetKernels *kernel_find(const char *name) {
#ifdef KERNEL_X86
    bool has_vnni = __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
                    __builtin_cpu_supports("avx512dq");
    if (has_vnni && (!name || !strcmp(name, "vnni"))) return &vnni_kernels;
    if (__builtin_cpu_supports("avx2") && (!name || !strcmp(name, "avx2"))) return &avx2_kernels;
#endif
    return !name || !strcmp(name, "plain") ? &plain_kernels : NULL;
}
