/* kernel_run.h - runs each of a processor's kernels on values of all sizes, for comparison: 13 words of 64 cells, a map with 64 inputs and 96 outputs, one with
 * 256 and 32, and maps of several shapes for few words and for many. */
#ifndef ATTACHE_KERNEL_RUN_H
#define ATTACHE_KERNEL_RUN_H

#include "lang/lang_int.h"

enum { K_WORDS = 13, K_WIDTH = 64, K_OUT = 96, K_LONG = 256, K_MANY = 70, K_COUNTS = 16, K_HEADS = K_OUT - 16 };

typedef struct KernelRun {
    uint8_t bytes[4][K_WORDS * K_WIDTH * 4];
    int8_t small[K_WORDS * K_WIDTH];
    int16_t shorts[3][K_WORDS * K_WIDTH * 4];
    int32_t sums[K_WORDS * K_OUT], long_sums[K_WORDS * 32];
    int best[K_WORDS];
    int heads[K_HEADS], firsts[K_HEADS]; /* of sentences and lists of this length */
    uint64_t rows[K_HEADS];              /* a hash of the scores of the heads */
    uint64_t counts[K_COUNTS][2]; /* a hash of the results for so many words */
} KernelRun;

static void fill_random(void *to, size_t bytes, uint64_t random) {
    for (size_t i = 0; i < bytes; i++) ((char *)to)[i] = (char)((random = hash_mix(random, 77)) >> 20);
}

/* Unchanged sums, including the largest possible values. */
static void run_long(const Products *p, uint64_t seed, int32_t *sums) {
    static int8_t weights[K_LONG * 32];
    static uint8_t x[K_WORDS * K_LONG];
    static int32_t bias[32];
    static float ones[32];
    fill_random(weights, sizeof weights, seed), fill_random(x, sizeof x, seed + 1);
    if (seed % 5 == 0) memset(x, 255, sizeof x), memset(weights, seed % 2 ? 127 : -128, sizeof weights);
    for (int i = 0; i < 32; i++) ones[i] = 1, bias[i] = i - 16;
    Lin lin = {.weights = weights, .bias = bias, .scale = ones, .inputs = K_LONG, .outputs = 32};
    lin_pack(&lin, p);
    for (int n = 1; n <= K_WORDS; n++) p->apply(&lin, x, n, sums);
    lin_unpack(&lin);
}

/* Variants may treat few words otherwise than many, and treat many in runs. What follows the words is hashed too: it stays as it was. */
static void run_counts(const Products *p, uint64_t seed, uint64_t (*counts)[2]) {
    static const int words[K_COUNTS] = {1, 2, 5, 7, 8, 11, 15, 16, 23, 24, 31, 32, 33, 47, 65, K_MANY - 1};
    static int8_t weights[K_LONG * K_OUT];
    static uint8_t x[K_MANY * K_LONG];
    static int32_t bias[K_OUT], sums[K_MANY * K_OUT];
    static int16_t shorts[K_MANY * K_OUT];
    static float scale[K_OUT];
    fill_random(weights, sizeof weights, seed), fill_random(x, sizeof x, seed + 1), fill_random(bias, sizeof bias, seed + 2);
    for (int i = 0; i < K_OUT; i++) bias[i] %= 1 << 20, scale[i] = (float)(i + 1) / 997;
    Lin lin = {.weights = weights, .bias = bias, .scale = scale, .inputs = 32 * (1 + (int)(seed % (K_LONG / 32))), .outputs = 32 * (1 + (int)(seed % (K_OUT / 32)))};
    lin_pack(&lin, p);
    for (int i = 0; i < K_COUNTS; i++) {
        memset(sums, 85, sizeof sums), memset(shorts, 85, sizeof shorts);
        p->apply(&lin, x, words[i], sums);
        p->apply_short(&lin, x, words[i], shorts);
        counts[i][0] = hash_bytes(sums, sizeof sums), counts[i][1] = hash_bytes(shorts, sizeof shorts);
    }
    lin_unpack(&lin);
}

/* Rows of every length, many of whose scores are equal. */
static void run_rows(const NetKernels *k, const int32_t *scores, const int32_t *none, const int32_t *line, KernelRun *out) {
    for (int n = 1; n < K_HEADS; n++) {
        int32_t row[K_OUT], list[K_OUT];
        for (int j = 0; j < K_OUT; j++) row[j] = scores[n % K_WORDS * K_OUT + j], list[j] = row[j] % 3;
        out->heads[n] = k->arc_row(row, none, n * 5 / 7, n, line, 5);
        out->rows[n] = hash_bytes(row, (size_t)(n + 1) * sizeof *row);
        out->firsts[n] = k->best(list, n);
    }
}

static void run_kernels(const NetKernels *k, uint64_t seed, KernelRun *out) {
    static int16_t in[3][K_WORDS * K_WIDTH * 4];
    static int8_t weights[K_OUT * K_WIDTH];
    static int32_t bias[K_OUT], line[2 * LANG_SENTENCE_MAX], none[K_OUT];
    static float scale[K_OUT];
    static uint8_t x[K_WORDS * K_WIDTH];
    memset(out, 0, sizeof *out);
    fill_random(in, sizeof in, seed);
    for (int a = 0; a < 3; a++) /* as apply_short returns them */
        for (size_t i = 0; i < COUNT_OF(in[a]); i++) in[a][i] = (int16_t)(in[a][i] % (SHORT_MAX + 1) >> (seed % 4));
    fill_random(weights, sizeof weights, seed + 1), fill_random(x, sizeof x, seed + 2);
    for (int i = 0; i < K_OUT; i++) bias[i] = in[0][i] * 64, scale[i] = (float)(i + 1) / 97, none[i] = in[1][i];
    for (size_t i = 0; i < COUNT_OF(line); i++) line[i] = (int32_t)i * 31 % 1009;
    Lin lin = {.weights = weights, .bias = bias, .scale = scale, .inputs = K_WIDTH, .outputs = K_OUT};
    lin_pack(&lin, k->products);
    for (int n = 1; n <= K_WORDS; n++) k->products->apply(&lin, x, n, out->sums);
    k->products->apply_short(&lin, x, K_WORDS, out->shorts[0]);
    lin_unpack(&lin);
    run_long(k->products, seed, out->long_sums);
    run_counts(k->products, seed, out->counts);
    k->soften(in[0], out->bytes[0], K_WORDS * K_WIDTH);
    k->join(in[0], in[1], in[2], out->bytes[1], K_WORDS * K_WIDTH);
    k->shrink(in[0], out->small, K_WORDS * K_WIDTH);
    for (size_t t = 0; t < K_WORDS; t++) {
        size_t at = t * K_WIDTH * 4;
        k->mix((int8_t *)x, (int8_t *)(in[0] + at), weights, K_WIDTH * 4, out->shorts[1] + at);
    }
    k->scan(out->shorts[1], NULL, out->bytes[2], K_WORDS, K_WIDTH);
    k->scan(in[2], x, out->bytes[3], K_WORDS, K_WIDTH);
    run_rows(k, out->sums, none, line, out);
    for (int i = 0; i < K_WORDS; i++) out->best[i] = k->arc_row(out->sums + i * K_OUT, none, i, K_WORDS, line, 5);
}

#endif
