/* features.c - turns a sentence into row numbers of embedding tables. */
#include "event/features.h"

/* How much a word says about the one above it, by its relation; 0 for nothing. */
static const uint8_t weights[DEP_COUNT] = {
    [DEP_OBJ] = 6, [DEP_CCOMP] = 5, [DEP_XCOMP] = 5, [DEP_OBL] = 4, [DEP_NMOD] = 3, [DEP_NSUBJ] = 2, [DEP_COMPOUND] = 1};

/* Sets for each token the first of the words below it that say most about it. */
static void find_arguments(const Clause *c, int16_t *arguments) {
    int n = (int)c->s->n;
    for (int t = 0; t < n; t++) {
        int head = clause_token(c, t)->head, weight = weights[clause_relation(c, t)];
        if (head >= 0 && weight && (arguments[head] == NONE || weight > weights[clause_relation(c, arguments[head])])) arguments[head] = (int16_t)t;
    }
}

void event_view(Clause *c, const Candidate *list, size_t n, const Quotes *quotes, Arena *arena, EventView *out) {
    size_t n_tokens = c->s->n;
    *out = (EventView){.clause = c, .list = list, .n = n};
    out->candidate_at = arena_alloc(arena, n_tokens * sizeof *out->candidate_at);
    out->supports = arena_alloc(arena, n_tokens * sizeof *out->supports);
    out->arguments = arena_alloc(arena, n_tokens * sizeof *out->arguments);
    out->heads = arena_alloc(arena, n_tokens * sizeof *out->heads);
    out->quoted = arena_alloc(arena, n_tokens * sizeof *out->quoted);
    for (size_t t = 0; t < n_tokens; t++) out->candidate_at[t] = out->supports[t] = out->arguments[t] = NONE, out->quoted[t] = false;
    find_arguments(c, out->arguments);
    for (size_t i = n; i-- > 0;) {
        out->candidate_at[list[i].token] = (int16_t)i;
        if (list[i].support != NONE) out->supports[list[i].support] = (int16_t)i;
    }
    for (size_t t = 0; t < n_tokens; t++)
        if (c->mention_at[t] >= 0) out->heads[out->n_heads++] = (int16_t)t;
    for (size_t q = quotes ? quotes_first(quotes, c->s->span.start) : 0; quotes && q < quotes->n && quotes->list[q].span.start < c->s->span.end; q++)
        for (size_t t = 0; t < n_tokens; t++) out->quoted[t] |= quotes->list[q].span.start <= c->s->tokens[t].span.start && c->s->tokens[t].span.start < quotes->list[q].span.end;
    out->title = reading_in_title(c->reading, c->s->span.start);
}

/* ---- a word ---- */

static uint32_t bucket(uint64_t a, uint64_t b, uint32_t size) { return (uint32_t)(hash_mix(a, b) >> 32) & (size - 1); }

static uint32_t suffix_of(const Clause *c, int t) {
    Slice s = slice_sub(c->reading->article->text, clause_token(c, t)->span);
    char folded[3] = {0};
    for (size_t i = 0; i < 3 && i < s.n; i++) {
        unsigned char k = (unsigned char)s.p[s.n - 1 - i];
        folded[i] = (char)(k >= 'A' && k <= 'Z' ? k + 32 : k >= '0' && k <= '9' ? '0' : k);
    }
    return bucket(hash_bytes(folded, 3), s.n < 3 ? s.n : 3, SIZE_SUFFIX);
}

/* The phrase at its head: its kind, its entity's kind, with or without a state. */
static uint32_t mention_row(const Clause *c, int t) {
    const Mention *m = clause_mention(c, t);
    const Entity *e = clause_entity(c, t);
    if (!m) return 0;
    uint64_t a = m->kind | (uint64_t)(e ? e->kind : 15) << 4 | (uint64_t)(e && e->code[0]) << 8 | (uint64_t)(m->n_entities > 1) << 9 |
                 (uint64_t)(e && e->name[0]) << 10 | (uint64_t)(e && e->office[0]) << 11;
    uint32_t k = bucket(a, e ? hash_bytes(sector_codes[e->sector], e->sector ? 3 : 0) : 0, SIZE_MENTION);
    return k ? k : 1;
}

static uint32_t frame_row(const EventView *v, int t) {
    int k = v->candidate_at[t];
    if (k == NONE) return v->supports[t] == NONE ? 0 : 1;
    const Candidate *e = &v->list[k];
    uint32_t state = !e->dropped ? 0 : e->consumed ? 1 : 2, row = 2 + (((uint32_t)e->event * 3 + state) * 2 + (e->actors.n > 0)) * 2 + (e->recipients.n > 0);
    return row < SIZE_FRAME ? row : 0;
}

/* The relation and meaning of the argument: its lemma, or what kind of party it is. */
static uint32_t argument_row(const EventView *v, int t) {
    const Clause *c = v->clause;
    int at = v->arguments[t];
    if (at == NONE) return 0;
    const Entity *e = clause_entity(c, at);
    bool named = e && (e->code[0] || e->name[0]);
    uint64_t meaning = named ? mention_row(c, at) : clause_token(c, at)->upos == UPOS_NUM ? 0 : c->hashes[at];
    uint32_t row = bucket(meaning, 2 * clause_relation(c, at) + named, SIZE_ARGUMENT);
    return row ? row : 1;
}

/* How far down an article a sentence is: 0 for the title and the lead, or a sentence alone. No sentence has 7, a tag that only training gives (train/events/student.py). */
static uint32_t depth_row(uint32_t sentence) {
    uint32_t k = 0;
    for (uint32_t most = 1; sentence > most && k < 6; most *= 2) k++;
    return k;
}

uint32_t event_word_key(const Clause *c, int t) {
    if (t < 0) return 2;
    unsigned u = clause_token(c, t)->upos;
    if (u == UPOS_NUM) return 1;
    uint64_t h = c->hashes[t];
    uint32_t key = (uint32_t)(h ^ h >> 32);
    return key < 4 ? key + 4 : key;
}

void event_word_rows(const EventView *v, int t, uint32_t rows[WORD_ROWS]) {
    const Clause *c = v->clause;
    const Token *k = clause_token(c, t);
    rows[ROW_WORD] = event_word_key(c, t);
    rows[ROW_HEAD] = event_word_key(c, k->head);
    rows[ROW_SUFFIX] = suffix_of(c, t);
    rows[ROW_TAG] = (uint32_t)k->upos * 64 + k->deprel;
    rows[ROW_XPOS] = k->xpos & (SIZE_XPOS - 1);
    rows[ROW_FRAME] = frame_row(v, t);
    rows[ROW_MENTION] = mention_row(c, t);
    rows[ROW_PLACE] = (uint32_t)v->title | (uint32_t)v->quoted[t] << 1 | (uint32_t)(t == 0) << 2 | (uint32_t)(k->head < 0) << 3 | depth_row(c->index) << 4;
    rows[ROW_ARGUMENT] = argument_row(v, t);
}

/* ---- a trigger and a phrase ---- */

static uint32_t distance_row(int d) {
    int far = d < 0 ? -d : d;
    int k = far < 8 ? far : far < 12 ? 8 : far < 16 ? 9 : far < 24 ? 10 : far < 32 ? 11 : 12;
    return (uint32_t)(d < 0 ? 16 + k : k);
}

enum { PATH_MAX = 5 };
/* The relations from one word up to their common ancestor and down to the other, without subtypes except passives and possessors. */
static uint32_t path_row(const Clause *c, int from, int to) {
    int up[PATH_MAX + 1], n_up = 0;
    for (int t = from; t >= 0 && n_up <= PATH_MAX; t = clause_token(c, t)->head) up[n_up++] = t;
    uint64_t down = 0;
    int t = to;
    for (int steps = 0; t >= 0 && steps <= PATH_MAX; steps++) {
        for (int i = 0; i < n_up; i++)
            if (up[i] == t) {
                uint64_t h = down * 31 + (uint64_t)steps + 7;
                for (int k = 0; k < i; k++) h = hash_mix(h, 1000u + clause_token(c, up[k])->deprel);
                uint32_t row = bucket(h, 5, SIZE_PATH);
                return row ? row : 1;
            }
        down = hash_mix(down, 1u + clause_token(c, t)->deprel);
        t = clause_token(c, t)->head;
    }
    return 0;
}

/* The role of a phrase in the frame of a word: neither, actor, recipient, one of several reciprocal parties. */
static uint32_t role_in(const Candidate *e, int head) {
    return candidate_has(&e->actors, head) ? (e->reciprocal ? 3 : 1) : candidate_has(&e->recipients, head) ? 2 : 0;
}

/* The role by the trigger's own frame and, for a noun that is the object of a verb with a frame, "received a threat", by that one. */
static uint32_t role_row(const EventView *v, int t, int head) {
    const Token *k = clause_token(v->clause, t);
    const Candidate *own = event_proposal(v, t);
    int above = lang_deprel_base(k->deprel) == DEP_OBJ && k->head >= 0 ? v->candidate_at[k->head] : NONE;
    uint32_t row = own ? 1 + role_in(own, head) * 4 + (own->actors.n > 0) + 2u * (own->recipients.n > 0) : 0;
    return above == NONE || &v->list[above] == own ? row : (1 + role_in(&v->list[above], head)) * 17 + row;
}

static uint32_t syntax_row(Clause *c, int t, int head) {
    int support = clause_support(c, t), subject = clause_subject(c, t), object = clause_object(c, t);
    uint32_t row = 0;
    if (support != NONE) row |= clause_subject(c, support) == head ? 1 : 0;
    if (subject == head) row |= 2;
    if (object == head) row |= 4;
    if (subject != NONE && clause_dominates(c, subject, head)) row |= 8;
    if (object != NONE && clause_dominates(c, object, head)) row |= 16;
    if (clause_dominates(c, t, head)) row |= 32;
    return row;
}

void event_pair_rows(const EventView *v, int t, unsigned category, size_t i, uint32_t rows[PAIR_ROWS]) {
    Clause *c = v->clause;
    int head = v->heads[i], before = 0;
    int marker = clause_child(c, head, DEP_CASE);
    for (size_t k = 0; k < v->n_heads; k++) {
        int h = v->heads[k];
        before += (h > t && h < head) || (h < t && h > head);
    }
    const Entity *e = clause_entity(c, head);
    rows[PAIR_DISTANCE] = distance_row(head - t);
    rows[PAIR_PATH] = path_row(c, t, head);
    rows[PAIR_FRAME] = role_row(v, t, head);
    rows[PAIR_SYNTAX] = syntax_row(c, t, head);
    rows[PAIR_MENTION] = mention_row(c, head);
    rows[PAIR_CASE] = (marker == NONE ? 0 : bucket(c->hashes[marker], 3, SIZE_CASE / 2)) * 2 + (head < t);
    rows[PAIR_CATEGORY] = category;
    rows[PAIR_ORDER] = (uint32_t)(before < 7 ? before : 7) * 8 + (uint32_t)(head < t) * 4 + (uint32_t)(e && e->code[0]) * 2 + (uint32_t)v->title;
}
