/* meaning.c - finds the words next to a trigger in the tree; sums dictionary rows, rotates the sum, and keeps its signs. */
#include "link/meaning.h"

#include <pthread.h>

#include "base/bytes.h"
#include "event/decide.h"
#include "link/model.h"
#include "link/terms.h"

enum { WIDTH = 256, BITS = 64, TURNS = 2, STEPS = 3 }; /* STEPS: arcs between a trigger and a word next to it */

static bool is_of_content(const Token *t) { return t->upos == UPOS_NOUN || t->upos == UPOS_VERB || t->upos == UPOS_ADJ || t->upos == UPOS_PROPN; }

/* -1 where a value changes its sign before a turn, else 0. Built once and kept for the life of the program. */
static int64_t flips[TURNS + 1][WIDTH]; /* the last of a state */
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void make_flips(void) {
    for (uint64_t turn = 0; turn <= TURNS; turn++)
        for (size_t i = 0; i < WIDTH; i++) flips[turn][i] = -(int64_t)(hash_mix(i, turn) & 1);
}

/* Sums and differences of neighbours, of pairs, of fours ...: the Hadamard transform of n values, a power of two, in place and two steps at a time. */
static void transform(int64_t *v, size_t n) {
    size_t step = 1;
    for (; 4 * step <= n; step *= 4)
        for (size_t i = 0; i < n; i += 4 * step)
            for (int64_t *p = v + i; p < v + i + step; p++) {
                int64_t a = p[0] + p[step], b = p[0] - p[step], c = p[2 * step] + p[3 * step], d = p[2 * step] - p[3 * step];
                p[0] = a + c, p[step] = b + d, p[2 * step] = a - c, p[3 * step] = b - d;
            }
    for (int64_t *p = v; step < n && p < v + step; p++) {
        int64_t a = p[0], b = p[step];
        p[0] = a + b, p[step] = a - b;
    }
}

/* Two turns. If the last values are zeros, as with narrow rows, the first turn only repeats its first values, so that these alone are computed. Of the last turn's values
 * the first are needed alone, and its last steps only add up what belongs to them, which is done first. */
static uint64_t signs_of(int64_t v[WIDTH], size_t width) {
    int64_t out[BITS];
    uint64_t bits = 0;
    size_t n = BITS;
    while (n < width) n *= 2;
    pthread_once(&once, make_flips);
    for (size_t i = 0; i < n; i++) v[i] = (v[i] ^ flips[0][i]) - flips[0][i];
    transform(v, n);
    for (size_t i = 0; i < BITS; i++) {
        out[i] = 0;
        for (size_t k = i; k < WIDTH; k += BITS) out[i] += (v[k & (n - 1)] ^ flips[1][k]) - flips[1][k];
    }
    transform(out, BITS);
    for (size_t i = 0; i < BITS; i++) bits |= (uint64_t)(out[i] > 0) << i;
    return bits;
}

static bool is_in(const Token *t, Span s) { return t->span.start < s.end && t->span.end > s.start; }

/* Where the words of a span are: in [first, end), empty if it has none. */
static void find_words(const Sentence *s, Span span, uint32_t *first, uint32_t *end) {
    *first = *end = 0;
    for (uint32_t t = 0; t < s->n; t++)
        if (is_in(&s->tokens[t], span)) *first = *end ? *first : t, *end = t + 1;
}

/* Whether a word is below the trigger, the words [first, end), by few arcs, or the trigger below it by one. */
static bool is_near(const Sentence *s, uint32_t t, Span trigger, uint32_t first, uint32_t end) {
    int32_t at = (int32_t)t;
    for (int step = 0; step < STEPS && s->tokens[at].head >= 0; step++) {
        at = s->tokens[at].head;
        if (is_in(&s->tokens[at], trigger)) return true;
    }
    for (uint32_t k = first; k < end; k++)
        if (is_in(&s->tokens[k], trigger) && s->tokens[k].head == (int32_t)t) return true;
    return false;
}

static void add_near(Meaning *m, const char *text, Span span) {
    const char *p = text + span.start, *end = text + span.end;
    for (Term w; m->n_near < MEANING_NEAR && terms_next(&p, end, &w);)
        if (w.n > 2) m->near[m->n_near++] = w.hash;
}

Meaning meaning_of(const Coder *c, const Reading *r, uint32_t sentence, Span trigger, const uint8_t *state, Arena *arena) {
    const EventNet *net = &c->models->net;
    Room room = room_open(arena);
    OpenSentence o = reading_open(r, sentence, room.arena);
    const Sentence *s = o.s;
    int64_t deed[WIDTH] = {0}, around[WIDTH] = {0};
    Meaning m = {0};
    bool known = net->shape.n_words && net->shape.embed <= WIDTH, any_deed = false, any = false;
    uint32_t first, end;
    find_words(s, trigger, &first, &end);
    for (uint32_t t = 0; t < s->n; t++) {
        const Token *k = &s->tokens[t];
        uint64_t hash = o.hashes[t];
        if (is_in(k, trigger)) {
            if (known && event_net_add_word(net, hash, deed)) any_deed = true;
        } else if ((is_of_content(k) || k->upos == UPOS_NUM) && is_near(s, t, trigger, first, end)) {
            add_near(&m, r->article->text, k->span);
            if (known && event_net_add_word(net, hash, around)) any = true;
        }
    }
    room_close(&room);
    size_t width = event_net_width(net);
    if (state && known) m.state = state, m.n_state = (uint16_t)(width < MEANING_STATE ? width : MEANING_STATE);
    m.deed = any_deed ? signs_of(deed, net->shape.embed) : 0, m.around = any ? signs_of(around, net->shape.embed) : 0;
    return m;
}

void meaning_sense(const Meaning *m, uint64_t out[MEANING_SENSE]) {
    const JudgeModel *model = model_of_links();
    int64_t v[WIDTH];
    _Static_assert((int)MEANING_STATE == (int)WIDTH && (int)MODEL_STATE == (int)WIDTH, "a state is turned as the rows are");
    memcpy(out, m->sense, sizeof m->sense);
    if (!model || !m->state) return;
    pthread_once(&once, make_flips);
    for (size_t i = 0; i < WIDTH; i++) {
        int64_t value = (i < m->n_state ? m->state[i] : 0) * MODEL_STATE_UNIT - (int16_t)bytes_little16((uint16_t)model->middle[i]);
        v[i] = (value ^ flips[TURNS][i]) - flips[TURNS][i];
    }
    transform(v, WIDTH);
    for (size_t i = 0; i < MEANING_SENSE * BITS; i++) out[i / BITS] |= (uint64_t)(v[i] > 0) << i % BITS;
}

void meaning_forget_state(Meaning *m) {
    uint64_t sense[MEANING_SENSE];
    meaning_sense(m, sense);
    memcpy(m->sense, sense, sizeof sense);
    m->state = NULL;
}
