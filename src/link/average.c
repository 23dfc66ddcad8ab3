/* average.c - average linkage over sums of odds; each cluster remembers the later one that is most similar. */
#include "link/average.h"

typedef struct Average {
    int32_t *sums; /* [n][n], the sums over all pairs between two clusters */
    size_t n;
    uint32_t *sizes, *nearest; /* sizes: 0 if it was merged into another; nearest: the later cluster with the highest average, n: none */
} Average;

/* Whether the average between a and b is above that between c and d. */
static bool is_higher(const Average *v, size_t a, size_t b, size_t c, size_t d) {
    int64_t x = (int64_t)v->sums[a * v->n + b] * v->sizes[c] * v->sizes[d], y = (int64_t)v->sums[c * v->n + d] * v->sizes[a] * v->sizes[b];
    return x > y;
}

static void find_nearest(Average *v, size_t i) {
    v->nearest[i] = (uint32_t)v->n;
    for (size_t k = i + 1; k < v->n; k++)
        if (v->sizes[k] && (v->nearest[i] == v->n || is_higher(v, i, k, i, v->nearest[i]))) v->nearest[i] = (uint32_t)k;
}

/* The cluster that has the closest later one; n if there is only one cluster. */
static size_t find_closest(const Average *v) {
    size_t best = v->n;
    for (size_t i = 0; i < v->n; i++)
        if (v->sizes[i] && v->nearest[i] < v->n && (best == v->n || is_higher(v, i, v->nearest[i], best, v->nearest[best]))) best = i;
    return best;
}

/* Merges cluster b into a, which precedes it. */
static void join(Average *v, size_t a, size_t b) {
    size_t n = v->n;
    for (size_t k = 0; k < n; k++)
        if (v->sizes[k] && k != a && k != b) v->sums[a * n + k] = v->sums[k * n + a] = v->sums[a * n + k] + v->sums[b * n + k];
    v->sizes[a] += v->sizes[b], v->sizes[b] = 0;
    find_nearest(v, a);
    for (size_t k = 0; k < b; k++) {
        if (!v->sizes[k] || k == a) continue;
        if (v->nearest[k] == a || v->nearest[k] == b)
            find_nearest(v, k);
        else if (k < a && is_higher(v, k, a, k, v->nearest[k]))
            v->nearest[k] = (uint32_t)a;
    }
}

size_t average_cluster(int32_t *odds, size_t n, int least, uint32_t *cluster, uint32_t *room) {
    Average v = {odds, n, room, room + n};
    size_t left = n;
    for (size_t i = 0; i < n; i++) v.sizes[i] = 1, cluster[i] = (uint32_t)i;
    for (size_t i = 0; i < n; i++) find_nearest(&v, i);
    for (;;) {
        size_t a = find_closest(&v);
        if (a == n) return left;
        size_t b = v.nearest[a];
        if ((int64_t)v.sums[a * n + b] <= (int64_t)least * v.sizes[a] * v.sizes[b]) return left;
        join(&v, a, b);
        for (size_t i = 0; i < n; i++)
            if (cluster[i] == b) cluster[i] = (uint32_t)a;
        left--;
    }
}
