/* net.c - the network described in net.h. */
#include "event/net.h"

#include <math.h>
#include <stdlib.h>

#include "base/tsv.h"

enum { NET_ODDS = 16384 };

/* ---- opening ---- */

/* Whether sums and products of a shape's numbers are small. */
static bool is_sane(const EventShape *k) {
    enum { RESERVED = 4, WORDS_MAX = 1 << 24 };
    return k->n_words > RESERVED && k->n_words <= WORDS_MAX && k->embed <= SUM_WIDTH_MAX && k->states <= SUM_WIDTH_MAX && k->embed + k->states <= SUM_WIDTH_MAX;
}

static bool find_lins(EventNet *net, const Image *im) {
    size_t n_w, n_b, n_s, at_w = 0, at_b = 0;
    const int8_t *w = image_section(im, "event.lin.w", 1, &n_w);
    const int32_t *b = image_section(im, "event.lin.b", sizeof *b, &n_b);
    const float *s = image_section(im, "event.lin.s", sizeof *s, &n_s);
    const EventShape *k = &net->shape;
    int width = (int)(k->embed + k->states);
    if (!w || !b || !s || n_b != n_s || k->layers > EVENT_LAYERS_MAX || k->hidden > EVENT_HIDDEN_MAX || width > SUM_WIDTH_MAX || k->pair > EVENT_HIDDEN_MAX || k->modes > EVENT_MODES_MAX) return false;
    for (uint32_t i = 0; i < k->layers + NET_LINS; i++) {
        int hidden = (int)k->hidden, pair = (int)k->pair, modes = (int)(k->modes + 31) / 32 * 32;
        const int shapes[NET_LINS][2] = {[NET_HIDDEN] = {width, hidden}, [NET_OUT] = {hidden, 32}, [NET_TRIGGER] = {width, pair}, [NET_PHRASE] = {width, pair}, [NET_ROLE] = {pair, 32}, [NET_MODE_HIDDEN] = {width, pair}, [NET_MODE] = {pair, modes}};
        Lin *l = &net->lins[i];
        *l = (Lin){.inputs = i < k->layers ? width : shapes[i - k->layers][0], .outputs = i < k->layers ? 3 * width : shapes[i - k->layers][1]};
        l->weights = w + at_w, l->bias = b + at_b, l->scale = s + at_b;
        at_w += (size_t)l->inputs * (size_t)l->outputs;
        at_b += (size_t)l->outputs;
        if (l->inputs % 32 || l->outputs % 32 || at_w > n_w || at_b > n_b) return false;
    }
    return !ANY_WHERE(i, at_b, !isfinite(s[i]));
}

static int find_mode(Slice event, Slice name) {
    Event category = event_of(event);
    const EventMode *mode = ITEM_WHERE(m, event_modes, n_event_modes, m->event == category && slice_is(name, m->name));
    return mode ? (int)(mode - event_modes) : NONE;
}

/* The model's modes by name: a codebook with modes that the model was not trained on still goes with it. */
static bool find_modes(EventNet *net, const Image *im) {
    size_t n, k = 0;
    const char *text = image_section(im, "event.modes", 1, &n);
    Slice rest = {text, text ? n : 0}, line, event;
    while (k < net->shape.modes && slice_split(&rest, '\n', &line))
        if (slice_split(&line, ' ', &event)) net->modes[k++] = (int16_t)find_mode(event, line);
    return k == net->shape.modes;
}

/* The mean of some rows of the dictionary: what all words have in common carries no information. */
static void find_middle(EventNet *net) {
    enum { ROWS = 1024 };
    int64_t sums[SUM_WIDTH_MAX] = {0};
    for (size_t k = 0; k < ROWS; k++) {
        size_t row = 4 + k * (net->shape.n_words - 4) / ROWS;
        for (size_t i = 0; i < net->shape.embed; i++) sums[i] += net->rows[row * net->shape.embed + i] * net->units[row];
    }
    for (size_t i = 0; i < net->shape.embed; i++) net->middle[i] = (int32_t)(sums[i] / ROWS);
}

bool event_net_open(EventNet *net, const Image *im) {
    static const uint32_t sizes[WORD_ROWS] = {0, 0, SIZE_SUFFIX, SIZE_TAG, SIZE_XPOS, SIZE_FRAME, SIZE_MENTION, SIZE_PLACE, SIZE_ARGUMENT};
    static const uint32_t pair_sizes[PAIR_ROWS] = {SIZE_DISTANCE, SIZE_PATH, SIZE_ROLE, SIZE_SYNTAX, SIZE_MENTION, SIZE_CASE, SIZE_CATEGORY, SIZE_ORDER};
    size_t n, n_rows, n_units, n_pair, n_pair_units, n_words;
    *net = (EventNet){0};
    const EventShape *shape = image_section(im, "event.shape", sizeof *shape, &n);
    if (!shape) return true;
    net->shape = *shape;
    net->rows = image_section(im, "event.rows", 1, &n_rows);
    net->units = image_section(im, "event.units", sizeof *net->units, &n_units);
    net->pair_rows = image_section(im, "event.pair", 1, &n_pair);
    net->pair_units = image_section(im, "event.pairunit", sizeof *net->pair_units, &n_pair_units);
    net->words = image_section(im, "event.words", sizeof *net->words, &n_words);
    uint32_t total = 0, pair_total = 0;
    for (int i = 0; i < WORD_ROWS; i++) net->at[i] = total, total += i < 2 ? shape->n_words : sizes[i];
    for (int i = 0; i < PAIR_ROWS; i++) net->pair_at[i] = pair_total, pair_total += pair_sizes[i];
    bool whole = is_sane(shape) && net->rows && net->units && net->pair_rows && net->pair_units && net->words && n_units == total && n_rows == (size_t)total * shape->embed &&
                 n_pair_units == pair_total && n_pair == (size_t)pair_total * shape->pair && n_words && !(n_words & (n_words - 1)) && shape->embed % 64 == 0;
    net->words_mask = n_words - 1;
    if (!whole || !find_lins(net, im) || !find_modes(net, im)) {
        *net = (EventNet){0};
        return false;
    }
    net->kernels = kernel_find(NULL);
    for (size_t i = 0; i < net->shape.layers + NET_LINS; i++) lin_pack(&net->lins[i], net->kernels->products);
    find_middle(net);
    net->odds = base_alloc(NET_ODDS * sizeof *net->odds);
    for (int k = 0; k < NET_ODDS; k++) net->odds[k] = exp(-k / 1024.0);
    return true;
}

void event_net_close(EventNet *net) {
    for (size_t i = 0; i < net->shape.layers + NET_LINS; i++) lin_unpack(&net->lins[i]);
    free(net->odds);
}

/* ---- numbers ---- */

/* The scores of a damaged model may be as far apart as numbers can be. */
static double odds(const EventNet *net, int64_t below) { return below < NET_ODDS ? net->odds[below] : 0; }

/* The probabilities of the first `wanted` of n. */
static void softmax(const EventNet *net, const int32_t *scores, int n, int wanted, float *out) {
    int32_t top = scores[0];
    double total = 0;
    for (int i = 1; i < n; i++) top = scores[i] > top ? scores[i] : top;
    for (int i = 0; i < n; i++) total += odds(net, (int64_t)top - scores[i]);
    for (int i = 0; i < wanted; i++) out[i] = (float)(odds(net, (int64_t)top - scores[i]) / total);
}

static float logistic(const EventNet *net, int64_t score) {
    double e = odds(net, score < 0 ? -score : score);
    return (float)(score < 0 ? e / (1 + e) : 1 / (1 + e));
}

/* Sums rows of a table, to Q10. */
static void sum_rows(const EventNet *net, const int8_t *rows, const int16_t *units, const uint32_t *at, int n, size_t width, int16_t *out) {
    enum { ROWS_MAX = WORD_ROWS };
    _Static_assert((int)PAIR_ROWS <= (int)ROWS_MAX, "room for the rows of a pair");
    const int8_t *r[ROWS_MAX];
    int16_t unit[ROWS_MAX];
    for (int f = 0; f < n; f++) r[f] = rows + (size_t)at[f] * width, unit[f] = units[at[f]];
    net->kernels->sum(r, unit, n, (int)width, out);
}

/* ---- a sentence ---- */

static uint32_t dictionary_row(const EventNet *net, uint32_t key) {
    if (key < 4) return key;
    for (size_t i = key & net->words_mask, steps = 0; steps < 64; i = (i + 1) & net->words_mask, steps++) {
        if (!net->words[i].key) return 3;
        if (net->words[i].key == key) return net->words[i].row < net->shape.n_words ? net->words[i].row : 3;
    }
    return 3;
}

/* Prefetches the places of all words in the dictionary before it looks at the first. */
static void find_words(const EventNet *net, const EventView *v, uint32_t *words) {
    size_t n = v->clause->s->n;
    for (size_t t = 0; t < n; t++) {
        words[t] = event_word_key(v->clause, (int)t);
        __builtin_prefetch(&net->words[words[t] & net->words_mask]);
    }
    for (size_t t = 0; t < n; t++) words[t] = dictionary_row(net, words[t]);
}

/* The rows of today's models begin in one line of the cache and end in the next. */
static void prefetch_row(const int8_t *rows, const int16_t *units, uint32_t row, size_t width) {
    const int8_t *first = rows + row * width;
    __builtin_prefetch(&units[row]);
    __builtin_prefetch(first);
    __builtin_prefetch(first + width - 1);
}

static void rows_of(const EventNet *net, const EventView *v, const uint32_t *words, size_t t, uint32_t rows[WORD_ROWS]) {
    int head = v->clause->s->tokens[t].head;
    event_word_rows(v, (int)t, rows);
    rows[ROW_WORD] = words[t];
    if (head >= 0) rows[ROW_HEAD] = words[head];
    for (int i = 0; i < WORD_ROWS; i++) {
        rows[i] += net->at[i];
        prefetch_row(net->rows, net->units, rows[i], net->shape.embed);
    }
}

bool event_net_add_word(const EventNet *net, uint64_t hash, int64_t *vector) {
    uint32_t row = dictionary_row(net, (uint32_t)(hash ^ hash >> 32));
    if (row < 4) return false;
    const int8_t *values = net->rows + (size_t)(row + net->at[ROW_WORD]) * net->shape.embed;
    int32_t unit = net->units[row + net->at[ROW_WORD]];
    for (size_t i = 0; i < net->shape.embed; i++) vector[i] += values[i] * unit - net->middle[i];
    return true;
}

/* Prefetches the rows of the next word while those of one are added. */
static void embed(const EventNet *net, const EventView *v, const uint8_t *sentence, uint32_t *words, uint8_t *x) {
    size_t width = net->shape.embed, states = net->shape.states, n = v->clause->s->n;
    int16_t sums[SUM_WIDTH_MAX];
    uint32_t rows[2][WORD_ROWS];
    find_words(net, v, words);
    if (n) rows_of(net, v, words, 0, rows[0]);
    for (size_t t = 0; t < n; t++, x += width + states) {
        if (t + 1 < n) rows_of(net, v, words, t + 1, rows[(t + 1) & 1]);
        sum_rows(net, net->rows, net->units, rows[t & 1], WORD_ROWS, width, sums);
        net->kernels->soften(sums, x, (int)width);
        memcpy(x + width, sentence + t * states, states);
    }
}

void event_net_scratch(const EventNet *net, size_t n, Arena *arena, NetScratch *out) {
    const EventShape *k = &net->shape;
    size_t width = k->embed + k->states, wide = width > k->hidden ? width : k->hidden;
    out->words = arena_alloc(arena, n * sizeof *out->words);
    out->x = arena_alloc_lines(arena, n * wide);
    out->y = arena_alloc_lines(arena, n * wide);
    out->sums = arena_alloc_lines(arena, n * (3 * width > k->hidden ? 3 * width : k->hidden) * sizeof *out->sums);
    out->scores = arena_alloc_lines(arena, n * 32 * sizeof *out->scores);
    out->line = arena_alloc(arena, n * sizeof *out->line);
    out->phrases = arena_alloc_lines(arena, n * k->pair * sizeof *out->phrases);
}

/* Copies the states of the words that may trigger an event to s->y, one after another; returns how many. */
static int gather_tellers(const EventView *v, NetScratch *s, size_t width) {
    int n = 0;
    for (size_t t = 0; t < v->clause->s->n; t++) {
        if (!event_may_tell(&v->clause->s->tokens[t])) continue;
        memcpy(s->y + (size_t)n * width, s->x + t * width, width);
        s->line[t] = (int16_t)n++;
    }
    return n;
}

void event_net_run(const EventNet *net, const EventView *v, NetScratch *s) {
    const EventShape *k = &net->shape;
    const NetKernels *f = net->kernels;
    const Lin *lins = net->lins + k->layers;
    int n = (int)v->clause->s->n, width = (int)(k->embed + k->states);
    s->have_phrases = false;
    embed(net, v, s->states, s->words, s->x);
    for (uint32_t i = 0; i < k->layers; i++) {
        f->products->apply_short(&net->lins[i], s->x, n, s->sums);
        f->scan(s->sums, s->x, s->y, n, width);
        uint8_t *was = s->x;
        s->x = s->y;
        s->y = was;
    }
    int tellers = gather_tellers(v, s, (size_t)width);
    f->products->apply_short(&lins[NET_HIDDEN], s->y, tellers, s->sums);
    f->soften(s->sums, s->y, tellers * (int)k->hidden);
    f->products->apply(&lins[NET_OUT], s->y, tellers, s->scores);
}

bool event_net_word(const EventNet *net, const NetScratch *s, int t, float least, NetWord *out) {
    const int32_t *scores = s->scores + (size_t)s->line[t] * 32;
    float none;
    out->best = 1;
    for (uint8_t k = 2; k < NET_CLASSES; k++) out->best = scores[k] > scores[out->best] ? k : out->best;
    int32_t behind = scores[0] - scores[out->best];
    if (behind > 0 && (NET_CLASSES - 1) * odds(net, behind) < (double)least * 0.999) return false; /* even if all were as likely as the likeliest */
    softmax(net, scores, NET_CLASSES, 1, &none);
    out->any = 1 - none;
    if (out->any < least) return false;
    for (int i = 0; i < TELLINGS; i++) out->telling[i] = logistic(net, scores[NET_CLASSES + i]);
    return true;
}

int event_net_mode(const EventNet *net, const NetScratch *s, int t, Event category) {
    const NetKernels *f = net->kernels;
    const Lin *lins = net->lins + net->shape.layers;
    size_t width = net->shape.embed + net->shape.states, pair = net->shape.pair;
    int16_t sums[EVENT_HIDDEN_MAX];
    uint8_t hidden[EVENT_HIDDEN_MAX];
    int32_t scores[EVENT_MODES_MAX], most = 0;
    int best = NONE;
    f->products->apply_short(&lins[NET_MODE_HIDDEN], s->x + (size_t)t * width, 1, sums);
    f->soften(sums, hidden, (int)pair);
    f->products->apply(&lins[NET_MODE], hidden, 1, scores);
    for (int k = 0; k < (int)net->shape.modes; k++)
        if (net->modes[k] != NONE && event_modes[net->modes[k]].event == category && scores[k] > most) most = scores[k], best = net->modes[k];
    return best;
}

/* The mapped states of the heads, which do not depend on the trigger: computed once per sentence. */
static void map_phrases(const EventNet *net, const EventView *v, NetScratch *s) {
    size_t width = net->shape.embed + net->shape.states;
    uint8_t *xs = s->y; /* free once the words have their scores */
    for (size_t i = 0; i < v->n_heads; i++) memcpy(xs + i * width, s->x + (size_t)v->heads[i] * width, width);
    net->kernels->products->apply_short(&net->lins[net->shape.layers + NET_PHRASE], xs, (int)v->n_heads, s->phrases);
    s->have_phrases = true;
}

/* Prefetches them: those of the next phrase are found while those of one are added. */
static void pair_rows_of(const EventNet *net, const EventView *v, int trigger, unsigned category, size_t i, uint32_t rows[PAIR_ROWS]) {
    event_pair_rows(v, trigger, category, i, rows);
    for (int k = 0; k < PAIR_ROWS; k++) {
        rows[k] += net->pair_at[k];
        prefetch_row(net->pair_rows, net->pair_units, rows[k], net->shape.pair);
    }
}

void event_net_roles(const EventNet *net, const EventView *v, NetScratch *s, int trigger, unsigned category, Arena *arena, NetRole *out) {
    const NetKernels *f = net->kernels;
    const Lin *lins = net->lins + net->shape.layers;
    size_t pair = net->shape.pair, width = net->shape.embed + net->shape.states, n = v->n_heads;
    ArenaMark mark = arena_mark(arena);
    uint8_t *hidden = arena_alloc_lines(arena, (n + 1) * pair);
    int16_t own[EVENT_HIDDEN_MAX], sums[SUM_WIDTH_MAX];
    uint32_t rows[2][PAIR_ROWS];
    int32_t *scores = arena_alloc_lines(arena, (n + 1) * 32 * sizeof *scores);
    if (!s->have_phrases) map_phrases(net, v, s);
    f->products->apply_short(&lins[NET_TRIGGER], s->x + (size_t)trigger * width, 1, own);
    if (n) pair_rows_of(net, v, trigger, category, 0, rows[0]);
    for (size_t i = 0; i < n; i++) {
        if (i + 1 < n) pair_rows_of(net, v, trigger, category, i + 1, rows[(i + 1) & 1]);
        sum_rows(net, net->pair_rows, net->pair_units, rows[i & 1], PAIR_ROWS, pair, sums);
        f->join(own, s->phrases + i * pair, sums, hidden + i * pair, (int)pair);
    }
    f->products->apply(&lins[NET_ROLE], hidden, (int)n, scores);
    for (size_t i = 0; i < n; i++) {
        float p[3];
        softmax(net, scores + i * 32, 3, 3, p);
        out[i] = (NetRole){p[0], p[1], p[2]};
    }
    arena_rewind(arena, mark);
}
