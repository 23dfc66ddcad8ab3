/* net.c - tags, heads and labels for the words of a sentence, by the network in lang_int.h.
 *
 * Most words have been seen before. A cache keeps the first layer's output for a word, by its spelling, so half of the network is looked up instead of computed.
 * The cache belongs to the scratch memory and does not change results. */
#include <ctype.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "base/failure.h"
#include "lang/lang_int.h"

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

static uint32_t word_row(const Language *lang, uint32_t hash) {
    const DictEntry *e = &lang->dict[dict_slot(lang->dict, lang->dict_mask, hash)];
    return e->check == (hash | 1) ? e->row : 0;
}

void net_features(const Language *lang, const char *p, size_t n, bool first, bool loud, uint32_t rows[FEATURES]) {
    char folded[FOLD_MAX];
    size_t cut = n < FOLD_MAX ? n : FOLD_MAX - 4, k;
    while (cut < n && cut && ((unsigned char)p[cut] & 0xC0) == 0x80) cut--;
    k = utf8_fold(p, cut, folded, sizeof folded);
    uint32_t base = lang ? lang->shape.n_words : 0, hash = net_hash(folded, k, 1);
    for (size_t i = 0; i < k; i++)
        if (isdigit((unsigned char)folded[i])) folded[i] = '0'; /* endings of numbers are all the same */
    rows[FEATURE_WORD] = lang ? word_row(lang, hash) : hash;
    rows[FEATURE_SUFFIX2] = base + net_hash(k > 2 ? folded + k - 2 : folded, k > 2 ? 2 : k, 2) % ROWS_SUFFIX2, base += ROWS_SUFFIX2;
    rows[FEATURE_SUFFIX3] = base + net_hash(k > 3 ? folded + k - 3 : folded, k > 3 ? 3 : k, 3) % ROWS_SUFFIX3, base += ROWS_SUFFIX3;
    rows[FEATURE_SUFFIX4] = base + net_hash(k > 4 ? folded + k - 4 : folded, k > 4 ? 4 : k, 4) % ROWS_SUFFIX4, base += ROWS_SUFFIX4;
    rows[FEATURE_PREFIX3] = base + net_hash(folded, k > 3 ? 3 : k, 5) % ROWS_PREFIX3, base += ROWS_PREFIX3;
    rows[FEATURE_SHAPE] = base + shape_of(p, cut, first, loud) % ROWS_SHAPE;
}

/* ---- a language's kernels ---- */

bool net_set_kernels(Language *lang, const char *name) {
    const NetKernels *kernels = kernel_find(name);
    if (!kernels) return false;
    lang->kernels = kernels;
    for (size_t i = 0; i < lang->shape.layers + LIN_HEADS; i++) lin_pack(&lang->lins[i], kernels->products);
    return true;
}

void net_close(Language *lang) {
    for (size_t i = 0; i < LIN_MAX; i++) lin_unpack(&lang->lins[i]);
}

/* ---- the cache: words as written --> their contributions to the first layer's sums ---- */

enum { MEMO_SETS = 8192, MEMO_WAYS = 2, MEMO_WORD = 26, HUGE = 2 << 20 };

/* A word as written, padded with zeros, whether it begins a sentence and whether that is in capitals: everything that its features depend on. */
typedef struct MemoKey {
    uint8_t length, place; /* length 0: empty */
    char form[MEMO_WORD];
    uint32_t used; /* the last sentence that used it: entries of the present one must stay */
} MemoKey;

struct NetMemo {
    MemoKey keys[MEMO_SETS][MEMO_WAYS] __attribute__((aligned(64))); /* a set, in one cache line */
    MemoKey wanted[LANG_SENTENCE_MAX];
    uint16_t set[LANG_SENTENCE_MAX];
    uint32_t sentence; /* the present one */
    size_t size;       /* of a word's contributions */
    char *adds;        /* [MEMO_SETS][MEMO_WAYS][size] */
};

/* A word's contributions are stored as self, after, before: 8 bits [4 * width] each. */
static size_t adds_size(const Language *l) { return 12 * (size_t)l->shape.width; }
static const int8_t *adds_behind(const char *adds, size_t width) { return (const int8_t *)adds + 4 * width; }
static const int8_t *adds_before(const char *adds, size_t width) { return (const int8_t *)adds + 8 * width; }

static void memo_new(NetMemo **out, size_t size) {
    NetMemo *m = *out = base_zalloc_lines(sizeof *m);
    m->size = size;
    if (posix_memalign((void **)&m->adds, HUGE, MEMO_SETS * MEMO_WAYS * size)) failure_raise(ATTACHE_ERR_MEMORY, "out of memory");
#ifdef MADV_HUGEPAGE
    madvise(m->adds, MEMO_SETS * MEMO_WAYS * size, MADV_HUGEPAGE); /* words are far apart in memory: with small pages, most would need another page too */
#endif
}

static void memo_free(NetMemo *m) {
    if (!m) return;
    free(m->adds);
    free(m);
}

/* Notes the spelling of word i of the sentence. Its cache line is prefetched while the next words are noted. */
static void memo_want(NetMemo *m, int i, const char *form, size_t length, unsigned place) {
    MemoKey *key = &m->wanted[i];
    uint64_t part[3];
    *key = (MemoKey){.length = (uint8_t)(length > MEMO_WORD ? 0 : length), .place = (uint8_t)place};
    memcpy(key->form, form, key->length);
    memcpy(part, key, sizeof part);
    uint64_t h = part[0] * 0x9E3779B97F4A7C15u + (part[1] ^ part[2] >> 5) * 0xC2B2AE3D27D4EB4Fu;
    m->set[i] = (uint16_t)((h ^ h >> 29) * 0xBF58476D1CE4E5B9u >> 51 & (MEMO_SETS - 1));
    __builtin_prefetch(m->keys[m->set[i]]);
}

static bool same_key(const MemoKey *a, const MemoKey *b) { return !memcmp(a, b, offsetof(MemoKey, used)); }

/* The slot for the contributions of word i; *known says whether it is filled. NULL if there is no room. */
static char *memo_find(NetMemo *m, int i, bool *known) {
    MemoKey *set = m->keys[m->set[i]], *key = &m->wanted[i];
    size_t way = 0;
    *known = false;
    if (!key->length) return NULL;
    while (way < MEMO_WAYS && !same_key(&set[way], key)) way++;
    *known = way < MEMO_WAYS;
    if (!*known) {
        way = set[1].used < set[0].used;
        if (set[way].used == m->sentence) return NULL;
        set[way] = *key;
    }
    set[way].used = m->sentence;
    return m->adds + ((size_t)m->set[i] * MEMO_WAYS + way) * m->size;
}

/* ---- a sentence ---- */

enum { WIDE = LANG_SENTENCE_MAX + 32 }; /* head scores are computed 32 at a time */

void net_scratch_init(LangScratch *s) {
    const NetShape *n = &s->lang->shape;
    size_t wide = n->embed > n->width ? n->embed : n->width;
    enum { MAX = LANG_SENTENCE_MAX };
    memo_new(&s->memo, adds_size(s->lang));
    s->adds = base_zalloc(MAX * sizeof *s->adds);
    s->spare = base_zalloc_lines(MAX * adds_size(s->lang));
    s->x = base_zalloc_lines(MAX * wide);
    s->y = base_zalloc_lines(MAX * wide);
    s->sums = base_zalloc_lines(MAX * ((size_t)(ADDS * 4 * n->width) + NET_ARC_MAX) * sizeof *s->sums);
    s->dependent = base_zalloc_lines((MAX + 1) * (size_t)n->arc);
    s->head = base_zalloc_lines(WIDE * (size_t)n->arc);
    s->label_dependent = base_zalloc_lines(MAX * (size_t)n->label * sizeof *s->label_dependent);
    s->label_head = base_zalloc_lines(MAX * (size_t)n->label * sizeof *s->label_head);
    s->scores = base_zalloc_lines((MAX + 1) * WIDE * sizeof *s->scores);
    s->tag_scores = base_zalloc_lines(MAX * TAGS_MAX * sizeof *s->tag_scores);
    s->label_scores = base_zalloc_lines(MAX * NET_LABELS * sizeof *s->label_scores);
    s->line = base_zalloc(2 * MAX * sizeof *s->line);
    for (int d = -MAX; d < MAX; d++) s->line[d + MAX] = s->lang->arc_bias[net_distance(0, d)];
    s->arc_packed = base_zalloc_lines(lin_room((int)n->arc, WIDE));
    s->tag = base_zalloc(MAX);
    s->label = base_zalloc(MAX);
    s->heads = base_zalloc(MAX * sizeof *s->heads);
    s->tree = base_zalloc(tree_scratch_size());
}

void net_scratch_free(LangScratch *s) {
    void *all[] = {s->adds, s->spare,           s->x,          s->y,      s->sums,       s->dependent,
                   s->head, s->label_dependent, s->label_head, s->scores, s->tag_scores, s->label_scores,
                   s->line, s->arc_packed,      s->tag,        s->label,  s->heads,      s->tree};
    for (size_t i = 0; i < COUNT_OF(all); i++) free(all[i]);
    memo_free(s->memo);
}

/* Words missing from the cache, whose contributions are computed together. */
typedef struct Missing {
    int n;
    char *to[LANG_SENTENCE_MAX];
} Missing;

static void fill_missing(LangScratch *s, const Missing *m) {
    const NetKernels *k = s->lang->kernels;
    size_t width = s->lang->shape.width, line = 4 * width;
    k->products->apply_short(&s->lang->lins[0], s->y, m->n, s->sums);
    for (int i = 0; i < m->n; i++) {
        const int16_t *sums = s->sums + (size_t)i * ADDS * line;
        k->shrink(sums + ADDS_SELF * line, (int8_t *)m->to[i], (int)line);
        k->shrink(sums + ADDS_BEHIND * line, (int8_t *)adds_behind(m->to[i], width), (int)line);
        k->shrink(sums + ADDS_BEFORE * line, (int8_t *)adds_before(m->to[i], width), (int)line);
    }
}

static void find_adds(LangScratch *s, const char *text, const Word *w, int n) {
    const Language *l = s->lang;
    Missing missing;
    bool loud = token_is_loud(text, w, (size_t)n), known;
    missing.n = 0;
    s->memo->sentence++;
    for (int i = 0; i < n; i++) memo_want(s->memo, i, text + w[i].span.start, w[i].span.end - w[i].span.start, (unsigned)((i == 0) + 2 * loud));
    for (int i = 0; i < n; i++) {
        uint32_t rows[FEATURES];
        char *to = memo_find(s->memo, i, &known);
        s->adds[i] = to ? to : (to = s->spare + (size_t)i * s->memo->size);
        for (size_t k = 0; k < s->memo->size; k += 64) __builtin_prefetch(to + k); /* words are far apart in memory */
        if (known) continue;
        net_features(l, text + w[i].span.start, w[i].span.end - w[i].span.start, i == 0, loud, rows);
        l->kernels->embed(l, rows, s->y + (size_t)missing.n * l->shape.embed);
        missing.to[missing.n++] = to;
    }
    fill_missing(s, &missing);
}

static void mix_adds(LangScratch *s, int n) {
    static const int8_t nothing[4 * NET_WIDTH_MAX];
    size_t width = s->lang->shape.width;
    for (int i = 0; i < n; i++)
        s->lang->kernels->mix(i ? adds_behind(s->adds[i - 1], width) : nothing, (const int8_t *)s->adds[i],
                              i + 1 < n ? adds_before(s->adds[i + 1], width) : nothing, 4 * (int)width, s->sums + (size_t)i * 4 * width);
}

static void run_tags(LangScratch *s, int n) {
    const Lin *l = &s->lang->lins[s->lang->shape.layers + LIN_TAG];
    s->lang->kernels->products->apply(l, s->x, n, s->tag_scores);
    for (int i = 0; i < n; i++)
        s->tag[i] = (uint8_t)s->lang->kernels->best(s->tag_scores + (size_t)i * (size_t)l->outputs, (int)s->lang->shape.n_tags);
}

static void run_layers(LangScratch *s, int n) {
    const Language *l = s->lang;
    int width = (int)l->shape.width;
    l->kernels->scan(s->sums, NULL, s->x, n, width);
    for (uint32_t k = 1; k <= l->shape.layers; k++) {
        if (k == l->shape.tag_layer) run_tags(s, n);
        if (k == l->shape.layers) break;
        l->kernels->products->apply_short(&l->lins[k], s->x, n, s->sums);
        l->kernels->scan(s->sums, s->x, s->y, n, width);
        uint8_t *was = s->x;
        s->x = s->y;
        s->y = was;
    }
}

/* The heads of a sentence serve as weights for its dependents. The dependents' bytes are 128 too large, so an extra row after them consists of just that; its
 * result is subtracted from theirs. */
static void score_arcs(LangScratch *s, int n, int stride) {
    static const float ones[WIDE] = {[0 ... WIDE - 1] = 1};
    static const int32_t zeros[WIDE];
    int width = (int)s->lang->shape.arc;
    Lin lin = {.weights = s->head, .bias = zeros, .scale = ones, .inputs = width, .outputs = stride, .packed = s->arc_packed};
    memset(s->dependent + (size_t)n * (size_t)width, 128, (size_t)width);
    if (s->lang->kernels->products->pack) s->lang->kernels->products->pack(&lin, s->arc_packed);
    s->lang->kernels->products->apply(&lin, s->dependent, n + 1, s->scores);
}

static void run_arcs(LangScratch *s, int n) {
    const Language *l = s->lang;
    const Lin *lins = l->lins + l->shape.layers;
    size_t width = l->shape.arc, size = (size_t)n * width;
    int stride = (n + 1 + 31) / 32 * 32;
    l->kernels->products->apply_short(&lins[LIN_ARC_DEPENDENT], s->x, n, s->sums);
    l->kernels->soften(s->sums, s->dependent, (int)size);
    l->kernels->products->apply_short(&lins[LIN_ARC_HEAD], s->x, n, s->sums);
    l->kernels->soften(s->sums, (uint8_t *)s->head, (int)size);
    int8_t *head = s->head; /* of its own, so that the compiler sees that it changes nothing else */
    for (size_t i = 0; i < size; i++) head[i] = (int8_t)(head[i] ^ -128); /* byte - 128 */
    memcpy(s->head + size, l->arc_root, width);
    score_arcs(s, n, stride);
    const int32_t *none = s->scores + (size_t)n * (size_t)stride;
    for (int i = 0; i < n; i++)
        s->heads[i] = (int16_t)l->kernels->arc_row(s->scores + (size_t)i * (size_t)stride, none, i, n, s->line, l->arc_bias[0]);
    tree_best(s->tree, s->scores, (size_t)stride, n, s->heads);
}

static void run_labels(LangScratch *s, int n) {
    const Language *l = s->lang;
    const Lin *lins = l->lins + l->shape.layers;
    int width = (int)l->shape.label;
    uint8_t *hidden = s->y;
    l->kernels->products->apply_short(&lins[LIN_LABEL_DEPENDENT], s->x, n, s->label_dependent);
    l->kernels->products->apply_short(&lins[LIN_LABEL_HEAD], s->x, n, s->label_head);
    for (int i = 0; i < n; i++) {
        int h = s->heads[i];
        const int16_t *a = s->label_dependent + (size_t)i * (size_t)width, *b = h == n ? l->label_root : s->label_head + (size_t)h * (size_t)width,
                      *c = l->label_bias + (h == n ? 0 : net_distance(i, h)) * width;
        l->kernels->join(a, b, c, hidden + (size_t)i * (size_t)width, width);
    }
    l->kernels->products->apply(&lins[LIN_LABEL_OUT], hidden, n, s->label_scores);
    for (int i = 0; i < n; i++) {
        int32_t *row = s->label_scores + (size_t)i * NET_LABELS;
        row[DEP_ROOT] = INT32_MIN; /* the tree decides about the root */
        s->label[i] = s->heads[i] == n ? DEP_ROOT : (uint8_t)l->kernels->best(row, DEP_COUNT);
    }
}

/* A word's dependents, for its tag. */
enum { HAS_AUX = 1, HAS_COP = 2, HAS_SUBJECT = 4, HAS_OBJECT = 8, HAS_CASE = 16, HAS_CC = 32, HAS_CONJ = 64, HAS_CONJS = 128 };

static int kind_of_dependent(unsigned deprel) {
    switch (deprel) {
    case DEP_AUX:
    case DEP_AUX_PASS: return HAS_AUX;
    case DEP_COP: return HAS_COP;
    case DEP_NSUBJ: return HAS_SUBJECT;
    case DEP_OBJ: return HAS_OBJECT;
    case DEP_CASE: return HAS_CASE;
    case DEP_CC: return HAS_CC;
    case DEP_CONJ: return HAS_CONJ;
    default: return 0;
    }
}

/* The best tag of word i among those of `kind`, from run_tags. */
static void retag(LangScratch *s, int i, uint8_t kind) {
    const Language *l = s->lang;
    const int32_t *scores = s->tag_scores + (size_t)i * (size_t)l->lins[l->shape.layers + LIN_TAG].outputs;
    int best = -1;
    for (unsigned t = 0; t < l->shape.n_tags; t++)
        if (l->tag_kinds[t] & kind && (best < 0 || scores[t] > scores[best])) best = (int)t;
    if (best >= 0) s->tag[i] = (uint8_t)best;
}

/* Tags are chosen before the tree; where the tree contradicts them, it is more reliable: a word with an auxiliary is a verb, a verb with a subject and no
 * auxiliary is finite, an oblique with a preposition is not a verb. */
static void agree_tag(LangScratch *s, int i, uint8_t has) {
    const uint8_t *kinds = s->lang->tag_kinds;
    unsigned label = s->label[i];
    if (has & HAS_COP) return;
    bool acts = has & HAS_AUX || (has & HAS_SUBJECT && has & HAS_OBJECT);
    if (kinds[s->tag[i]] & TAG_OPEN && acts) retag(s, i, TAG_VERB);
    if (kinds[s->tag[i]] & TAG_PARTICIPLE && has & HAS_SUBJECT && !(has & HAS_AUX)) retag(s, i, TAG_FINITE);
    if (kinds[s->tag[i]] & TAG_VERB && has == HAS_CASE && (label == DEP_OBL || label == DEP_NMOD)) retag(s, i, TAG_NOUN);
}

/* "Russia, Kazakhstan's northern neighbour, opposes": between commas, without "and" and alone at its head, a noun is an apposition, not a conjunct. */
static bool is_between_commas(const char *text, const Word *w, int first, int last, int n) {
    return first > 0 && last + 1 < n && text[w[first - 1].span.start] == ',' && text[w[last + 1].span.start] == ',';
}

static void agree_label(LangScratch *s, const char *text, const Word *w, int i, int n, const uint8_t *has) {
    int first = i, last = i, head = s->heads[i];
    if (s->label[i] != DEP_CONJ || has[i] & (HAS_CC | HAS_SUBJECT | HAS_COP) || head >= i || has[head] & HAS_CONJS) return;
    if (!(s->lang->tag_kinds[s->tag[i]] & s->lang->tag_kinds[s->tag[head]] & TAG_NOUN)) return;
    while (first > head + 1 && text[w[first - 1].span.start] != ',') first--;
    while (last + 1 < n && text[w[last + 1].span.start] != ',') last++;
    bool whole = true;
    for (int k = first; k <= last && whole; k++) whole = k == i || (s->heads[k] >= first && s->heads[k] <= last);
    if (whole && is_between_commas(text, w, first, last, n)) s->label[i] = DEP_APPOS;
}

/* "Peru condemned Chile and Brazil condemned Bolivia": a noun directly after a verb without an object, joined by "and" to the subject of the next clause, is that
 * verb's object and not a subject. */
static void part_clauses(LangScratch *s, int i, int n, const uint8_t *has) {
    int object = s->heads[i], verb = object < n ? s->heads[object] : n, before = verb < n ? s->heads[verb] : n;
    if (s->label[i] != DEP_CONJ || !(has[i] & HAS_CC) || object >= i || s->label[object] != DEP_NSUBJ || verb <= i || verb >= n) return;
    if (s->label[verb] != DEP_CONJ || has[verb] & HAS_CC || before >= object || has[before] & HAS_OBJECT || !(s->lang->tag_kinds[s->tag[before]] & TAG_VERB)) return;
    for (int k = before + 1; k < object; k++)
        if (s->heads[k] != object) return;
    for (int k = 0; k < i; k++)
        if (s->heads[k] == i && s->label[k] == DEP_CC) s->heads[k] = (int16_t)verb;
    s->heads[object] = (int16_t)before, s->label[object] = DEP_OBJ;
    s->heads[i] = (int16_t)verb, s->label[i] = DEP_NSUBJ;
}

static void agree(LangScratch *s, const char *text, const Word *w, int n) {
    uint8_t has[LANG_SENTENCE_MAX + 1] = {0};
    for (int i = 0; i < n; i++) {
        int kind = kind_of_dependent(s->label[i]);
        has[s->heads[i]] |= (uint8_t)(kind == HAS_CONJ && has[s->heads[i]] & HAS_CONJ ? HAS_CONJS : kind);
    }
    for (int i = 0; i < n; i++) agree_tag(s, i, has[i]);
    for (int i = 0; i < n; i++) agree_label(s, text, w, i, n, has);
    for (int i = 0; i < n; i++) part_clauses(s, i, n, has);
}

void net_run_layers(LangScratch *s, const char *text, const Word *w, int n) {
    find_adds(s, text, w, n);
    mix_adds(s, n);
    run_layers(s, n);
}

void net_run(LangScratch *s, const char *text, const Word *w, int n) {
    net_run_layers(s, text, w, n);
    run_arcs(s, n);
    run_labels(s, n);
    agree(s, text, w, n);
}
