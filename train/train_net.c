/* train_net.c - trains the network described in src/lang/lang_int.h on sentences with gold trees, and quantises its weights to bytes.
 *
 * Adam on batches of sentences (Kingma & Ba 2015), with the losses of tags, heads and labels summed. Each batch is split in two halves, each with gradients of
 * its own that are added in a fixed order, so that one thread and two give the same bytes. Sentences get random noise: lower case, capitals, no final mark,
 * headlines without articles. Activations are kept within -1..1 by the same parabolas as at run time, so that bytes can hold them. */
#include <ctype.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "train.h"

enum { PARTS = 2, BATCH_MAX = 256 };

typedef float V __attribute__((vector_size(64), aligned(4), may_alias));

/* A trained array with its gradients and Adam's moments. */
typedef struct Param {
    size_t n;
    float *w, *g[PARTS], *m, *v;
} Param;

typedef struct TrainLin {
    Param w, b;    /* w [outputs][inputs] */
    float *turned; /* [inputs][outputs], updated in each step */
    int inputs, outputs;
} TrainLin;

/* One half of a batch: its sentences and what the forward pass stores for the backward one. */
typedef struct Part {
    uint64_t random;
    const Gold *sentences[BATCH_MAX];
    Gold noisy[BATCH_MAX];
    int start[BATCH_MAX + 1], n_sentences, n, cap; /* words */
    Arena arena;
    uint32_t (*rows)[FEATURES];
    float *x[NET_LAYERS_MAX + 1], *dx[NET_LAYERS_MAX + 1], *mask[NET_LAYERS_MAX + 1]; /* [n][width of layer k's input]; the last is the heads' */
    float *sums[NET_LAYERS_MAX], *cell[NET_LAYERS_MAX], *dsums;                       /* [n][gates * width], [n][width] */
    float *window, *dwindow, *skip, *dskip; /* window: [n][3 * embed]; skip [n][width]: the skip connection of the first layer */
    float *tag, *arc[2], *darc[2], *arc_sum[2], *lab[2], *dlab[2], *hidden, *dhidden, *hidden_sum, *out, *scores;
    bool *hits; /* words with the correct head */
    double loss[3];
    size_t words, right_tag, right_upos, right_head, right_label;
} Part;

struct Net {
    Trainer *t;
    TrainOptions o;
    size_t rows;
    Param embed;
    TrainLin lins[LIN_MAX];
    Param arc_bias, arc_root, label_root, label_bias;
    float *embed_g;
    uint32_t *touched, *row_step;
    size_t n_touched;
    uint16_t comma; /* the tag of "," */
    Part parts[PARTS];
    pthread_barrier_t barrier;
    size_t *order, n_order, steps, step, epoch; /* order: of sentences, those of a teacher after the others */
    size_t stride;                              /* the order of the teacher's sentences */
    double rate;
    bool learning;
};

/* ---- products ---- */

#if defined(__x86_64__)
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONES
#endif

/* c [m][n] = (add ? c : 0) + a [m][k] b [k][n]; a's element (i, l) is a[i * as + l * ak]. n is a multiple of 32. */
CLONES static void product(int m, int n, int k, const float *a, size_t as, size_t ak, const float *b, size_t ldb, float *c, size_t ldc, bool add) {
    for (int j = 0; j < n; j += 32) {
        int i = 0;
        for (; i + 8 <= m; i += 8) {
            V x[8], y[8];
            for (int r = 0; r < 8; r++) x[r] = y[r] = (V){0};
            for (int l = 0; l < k; l++) {
                const float *row = b + (size_t)l * ldb + j, *col = a + (size_t)i * as + (size_t)l * ak;
                V b0 = *(const V *)row, b1 = *(const V *)(row + 16);
                for (int r = 0; r < 8; r++) {
                    float f = col[(size_t)r * as];
                    x[r] += f * b0, y[r] += f * b1;
                }
            }
            for (int r = 0; r < 8; r++) {
                V *out = (V *)(c + (size_t)(i + r) * ldc + j);
                if (add) x[r] += out[0], y[r] += out[1];
                out[0] = x[r], out[1] = y[r];
            }
        }
        for (; i < m; i++) {
            V x = {0}, y = {0};
            for (int l = 0; l < k; l++) {
                const float *row = b + (size_t)l * ldb + j;
                float f = a[(size_t)i * as + (size_t)l * ak];
                x += f * *(const V *)row, y += f * *(const V *)(row + 16);
            }
            V *out = (V *)(c + (size_t)i * ldc + j);
            if (add) x += out[0], y += out[1];
            out[0] = x, out[1] = y;
        }
    }
}

static void lin_forward(const TrainLin *l, const float *x, int n, float *y) {
    product(n, l->outputs, l->inputs, x, (size_t)l->inputs, 1, l->turned, (size_t)l->outputs, y, (size_t)l->outputs, false);
    for (int t = 0; t < n; t++)
        for (int o = 0; o < l->outputs; o++) y[(size_t)t * (size_t)l->outputs + (size_t)o] += l->b.w[o];
}

/* Adds to the gradients of part k and to dx. */
static void lin_backward(TrainLin *l, int part, const float *x, const float *dy, int n, float *dx) {
    size_t in = (size_t)l->inputs, out = (size_t)l->outputs;
    product((int)out, (int)in, n, dy, 1, out, x, in, l->w.g[part], in, true);
    for (int t = 0; t < n; t++)
        for (size_t o = 0; o < out; o++) l->b.g[part][o] += dy[(size_t)t * out + o];
    if (dx) product(n, (int)in, (int)out, dy, out, 1, l->w.w, in, dx, in, true);
}

/* ---- parameters ---- */

static uint64_t random_next(uint64_t *state) { return *state = hash_mix(*state, 0x2545F4914F6CDD1Du); }
static double random_unit(uint64_t *state) { return (double)(random_next(state) >> 11) / 9007199254740992.0; }

static void param_init(Param *p, size_t n, double spread, uint64_t *seed) {
    *p = (Param){.n = n, .w = base_zalloc(n * sizeof(float)), .m = base_zalloc(n * sizeof(float)), .v = base_zalloc(n * sizeof(float))};
    for (size_t i = 0; i < n; i++) p->w[i] = (float)((random_unit(seed) * 2 - 1) * spread);
    for (int k = 0; k < PARTS; k++) p->g[k] = base_zalloc(n * sizeof(float));
}

static void param_free(Param *p) {
    free(p->w), free(p->m), free(p->v);
    for (int k = 0; k < PARTS; k++) free(p->g[k]);
}

static void lin_init(TrainLin *l, int inputs, int outputs, double gain, uint64_t *seed) {
    *l = (TrainLin){.inputs = inputs, .outputs = outputs};
    param_init(&l->w, (size_t)inputs * (size_t)outputs, gain * sqrt(3.0 / inputs), seed);
    param_init(&l->b, (size_t)outputs, 0, seed);
    l->turned = base_zalloc(l->w.n * sizeof(float));
}

typedef struct Adam {
    float rate, fix1, fix2;
} Adam;

static const float BETA1 = 0.9f, BETA2 = 0.98f;

static Adam adam_at(double rate, size_t step) { return (Adam){(float)rate, 1 / (1 - powf(BETA1, (float)step)), 1 / (1 - powf(BETA2, (float)step))}; }

CLONES static void adam_update(float *w, float *m, float *v, const float *g, size_t n, Adam a) {
    for (size_t i = 0; i < n; i++) {
        m[i] = BETA1 * m[i] + (1 - BETA1) * g[i];
        v[i] = BETA2 * v[i] + (1 - BETA2) * g[i] * g[i];
        w[i] -= a.rate * (m[i] * a.fix1) / (sqrtf(v[i] * a.fix2) + 1e-6f);
    }
}

static void param_update(Param *p, int part, Adam a) { /* each thread updates its half */
    size_t from = part ? p->n / 2 : 0, to = part ? p->n : p->n / 2;
    for (size_t i = from; i < to; i++) p->g[0][i] += p->g[1][i];
    adam_update(p->w + from, p->m + from, p->v + from, p->g[0] + from, to - from, a);
    for (int k = 0; k < PARTS; k++) memset(p->g[k] + from, 0, (to - from) * sizeof(float));
}

static void lin_turn(TrainLin *l, int part) {
    int from = part ? l->outputs / 2 : 0, to = part ? l->outputs : l->outputs / 2;
    for (int o = from; o < to; o++)
        for (int i = 0; i < l->inputs; i++) l->turned[(size_t)i * (size_t)l->outputs + (size_t)o] = l->w.w[(size_t)o * (size_t)l->inputs + (size_t)i];
}

/* ---- parabolas ---- */

static inline float soft_sign(float x) {
    float v = x > 2 ? 2 : x < -2 ? -2 : x;
    return v * (4 - fabsf(v)) * 0.25f;
}
static inline float soft_sign_slope(float x) {
    float a = fabsf(x);
    return a < 2 ? 1 - a * 0.5f : 0;
}
static inline float soft_step(float x) {
    float u = x > 4 ? 4 : x < -4 ? -4 : x;
    return 0.5f + u * (8 - fabsf(u)) * 0.03125f;
}
static inline float soft_step_slope(float x) {
    float a = fabsf(x);
    return a < 4 ? 0.25f - a * 0.0625f : 0;
}

/* ---- layers ---- */

CLONES static void scan_forward(const float *sums, int gates, const float *x, float *cell, float *y, int n, int width, bool back) {
    int half = width / 2;
    for (int k = 0; k < n; k++) {
        size_t t = (size_t)(back ? n - 1 - k : k), w = (size_t)width, at = back ? (size_t)half : 0;
        const float *z = sums + (t * w + at) * (size_t)gates, *f = z + half, *r = f + half, *in = x + t * w + at;
        float *c = cell + t * w + at, *out = y + t * w + at;
        const float *before = back ? c + w : c - w;
        for (int d = 0; d < half; d++) {
            float candidate = soft_sign(z[d]), had = k ? before[d] : 0;
            c[d] = candidate + soft_step(f[d]) * (had - candidate);
            out[d] = in[d] + soft_step(r[d]) * (c[d] - in[d]);
        }
    }
}

/* dy in; adds to dx, sets dsums. */
CLONES static void scan_backward(const float *sums, int gates, const float *x, const float *cell, const float *dy, float *dsums, float *dx, int n,
                                 int width, bool back) {
    float carry[NET_WIDTH_MAX / 2] = {0};
    int half = width / 2;
    for (int k = n; k-- > 0;) {
        size_t t = (size_t)(back ? n - 1 - k : k), w = (size_t)width, at = back ? (size_t)half : 0;
        const float *z = sums + (t * w + at) * (size_t)gates, *f = z + half, *r = f + half, *in = x + t * w + at, *c = cell + t * w + at,
                    *g = dy + t * w + at;
        float *dz = dsums + (t * w + at) * (size_t)gates, *df = dz + half, *dr = df + half, *din = dx + t * w + at;
        const float *before = back ? c + w : c - w;
        for (int d = 0; d < half; d++) {
            float candidate = soft_sign(z[d]), had = k ? before[d] : 0, forget = soft_step(f[d]), reset = soft_step(r[d]);
            float dc = carry[d] + g[d] * reset;
            dr[d] = g[d] * (c[d] - in[d]) * soft_step_slope(r[d]);
            din[d] += g[d] * (1 - reset);
            df[d] = dc * (had - candidate) * soft_step_slope(f[d]);
            dz[d] = dc * (1 - forget) * soft_sign_slope(z[d]);
            carry[d] = dc * forget;
        }
    }
}

/* ---- a part of a batch ---- */

static size_t input_width(const TrainOptions *o, unsigned layer) { return layer ? o->width : o->embed; }
static int gates_of(unsigned layer) {
    return layer ? 3 : 4;
} /* the first layer's input has another width, so the skip connection is a sum too */

static float *grown(float *p, size_t n) { return base_realloc(p, n * sizeof *p); }

static void part_reserve(Part *p, const TrainOptions *o, int words) {
    if (words <= p->cap) return;
    size_t n = (size_t)(p->cap = words * 5 / 4 + 64), width = o->width, wide = width > o->label ? width : o->label;
    p->rows = base_realloc(p->rows, n * sizeof *p->rows);
    for (unsigned k = 0; k <= o->layers; k++) {
        size_t in = n * input_width(o, k);
        p->x[k] = grown(p->x[k], in), p->dx[k] = grown(p->dx[k], in), p->mask[k] = grown(p->mask[k], in);
    }
    for (unsigned k = 0; k < o->layers; k++) p->sums[k] = grown(p->sums[k], n * 4 * width), p->cell[k] = grown(p->cell[k], n * width);
    p->window = grown(p->window, n * 3 * o->embed), p->dwindow = grown(p->dwindow, n * 3 * o->embed);
    p->skip = grown(p->skip, n * width), p->dskip = grown(p->dskip, n * width);
    p->hits = base_realloc(p->hits, n);
    p->dsums = grown(p->dsums, n * 4 * width);
    p->tag = grown(p->tag, n * TAGS_MAX);
    p->out = grown(p->out, n * NET_LABELS);
    p->scores = grown(p->scores, (LANG_SENTENCE_MAX + 1) * (LANG_SENTENCE_MAX + 1));
    for (int k = 0; k < 2; k++) {
        p->arc[k] = grown(p->arc[k], n * o->arc), p->darc[k] = grown(p->darc[k], n * o->arc), p->arc_sum[k] = grown(p->arc_sum[k], n * o->arc);
        p->lab[k] = grown(p->lab[k], n * o->label), p->dlab[k] = grown(p->dlab[k], n * o->label);
    }
    p->hidden = grown(p->hidden, n * wide), p->dhidden = grown(p->dhidden, n * wide), p->hidden_sum = grown(p->hidden_sum, n * wide);
}

/* The same units are dropped throughout a sentence (Gal & Ghahramani 2016). */
static void part_masks(Net *net, Part *p) {
    float drop = (float)net->o.dropout, keep = 1 / (1 - drop);
    for (unsigned k = 0; k <= net->o.layers; k++)
        for (int s = 0; s < p->n_sentences; s++) {
            size_t width = input_width(&net->o, k);
            float *first = p->mask[k] + (size_t)p->start[s] * width;
            for (size_t d = 0; d < width; d++) first[d] = !net->learning ? 1 : random_unit(&p->random) < (double)drop ? 0 : keep;
            for (int t = p->start[s] + 1; t < p->start[s + 1]; t++) memcpy(p->mask[k] + (size_t)t * width, first, width * sizeof(float));
        }
}

static void multiply(float *x, const float *y, size_t n) {
    for (size_t i = 0; i < n; i++) x[i] *= y[i];
}

static void embed_forward(Net *net, Part *p) {
    size_t width = net->o.embed;
    for (int t = 0; t < p->n; t++) {
        float *x = p->x[0] + (size_t)t * width;
        memset(x, 0, width * sizeof *x);
        for (int f = 0; f < FEATURES; f++) {
            const float *row = net->embed.w + (size_t)p->rows[t][f] * width;
            for (size_t d = 0; d < width; d++) x[d] += row[d];
        }
    }
}

/* Softmax over n scores: turns them into gradients, returns the loss. */
static double softmax(float *scores, int n, int right, bool *hit) {
    int best = 0;
    float sum = 0;
    for (int k = 1; k < n; k++)
        if (scores[k] > scores[best]) best = k;
    float most = scores[best];
    *hit = best == right;
    for (int k = 0; k < n; k++) sum += scores[k] = expf(scores[k] - most);
    for (int k = 0; k < n; k++) scores[k] /= sum;
    double loss = -log((double)scores[right] + 1e-12);
    scores[right] -= 1;
    return loss;
}

static void tag_step(Net *net, Part *p, int part) {
    TrainLin *l = &net->lins[net->o.layers + LIN_TAG];
    unsigned at = net->o.tag_layer;
    lin_forward(l, p->x[at], p->n, p->tag);
    for (int s = 0; s < p->n_sentences; s++)
        for (int i = 0; i < p->sentences[s]->n; i++) {
            float *row = p->tag + (size_t)(p->start[s] + i) * (size_t)l->outputs;
            int n = (int)net->t->n_tags, right = p->sentences[s]->tags[i], best = 0;
            bool hit;
            for (int k = 1; k < n; k++)
                if (row[k] > row[best]) best = k;
            p->loss[0] += softmax(row, n, right, &hit);
            p->right_tag += hit;
            p->right_upos += net->t->tags[best].upos == net->t->tags[right].upos;
            memset(row + n, 0, (size_t)(l->outputs - n) * sizeof *row);
        }
    if (net->learning) lin_backward(l, part, p->x[at], p->tag, p->n, p->dx[at]);
}

/* Scores of a sentence's arcs, their loss, and the gradients of dependents, heads, root and distances. */
/* Turns scores of a word's heads into gradients towards the teacher's distribution; returns the loss. */
static double softmax_doubtful(float *scores, int n, int right, const Doubt *d, bool *hit) {
    double loss = softmax(scores, n, right, hit), all = d->sure;
    scores[right] += 1;
    for (int k = 0; k < DOUBTS; k++)
        if (d->other[k] >= 0) all += d->worth[k];
    for (int k = 0; k < DOUBTS; k++)
        if (d->other[k] >= 0) scores[d->other[k]] -= (float)(d->worth[k] / all);
    scores[right] -= (float)(d->sure / all);
    return loss;
}

static void arc_sentence(Net *net, Part *p, int part, int s, bool *hits) {
    const Gold *g = p->sentences[s];
    size_t a = net->o.arc, start = (size_t)p->start[s], stride = (size_t)g->n + 1;
    const float *dep = p->arc[0] + start * a, *head = p->arc[1] + start * a;
    float *root = net->arc_root.w, soft[NET_ARC_MAX];
    for (size_t d = 0; d < a; d++) soft[d] = soft_sign(root[d]);
    for (int i = 0; i < g->n; i++)
        for (int j = 0; j <= g->n; j++) {
            const float *x = dep + (size_t)i * a, *y = j == g->n ? soft : head + (size_t)j * a;
            V sum = {0};
            float total = 0;
            for (size_t d = 0; d < a; d += 16) sum += *(const V *)(x + d) * *(const V *)(y + d);
            for (int d = 0; d < 16; d++) total += sum[d];
            p->scores[(size_t)i * stride + (size_t)j] = i == j ? -1e9f : total + net->arc_bias.w[j == g->n ? 0 : net_distance(i, j)];
        }
    for (int i = 0; i < g->n; i++) {
        float *row = p->scores + (size_t)i * stride;
        p->loss[1] +=
            g->doubts ? softmax_doubtful(row, g->n + 1, g->heads[i], &g->doubts[i], &hits[i]) : softmax(row, g->n + 1, g->heads[i], &hits[i]);
        p->right_head += hits[i];
        if (!net->learning) continue;
        for (int j = 0; j <= g->n; j++) {
            float v = row[j], *dx = p->darc[0] + (start + (size_t)i) * a;
            if (v < 1e-6f && v > -1e-6f) continue;
            const float *x = dep + (size_t)i * a, *y = j == g->n ? soft : head + (size_t)j * a;
            float *dy = j == g->n ? net->arc_root.g[part] : p->darc[1] + (start + (size_t)j) * a;
            net->arc_bias.g[part][j == g->n ? 0 : net_distance(i, j)] += v;
            for (size_t d = 0; d < a; d++) dx[d] += v * y[d];
            if (j < g->n)
                for (size_t d = 0; d < a; d++) dy[d] += v * x[d];
            else
                for (size_t d = 0; d < a; d++) dy[d] += v * x[d] * soft_sign_slope(root[d]);
        }
    }
}

static void arc_step(Net *net, Part *p, int part, bool *hits) {
    TrainLin *l = &net->lins[net->o.layers];
    const float *x = p->x[net->o.layers];
    size_t size = (size_t)p->n * net->o.arc;
    for (int k = 0; k < 2; k++) {
        lin_forward(&l[k ? LIN_ARC_HEAD : LIN_ARC_DEPENDENT], x, p->n, p->arc_sum[k]);
        for (size_t i = 0; i < size; i++) p->arc[k][i] = soft_sign(p->arc_sum[k][i]);
        memset(p->darc[k], 0, size * sizeof(float));
    }
    for (int s = 0; s < p->n_sentences; s++) arc_sentence(net, p, part, s, hits + p->start[s]);
    for (int k = 0; k < 2 && net->learning; k++) {
        for (size_t i = 0; i < size; i++) p->darc[k][i] *= soft_sign_slope(p->arc_sum[k][i]);
        lin_backward(&l[k ? LIN_ARC_HEAD : LIN_ARC_DEPENDENT], part, x, p->darc[k], p->n, p->dx[net->o.layers]);
    }
}

/* Labels of the gold arcs. */
static void label_step(Net *net, Part *p, int part, const bool *hits) {
    TrainLin *l = &net->lins[net->o.layers];
    const float *x = p->x[net->o.layers];
    size_t w = net->o.label;
    for (int k = 0; k < 2; k++) {
        lin_forward(&l[k ? LIN_LABEL_HEAD : LIN_LABEL_DEPENDENT], x, p->n, p->lab[k]);
        memset(p->dlab[k], 0, (size_t)p->n * w * sizeof(float));
    }
    for (int s = 0; s < p->n_sentences; s++)
        for (int i = 0, h; i < p->sentences[s]->n; i++) {
            size_t at = (size_t)(p->start[s] + i);
            h = p->sentences[s]->heads[i];
            bool root = h == p->sentences[s]->n;
            const float *b = root ? net->label_root.w : p->lab[1] + (size_t)(p->start[s] + h) * w,
                        *c = net->label_bias.w + (size_t)(root ? 0 : net_distance(i, h)) * w;
            for (size_t d = 0; d < w; d++)
                p->hidden_sum[at * w + d] = p->lab[0][at * w + d] + b[d] + c[d], p->hidden[at * w + d] = soft_sign(p->hidden_sum[at * w + d]);
        }
    lin_forward(&l[LIN_LABEL_OUT], p->hidden, p->n, p->out);
    for (int s = 0; s < p->n_sentences; s++)
        for (int i = 0; i < p->sentences[s]->n; i++) {
            float *row = p->out + (size_t)(p->start[s] + i) * NET_LABELS;
            bool hit;
            p->loss[2] += softmax(row, DEP_COUNT, p->sentences[s]->labels[i], &hit);
            p->right_label += hit && hits[p->start[s] + i];
            for (int k = 0; k < DEP_COUNT && p->sentences[s]->doubts; k++) row[k] *= (float)p->sentences[s]->doubts[i].sure / 100;
            memset(row + DEP_COUNT, 0, (NET_LABELS - DEP_COUNT) * sizeof *row);
        }
    if (!net->learning) return;
    memset(p->dhidden, 0, (size_t)p->n * w * sizeof(float));
    lin_backward(&l[LIN_LABEL_OUT], part, p->hidden, p->out, p->n, p->dhidden);
    for (int s = 0; s < p->n_sentences; s++)
        for (int i = 0, h; i < p->sentences[s]->n; i++) {
            size_t at = (size_t)(p->start[s] + i);
            h = p->sentences[s]->heads[i];
            bool root = h == p->sentences[s]->n;
            float *b = root ? net->label_root.g[part] : p->dlab[1] + (size_t)(p->start[s] + h) * w,
                  *c = net->label_bias.g[part] + (size_t)(root ? 0 : net_distance(i, h)) * w;
            for (size_t d = 0; d < w; d++) {
                float v = p->dhidden[at * w + d] * soft_sign_slope(p->hidden_sum[at * w + d]);
                p->dlab[0][at * w + d] += v, b[d] += v, c[d] += v;
            }
        }
    for (int k = 0; k < 2; k++) lin_backward(&l[k ? LIN_LABEL_HEAD : LIN_LABEL_DEPENDENT], part, x, p->dlab[k], p->n, p->dx[net->o.layers]);
}

/* The first layer sees each word with its neighbours. */
static void window_forward(Net *net, Part *p) {
    size_t width = net->o.embed;
    memset(p->window, 0, (size_t)p->n * 3 * width * sizeof(float));
    for (int s = 0; s < p->n_sentences; s++)
        for (int t = p->start[s]; t < p->start[s + 1]; t++)
            for (int k = -1; k <= 1; k++)
                if (t + k >= p->start[s] && t + k < p->start[s + 1])
                    memcpy(p->window + ((size_t)t * 3 + (size_t)(k + 1)) * width, p->x[0] + (size_t)(t + k) * width, width * sizeof(float));
}

static void window_backward(Net *net, Part *p) {
    size_t width = net->o.embed;
    for (int s = 0; s < p->n_sentences; s++)
        for (int t = p->start[s]; t < p->start[s + 1]; t++)
            for (int k = -1; k <= 1; k++) {
                if (t + k < p->start[s] || t + k >= p->start[s + 1]) continue;
                float *to = p->dx[0] + (size_t)(t + k) * width;
                const float *from = p->dwindow + ((size_t)t * 3 + (size_t)(k + 1)) * width;
                for (size_t d = 0; d < width; d++) to[d] += from[d];
            }
}

/* The index in a row of the first layer's sums of cell d's fourth sum. */
static size_t skip_at(size_t d, size_t half) { return d < half ? 3 * half + d : 7 * half + d - half; }

static void skip_forward(Net *net, Part *p) {
    size_t width = net->o.width;
    for (size_t t = 0; t < (size_t)p->n; t++)
        for (size_t d = 0; d < width; d++) p->skip[t * width + d] = soft_sign(p->sums[0][t * 4 * width + skip_at(d, width / 2)]);
}

static void skip_backward(Net *net, Part *p) {
    size_t width = net->o.width;
    for (size_t t = 0; t < (size_t)p->n; t++)
        for (size_t d = 0; d < width; d++) {
            size_t at = t * 4 * width + skip_at(d, width / 2);
            p->dsums[at] = p->dskip[t * width + d] * soft_sign_slope(p->sums[0][at]);
        }
}

static void part_forward_layers(Net *net, Part *p) {
    size_t width = net->o.width, first = (size_t)p->n * net->o.embed;
    embed_forward(net, p);
    for (size_t i = 0; i < first; i++) p->dx[0][i] = soft_sign_slope(p->x[0][i]), p->x[0][i] = soft_sign(p->x[0][i]);
    multiply(p->x[0], p->mask[0], first);
    multiply(p->mask[0], p->dx[0], first); /* from here on: the complete gradient of the first layer's input */
    window_forward(net, p);
    for (unsigned k = 0; k < net->o.layers; k++) {
        lin_forward(&net->lins[k], k ? p->x[k] : p->window, p->n, p->sums[k]);
        if (!k) skip_forward(net, p);
        for (int s = 0; s < p->n_sentences; s++)
            for (int back = 0; back < 2; back++) {
                size_t at = (size_t)p->start[s] * width;
                scan_forward(p->sums[k] + (size_t)gates_of(k) * at, gates_of(k), (k ? p->x[k] : p->skip) + at, p->cell[k] + at, p->x[k + 1] + at,
                             p->start[s + 1] - p->start[s], (int)width, back);
            }
        multiply(p->x[k + 1], p->mask[k + 1], (size_t)p->n * width);
    }
}

static void part_backward_layers(Net *net, Part *p, int part) {
    size_t width = net->o.width, size = (size_t)p->n * width;
    for (unsigned k = net->o.layers; k-- > 0;) {
        multiply(p->dx[k + 1], p->mask[k + 1], size);
        if (!k) memset(p->dskip, 0, size * sizeof(float));
        for (int s = 0; s < p->n_sentences; s++)
            for (int back = 0; back < 2; back++) {
                size_t at = (size_t)p->start[s] * width, gates = (size_t)gates_of(k);
                scan_backward(p->sums[k] + gates * at, (int)gates, (k ? p->x[k] : p->skip) + at, p->cell[k] + at, p->dx[k + 1] + at,
                              p->dsums + gates * at, (k ? p->dx[k] : p->dskip) + at, p->start[s + 1] - p->start[s], (int)width, back);
            }
        if (!k) skip_backward(net, p);
        if (k) {
            lin_backward(&net->lins[k], part, p->x[k], p->dsums, p->n, p->dx[k]);
        } else {
            memset(p->dwindow, 0, (size_t)p->n * 3 * net->o.embed * sizeof(float));
            lin_backward(&net->lins[k], part, p->window, p->dsums, p->n, p->dwindow);
            window_backward(net, p);
        }
    }
    multiply(p->dx[0], p->mask[0], (size_t)p->n * net->o.embed);
}

static void part_run(Net *net, int part) {
    Part *p = &net->parts[part];
    if (!p->n) return;
    part_masks(net, p);
    part_forward_layers(net, p);
    for (unsigned k = 0; k <= net->o.layers; k++) memset(p->dx[k], 0, (size_t)p->n * input_width(&net->o, k) * sizeof(float));
    tag_step(net, p, part);
    arc_step(net, p, part, p->hits);
    label_step(net, p, part, p->hits);
    if (net->learning) part_backward_layers(net, p, part);
    p->words += (size_t)p->n;
}

/* ---- noise ---- */

static char *change_case(Arena *a, const char *s, int (*how)(int)) {
    char *out = arena_copy(a, s, strlen(s));
    for (char *p = out; *p; p++) *p = (char)((unsigned char)*p < 0x80 ? how((unsigned char)*p) : *p);
    return out;
}

static void mark_leaves(const Gold *g, bool *leaf) {
    for (int i = 0; i < g->n; i++) leaf[i] = true;
    for (int i = 0; i < g->n; i++)
        if (g->heads[i] < g->n) leaf[g->heads[i]] = false;
}

static Gold copy_without(Arena *a, const Gold *g, const bool *drop) {
    int to[LANG_SENTENCE_MAX + 1], n = 0;
    Gold c = {arena_alloc(a, (size_t)g->n * sizeof *c.forms),
              g->lemmas,
              arena_alloc(a, (size_t)g->n * sizeof *c.tags),
              arena_alloc(a, (size_t)g->n),
              arena_alloc(a, (size_t)g->n * sizeof *c.heads),
              g->doubts ? arena_alloc(a, (size_t)g->n * sizeof *c.doubts) : NULL,
              0,
              false};
    for (int i = 0; i < g->n; i++) to[i] = drop[i] ? -1 : n++;
    to[g->n] = n;
    for (int i = 0; i < g->n; i++) {
        if (drop[i]) continue;
        c.forms[to[i]] = g->forms[i], c.tags[to[i]] = g->tags[i], c.labels[to[i]] = g->labels[i];
        c.heads[to[i]] = (int16_t)to[g->heads[i]];
        if (!g->doubts) continue;
        c.doubts[to[i]] = g->doubts[i];
        for (int k = 0; k < DOUBTS; k++)
            if (g->doubts[i].other[k] >= 0) c.doubts[to[i]].other[k] = (int16_t)to[g->doubts[i].other[k]];
    }
    c.n = n;
    return c;
}

/* "Kazakhstan and India hold talks" -> "Kazakhstan, India hold talks" */
static void and_to_comma(const Net *net, Gold *copy) {
    for (int i = 0; i < copy->n; i++) {
        if (copy->labels[i] != DEP_CC || strcmp(copy->forms[i], "and") || copy->heads[i] >= copy->n) continue;
        int second = copy->heads[i], first = copy->heads[second];
        if (first >= copy->n || copy->labels[second] != DEP_CONJ || net->t->tags[copy->tags[second]].upos != UPOS_PROPN ||
            net->t->tags[copy->tags[first]].upos != UPOS_PROPN)
            continue;
        copy->forms[i] = (char *)",";
        copy->tags[i] = net->comma;
        copy->labels[i] = DEP_PUNCT;
    }
}

/* The sentence itself, or a corrupted copy of it. */
static const Gold *make_noisy(Net *net, Part *p, const Gold *g, Gold *copy) {
    double u = random_unit(&p->random) / (net->o.noise + 1e-9);
    bool drop[LANG_SENTENCE_MAX] = {0}, leaf[LANG_SENTENCE_MAX];
    if (!net->learning || u >= 1 || g->n < 2) return g;
    mark_leaves(g, leaf);
    bool lower = u < 0.15, upper = u >= 0.15 && u < 0.3, headline = u >= 0.5 && u < 0.8, title = u >= 0.8;
    if (u >= 0.1 && u < 0.8) drop[g->n - 1] = leaf[g->n - 1] && g->labels[g->n - 1] == DEP_PUNCT;
    for (int i = 0; i < g->n && headline; i++)
        drop[i] |= leaf[i] && (g->labels[i] == DEP_DET || g->labels[i] == DEP_AUX_PASS || g->labels[i] == DEP_AUX) && strlen(g->forms[i]) < 5;
    *copy = copy_without(&p->arena, g, drop);
    if (!copy->n) return g;
    if (headline) and_to_comma(net, copy);
    for (int i = 0; i < copy->n && (lower || upper); i++) copy->forms[i] = change_case(&p->arena, copy->forms[i], lower ? tolower : toupper);
    for (int i = 0; i < copy->n && title; i++) /* Every Word Like This */
        if (strlen(copy->forms[i]) > 3 && islower((unsigned char)copy->forms[i][0])) {
            copy->forms[i] = arena_copy(&p->arena, copy->forms[i], strlen(copy->forms[i]));
            copy->forms[i][0] = (char)toupper((unsigned char)copy->forms[i][0]);
        }
    return copy;
}

static void sentence_rows(Net *net, Part *p, const Gold *g, uint32_t (*rows)[FEATURES]) {
    size_t upper = 0, lower = 0;
    for (int i = 0; i < g->n; i++)
        for (const char *c = g->forms[i]; *c; c++) upper += isupper((unsigned char)*c) != 0, lower += islower((unsigned char)*c) != 0;
    for (int i = 0; i < g->n; i++) {
        net_features(&net->t->lang, g->forms[i], strlen(g->forms[i]), i == 0, upper > 8 && upper > lower * 9, rows[i]);
        double count = net->t->word_count[rows[i][FEATURE_WORD]];
        if (net->learning && random_unit(&p->random) < 0.25 / (0.25 + count) + 0.02) rows[i][FEATURE_WORD] = 0; /* so that "unknown" is trained */
    }
}

static const Gold *sentence_at(const Net *net, size_t i) {
    return i < net->t->train.n ? &net->t->train.list[i] : &net->t->silver.list[i - net->t->train.n];
}

/* This part's sentences of a batch: every second one of a list, or of the training order if that is NULL. */
static void part_fill(Net *net, int part, const GoldList *list, size_t from, size_t to) {
    Part *p = &net->parts[part];
    int n = 0;
    p->random = hash_mix(net->o.seed * 977 + net->epoch, from * 2 + (size_t)part + 1);
    arena_reset(&p->arena);
    p->n_sentences = 0;
    for (size_t i = from + (size_t)part; i < to; i += PARTS) {
        const Gold *g = make_noisy(net, p, list ? &list->list[i] : sentence_at(net, net->order[i]), &p->noisy[p->n_sentences]);
        p->sentences[p->n_sentences] = g;
        p->start[p->n_sentences++] = n;
        n += g->n;
    }
    p->start[p->n_sentences] = p->n = n;
    part_reserve(p, &net->o, n);
    for (int s = 0; s < p->n_sentences; s++) sentence_rows(net, p, p->sentences[s], p->rows + p->start[s]);
}

/* ---- a step ---- */

static void find_touched(Net *net) {
    net->n_touched = 0;
    for (int k = 0; k < PARTS; k++)
        for (int t = 0; t < net->parts[k].n; t++)
            for (int f = 0; f < FEATURES; f++) {
                uint32_t row = net->parts[k].rows[t][f];
                if (net->row_step[row] == net->step) continue;
                net->row_step[row] = (uint32_t)net->step;
                net->touched[net->n_touched++] = row;
            }
}

/* Each thread has its half of the columns. */
static void embed_update(Net *net, int part, Adam a) {
    size_t width = net->o.embed, from = part ? width / 2 : 0, half = width / 2;
    for (int k = 0; k < PARTS; k++)
        for (int t = 0; t < net->parts[k].n; t++)
            for (int f = 0; f < FEATURES; f++) {
                float *g = net->embed_g + (size_t)net->parts[k].rows[t][f] * width + from;
                const float *dx = net->parts[k].dx[0] + (size_t)t * width + from;
                for (size_t d = 0; d < half; d++) g[d] += dx[d];
            }
    for (size_t i = 0; i < net->n_touched; i++) {
        size_t at = net->touched[i] * width + from;
        adam_update(net->embed.w + at, net->embed.m + at, net->embed.v + at, net->embed_g + at, half, a);
        memset(net->embed_g + at, 0, half * sizeof(float));
    }
}

static void net_update(Net *net, int part) {
    Adam a = adam_at(net->rate, net->step);
    Param *small[] = {&net->arc_bias, &net->arc_root, &net->label_root, &net->label_bias};
    for (size_t i = 0; i < net->o.layers + LIN_HEADS; i++) param_update(&net->lins[i].w, part, a), param_update(&net->lins[i].b, part, a);
    for (size_t i = 0; i < COUNT_OF(small); i++) param_update(small[i], part, a);
    embed_update(net, part, a);
}

static void net_turn(Net *net, int part) {
    for (size_t i = 0; i < net->o.layers + LIN_HEADS; i++) lin_turn(&net->lins[i], part);
}

typedef struct Worker {
    Net *net;
    int part;
} Worker;

static void wait_all(Net *net) {
    if (net->o.threads > 1) pthread_barrier_wait(&net->barrier);
}

/* One thread's share of an epoch; with one thread, both shares alternately. */
static void *epoch_run(void *arg) {
    Worker *w = arg;
    Net *net = w->net;
    int first = w->part, last = net->o.threads > 1 ? w->part : PARTS - 1;
    for (size_t at = 0; at < net->n_order; at += net->o.batch) {
        size_t to = at + net->o.batch < net->n_order ? at + net->o.batch : net->n_order;
        for (int k = first; k <= last; k++) part_fill(net, k, NULL, at, to), part_run(net, k);
        wait_all(net);
        if (first == 0) {
            net->step++;
            double done = (double)net->step / (double)net->steps;
            net->rate = net->o.rate * (done < 0.02 ? done / 0.02 : 1 - (done - 0.02) / 0.98 * 0.99);
            find_touched(net);
        }
        wait_all(net);
        for (int k = first; k <= last; k++) net_update(net, k);
        wait_all(net);
        for (int k = first; k <= last; k++) net_turn(net, k);
        wait_all(net);
    }
    return NULL;
}

static void clear_counts(Net *net) {
    for (int k = 0; k < PARTS; k++) {
        Part *p = &net->parts[k];
        p->words = p->right_tag = p->right_upos = p->right_head = p->right_label = 0;
        memset(p->loss, 0, sizeof p->loss);
    }
}

static double print_counts(Net *net, const char *what) {
    double words = 0, sums[7] = {0};
    for (int k = 0; k < PARTS; k++) {
        Part *p = &net->parts[k];
        double add[7] = {
            p->loss[0], p->loss[1], p->loss[2], (double)p->right_upos, (double)p->right_tag, (double)p->right_head, (double)p->right_label};
        words += (double)p->words;
        for (int i = 0; i < 7; i++) sums[i] += add[i];
    }
    printf("  %s: loss %.3f %.3f %.3f  UPOS %.2f  tag %.2f  head %.2f  head+label %.2f", what, sums[0] / words, sums[1] / words, sums[2] / words,
           100 * sums[3] / words, 100 * sums[4] / words, 100 * sums[5] / words, 100 * sums[6] / words);
    return sums[6] / words;
}

/* Each word's best head by itself, with gold words: the criterion for choosing a checkpoint. */
static double evaluate(Net *net, const GoldList *list, const char *what) {
    if (!list->n) return 0;
    clear_counts(net);
    net->learning = false;
    for (size_t at = 0; at < list->n; at += net->o.batch)
        for (int k = 0; k < PARTS; k++) part_fill(net, k, list, at, at + net->o.batch < list->n ? at + net->o.batch : list->n), part_run(net, k);
    net->learning = true;
    return print_counts(net, what);
}

static void shuffle(size_t *list, size_t n, uint64_t random) {
    for (size_t i = n; i > 1; i--) {
        size_t k = random_next(&random) % i, had = list[i - 1];
        list[i - 1] = list[k];
        list[k] = had;
    }
}

/* All hand-made sentences and the next ones of the teacher's, in an order of this epoch's own. */
static void draw_epoch(Net *net) {
    size_t gold = net->t->train.n, silver = net->t->silver.n, n = net->n_order - gold;
    for (size_t i = 0; i < gold; i++) net->order[i] = i;
    for (size_t i = 0; i < n; i++) {
        size_t turn = (net->epoch - 1) * n + i;
        net->order[gold + i] = gold + (size_t)(((uint64_t)(turn % silver) * net->stride) % silver);
    }
    shuffle(net->order, net->n_order, hash_mix(net->o.seed, net->epoch + 1));
}

static void run_epoch(Net *net) {
    pthread_t threads[PARTS];
    Worker workers[PARTS];
    clear_counts(net);
    draw_epoch(net);
    for (int k = 0; k < PARTS; k++) workers[k] = (Worker){net, k};
    bool two = net->o.threads > 1 && !pthread_create(&threads[1], NULL, epoch_run, &workers[1]);
    if (net->o.threads > 1 && !two) base_die("train: no second thread; use --threads 1");
    epoch_run(&workers[0]);
    if (two) pthread_join(threads[1], NULL);
}

/* ---- the whole run ---- */

/* A step that visits each of n once, with neighbours far apart. */
static size_t stride_over(size_t n) {
    size_t stride = n * 61 / 100 + 1;
    for (;; stride++) {
        size_t a = stride, b = n;
        while (b) {
            size_t rest = a % b;
            a = b, b = rest;
        }
        if (a == 1 || n < 2) return stride;
    }
}

static void net_init(Net *net, Trainer *t) {
    TrainOptions *o = &t->options;
    uint64_t seed = o->seed * 0x9E3779B97F4A7C15u + 1;
    int width = (int)o->width, arc = (int)o->arc, label = (int)o->label,
        heads[LIN_HEADS][2] = {
            {width, (int)(t->n_tags + 31) / 32 * 32}, {width, arc}, {width, arc}, {width, label}, {width, label}, {label, NET_LABELS}};
    net->t = t;
    net->o = *o;
    net->rows = t->lang.shape.n_words + ROWS_HASHED;
    param_init(&net->embed, net->rows * o->embed, 0.15, &seed);
    net->embed_g = net->embed.g[0];
    for (unsigned k = 0; k < o->layers; k++) {
        int in = k ? width : (int)o->embed * 3, gates = gates_of(k);
        lin_init(&net->lins[k], in, gates * width, 1, &seed);
        for (int i = 0; i < width / 2; i++)
            net->lins[k].b.w[width / 2 + i] = net->lins[k].b.w[width / 2 + i + gates * width / 2] = 0.5f; /* remember at first */
    }
    for (int k = 0; k < LIN_HEADS; k++) lin_init(&net->lins[o->layers + (unsigned)k], heads[k][0], heads[k][1], 1, &seed);
    param_init(&net->arc_bias, DISTANCES, 0, &seed);
    param_init(&net->arc_root, o->arc, 0.1, &seed);
    param_init(&net->label_root, o->label, 0.1, &seed);
    param_init(&net->label_bias, DISTANCES * o->label, 0.1, &seed);
    net->touched = base_zalloc(net->rows * sizeof *net->touched);
    net->row_step = base_zalloc(net->rows * sizeof *net->row_step);
    net->n_order = t->train.n + (t->silver.n ? (size_t)(o->share * (double)t->train.n) : 0);
    net->order = base_alloc((net->n_order + 1) * sizeof *net->order);
    net->stride = stride_over(t->silver.n);
    net->steps = o->epochs * ((net->n_order + o->batch - 1) / o->batch);
    for (int k = 0; k < PARTS; k++) arena_init(&net->parts[k].arena), part_reserve(&net->parts[k], o, 256), net_turn(net, k);
    pthread_barrier_init(&net->barrier, NULL, PARTS);
    for (size_t i = 0; i < t->n_tags; i++)
        if (!strcmp(t->tags[i].xpos, ",") && t->tags[i].upos == UPOS_PUNCT) net->comma = (uint16_t)i;
    net->learning = true;
}

/* ---- saving and resuming ---- */

/* What must match a state: with any other size it is another training run. */
typedef struct StateHead {
    char magic[8];
    uint64_t rows, sentences, steps, seed, embed, width, layers, arc, label, tags;
    uint64_t epoch, step;
    double best;
} StateHead;

static StateHead state_head(const Net *net, double best) {
    const TrainOptions *o = &net->o;
    return (StateHead){"ATTSTAT1", net->rows, net->n_order, net->steps,     o->seed,    o->embed,  o->width,
                       o->layers,  o->arc,    o->label,     net->t->n_tags, net->epoch, net->step, best};
}

static size_t all_params(Net *net, Param *out[2 * LIN_MAX + 5]) {
    size_t n = 0;
    Param *small[] = {&net->embed, &net->arc_bias, &net->arc_root, &net->label_root, &net->label_bias};
    for (size_t i = 0; i < COUNT_OF(small); i++) out[n++] = small[i];
    for (size_t i = 0; i < net->o.layers + LIN_HEADS; i++) out[n++] = &net->lins[i].w, out[n++] = &net->lins[i].b;
    return n;
}

static void save_state(Net *net, double best) {
    char path[600];
    snprintf(path, sizeof path, "%s.new", net->o.state);
    FILE *f = fopen(path, "wb");
    StateHead head = state_head(net, best);
    Param *params[2 * LIN_MAX + 5];
    size_t n = all_params(net, params);
    bool ok = f && fwrite(&head, sizeof head, 1, f) == 1;
    for (size_t i = 0; ok && i < n; i++)
        for (int k = 0; ok && k < 3; k++) {
            const float *p = k == 0 ? params[i]->w : k == 1 ? params[i]->m : params[i]->v;
            ok = fwrite(p, sizeof *p, params[i]->n, f) == params[i]->n;
        }
    if (f && fclose(f) != 0) ok = false;
    if (!ok || rename(path, net->o.state) != 0) fprintf(stderr, "train: %s: cannot be written\n", net->o.state);
}

/* Resumes from the state of an earlier run, if there is one and it matches. */
static void load_state(Net *net, double *best) {
    FILE *f = fopen(net->o.state, "rb");
    StateHead head, want = state_head(net, 0);
    Param *params[2 * LIN_MAX + 5];
    size_t n = all_params(net, params);
    if (!f) return;
    bool ok = fread(&head, sizeof head, 1, f) == 1 && !memcmp(&head, &want, offsetof(StateHead, epoch));
    if (!ok) base_die("train: the state is of another training: other data, sizes or seed");
    for (size_t i = 0; ok && i < n; i++)
        for (int k = 0; ok && k < 3; k++) {
            float *p = k == 0 ? params[i]->w : k == 1 ? params[i]->m : params[i]->v;
            ok = fread(p, sizeof *p, params[i]->n, f) == params[i]->n;
        }
    if (!ok || fclose(f) != 0) base_die("train: the state is cut short");
    net->epoch = head.epoch, net->step = head.step, *best = head.best;
    for (int k = 0; k < PARTS; k++) net_turn(net, k);
}

Net *net_train(Trainer *t) {
    Net *net = base_zalloc(sizeof *net);
    double best = 0;
    net_init(net, t);
    if (net->o.state) load_state(net, &best);
    for (net->epoch++; net->epoch <= net->o.epochs; net->epoch++) {
        run_epoch(net);
        printf("epoch %zu", net->epoch);
        print_counts(net, "train");
        double now = evaluate(net, &t->held, "held out");
        evaluate(net, &t->dev, "dev");
        printf("%s\n", now > best ? " *" : "");
        fflush(stdout);
        if (now > best && net->o.checkpoint) train_write_model(t, net, net->o.checkpoint);
        best = now > best ? now : best;
        if (net->o.state) save_state(net, best);
    }
    return net;
}

void net_free(Net *net) {
    Param *params[2 * LIN_MAX + 5];
    size_t n = all_params(net, params);
    for (size_t i = 0; i < n; i++) param_free(params[i]);
    for (size_t i = 0; i < net->o.layers + LIN_HEADS; i++) free(net->lins[i].turned);
    for (int k = 0; k < PARTS; k++) {
        Part *p = &net->parts[k];
        void *arrays[] = {p->rows,       p->dsums,  p->tag,    p->arc[0],  p->arc[1],  p->darc[0], p->darc[1], p->arc_sum[0],
                          p->arc_sum[1], p->lab[0], p->lab[1], p->dlab[0], p->dlab[1], p->hidden,  p->dhidden, p->hidden_sum,
                          p->out,        p->scores, p->hits,   p->window,  p->dwindow, p->skip,    p->dskip};
        for (size_t i = 0; i < COUNT_OF(arrays); i++) free(arrays[i]);
        for (int i = 0; i <= NET_LAYERS_MAX; i++) free(p->x[i]), free(p->dx[i]), free(p->mask[i]);
        for (int i = 0; i < NET_LAYERS_MAX; i++) free(p->sums[i]), free(p->cell[i]);
        arena_free(&p->arena);
    }
    pthread_barrier_destroy(&net->barrier);
    free(net->touched), free(net->row_step), free(net->order), free(net);
}

/* ---- writing: bytes with a scale per row ---- */

static int32_t rounded(double v) { return (int32_t)lrint(v); }

static double largest(const float *w, size_t n) {
    double most = 1e-6;
    for (size_t i = 0; i < n; i++) most = fabs((double)w[i]) > most ? fabs((double)w[i]) : most;
    return most;
}

/* The columns of a map from `from` on, as a map of `inputs`. */
static void write_lin(const TrainLin *l, int from, int inputs, bool biased, Buf *weights, Buf *bias, Buf *scale) {
    for (int o = 0; o < l->outputs; o++) {
        const float *row = l->w.w + (size_t)o * (size_t)l->inputs + from;
        double unit = largest(row, (size_t)inputs) / 127;
        int32_t sum = 0;
        for (int i = 0; i < inputs; i++) {
            int8_t b = (int8_t)rounded((double)row[i] / unit);
            sum += b;
            buf_char(weights, (char)b);
        }
        /* inputs are value * 128 + 128; a sum is scaled from unit / 128 to 1 / 1024 */
        double limit = 1 << 24, start = (biased ? (double)l->b.w[o] : 0) * 128 / unit - 128.0 * sum;
        int32_t b = rounded(start > limit ? limit : start < -limit ? -limit : start);
        float f = (float)(unit * 8);
        buf_add(bias, &b, sizeof b);
        buf_add(scale, &f, sizeof f);
    }
}

static void write_embed(const Net *net, ImageWriter *w) {
    Buf *bytes = image_writer_section(w, "net.embed", 1), *units = image_writer_section(w, "net.unit", 2);
    size_t width = net->o.embed;
    for (size_t r = 0; r < net->rows; r++) {
        const float *row = net->embed.w + r * width;
        int32_t unit = rounded(ceil(largest(row, width) / 127 * 65536));
        int16_t u = (int16_t)(unit > 32767 ? 32767 : unit);
        for (size_t d = 0; d < width; d++) {
            int32_t b = rounded((double)row[d] * 65536 / u);
            buf_char(bytes, (char)(int8_t)(b > 127 ? 127 : b < -127 ? -127 : b));
        }
        buf_add(units, &u, sizeof u);
    }
}

static void write_shorts(ImageWriter *w, const char *name, const Param *p) {
    Buf *out = image_writer_section(w, name, 2);
    for (size_t i = 0; i < p->n; i++) {
        int32_t v = rounded((double)p->w[i] * 1024);
        int16_t cut = (int16_t)(v > SHORT_MAX ? SHORT_MAX : v < -SHORT_MAX ? -SHORT_MAX : v);
        buf_add(out, &cut, sizeof cut);
    }
}

void net_write(const Net *net, ImageWriter *w) {
    const TrainOptions *o = &net->o;
    NetShape shape = {o->embed, o->width, o->layers, o->tag_layer, o->arc, o->label, (uint32_t)net->t->n_tags, net->t->lang.shape.n_words};
    buf_add(image_writer_section(w, "net.shape", sizeof shape), &shape, sizeof shape);
    Buf *weights = image_writer_section(w, "net.weights", 1), *bias = image_writer_section(w, "net.bias", 4),
        *scale = image_writer_section(w, "net.scale", 4);
    for (int k = 0; k < ADDS; k++) write_lin(&net->lins[0], k * (int)o->embed, (int)o->embed, k == ADDS_SELF, weights, bias, scale);
    for (size_t i = 1; i < o->layers + LIN_HEADS; i++) write_lin(&net->lins[i], 0, net->lins[i].inputs, true, weights, bias, scale);
    write_embed(net, w);
    Buf *bias_of_arcs = image_writer_section(w, "net.arc_bias", 4), *root = image_writer_section(w, "net.arc_root", 1);
    for (size_t i = 0; i < net->arc_bias.n; i++) {
        int32_t v = rounded((double)net->arc_bias.w[i] * 16384);
        buf_add(bias_of_arcs, &v, sizeof v);
    }
    for (size_t i = 0; i < net->arc_root.n; i++) buf_char(root, (char)rounded((double)soft_sign(net->arc_root.w[i]) * 127));
    write_shorts(w, "net.label_root", &net->label_root);
    write_shorts(w, "net.label_bias", &net->label_bias);
}
