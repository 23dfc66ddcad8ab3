/* kernel.c - the network's units in plain C, compiled for several instruction sets. */
#include "lang/lang_int.h"
#include "lang/product_int.h"

#ifdef KERNEL_X86
#include <immintrin.h>
#endif
#ifdef KERNEL_ARM
#include <arm_neon.h>
#endif

/* ---- units: lanes.h, for one value at a time, for 8, for 16 and for 32 ---- */

INLINE int clamp(int v, int most) { return v > most ? most : v < -most ? -most : v; }

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
#define W __m256i
#define w_zero _mm256_setzero_si256
#define w_set _mm256_set1_epi32
#define w_add _mm256_add_epi32
#define w_sra _mm256_srai_epi32
#define w_low _mm256_unpacklo_epi16
#define w_high _mm256_unpackhi_epi16
#define w_products _mm256_madd_epi16
#define w_join _mm256_packs_epi32
TARGET static inline __m128i narrow_signed(__m256i v) { return _mm_packs_epi16(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1)); }
TARGET static inline __m128i narrow(__m256i v) { return _mm_packus_epi16(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1)); }
#include "lang/lanes.h"

#ifdef __clang__
#define TARGET_VNNI __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")))
#else
#define TARGET_VNNI __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,prefer-vector-width=512")))
#endif
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
#define W __m512i
#define w_zero _mm512_setzero_si512
#define w_set _mm512_set1_epi32
#define w_add _mm512_add_epi32
#define w_sra _mm512_srai_epi32
#define w_low _mm512_unpacklo_epi16
#define w_high _mm512_unpackhi_epi16
#define w_products _mm512_madd_epi16
#define w_join _mm512_packs_epi32
#include "lang/lanes.h"
#endif

#ifdef KERNEL_ARM
#define TARGET
#define NAMED(name) name##_neon
#define V int16x8_t
#define LANES 8
#define v_load vld1q_s16
#define v_store vst1q_s16
#define v_load_bytes(p) vreinterpretq_s16_u16(vmovl_u8(vld1_u8(p)))
#define v_store_bytes(p, v) vst1_u8(p, vqmovun_s16(v))
#define v_load_signed(p) vmovl_s8(vld1_s8(p))
#define v_store_signed(p, v) vst1_s8(p, vqmovn_s16(v))
#define v_set vdupq_n_s16
#define v_add vaddq_s16
#define v_sub vsubq_s16
#define v_min vminq_s16
#define v_max vmaxq_s16
#define v_abs vabsq_s16
#define v_shl vshlq_n_s16
#define v_sra vshrq_n_s16
#define v_times vqrdmulhq_s16
#include "lang/lanes.h"
#endif

/* ---- code that a compiler vectorises well by itself ---- */

/* Tells the compiler what lang_open has checked, so that it omits the code for other cases. */
#define WHOLE(n, unit)                                                                                                                               \
    if ((n) % (unit)) __builtin_unreachable()

INLINE void sum_body(const int8_t *const *rows, const int16_t *units, int n, int width, int16_t *restrict out) {
    int32_t sums[SUM_WIDTH_MAX];
    WHOLE(width, 32);
    for (int d = 0; d < width; d++) sums[d] = 0;
    for (int f = 0; f < n; f++) {
        const int8_t *r = rows[f];
        int32_t unit = units[f];
        for (int d = 0; d < width; d++) sums[d] += r[d] * unit;
    }
    for (int d = 0; d < width; d++) out[d] = (int16_t)clamp(sums[d] >> 6, SHORT_MAX);
}

static void sum_plain(const int8_t *const *rows, const int16_t *units, int n, int width, int16_t *out) { sum_body(rows, units, n, width, out); }
#ifdef KERNEL_ARM
#define sum_neon sum_plain /* the compiler vectorises this */
#endif

/* The scores after the n are overwritten, up to a multiple of 16, so that no remainder needs a scalar loop. */
INLINE int best_body(int32_t *scores, int n) {
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

#ifdef KERNEL_X86
/* The same, but what follows the scores is masked, not overwritten: a store of part of a line would delay the load of the whole line after it. */
TARGET_VNNI INLINE int best_of_lines(const int32_t *scores, int n) {
    int last = (n - 1) / 16 * 16;
    __mmask16 rest = (__mmask16)(0xFFFFu >> (16 - (n - last)));
    __m512i most = _mm512_mask_loadu_epi32(_mm512_set1_epi32(INT32_MIN), rest, scores + last);
    for (int k = 0; k < last; k += 16) most = _mm512_max_epi32(most, _mm512_loadu_si512(scores + k));
    most = _mm512_set1_epi32(_mm512_reduce_max_epi32(most));
    for (int k = 0; k < last; k += 16) {
        __mmask16 equal = _mm512_cmpeq_epi32_mask(most, _mm512_loadu_si512(scores + k));
        if (equal) return k + __builtin_ctz(equal);
    }
    return last + __builtin_ctz(_mm512_mask_cmpeq_epi32_mask(rest, most, _mm512_maskz_loadu_epi32(rest, scores + last)));
}
#endif

INLINE void arc_row_body(int32_t *restrict row, const int32_t *restrict none, int i, int n, const int32_t *restrict line, int32_t root) {
    line += LANG_SENTENCE_MAX - i;
    for (int j = 0; j < n; j++) row[j] += line[j] - none[j];
    row[i] = INT32_MIN / 2;
    row[n] += root - none[n];
}

#ifdef KERNEL_X86
/* The same, in whole lines, so that the search after it has to wait for no single score. */
TARGET_VNNI INLINE void arc_row_of_lines(int32_t *row, const int32_t *none, int i, int n, const int32_t *line, int32_t root) {
    line += LANG_SENTENCE_MAX - i;
    for (int k = 0; k <= n; k += 16) {
        uint32_t words = n - k < 16 ? (1u << (n - k)) - 1 : 0xFFFF, heads = 2 * words + 1, itself = i >= k && i < k + 16 ? 1u << (i - k) : 0;
        __m512i bias = _mm512_mask_loadu_epi32(_mm512_set1_epi32(root), (__mmask16)words, line + k);
        __m512i score = _mm512_add_epi32(_mm512_loadu_si512(row + k), _mm512_sub_epi32(bias, _mm512_loadu_si512(none + k)));
        score = _mm512_mask_set1_epi32(score, (__mmask16)itself, INT32_MIN / 2);
        _mm512_storeu_si512(row + k, _mm512_mask_set1_epi32(score, (__mmask16)~heads, INT32_MIN));
    }
}
#endif

#define KERNELS(suffix, attribute, best_in, arcs_in)                                                                                                    \
    attribute static void embed_##suffix(const Language *l, const uint32_t *rows, uint8_t *out) {                                                    \
        int16_t sums[NET_WIDTH_MAX], units[FEATURES];                                                                                                \
        const int8_t *lines[FEATURES];                                                                                                               \
        for (int f = 0; f < FEATURES; f++) lines[f] = l->embed + (size_t)rows[f] * l->shape.embed, units[f] = l->embed_unit[rows[f]];                \
        sum_##suffix(lines, units, FEATURES, (int)l->shape.embed, sums);                                                                             \
        soften_##suffix(sums, out, (int)l->shape.embed);                                                                                             \
    }                                                                                                                                                \
    attribute static int arc_row_##suffix(int32_t *row, const int32_t *none, int i, int n, const int32_t *line, int32_t root) {                      \
        arcs_in(row, none, i, n, line, root);                                                                                                        \
        return best_in(row, n + 1);                                                                                                                  \
    }                                                                                                                                                \
    attribute static int best_##suffix(int32_t *scores, int n) { return best_in(scores, n); }

/* The units for `suffix`, with products found by their own name. */
#define UNITS(suffix)                                                                                                                                \
    .embed = embed_##suffix, .sum = sum_##suffix, .soften = soften_##suffix, .join = join_##suffix, .shrink = shrink_##suffix, .mix = mix_##suffix,                       \
    .scan = scan_##suffix, .arc_row = arc_row_##suffix, .best = best_##suffix

KERNELS(plain, , best_body, arc_row_body)
#ifdef KERNEL_X86
KERNELS(avx2, TARGET_AVX2, best_body, arc_row_body)
KERNELS(vnni, TARGET_VNNI, best_of_lines, arc_row_of_lines)
#endif
#ifdef KERNEL_ARM
KERNELS(neon, , best_body, arc_row_body)
#endif

const NetKernels *kernel_find(const char *name) {
    static const NetKernels plain = {.products = &product_plain, UNITS(plain)};
#ifdef KERNEL_X86
    static const NetKernels avx2 = {.products = &product_avx2, UNITS(avx2)}, vnni = {.products = &product_vnni, UNITS(vnni)};
#ifdef KERNEL_AMX
    static const NetKernels amx = {.products = &product_amx, UNITS(vnni)};
    static const NetKernels *const all[] = {&plain, &avx2, &vnni, &amx};
#else
    static const NetKernels *const all[] = {&plain, &avx2, &vnni};
#endif
#elif defined(KERNEL_ARM)
    static const NetKernels neon = {.products = &product_neon, UNITS(neon)}, dot = {.products = &product_dot, UNITS(neon)};
    static const NetKernels *const all[] = {&plain, &neon, &dot};
#else
    static const NetKernels *const all[] = {&plain};
#endif
    const Products *products = product_find(name);
    for (size_t i = 0; i < COUNT_OF(all); i++)
        if (all[i]->products == products) return all[i];
    return NULL;
}
