/* net.c - a sentence's words in, tags, heads and labels out, by the network that lang_int.h draws. Sums are of whole numbers, in any order the same. */
#pragma GCC optimize("O3")
#include <ctype.h>
#include <stdlib.h>

#include "lang/lang_int.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define NET_X86 1
#endif

/* ---- features ---- */

enum { FOLD_MAX = 64 };

uint32_t net_hash(const char *p, size_t n, uint32_t seed) {
    uint32_t h = seed * 0x85EBCA6Bu ^ (uint32_t)n * 0x9E3779B1u;
    for (size_t i = 0; i < n; i++) h = (h ^ (unsigned char)p[i]) * 0x01000193u;
    h = (h ^ h >> 16) * 0x85EBCA6Bu;
    return h ^ h >> 13;
}

/* "Xx" classes with runs folded: U.S. -> X.X., 2016 -> d, McCain -> XxXx */
static uint32_t shape_of(const char *p, size_t n, bool first, bool loud) {
    char shape[12];
    size_t k = 0;
    for (size_t i = 0; i < n && k < sizeof shape; i++) {
        unsigned char c = (unsigned char)p[i];
        char s = c >= 0x80 ? 'u' : isupper(c) ? 'X' : islower(c) ? 'x' : isdigit(c) ? 'd' : (char)c;
        if (loud && s == 'X') s = 'L';
        if (!k || shape[k - 1] != s) shape[k++] = s;
    }
    return net_hash(shape, k, 11 + (n == 1) + 2 * first);
}

uint32_t net_word_row(const Language *lang, uint32_t hash) {
    for (size_t i = hash & lang->dict_mask, steps = 0; steps < 64; i = (i + 1) & lang->dict_mask, steps++) {
        if (!lang->dict[i].check) return 0;
        if (lang->dict[i].check == (hash | 1)) return lang->dict[i].row;
    }
    return 0;
}

void net_features(const Language *lang, const char *p, size_t n, bool first, bool loud, uint32_t rows[FEATURES]) {
    char folded[FOLD_MAX];
    size_t cut = n < FOLD_MAX ? n : FOLD_MAX - 4, k;
    while (cut < n && cut && ((unsigned char)p[cut] & 0xC0) == 0x80) cut--;
    k = utf8_fold(p, cut, folded, sizeof folded);
    uint32_t base = lang ? lang->shape.n_words : 0, hash = net_hash(folded, k, 1);
    for (size_t i = 0; i < k; i++)
        if (isdigit((unsigned char)folded[i])) folded[i] = '0'; /* endings of numbers are alike */
    rows[FEATURE_WORD] = lang ? net_word_row(lang, hash) : hash;
    rows[FEATURE_SUFFIX2] = base + net_hash(k > 2 ? folded + k - 2 : folded, k > 2 ? 2 : k, 2) % ROWS_SUFFIX2, base += ROWS_SUFFIX2;
    rows[FEATURE_SUFFIX3] = base + net_hash(k > 3 ? folded + k - 3 : folded, k > 3 ? 3 : k, 3) % ROWS_SUFFIX3, base += ROWS_SUFFIX3;
    rows[FEATURE_SUFFIX4] = base + net_hash(k > 4 ? folded + k - 4 : folded, k > 4 ? 4 : k, 4) % ROWS_SUFFIX4, base += ROWS_SUFFIX4;
    rows[FEATURE_PREFIX3] = base + net_hash(folded, k > 3 ? 3 : k, 5) % ROWS_PREFIX3, base += ROWS_PREFIX3;
    rows[FEATURE_SHAPE] = base + shape_of(p, cut, first, loud) % ROWS_SHAPE;
}

/* ---- kernels: the same C or its equal, compiled for several machines ---- */

/* Tanh and the logistic function by parabolas: no tables, no division, and the same in the trainer. */
static inline int32_t soft_sign(int32_t q10) { /* Q12 */
    int32_t v = q10 > 2048 ? 2048 : q10 < -2048 ? -2048 : q10;
    return v * (4096 - (v < 0 ? -v : v)) >> 10;
}

static inline int32_t soft_step(int32_t q10) { /* Q12 */
    int32_t u = q10 > 4096 ? 4096 : q10 < -4096 ? -4096 : q10;
    return 2048 + (u * (8192 - (u < 0 ? -u : u)) >> 13);
}

static inline uint8_t byte_of(int32_t q12) {
    int32_t b = ((q12 + 16) >> 5) + 128;
    return (uint8_t)(b > 255 ? 255 : b < 0 ? 0 : b);
}

/* Tells the compiler what lang_open has checked, so that it leaves out the code for the rest. */
#define WHOLE(n, unit)                                                                                                                               \
    if ((n) % (unit)) __builtin_unreachable()

static inline __attribute__((always_inline)) void embed_body(const Language *l, const uint32_t *rows, uint8_t *restrict out) {
    int width = (int)l->shape.width;
    WHOLE(width, 64);
    const int8_t *r[FEATURES];
    int32_t unit[FEATURES];
    for (int f = 0; f < FEATURES; f++) r[f] = l->embed + (size_t)rows[f] * (size_t)width, unit[f] = l->embed_unit[rows[f]];
    for (int d = 0; d < width; d++) {
        int32_t sum = 0;
        for (int f = 0; f < FEATURES; f++) sum += r[f][d] * unit[f];
        out[d] = byte_of(soft_sign(sum >> 6));
    }
}

/* One direction of a layer: sums [n][3 * width] hold candidate, forget and reset gate of H forward cells, then of the backward ones. */
static inline __attribute__((always_inline)) void scan_body(const int32_t *restrict sums, const uint8_t *restrict x, uint8_t *restrict y, int n,
                                                            int width, bool back) {
    int32_t cell[NET_WIDTH_MAX / 2] = {0};
    int half = width / 2;
    WHOLE(half, 32);
    for (int k = 0; k < n; k++) {
        int t = back ? n - 1 - k : k;
        const int32_t *z = sums + (size_t)t * 3 * (size_t)width + (back ? 3 * half : 0), *f = z + half, *r = f + half;
        const uint8_t *in = x + (size_t)t * (size_t)width + (back ? half : 0);
        uint8_t *out = y + (size_t)t * (size_t)width + (back ? half : 0);
        for (int d = 0; d < half; d++) {
            int32_t candidate = soft_sign(z[d]) * 16, c = cell[d]; /* Q16 */
            c = candidate + (soft_step(f[d]) * (c - candidate) >> 12);
            cell[d] = c;
            int32_t skip = (in[d] - 128) * 32;
            out[d] = byte_of(skip + (soft_step(r[d]) * ((c >> 4) - skip) >> 12));
        }
    }
}

static inline __attribute__((always_inline)) int32_t dot_body(const int16_t *a, const int16_t *b, int n) {
    WHOLE(n, 32);
    int32_t sum = 0;
    for (int i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

static inline __attribute__((always_inline)) void arcs_body(const int16_t *dependent, const int16_t *head, int n, int width, const int32_t *bias,
                                                            int32_t *scores) {
    for (int i = 0; i < n; i++)
        for (int j = 0; j <= n; j++)
            scores[(size_t)i * (size_t)(n + 1) + (size_t)j] =
                dot_body(dependent + (size_t)i * (size_t)width, head + (size_t)j * (size_t)width, width) + bias[j == n ? 0 : net_distance(i, j)];
}

/* Any machine: rows of bytes widened on the fly. */
static inline __attribute__((always_inline)) void apply_body(const Lin *l, const uint8_t *x, int n, int32_t *y) {
    int16_t wide[NET_WIDTH_MAX];
    for (int t = 0; t < n; t++) {
        for (int i = 0; i < l->inputs; i++) wide[i] = x[(size_t)t * (size_t)l->inputs + (size_t)i];
        for (int o = 0; o < l->outputs; o++) {
            const int8_t *w = l->weights + (size_t)o * (size_t)l->inputs;
            int32_t sum = l->bias[o];
            for (int i = 0; i < l->inputs; i++) sum += wide[i] * (int16_t)w[i];
            y[(size_t)t * (size_t)l->outputs + (size_t)o] = (int32_t)((float)sum * l->scale[o]);
        }
    }
}

static inline __attribute__((always_inline)) void soften_body(const int32_t *restrict sums, int16_t *restrict out, int n) {
    WHOLE(n, 32);
    for (int i = 0; i < n; i++) out[i] = (int16_t)(byte_of(soft_sign(sums[i])) - 128);
}

static inline __attribute__((always_inline)) void join_body(const int32_t *a, const int32_t *b, const int32_t *c, uint8_t *restrict out, int n) {
    WHOLE(n, 32);
    for (int i = 0; i < n; i++) out[i] = byte_of(soft_sign(a[i] + b[i] + c[i]));
}

/* The first of the largest. */
static inline __attribute__((always_inline)) int best_body(const int32_t *scores, int n) {
    int32_t most = INT32_MIN;
    int i = 0;
    for (int k = 0; k < n; k++) most = scores[k] > most ? scores[k] : most;
    while (i < n - 1 && scores[i] != most) i++;
    return i;
}

struct NetKernels {
    void (*embed)(const Language *, const uint32_t *, uint8_t *);
    void (*scan)(const int32_t *, const uint8_t *, uint8_t *, int, int, bool);
    void (*arcs)(const int16_t *, const int16_t *, int, int, const int32_t *, int32_t *);
    void (*soften)(const int32_t *, int16_t *, int);
    void (*join)(const int32_t *, const int32_t *, const int32_t *, uint8_t *, int);
    int (*best)(const int32_t *, int);
    void (*apply)(const Lin *, const uint8_t *, int, int32_t *);
    void (*pack)(const Lin *, void *); /* NULL: works on the weights as they are */
    size_t packed_size;                /* bytes a weight */
};

#define KERNELS(suffix, attribute)                                                                                                                   \
    attribute static void embed_##suffix(const Language *l, const uint32_t *rows, uint8_t *out) { embed_body(l, rows, out); }                        \
    attribute static void scan_##suffix(const int32_t *sums, const uint8_t *x, uint8_t *y, int n, int width, bool back) {                            \
        scan_body(sums, x, y, n, width, back);                                                                                                       \
    }                                                                                                                                                \
    attribute static void arcs_##suffix(const int16_t *d, const int16_t *h, int n, int width, const int32_t *bias, int32_t *s) {                     \
        arcs_body(d, h, n, width, bias, s);                                                                                                          \
    }                                                                                                                                                \
    attribute static void soften_##suffix(const int32_t *sums, int16_t *out, int n) { soften_body(sums, out, n); }                                   \
    attribute static void join_##suffix(const int32_t *a, const int32_t *b, const int32_t *c, uint8_t *out, int n) { join_body(a, b, c, out, n); }   \
    attribute static int best_##suffix(const int32_t *scores, int n) { return best_body(scores, n); }

KERNELS(plain, )
static void apply_plain(const Lin *l, const uint8_t *x, int n, int32_t *y) { apply_body(l, x, n, y); }
static const NetKernels plain = {embed_plain, scan_plain, arcs_plain, soften_plain, join_plain, best_plain, apply_plain, NULL, 0};

#ifdef NET_X86
#define EACH_1(f) f(0)
#define EACH_2(f) EACH_1(f) f(1)
#define EACH_3(f) EACH_2(f) f(2)
#define EACH_4(f) EACH_3(f) f(3)
#define EACH_5(f) EACH_4(f) f(4)
#define EACH_6(f) EACH_5(f) f(5)
#define EACH_7(f) EACH_6(f) f(6)
#define EACH_8(f) EACH_7(f) f(7)

#define TARGET_AVX2 __attribute__((target("avx2")))
KERNELS(avx2, TARGET_AVX2)

static void pack_pairs(const Lin *l, void *to) {
    int16_t *out = to;
    for (int g = 0; g < l->outputs / 8; g++)
        for (int i = 0; i < l->inputs; i += 2)
            for (int o = 0; o < 8; o++)
                for (int k = 0; k < 2; k++) *out++ = l->weights[(size_t)(g * 8 + o) * (size_t)l->inputs + (size_t)(i + k)];
}

static void pack_fours(const Lin *l, void *to) {
    int8_t *out = to;
    for (int g = 0; g < l->outputs / 16; g++)
        for (int i = 0; i < l->inputs; i += 4)
            for (int o = 0; o < 16; o++, out += 4) memcpy(out, l->weights + (size_t)(g * 16 + o) * (size_t)l->inputs + (size_t)i, 4);
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
#define BLOCK2(rows)                                                                                                                                 \
    TARGET_AVX2 static void pairs_##rows(const Lin *l, const int16_t *x, int at, int32_t *y) {                                                       \
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
        EACH_##rows(END2)                                                                                                                            \
    }
BLOCK2(1)
BLOCK2(2)
BLOCK2(3)
BLOCK2(4)
BLOCK2(5)
BLOCK2(6)

TARGET_AVX2 static void apply_avx2(const Lin *l, const uint8_t *x, int n, int32_t *y) {
    static void (*const blocks[])(const Lin *, const int16_t *, int, int32_t *) = {pairs_1, pairs_2, pairs_3, pairs_4, pairs_5, pairs_6};
    int16_t wide[6 * NET_WIDTH_MAX];
    for (int t = 0, rows; t < n; t += rows) {
        rows = n - t > 6 ? 6 : n - t;
        for (int i = 0; i < rows * l->inputs; i++) wide[i] = x[(size_t)t * (size_t)l->inputs + (size_t)i];
        for (int at = 0; at < l->outputs; at += 16) blocks[rows - 1](l, wide, at, y + (size_t)t * (size_t)l->outputs);
    }
}
static const NetKernels avx2 = {embed_avx2, scan_avx2, arcs_avx2, soften_avx2, join_avx2, best_avx2, apply_avx2, pack_pairs, 2};

#define TARGET_VNNI __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,prefer-vector-width=512")))
KERNELS(vnni, TARGET_VNNI)

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

/* `rows` words by 32 outputs. Packed weights: [outputs / 16][inputs / 4][16][4]. */
#define BLOCK(rows)                                                                                                                                  \
    TARGET_VNNI static void block_##rows(const Lin *l, const uint8_t *x, int at, int32_t *y) {                                                       \
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
BLOCK(1)
BLOCK(2)
BLOCK(3)
BLOCK(4)
BLOCK(5)
BLOCK(6)
BLOCK(7)
BLOCK(8)

TARGET_VNNI static void apply_vnni(const Lin *l, const uint8_t *x, int n, int32_t *y) {
    static void (*const blocks[])(const Lin *, const uint8_t *, int, int32_t *) = {block_1, block_2, block_3, block_4,
                                                                                   block_5, block_6, block_7, block_8};
    for (int t = 0, rows; t < n; t += rows) {
        rows = n - t > 8 ? 8 : n - t;
        if (n - t > 8 && n - t < 12) rows = (n - t + 1) / 2; /* two even blocks wait less for themselves than a full one and a sliver */
        for (int at = 0; at < l->outputs; at += 32) blocks[rows - 1](l, x + (size_t)t * (size_t)l->inputs, at, y + (size_t)t * (size_t)l->outputs);
    }
}
static const NetKernels vnni = {embed_vnni, scan_vnni, arcs_vnni, soften_vnni, join_vnni, best_vnni, apply_vnni, pack_fours, 1};
#endif

/* The named kernels, or the best ones if NULL; NULL if this machine has them not. */
static const NetKernels *find_kernels(const char *name) {
#ifdef NET_X86
    bool has_vnni = __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
                    __builtin_cpu_supports("avx512dq");
    if (has_vnni && (!name || !strcmp(name, "vnni"))) return &vnni;
    if (__builtin_cpu_supports("avx2") && (!name || !strcmp(name, "avx2"))) return &avx2;
#endif
    return !name || !strcmp(name, "plain") ? &plain : NULL;
}

bool net_set_kernels(Language *lang, const char *name) {
    const NetKernels *kernels = find_kernels(name);
    size_t size = 0, n_lins = lang->shape.layers + LIN_HEADS;
    if (!kernels) return false;
    lang->kernels = kernels;
    free(lang->packed);
    lang->packed = NULL;
    if (!kernels->pack) return true;
    for (size_t i = 0; i < n_lins; i++) size += (size_t)lang->lins[i].inputs * (size_t)lang->lins[i].outputs;
    if (posix_memalign(&lang->packed, 64, size * kernels->packed_size)) base_die("out of memory");
    char *at = lang->packed;
    for (size_t i = 0; i < n_lins; i++) {
        kernels->pack(&lang->lins[i], at);
        lang->lins[i].packed = at;
        at += (size_t)lang->lins[i].inputs * (size_t)lang->lins[i].outputs * kernels->packed_size;
    }
    return true;
}

void net_close(Language *lang) { free(lang->packed); }

/* ---- a sentence ---- */

void net_scratch_init(LangScratch *s) {
    const NetShape *n = &s->lang->shape;
    enum { MAX = LANG_SENTENCE_MAX };
    s->rows = base_zalloc(MAX * sizeof *s->rows);
    s->x = base_zalloc(MAX * (size_t)n->width);
    s->y = base_zalloc(MAX * (size_t)n->width);
    s->sums = base_zalloc(MAX * (size_t)(3 * n->width + 2 * NET_ARC_MAX) * sizeof *s->sums);
    s->dependent = base_zalloc((MAX + 1) * (size_t)n->arc * sizeof *s->dependent);
    s->head = base_zalloc((MAX + 1) * (size_t)n->arc * sizeof *s->head);
    s->label_dependent = base_zalloc(MAX * (size_t)n->label * sizeof *s->label_dependent);
    s->label_head = base_zalloc(MAX * (size_t)n->label * sizeof *s->label_head);
    s->scores = base_zalloc(MAX * (MAX + 1) * sizeof *s->scores);
    s->tag_scores = base_zalloc(MAX * TAGS_MAX * sizeof *s->tag_scores);
    s->tag = base_zalloc(MAX);
    s->label = base_zalloc(MAX);
    s->heads = base_zalloc(MAX * sizeof *s->heads);
    s->tree = base_zalloc(tree_scratch_size());
}

void net_scratch_free(LangScratch *s) {
    void *all[] = {s->rows,       s->x,      s->y,          s->sums, s->dependent, s->head,  s->label_dependent,
                   s->label_head, s->scores, s->tag_scores, s->tag,  s->label,     s->heads, s->tree};
    for (size_t i = 0; i < COUNT_OF(all); i++) free(all[i]);
}

static void run_tags(LangScratch *s, int n) {
    const Lin *l = &s->lang->lins[s->lang->shape.layers + LIN_TAG];
    s->lang->kernels->apply(l, s->x, n, s->tag_scores);
    for (int i = 0; i < n; i++)
        s->tag[i] = (uint8_t)s->lang->kernels->best(s->tag_scores + (size_t)i * (size_t)l->outputs, (int)s->lang->shape.n_tags);
}

static void run_layers(LangScratch *s, int n) {
    const Language *l = s->lang;
    int width = (int)l->shape.width;
    for (uint32_t k = 0; k < l->shape.layers; k++) {
        l->kernels->apply(&l->lins[k], s->x, n, s->sums);
        l->kernels->scan(s->sums, s->x, s->y, n, width, false);
        l->kernels->scan(s->sums, s->x, s->y, n, width, true);
        uint8_t *was = s->x;
        s->x = s->y;
        s->y = was;
        if (k + 1 == l->shape.tag_layer) run_tags(s, n);
    }
}

static void run_arcs(LangScratch *s, int n) {
    const Language *l = s->lang;
    const Lin *lins = l->lins + l->shape.layers;
    size_t width = l->shape.arc;
    for (int side = 0; side < 2; side++) {
        int16_t *out = side ? s->head : s->dependent;
        l->kernels->apply(&lins[side ? LIN_ARC_HEAD : LIN_ARC_DEPENDENT], s->x, n, s->sums);
        l->kernels->soften(s->sums, out, n * (int)width);
    }
    memcpy(s->head + (size_t)n * width, l->arc_root, width * sizeof *s->head);
    l->kernels->arcs(s->dependent, s->head, n, (int)width, l->arc_bias, s->scores);
    tree_best(s->tree, s->scores, n, s->heads);
}

static void run_labels(LangScratch *s, int n) {
    const Language *l = s->lang;
    const Lin *lins = l->lins + l->shape.layers;
    int width = (int)l->shape.label;
    uint8_t *hidden = s->y;
    l->kernels->apply(&lins[LIN_LABEL_DEPENDENT], s->x, n, s->label_dependent);
    l->kernels->apply(&lins[LIN_LABEL_HEAD], s->x, n, s->label_head);
    for (int i = 0; i < n; i++) {
        int h = s->heads[i];
        const int32_t *a = s->label_dependent + (size_t)i * (size_t)width, *b = h == n ? l->label_root : s->label_head + (size_t)h * (size_t)width,
                      *c = l->label_bias + (h == n ? 0 : net_distance(i, h)) * width;
        l->kernels->join(a, b, c, hidden + (size_t)i * (size_t)width, width);
    }
    l->kernels->apply(&lins[LIN_LABEL_OUT], hidden, n, s->sums);
    for (int i = 0; i < n; i++) {
        int32_t *row = s->sums + (size_t)i * NET_LABELS;
        row[DEP_ROOT] = INT32_MIN; /* the tree says what is root */
        s->label[i] = s->heads[i] == n ? DEP_ROOT : (uint8_t)l->kernels->best(row, DEP_COUNT);
    }
}

/* What hangs on a word, for tags. */
enum { HAS_AUX = 1, HAS_COP = 2, HAS_SUBJECT = 4, HAS_OBJECT = 8 };

static int kind_of_dependent(unsigned deprel) {
    switch (deprel) {
    case DEP_AUX:
    case DEP_AUX_PASS: return HAS_AUX;
    case DEP_COP: return HAS_COP;
    case DEP_NSUBJ: return HAS_SUBJECT;
    case DEP_OBJ: return HAS_OBJECT;
    default: return 0;
    }
}

/* The best tag of word i among those of `kind`, by what run_tags left. */
static void retag(LangScratch *s, int i, uint8_t kind) {
    const Language *l = s->lang;
    const int32_t *scores = s->tag_scores + (size_t)i * (size_t)l->lins[l->shape.layers + LIN_TAG].outputs;
    int best = -1;
    for (unsigned t = 0; t < l->shape.n_tags; t++)
        if (l->tag_kinds[t] & kind && (best < 0 || scores[t] > scores[best])) best = (int)t;
    if (best >= 0) s->tag[i] = (uint8_t)best;
}

/* Tags are chosen before the tree; where it contradicts them, it knows better: what has an auxiliary is a verb, and a verb with a subject and none is finite. */
static void agree_tags(LangScratch *s, int n) {
    uint8_t has[LANG_SENTENCE_MAX + 1] = {0};
    for (int i = 0; i < n; i++) has[s->heads[i]] |= (uint8_t)kind_of_dependent(s->label[i]);
    for (int i = 0; i < n; i++) {
        uint8_t kind = s->lang->tag_kinds[s->tag[i]];
        if (has[i] & HAS_COP) continue;
        bool acts = has[i] & HAS_AUX || (has[i] & HAS_SUBJECT && has[i] & HAS_OBJECT);
        if (kind & TAG_OPEN && acts) retag(s, i, TAG_VERB);
        kind = s->lang->tag_kinds[s->tag[i]];
        if (kind & TAG_PARTICIPLE && has[i] & HAS_SUBJECT && !(has[i] & HAS_AUX)) retag(s, i, TAG_FINITE);
    }
}

/* Rows lie far apart: they are asked for while the next words are hashed. */
static void find_rows(LangScratch *s, const char *text, const Word *w, int n) {
    const Language *l = s->lang;
    bool loud = token_is_loud(text, w, (size_t)n);
    for (int i = 0; i < n; i++) {
        net_features(l, text + w[i].span.start, w[i].span.end - w[i].span.start, i == 0, loud, s->rows[i]);
        for (int f = 0; f < FEATURES; f++)
            for (size_t at = 0; at < l->shape.width; at += 64) __builtin_prefetch(l->embed + (size_t)s->rows[i][f] * l->shape.width + at);
    }
}

void net_run(LangScratch *s, const char *text, const Word *w, int n) {
    find_rows(s, text, w, n);
    for (int i = 0; i < n; i++) s->lang->kernels->embed(s->lang, s->rows[i], s->x + (size_t)i * s->lang->shape.width);
    run_layers(s, n);
    run_arcs(s, n);
    run_labels(s, n);
    agree_tags(s, n);
}
