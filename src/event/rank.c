/* rank.c - a candidate in, the probability of each category out: features hashed from words, tree and frame, and a linear model over them. */
#include "event/rank.h"

#include <math.h>
#include <stdlib.h>

/* ---- features ---- */

static bool is_content(unsigned upos) {
    return upos == UPOS_VERB || upos == UPOS_NOUN || upos == UPOS_ADJ || upos == UPOS_ADV || upos == UPOS_ADP || upos == UPOS_PART ||
           upos == UPOS_AUX || upos == UPOS_SCONJ;
}

/* Inlined with what follows into the two that need no notes, so that notes cost nothing there. */
static inline __attribute__((always_inline)) void sentence_features(const Clause *c, Features *f) {
    uint64_t before = 1;
    feature(f, KIND_BIAS, 0, 0);
    for (int t = 0; t < (int)c->s->n && f->n + 2 < RANK_FEATURES_MAX / 2; t++) {
        unsigned u = clause_token(c, t)->upos;
        if (u == UPOS_PUNCT || u == UPOS_DET) continue;
        uint64_t h = c->words[t];
        f->about = (int16_t)t;
        if (is_content(u)) feature(f, KIND_WORD, h, 0);
        feature(f, KIND_PAIR, before, h);
        before = h;
    }
}

size_t rank_sentence_features(const Clause *c, uint32_t *out) {
    Features f = {.out = out, .max = RANK_FEATURES_MAX, .buckets = RANK_BUCKETS, .model = &c->coder->rank.category};
    sentence_features(c, &f);
    return f.n;
}

static uint64_t sector_hash(const Clause *c, const int16_t *list, size_t n) {
    const Entity *e = n ? clause_entity(c, list[0]) : NULL;
    if (!n) return 1;
    if (!e) return 2;
    return hash_bytes(sector_codes[e->sector], strlen(sector_codes[e->sector])) ^ (e->code[0] ? 16 : 0) ^ ((uint64_t)e->kind << 8);
}

static inline __attribute__((always_inline)) void tree_features(Features *f, Clause *c, const Candidate *e, uint64_t trigger) {
    const Token *t = clause_token(c, e->token);
    int h = e->support != NONE ? e->support : t->head;
    f->about = (int16_t)h;
    feature(f, KIND_ABOVE, h < 0 ? 0 : c->words[h], t->deprel);
    feature(f, KIND_ABOVE, h < 0 ? 0 : c->words[h], trigger);
    for (int k = c->child[e->token]; k != NONE; k = c->sibling[k]) {
        unsigned d = clause_token(c, k)->deprel;
        if (d == DEP_PUNCT || clause_token(c, k)->upos == UPOS_PROPN) continue;
        f->about = (int16_t)k;
        feature(f, KIND_CHILD, c->words[k], d);
        feature(f, KIND_CHILD, c->words[k], trigger);
        uint32_t p = clause_case(c, k);
        int marker = p ? clause_child(c, k, DEP_CASE) : NONE;
        if (marker == NONE) continue;
        feature(f, KIND_TRIGGER_PREP, trigger, c->words[marker]);
        feature(f, KIND_PREP_OBJECT, c->words[marker], c->words[k]);
    }
    int object = clause_token(c, e->token)->upos == UPOS_VERB ? clause_object(c, e->token) : NONE;
    uint64_t o = object == NONE ? 0 : c->words[object];
    f->about = (int16_t)object;
    feature(f, KIND_TRIGGER_OBJECT, trigger, o);
    feature(f, KIND_OBJECT, o, 0);
    for (int k = e->token - 4; k <= e->token + 6; k++)
        if (k >= 0 && k < (int)c->s->n && k != e->token && clause_token(c, k)->upos != UPOS_PUNCT && clause_token(c, k)->upos != UPOS_PROPN) {
            f->about = (int16_t)k;
            feature(f, KIND_NEAR, c->words[k], k < e->token);
        }
}

static inline __attribute__((always_inline)) void candidate_features(Clause *c, const Candidate *e, const Candidate *all, size_t n_all, Features *f) {
    uint64_t trigger = c->words[e->token], code = (uint64_t)rank_class_of(e->cameo, e->event),
             frame = e->frame ? (uint64_t)rank_class_of(e->frame->cameo, e->frame->event) + 1 : 0;
    f->about = e->token;
    for (int copy = 0; copy < 3; copy++) feature(f, KIND_CODE, code, (uint64_t)copy); /* three, so that eight bits of weight reach far enough */
    feature(f, KIND_FRAME, frame, code);
    feature(f, KIND_CODE, code, e->frame ? hash_bytes(e->cameo, strlen(e->cameo)) : 9);
    feature(f, KIND_TRIGGER, trigger, 0);
    feature(f, KIND_TRIGGER, trigger, code + 1);
    feature(f, KIND_RULE, e->frame ? e->frame->rule_id : 0, code);
    feature(f, KIND_INNER, e->inner == NONE ? 0 : (uint64_t)rank_class_of(all[e->inner].cameo, all[e->inner].event) + 1, code);
    feature(f, KIND_AUX, e->aux, code);
    feature(f, KIND_SHAPE, code,
            (uint64_t)(e->frame ? e->frame->pos : 1) | (uint64_t)(e->support != NONE) << 8 | (uint64_t)e->fallback << 9 |
                (uint64_t)(clause_token(c, e->token)->deprel == DEP_ROOT) << 10);
    feature(f, KIND_SHAPE, code, 1u << 12 | (e->n_actors > 2 ? 2u : e->n_actors) << 4 | (e->n_recipients > 2 ? 2u : e->n_recipients));
    uint64_t a = sector_hash(c, e->actors, e->n_actors), r = sector_hash(c, e->recipients, e->n_recipients);
    feature(f, KIND_ACTOR, a, code);
    feature(f, KIND_RECIPIENT, r, code);
    feature(f, KIND_SECTORS, a, r);
    feature(f, KIND_ACTOR, a, trigger);
    if (e->n_recipients && clause_token(c, e->recipients[0])->upos != UPOS_PROPN) feature(f, KIND_RECIPIENT, c->words[e->recipients[0]], 77);
    if (e->n_actors && clause_token(c, e->actors[0])->upos != UPOS_PROPN) feature(f, KIND_ACTOR, c->words[e->actors[0]], 77);
    tree_features(f, c, e, trigger);
    for (size_t i = 0; i < n_all; i++) {
        if (&all[i] == e || !all[i].event) continue;
        f->about = all[i].token;
        feature(f, KIND_OTHER, (uint64_t)rank_class_of(all[i].cameo, all[i].event),
                (uint64_t)(all[i].dropped == NULL) << 8 | (uint64_t)(all[i].token < e->token));
    }
}

size_t rank_candidate_features(Clause *c, const Candidate *e, const Candidate *all, size_t n_all, uint32_t *out) {
    Features f = {.out = out, .max = RANK_FEATURES_MAX, .buckets = RANK_BUCKETS, .model = &c->coder->rank.category};
    candidate_features(c, e, all, n_all, &f);
    return f.n;
}

/* ---- the models ---- */

static void open_linear(Linear *m, const Image *im, const char *weights, const char *scale, size_t buckets, int n_classes) {
    size_t n_weights, n_scale;
    const int8_t *w = image_section(im, weights, (size_t)n_classes, &n_weights);
    const float *s = image_section(im, scale, sizeof *s, &n_scale);
    if (!w || n_weights != buckets || n_scale != 1) return;
    *m = (Linear){w, *s, n_classes, base_alloc(LINEAR_STEPS * sizeof *m->odds)};
    for (int k = 0; k < LINEAR_STEPS; k++) m->odds[k] = exp(-k * (double)m->scale);
}

void rank_open(Rank *r, const Image *im) {
    *r = (Rank){0};
    open_linear(&r->category, im, "rank.kind.w", "rank.kind.s", RANK_BUCKETS, RANK_CLASSES);
    open_linear(&r->role, im, "rank.role.w", "rank.role.s", ROLE_BUCKETS, ROLE_CLASSES);
    open_linear(&r->sure, im, "rank.sure.w", "rank.sure.s", SURE_BUCKETS, SURE_CLASSES);
    r->map = image_section(im, "rank.map", sizeof *r->map, &r->n_map);
}

void rank_close(Rank *r) {
    free(r->category.odds);
    free(r->role.odds);
    free(r->sure.odds);
}

/* Sixteen weights a step, in sums of 16 bits that AT_ONCE rows cannot make run over. */
static void sum_sixteen(const int8_t *weights, const uint32_t *features, size_t n, int32_t *sums) {
    typedef int8_t Row __attribute__((vector_size(16)));
    typedef int16_t Sums __attribute__((vector_size(32)));
    enum { AT_ONCE = 256 };
    for (size_t from = 0; from < n; from += AT_ONCE) {
        size_t to = from + AT_ONCE < n ? from + AT_ONCE : n;
        Sums some = {0};
        for (size_t i = from; i < to; i++) {
            Row row;
            memcpy(&row, weights + (size_t)features[i] * sizeof row, sizeof row);
            some += __builtin_convertvector(row, Sums);
        }
        for (size_t k = 0; k < sizeof(Row); k++) sums[k] += some[k];
    }
}

/* Four weights a step, as two pairs of sums of 16 bits: with 128 added to each weight none is below zero, and AT_ONCE of them do not run over. */
static void sum_four(const int8_t *weights, const uint32_t *features, size_t n, int32_t *sums) {
    enum { AT_ONCE = 256 };
    for (size_t from = 0; from < n; from += AT_ONCE) {
        size_t to = from + AT_ONCE < n ? from + AT_ONCE : n;
        uint32_t even = 0, odd = 0, row;
        for (size_t i = from; i < to; i++) {
            memcpy(&row, weights + (size_t)features[i] * sizeof row, sizeof row);
            row ^= 0x80808080u;
            even += row & 0x00FF00FFu;
            odd += row >> 8 & 0x00FF00FFu;
        }
        int32_t lifted = 128 * (int32_t)(to - from);
        sums[0] += (int32_t)(even & 0xFFFF) - lifted, sums[1] += (int32_t)(odd & 0xFFFF) - lifted;
        sums[2] += (int32_t)(even >> 16) - lifted, sums[3] += (int32_t)(odd >> 16) - lifted;
    }
}

void linear_sum(const Linear *m, const uint32_t *features, size_t n, int32_t *sums) {
    if (m->classes == 16) {
        sum_sixteen(m->weights, features, n, sums);
        return;
    }
    if (m->classes == 4) {
        sum_four(m->weights, features, n, sums);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const int8_t *w = m->weights + (size_t)features[i] * (size_t)m->classes;
        for (int k = 0; k < m->classes; k++) sums[k] += w[k];
    }
}

void linear_probabilities(const Linear *m, const int32_t *sums, double *out) {
    int32_t top = sums[0];
    double total = 0;
    for (int k = 1; k < m->classes; k++) top = sums[k] > top ? sums[k] : top;
    for (int k = 0; k < m->classes; k++) {
        int32_t below = top - sums[k];
        total += out[k] = m->odds && below < LINEAR_STEPS ? m->odds[below] : exp(-below * (double)m->scale);
    }
    for (int k = 0; k < m->classes; k++) out[k] /= total;
}

/* ---- judging ---- */

/* A promise, support and a concession are told apart by what they are of; whoever meets, arrests, strikes or demands is told by the verb. */
static bool is_of_words(RankClass k) { return k == RANK_AGREE || k == RANK_SUPPORT || k == RANK_YIELD; }

/* The model speaks for another category of the same quad class above the first and against the frame's below the second: further off it was right of one
 * record in ten in news that nobody had labelled. A frame that asked for more than its verb has to be further off, and an event that is denied or might be, of
 * which the rows tell little, further still. */
typedef struct Doubt {
    double recode_above, own_below;
} Doubt;
static const Doubt of_any = {0.80, 0.20}, of_particular = {0.80, 0.15}, of_unreal = {0.85, 0.12};
static const double drop_above = 0.60, drop_states_above = 0.80, bare_none_above = 0.35, bare_above = 0.60;

const char *rank_reason(unsigned kind) {
    switch (kind) {
    case KIND_WORD: return "the word";
    case KIND_PAIR: return "the word before and";
    case KIND_TRIGGER: return "the trigger";
    case KIND_OBJECT:
    case KIND_TRIGGER_OBJECT: return "the object";
    case KIND_TRIGGER_PREP:
    case KIND_PREP_OBJECT: return "the phrase of";
    case KIND_CHILD: return "beside the trigger";
    case KIND_ABOVE: return "above the trigger";
    case KIND_NEAR: return "near the trigger";
    case KIND_ACTOR:
    case KIND_RECIPIENT:
    case KIND_SECTORS: return "who does it to whom at";
    case KIND_OTHER: return "beside what is told by";
    case KIND_BIAS: return "";
    default: return "the frame's reading of";
    }
}

/* Which of a candidate's features spoke most for one class against another. */
static void note_reasons(Clause *c, Candidate *e, const Candidate *all, size_t n_all, RankClass against, RankClass best) {
    enum { MANY = 2 * RANK_FEATURES_MAX };
    const Linear *m = &c->coder->rank.category;
    uint32_t buckets[MANY];
    Reason notes[MANY];
    Features f = {.out = buckets, .max = MANY, .buckets = RANK_BUCKETS, .model = m, .notes = notes};
    sentence_features(c, &f);
    candidate_features(c, e, all, n_all, &f);
    for (e->n_reasons = 0; e->n_reasons < REASONS_MAX;) {
        int most = 0;
        for (size_t i = 0; i < f.n; i++) {
            const int8_t *w = m->weights + (size_t)buckets[i] * RANK_CLASSES;
            bool told = notes[i].kind == KIND_BIAS || notes[i].token == NONE;
            for (uint8_t k = 0; k < e->n_reasons; k++) told |= e->reasons[k].kind == notes[i].kind && e->reasons[k].token == notes[i].token;
            if (!told && w[best] - w[against] > most) most = w[best] - w[against], e->reasons[e->n_reasons] = notes[i];
        }
        if (!most) break;
        e->n_reasons++;
    }
}

/* Of the new category the trigger may have a row of its own, with CAMEO code and modes; else the category has its root. */
static void recode(Clause *c, Candidate *e, RankClass k) {
    const Frame *f = frame_of_class(c, e, k);
    const char *cameo = f ? f->cameo : rank_cameo(k);
    e->event = (uint8_t)(f ? f->event : rank_event(k));
    e->n_modes = 0;
    e->recoded = true;
    e->reciprocal = e->reciprocal && (k == RANK_CONSULT || k == RANK_COOPERATE);
    memset(e->cameo, 0, sizeof e->cameo);
    memcpy(e->cameo, cameo, strlen(cameo));
    for (uint32_t i = 0; f && i < f->n_modes; i++) candidate_add_mode(e, f->modes[i]);
    if (f) e->frame = f;
}

static unsigned quad_of(RankClass k) { return k < RANK_COOPERATE ? 1 : k < RANK_REQUEST ? 2 : k < RANK_PROTEST ? 3 : 4; }

/* Whether two states or more are among the parties that a frame found: it is hard to tell of Chile and Peru and mean no event. */
bool rank_is_between_states(const Clause *c, const Candidate *e) {
    const char *first = NULL;
    for (size_t i = 0; i < (size_t)e->n_actors + e->n_recipients; i++) {
        int32_t at = c->mention_at[i < e->n_actors ? e->actors[i] : e->recipients[i - e->n_actors]];
        if (at < 0) continue;
        const Mention *m = &c->reading->mentions[at];
        for (uint32_t k = 0; k < m->n_entities; k++) {
            const char *code = c->reading->entities[c->reading->refs[m->entities + k]].code;
            if (code[0] && first && strcmp(first, code)) return true;
            if (code[0]) first = code;
        }
    }
    return false;
}

/* Where no frame speaks, a verb of doing has to stand between two who are known. */
static bool has_both(const Clause *c, const Candidate *e) {
    if (clause_in_class(c, e->token, CLASS_STATIVE)) return false;
    return e->n_actors && e->n_recipients && party_behind(c, e->actors[0]) && party_behind(c, e->recipients[0]);
}

static void judge(Clause *c, Candidate *e, const Candidate *all, size_t n_all, const double *p) {
    RankClass own = rank_class_of(e->cameo, e->event), best = RANK_NONE;
    for (int k = 1; k < RANK_CLASSES; k++)
        if (p[k] > p[best] || best == RANK_NONE) best = (RankClass)k;
    bool same = best == own || rank_event(best) == e->event; /* tear gas: PLOVER's ASSAULT under CAMEO's coercion */
    bool settled =
        !strcmp(e->cameo, "116"); /* a court's sentence is disapproval by one book, a sanction by the other, and to the model mostly coercion */
    bool bare = !e->event, particular = e->frame->weight > 0 || e->rule, unreal = e->aux & (ATTACHE_NEGATION | ATTACHE_HYPOTHETICAL);
    bool far = quad_of(best) != quad_of(own);
    bool words = is_of_words(own) && is_of_words(best);
    const Doubt *doubt = unreal ? &of_unreal : particular ? &of_particular : &of_any;
    if (p[RANK_NONE] > (bare ? bare_none_above : particular && rank_is_between_states(c, e) ? drop_states_above : drop_above))
        e->dropped = "the model holds it for no event";
    else if (bare && (p[best] < bare_above || !has_both(c, e)))
        e->dropped = "no frame, and the model is not sure";
    else if (bare || (!same && !far && !settled && p[best] > doubt->recode_above && p[own] < doubt->own_below && (words || frame_of_class(c, e, best)))) {
        note_reasons(c, e, all, n_all, own, best);
        recode(c, e, best);
    }
    e->probability = (float)(same && best != own ? p[own] + p[best] : p[rank_class_of(e->cameo, e->event)]);
    e->none_p = (float)p[RANK_NONE];
}

void rank_candidates(Clause *c, Candidate *list, size_t n) {
    const Linear *r = &c->coder->rank.category;
    uint32_t features[RANK_FEATURES_MAX];
    int32_t sentence[RANK_CLASSES] = {0};
    enum { AT_ONCE = 32 };
    double some[AT_ONCE][RANK_CLASSES];
    if (!r->weights || !n) return;
    linear_sum(r, features, rank_sentence_features(c, features), sentence);
    for (size_t from = 0; from < n;
         from += AT_ONCE) { /* first all probabilities, then what follows from them: features look at the others as they were */
        size_t to = from + AT_ONCE < n ? from + AT_ONCE : n;
        for (size_t i = from; i < to; i++) {
            int32_t sums[RANK_CLASSES];
            memcpy(sums, sentence, sizeof sums);
            if (list[i].dropped) continue;
            linear_sum(r, features, rank_candidate_features(c, &list[i], list, n, features), sums);
            linear_probabilities(r, sums, some[i - from]);
        }
        for (size_t i = from; i < to; i++)
            if (!list[i].dropped) judge(c, &list[i], list, n, some[i - from]);
    }
}
