/* forest.c - sums gradients by leaf, feature and bin, and chooses for each level the test with the highest gain over all leaves. */
#include "forest.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { BINS = 24 };

Pair *add_pair(Pairs *p) {
    if (p->n == p->cap) p->list = base_realloc(p->list, (p->cap = 2 * p->cap + 1024) * sizeof *p->list);
    return &p->list[p->n++];
}

typedef struct Grower {
    const Pairs *pairs;
    uint8_t *bins; /* [n][EVIDENCE_COUNT] */
    int16_t bounds[EVIDENCE_COUNT][BINS]; /* a bin holds values above its own bound and not above the next one's */
    int n_bounds[EVIDENCE_COUNT];
    double *odds, *gradient, *curvature;
    uint8_t *leaf;
} Grower;

static int compare_numbers(const void *a, const void *b) { return *(const int16_t *)a - *(const int16_t *)b; }

/* Bounds between values with equally many pairs on either side. */
static void find_bounds(Grower *g, size_t e) {
    size_t n = g->pairs->n;
    int16_t *values = base_alloc((n + 1) * sizeof *values);
    for (size_t i = 0; i < n; i++) values[i] = g->pairs->list[i].evidence[e];
    qsort(values, n, sizeof *values, compare_numbers);
    g->n_bounds[e] = 0;
    for (int b = 0; b < BINS && n; b++) { /* half by rank, half by value, for rare but informative values */
        int16_t v = b < BINS / 2 ? values[(size_t)(b + 1) * n / (BINS / 2 + 1)] : (int16_t)(values[0] + (values[n - 1] - values[0]) * (b - BINS / 2) / (BINS / 2));
        bool again = v == values[n - 1];
        for (int k = 0; k < g->n_bounds[e]; k++) again |= g->bounds[e][k] == v;
        if (!again) g->bounds[e][g->n_bounds[e]++] = v;
    }
    qsort(g->bounds[e], (size_t)g->n_bounds[e], sizeof **g->bounds, compare_numbers);
    free(values);
}

static void begin_growing(Grower *g, const Pairs *pairs) {
    *g = (Grower){.pairs = pairs, .bins = base_alloc((pairs->n + 1) * EVIDENCE_COUNT)};
    g->odds = base_zalloc((pairs->n + 1) * sizeof *g->odds), g->gradient = base_alloc((pairs->n + 1) * sizeof *g->gradient);
    g->curvature = base_alloc((pairs->n + 1) * sizeof *g->curvature), g->leaf = base_alloc(pairs->n + 1);
    for (size_t e = 0; e < EVIDENCE_COUNT; e++) find_bounds(g, e);
    for (size_t i = 0; i < pairs->n; i++)
        for (size_t e = 0; e < EVIDENCE_COUNT; e++) {
            uint8_t bin = 0;
            while (bin < g->n_bounds[e] && pairs->list[i].evidence[e] > g->bounds[e][bin]) bin++;
            g->bins[i * EVIDENCE_COUNT + e] = bin;
        }
}

static void end_growing(Grower *g) {
    free(g->bins);
    free(g->odds);
    free(g->gradient);
    free(g->curvature);
    free(g->leaf);
}

typedef struct Sums {
    double gradient, curvature;
} Sums;

static double gain(Sums s, double ridge) { return s.gradient * s.gradient / (s.curvature + ridge); }

/* The feature and threshold with the highest total gain over all leaves. Adds a level to the tree; false if nothing gains. */
static bool add_level(Grower *g, int depth, double ridge, const bool *allowed, JudgeTree *tree) {
    static Sums sums[1 << JUDGE_DEPTH][EVIDENCE_COUNT][BINS + 1];
    size_t leaves = (size_t)1 << depth;
    memset(sums, 0, leaves * sizeof *sums);
    for (size_t i = 0; i < g->pairs->n; i++) {
        const uint8_t *bins = &g->bins[i * EVIDENCE_COUNT];
        if (g->curvature[i] == 0) continue;
        for (size_t e = 0; e < EVIDENCE_COUNT; e++) {
            Sums *s = &sums[g->leaf[i]][e][bins[e]];
            s->gradient += g->gradient[i], s->curvature += g->curvature[i];
        }
    }
    double best = 1e-6;
    size_t best_evidence = EVIDENCE_COUNT, best_bound = 0;
    for (size_t e = 0; e < EVIDENCE_COUNT; e++) {
        double gains[BINS] = {0};
        if (!allowed[e]) continue;
        for (size_t l = 0; l < leaves; l++) {
            Sums all = {0}, low = {0};
            for (int b = 0; b <= g->n_bounds[e]; b++) all.gradient += sums[l][e][b].gradient, all.curvature += sums[l][e][b].curvature;
            for (int b = 0; b < g->n_bounds[e]; b++) {
                low.gradient += sums[l][e][b].gradient, low.curvature += sums[l][e][b].curvature;
                Sums high = {all.gradient - low.gradient, all.curvature - low.curvature};
                gains[b] += gain(low, ridge) + gain(high, ridge) - gain(all, ridge);
            }
        }
        for (int b = 0; b < g->n_bounds[e]; b++)
            if (gains[b] > best) best = gains[b], best_evidence = e, best_bound = (size_t)b;
    }
    if (best_evidence == EVIDENCE_COUNT) return false;
    tree->evidence[depth] = (uint8_t)best_evidence, tree->bound[depth] = g->bounds[best_evidence][best_bound];
    for (size_t i = 0; i < g->pairs->n; i++) g->leaf[i] |= (uint8_t)((g->bins[i * EVIDENCE_COUNT + best_evidence] > best_bound) << depth);
    return true;
}

static uint64_t next_random(uint64_t *state) { return *state = hash_mix(*state, 0x9E3779B97F4A7C15u); }

static void grow_tree(Grower *g, const Settings *s, const bool *allowed, uint64_t *random, double base, JudgeTree *tree) {
    size_t n = g->pairs->n;
    memset(tree, 0, sizeof *tree);
    for (int d = 0; d < JUDGE_DEPTH; d++) tree->bound[d] = INT16_MAX;
    for (size_t i = 0; i < n; i++) {
        const Pair *p = &g->pairs->list[i];
        double probability = 1 / (1 + exp(-g->odds[i]));
        bool seen = next_random(random) % 1000 < s->share * 1000;
        g->gradient[i] = seen ? p->weight * (p->same - probability) : 0, g->curvature[i] = seen ? p->weight * probability * (1 - probability) + 1e-9 : 0;
        g->leaf[i] = 0;
    }
    int depth = 0;
    while (depth < s->depth && add_level(g, depth, s->ridge, allowed, tree)) depth++;
    Sums leaves[1 << JUDGE_DEPTH] = {0};
    for (size_t i = 0; i < n; i++) leaves[g->leaf[i]].gradient += g->gradient[i], leaves[g->leaf[i]].curvature += g->curvature[i];
    for (size_t l = 0; l < COUNT_OF(leaves); l++) {
        double value = base + s->rate * leaves[l].gradient / (leaves[l].curvature + s->ridge);
        tree->leaf[l] = (int16_t)fmax(-32000, fmin(32000, floor(value * JUDGE_UNIT + 0.5)));
    }
    for (size_t i = 0; i < n; i++) g->odds[i] += (double)tree->leaf[g->leaf[i]] / JUDGE_UNIT;
}

static double loss_of(const Grower *g) {
    double sum = 0, weight = 0;
    for (size_t i = 0; i < g->pairs->n; i++) {
        const Pair *p = &g->pairs->list[i];
        sum += p->weight * log1p(exp(p->same ? -g->odds[i] : g->odds[i])), weight += p->weight;
    }
    return sum / weight;
}

void grow_forest(const Pairs *pairs, const Settings *s, const bool *allowed, JudgeTree *trees) {
    Grower g;
    uint64_t random = 1;
    double same = 0, all = 0;
    begin_growing(&g, pairs);
    for (size_t i = 0; i < pairs->n; i++) same += pairs->list[i].same * (double)pairs->list[i].weight, all += (double)pairs->list[i].weight;
    double base = log(same / (all - same));
    fprintf(stderr, "%zu pairs, of weight %.0f, same %.0f", pairs->n, all, same);
    for (int i = 0; i < s->trees; i++) {
        if (i == 0) /* the first one gives the prior */
            for (size_t k = 0; k < pairs->n; k++) g.odds[k] = base;
        grow_tree(&g, s, allowed, &random, i == 0 ? base : 0, &trees[i]);
        if (i == 0)
            for (size_t k = 0; k < pairs->n; k++) g.odds[k] -= base;
    }
    fprintf(stderr, ", loss %.4f\n", loss_of(&g));
    end_growing(&g);
}
