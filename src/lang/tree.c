/* tree.c - the best tree with one root, from the scores of heads and each word's best head: a cycle is broken at the arc whose change costs least. */
#include "lang/lang_int.h"

typedef struct Tree {
    uint8_t seen[LANG_SENTENCE_MAX + 1]; /* by find_circle: 0 not yet, 1 on this walk, 2 done; by mark_sound: 1 reaches the root, 2 does not */
    bool circle[LANG_SENTENCE_MAX + 1];
} Tree;

size_t tree_scratch_size(void) { return sizeof(Tree); }

/* Each word's best head if there can be only one root. */
static void best_heads(const int32_t *scores, size_t stride, int n, int root, int16_t *heads) {
    for (int i = 0; i < n; i++) {
        const int32_t *row = scores + (size_t)i * stride;
        int best = -1;
        for (int j = 0; j < n; j++)
            if (j != i && (best < 0 || row[j] > row[best])) best = j;
        heads[i] = (int16_t)(i == root || best < 0 ? n : best);
    }
}

static int count_roots(const int16_t *heads, int n) {
    int roots = 0;
    for (int i = 0; i < n; i++) roots += heads[i] == n;
    return roots;
}

/* A word on a cycle, or -1. */
static int find_circle(Tree *t, const int16_t *heads, int n) {
    memset(t->seen, 0, (size_t)n + 1);
    t->seen[n] = 2;
    for (int i = 0; i < n; i++) {
        int k = i;
        for (; !t->seen[k]; k = heads[k]) t->seen[k] = 1;
        if (t->seen[k] == 1) return k;
        for (k = i; t->seen[k] == 1; k = heads[k]) t->seen[k] = 2;
    }
    return -1;
}

/* The word to choose as the only root: the one that loses most with another head. */
static int choose_root(const int32_t *scores, size_t stride, int n) {
    int best = 0;
    int64_t most = INT64_MIN;
    for (int i = 0; i < n; i++) {
        const int32_t *row = scores + (size_t)i * stride;
        int64_t other = INT32_MIN;
        for (int j = 0; j < n; j++)
            if (j != i && row[j] > other) other = row[j];
        if (row[n] - other > most) most = row[n] - other, best = i;
    }
    return best;
}

/* Marks the words that reach the root without passing through the cycle. */
static void mark_sound(Tree *t, const int16_t *heads, int n) {
    int16_t path[LANG_SENTENCE_MAX + 1];
    memset(t->seen, 0, (size_t)n);
    t->seen[n] = 1;
    for (int i = 0; i < n; i++) {
        int k = i, steps = 0;
        for (; !t->seen[k] && !t->circle[k] && steps < n; k = heads[k]) path[steps++] = (int16_t)k;
        uint8_t sound = !t->circle[k] && t->seen[k] == 1 ? 1 : 2;
        while (steps) t->seen[path[--steps]] = sound;
    }
}

/* Breaks each cycle where it costs least to attach one of its words to a word that reaches the root. This is quadratic for each cycle, but there are few. Where
 * it takes a worse arc than exact contraction would, the difference concerns words about which the model was uncertain anyway. */
static void break_circles(Tree *t, const int32_t *scores, size_t stride, int n, int root, int16_t *heads) {
    for (int at; (at = find_circle(t, heads, n)) >= 0;) {
        int best_i = at, best_j = root;
        int64_t least = INT64_MAX;
        memset(t->circle, 0, sizeof t->circle);
        for (int k = at; !t->circle[k]; k = heads[k]) t->circle[k] = true;
        mark_sound(t, heads, n);
        for (int i = 0; i < n; i++) {
            if (!t->circle[i]) continue;
            const int32_t *row = scores + (size_t)i * stride;
            for (int j = 0; j < n; j++) {
                int64_t loss = (int64_t)row[heads[i]] - row[j];
                if (t->circle[j] || t->seen[j] != 1 || loss >= least) continue;
                least = loss, best_i = i, best_j = j;
            }
        }
        heads[best_i] = (int16_t)best_j;
    }
}

void tree_best(void *scratch, const int32_t *scores, size_t stride, int n, int16_t *heads) {
    Tree *t = scratch;
    int root = -1;
    if (count_roots(heads, n) != 1) {
        root = choose_root(scores, stride, n);
        best_heads(scores, stride, n, root, heads);
    } else
        for (int i = 0; i < n; i++)
            if (heads[i] == n) root = i;
    break_circles(t, scores, stride, n, root, heads);
}
