/* parse.c - tagged words in, a dependency tree out: arc-hybrid transitions chosen greedily by a linear model over hashed features (Goldberg & Nivre 2013),
 * the move first, then the label of its arc. */
#include "lang/lang_int.h"
#include "lang/sum.h"

void parse_start(ParseState *p, int n) {
    p->n = n;
    p->front = 0;
    p->n_stack = 1;
    p->stack[0] = ROOT;
    for (int i = 0; i <= n; i++) {
        int k = i == n ? ROOT : i;
        p->head[k] = -1;
        p->left[k][0] = p->left[k][1] = p->right[k][0] = p->right[k][1] = -1;
        p->label[k] = DEP_DEP;
        p->n_left[k] = p->n_right[k] = 0;
    }
}

unsigned parse_legal(const ParseState *p) {
    unsigned legal = 0;
    int top = p->stack[p->n_stack - 1];
    if (p->front < p->n) legal |= 1u << MOVE_SHIFT;
    if (top != ROOT && p->front < p->n) legal |= 1u << MOVE_LEFT;
    /* the root takes one child, the last one */
    bool to_root = p->n_stack == 2;
    if (top != ROOT && p->n_stack >= 2 && (!to_root || p->front == p->n)) legal |= 1u << MOVE_RIGHT;
    return legal;
}

static void attach(ParseState *p, int head, int child, unsigned label) {
    p->head[child] = (int16_t)head;
    p->label[child] = (uint8_t)label;
    if (head != ROOT && child < head) {
        p->left[head][1] = p->left[head][0];
        p->left[head][0] = (int16_t)child;
        p->n_left[head] += p->n_left[head] < 255;
    } else {
        p->right[head][1] = p->right[head][0];
        p->right[head][0] = (int16_t)child;
        p->n_right[head] += p->n_right[head] < 255;
    }
}

void parse_move(ParseState *p, Move m, unsigned label) {
    if (m == MOVE_SHIFT) {
        p->stack[p->n_stack++] = (int16_t)p->front++;
        return;
    }
    int child = p->stack[--p->n_stack];
    attach(p, m == MOVE_LEFT ? p->front : p->stack[p->n_stack - 1], child, label);
}

/* ---- features ---- */

enum { NO_WORD = 0x7F4A7C15 };

typedef struct View {
    uint32_t w, t, d; /* word, tag, label; of a place that is empty: fixed values */
} View;

static View view(const ParseState *p, const Word *w, int i) {
    if (i < 0) return (View){NO_WORD, 250, 60};
    if (i == ROOT) return (View){NO_WORD + 1, 251, 61};
    return (View){w[i].lower, w[i].tag, p->label[i]};
}

static int child(const int16_t (*list)[2], int i, int k) { return i < 0 ? -1 : list[i][k]; }

static uint32_t near(int a, int b) { /* distance in classes */
    int d = b - a;
    if (a < 0 || b < 0 || a == ROOT) return 15;
    return d < 5 ? (uint32_t)d : d < 10 ? 5 : 6;
}

/* Puts features of a kind each; the caller names the table's bits. */
#define F1(x) out[k] = mix32((x), (uint32_t)(k + 1) * 0x632BE5ABu) >> shift, k++
#define F2(x, y) F1(mix32((x), (y)))
#define F3(x, y, z) F1(mix32(mix32((x), (y)), (z)))
#define F4(x, y, z, u) F1(mix32(mix32(mix32((x), (y)), (z)), (u)))

size_t parse_move_features(const ParseState *p, const Word *w, uint32_t *out) {
    enum { shift = 32 - MOVE_BITS };
    size_t k = 0;
    int i0 = p->stack[p->n_stack - 1], i1 = p->n_stack > 1 ? p->stack[p->n_stack - 2] : -1, i2 = p->n_stack > 2 ? p->stack[p->n_stack - 3] : -1;
    int j0 = p->front < p->n ? p->front : -1, j1 = p->front + 1 < p->n ? p->front + 1 : -1, j2 = p->front + 2 < p->n ? p->front + 2 : -1;
    View s0 = view(p, w, i0), s1 = view(p, w, i1), s2 = view(p, w, i2), b0 = view(p, w, j0), b1 = view(p, w, j1), b2 = view(p, w, j2);
    View s0l = view(p, w, child(p->left, i0, 0)), s0r = view(p, w, child(p->right, i0, 0)), s0l2 = view(p, w, child(p->left, i0, 1)),
         s0r2 = view(p, w, child(p->right, i0, 1));
    View s1l = view(p, w, child(p->left, i1, 0)), s1r = view(p, w, child(p->right, i1, 0)), b0l = view(p, w, child(p->left, j0, 0)),
         b0l2 = view(p, w, child(p->left, j0, 1));
    View s1r2 = view(p, w, child(p->right, i1, 1));
    uint32_t d0 = near(i0, j0), d1 = near(i1, i0);
    uint32_t v0l = i0 < 0 ? 9 : p->n_left[i0], v0r = i0 < 0 ? 9 : p->n_right[i0], vb = j0 < 0 ? 9 : p->n_left[j0], v1r = i1 < 0 ? 9 : p->n_right[i1];
    F1(s0.w);
    F1(s0.t);
    F2(s0.w, s0.t);
    F1(s1.w);
    F1(s1.t);
    F2(s1.w, s1.t);
    F1(b0.w);
    F1(b0.t);
    F2(b0.w, b0.t);
    F2(b1.w, b1.t);
    F1(b1.w);
    F1(b1.t);
    F2(b2.w, b2.t);
    F1(b2.t);
    F2(s2.w, s2.t);
    F1(s2.t);
    F4(s0.w, s0.t, b0.w, b0.t);
    F3(s0.w, s0.t, b0.w);
    F3(s0.w, b0.w, b0.t);
    F3(s0.w, s0.t, b0.t);
    F3(s0.t, b0.w, b0.t);
    F2(s0.w, b0.w);
    F2(s0.t, b0.t);
    F4(s1.w, s1.t, s0.w, s0.t);
    F3(s1.w, s1.t, s0.t);
    F3(s1.t, s0.w, s0.t);
    F2(s1.w, s0.w);
    F2(s1.t, s0.t);
    F3(s1.t, s0.t, d1);
    F3(s0.t, b0.t, b1.t);
    F3(s1.t, s0.t, b0.t);
    F4(s2.t, s1.t, s0.t, b0.t);
    F4(s0.t, b0.t, b1.t, b2.t);
    F4(s1.t, s0.t, b0.t, b1.t);
    F3(s0.t, s0l.t, b0.t);
    F3(s0.t, s0r.t, b0.t);
    F3(s0.t, b0.t, b0l.t);
    F3(s1.t, s0.t, s0l.t);
    F3(s1.t, s0.t, s0r.t);
    F3(s1.t, s1r.t, s0.t);
    F3(s1.t, s1l.t, s0.t);
    F3(s0.w, s0l.t, s0l.d);
    F3(s0.w, s0r.t, s0r.d);
    F3(s0.t, s0l.d, s0l2.d);
    F3(s0.t, s0r.d, s0r2.d);
    F3(b0.t, b0l.d, b0l2.d);
    F3(b0.w, b0l.d, b0l.t);
    F3(s1.t, s1r.d, s1r2.d);
    F2(s0l.w, s0.t);
    F2(s0r.w, s0.t);
    F2(b0l.w, b0.t);
    F3(s1r.w, s1.t, s0.t);
    F2(s0.w, d0);
    F2(s0.t, d0);
    F2(b0.w, d0);
    F2(b0.t, d0);
    F3(s0.t, b0.t, d0);
    F3(s0.w, b0.t, d0);
    F3(s0.t, b0.w, d0);
    F3(s0.t, v0l, v0r);
    F3(s0.w, v0l, v0r);
    F2(b0.t, vb);
    F2(b0.w, vb);
    F3(s1.t, v1r, s0.t);
    F3(s0.t, v0r, b0.t);
    F3(s0.t, vb, b0.t);
    F3(s1.w, s0.t, b0.t);
    F3(s1.t, s0.w, b0.t);
    F3(s1.t, s0.t, b0.w);
    F3(s0.w, b0.t, b1.t);
    F3(s0.t, b0.w, b1.t);
    F3(s0.t, b0.t, b1.w);
    F3(s0.t, s0r.d, b0.t);
    F3(s1.t, s1r.d, s0.t);
    F4(s1.t, s1l.d, s0.t, b0.t);
    F4(s0.t, s0l.d, b0.t, b0l.d);
    F1((uint32_t)(p->n_stack > 4 ? 4 : p->n_stack) * 8 + (j0 < 0));
    F3(s0.w, s1.w, b0.w);
    return k;
}

size_t parse_label_features(const ParseState *p, const Word *w, int head, int dependent, uint32_t *out) {
    enum { shift = 32 - LABEL_BITS };
    size_t k = 0;
    View h = view(p, w, head), d = view(p, w, dependent);
    View dl = view(p, w, child(p->left, dependent, 0)), dl2 = view(p, w, child(p->left, dependent, 1)),
         dr = view(p, w, child(p->right, dependent, 0)), hl = view(p, w, child(p->left, head, 0)), hr = view(p, w, child(p->right, head, 0));
    uint32_t side = head == ROOT ? 2 : head < dependent,
             far = head == ROOT ? 15 : near(head < dependent ? head : dependent, head < dependent ? dependent : head);
    View before = view(p, w, dependent - 1), after = view(p, w, dependent + 1 < p->n ? dependent + 1 : -1);
    uint32_t ds = head == ROOT ? 0 : w[dependent].suffix[1];
    F2(h.w, side);
    F2(h.t, side);
    F2(d.w, side);
    F2(d.t, side);
    F3(h.w, h.t, side);
    F3(d.w, d.t, side);
    F3(h.t, d.t, side);
    F3(h.w, d.t, side);
    F3(h.t, d.w, side);
    F3(h.w, d.w, side);
    F4(h.t, d.t, far, side);
    F3(h.w, far, side);
    F4(h.t, d.t, dl.w, side);
    F4(h.t, d.t, dl.t, side);
    F4(h.t, d.t, dl.d, side);
    F4(h.t, d.t, dr.d, side);
    F3(d.w, dl.w, side);
    F3(d.t, dl.d, dl2.d);
    F3(h.w, dl.w, side);
    F4(h.w, dl.w, d.t, side);
    F4(h.t, hl.d, d.t, side);
    F4(h.t, hr.d, d.t, side);
    F3(h.w, hr.d, side);
    F4(h.t, d.t, before.t, after.t);
    F3(d.t, before.t, side);
    F3(d.t, after.t, side);
    F3(d.w, after.t, side);
    F3(d.w, before.w, side);
    F3(h.t, ds, side);
    F3(d.t, dl.w, dl2.w);
    F4(h.w, d.w, dl.w, side);
    F1(side);
    F3(h.t, before.w, side);
    F4(h.t, d.t, dl2.d, dl.d);
    return k;
}

/* ---- decoding ---- */

SUM_CLONES static void sum_moves(const int8_t *weights, const uint32_t *features, size_t n, int32_t *out) {
    I32x4 sum = {0};
    for (size_t f = 0; f < n; f++) {
        I8x4 row;
        memcpy(&row, weights + (size_t)features[f] * MOVE_STRIDE, sizeof row);
        sum += __builtin_convertvector(row, I32x4);
    }
    memcpy(out, &sum, sizeof sum);
}

static Move best_move(const Language *lang, const ParseState *p, const Word *w, unsigned legal) {
    uint32_t features[MOVE_FEATURES_MAX];
    int32_t sum[MOVE_STRIDE];
    sum_moves(lang->move_weights, features, parse_move_features(p, w, features), sum);
    int best = -1;
    for (int m = 0; m <= MOVE_RIGHT; m++)
        if (legal >> m & 1 && (best < 0 || sum[m] > sum[best])) best = m;
    return (Move)best;
}

SUM_CLONES static void sum_labels(const int8_t *weights, const uint32_t *features, size_t n, int16_t *out) {
    enum { BLOCKS = LABEL_STRIDE / 16 };
    I16x16 sum[BLOCKS];
    memset(sum, 0, sizeof sum);
    for (size_t f = 0; f < n; f++) sum_row(sum, weights + (size_t)features[f] * LABEL_STRIDE, BLOCKS);
    memcpy(out, sum, sizeof sum);
}

static unsigned best_label(const Language *lang, const ParseState *p, const Word *w, int head, int dependent) {
    uint32_t features[LABEL_FEATURES_MAX];
    int16_t sum[LABEL_STRIDE];
    sum_labels(lang->label_weights, features, parse_label_features(p, w, head, dependent, features), sum);
    unsigned best = DEP_DEP;
    for (unsigned l = 0; l < DEP_COUNT; l++)
        if (l != DEP_ROOT && sum[l] > sum[best]) best = l;
    return best;
}

void parse_sentence(const Language *lang, const Word *w, int n, ParseState *p) {
    parse_start(p, n);
    for (unsigned legal; (legal = parse_legal(p));) {
        Move m = legal & (legal - 1) ? best_move(lang, p, w, legal) : (Move)__builtin_ctz(legal);
        unsigned label = DEP_DEP;
        if (m != MOVE_SHIFT) {
            int dependent = p->stack[p->n_stack - 1], head = m == MOVE_LEFT ? p->front : p->stack[p->n_stack - 2];
            label = head == ROOT ? DEP_ROOT : best_label(lang, p, w, head, dependent);
        }
        parse_move(p, m, label);
    }
}
