/* tag.c - words in, joint UPOS and Penn tags out: a greedy averaged perceptron from left to right (Collins 2002), features hashed. */
#include "lang/lang_int.h"
#include "lang/sum.h"

enum { PAD = 0x51ED270Bu };

static uint32_t at(const Word *w, size_t n, long i, size_t field) {
    if (i < 0 || i >= (long)n) return PAD + (uint32_t)i * 0;
    switch (field) {
    case 0: return w[i].lower;
    case 1: return w[i].dict;
    case 2: return w[i].suffix[1];
    case 3: return w[i].shape;
    default: return w[i].tag;
    }
}

size_t tag_features(const Word *w, size_t n, size_t i, uint32_t *out) {
    size_t k = 0;
    long p = (long)i;
    const Word *x = &w[i];
    uint32_t w0 = x->lower, l1 = at(w, n, p - 1, 0), l2 = at(w, n, p - 2, 0), r1 = at(w, n, p + 1, 0), r2 = at(w, n, p + 2, 0);
    uint32_t t1 = p > 0 ? w[i - 1].tag : 200u, t2 = p > 1 ? w[i - 2].tag : 200u, d1 = at(w, n, p + 1, 1), d2 = at(w, n, p + 2, 1), d0 = x->dict;
#define F(kind, value) out[k++] = mix32((value), (kind)*0x632BE5ABu + 17) >> (32 - TAG_BITS)
    F(1, w0);
    F(2, x->exact);
    F(3, l1);
    F(4, r1);
    F(5, l2);
    F(6, r2);
    F(7, mix32(l1, w0));
    F(8, mix32(w0, r1));
    F(9, x->suffix[0]);
    F(10, x->suffix[1]);
    F(11, x->suffix[2]);
    F(12, x->prefix[0]);
    F(13, x->prefix[1]);
    F(14, x->shape * 2 + x->first);
    F(15, t1);
    F(16, t1 * 256 + t2);
    F(17, mix32(t1, w0));
    F(18, t1 * 256 + d1);
    F(19, d0 * 65536 + d1 * 256 + t1);
    F(20, d1 * 256 + d2);
    F(21, mix32(d1, w0));
    F(22, mix32(x->suffix[1], t1));
    F(23, mix32(x->suffix[1], d1));
    F(24, mix32(x->shape, t1));
    F(25, at(w, n, p - 1, 2));
    F(26, at(w, n, p + 1, 2));
    F(27, mix32(x->shape, at(w, n, p + 1, 3)));
    F(28, mix32(x->shape, at(w, n, p - 1, 3)));
    F(29, d0 * 256 + t1);
    F(30, mix32(t1 * 256 + t2, w0));
    F(31, mix32(l1, r1));
    F(32, 1);
    F(33, mix32(w0, d1 * 256 + d2));
    F(34, mix32(x->suffix[2], x->shape * 2 + x->first));
#undef F
    return k;
}

SUM_CLONES static void sum_tags(const int8_t *weights, const uint32_t *features, size_t n, int16_t *out) {
    enum { BLOCKS = TAG_STRIDE / 16 };
    I16x16 sum[BLOCKS];
    memset(sum, 0, sizeof sum);
    for (size_t f = 0; f < n; f++) sum_row(sum, weights + (size_t)features[f] * TAG_STRIDE, BLOCKS);
    memcpy(out, sum, sizeof sum);
}

void tag_sentence(const Language *lang, Word *w, size_t n) {
    uint32_t features[TAG_FEATURES_MAX];
    int16_t sum[TAG_STRIDE];
    for (size_t i = 0; i < n; i++) {
        size_t best = 0;
        if (w[i].sure) {
            w[i].tag = w[i].dict;
            continue;
        }
        size_t k = tag_features(w, n, i, features);
        sum_tags(lang->tag_weights, features, k, sum);
        for (size_t t = 1; t < lang->n_tags; t++)
            if (sum[t] > sum[best]) best = t;
        w[i].tag = (uint8_t)best;
    }
}
