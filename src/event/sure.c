/* sure.c - a candidate with its category and parties in, how sure it is that all of that is right out.
 *
 * A linear model over what the other two said and where the candidate stands, then a map that never falls and that makes of its answer a share of records that
 * turn out right. The surest record of a sentence is the one that the sentence is about. */
#include "event/rank.h"

static unsigned tenth(float p) { return p < 0 ? 0 : p > 0.999f ? 10 : (unsigned)(p * 10); }

static unsigned depth_of(const Clause *c, int t) {
    unsigned d = 0;
    for (int h = clause_token(c, t)->head; h >= 0 && d < 5; h = clause_token(c, h)->head) d++;
    return d;
}

static unsigned known(const Clause *c, const int16_t *list, uint16_t n) {
    const Entity *e = n ? clause_entity(c, list[0]) : NULL;
    return !n ? 0 : !e ? 1 : e->code[0] && e->sector ? 5 : e->code[0] ? 4 : e->sector ? 3 : 2;
}

/* How it stands among the others of its sentence. */
static void rival_features(Features *f, const Candidate *list, size_t n, size_t i, uint64_t code) {
    const Candidate *e = &list[i];
    unsigned before = 0, others = 0, likelier = 0, same = 0, better_parties = 0;
    for (size_t k = 0; k < n; k++) {
        if (k == i || list[k].dropped) continue;
        others++;
        before += k < i;
        likelier += list[k].probability > e->probability;
        better_parties += list[k].actor_p + list[k].recipient_p > e->actor_p + e->recipient_p;
        same += list[k].event == e->event;
    }
    feature(f, SURE_RIVALS, 1, others < 4 ? others : 4);
    feature(f, SURE_RIVALS, 2, before < 4 ? before : 4);
    feature(f, SURE_RIVALS, 3, (uint64_t)(likelier > 0) | (uint64_t)(better_parties > 0) << 1);
    feature(f, SURE_RIVALS, 4, (same < 2 ? same : 2) | code << 4);
    feature(f, SURE_RIVALS, 5, (uint64_t)(likelier > 0) | (uint64_t)(before > 0) << 1 | (uint64_t)(better_parties > 0) << 2);
}

size_t sure_features(Clause *c, const Candidate *list, size_t n, size_t i, uint32_t *out) {
    Features f = {.out = out, .max = SURE_FEATURES_MAX, .buckets = SURE_BUCKETS, .model = &c->coder->rank.sure};
    const Candidate *e = &list[i];
    int t = e->support != NONE ? e->support : e->token;
    const Token *k = clause_token(c, t);
    uint64_t code = rank_class_of(e->cameo, e->event), pos = e->frame ? e->frame->pos : 0, depth = depth_of(c, t),
             how = (uint64_t)e->recoded | (uint64_t)e->rerolled << 1 | (uint64_t)e->fallback << 2 | (uint64_t)(e->frame && e->frame->name) << 3,
             actor = known(c, e->actors, e->n_actors), recipient = known(c, e->recipients, e->n_recipients);
    bool pair = e->n_recipients || (e->reciprocal && e->n_actors > 1);
    feature(&f, SURE_BIAS, 0, 0);
    feature(&f, SURE_CATEGORY, tenth(e->probability), 0);
    feature(&f, SURE_CATEGORY, tenth(e->probability), 1 + code);
    feature(&f, SURE_CATEGORY, tenth(e->none_p), 50);
    feature(&f, SURE_CATEGORY, tenth(e->none_p), 100 + tenth(e->probability));
    feature(&f, SURE_PARTIES, tenth(e->actor_p), 1000 + actor);
    feature(&f, SURE_PARTIES, tenth(e->recipient_p), 2000 + recipient);
    feature(&f, SURE_PARTIES, tenth(e->actor_p), 3000 + tenth(e->recipient_p));
    feature(&f, SURE_PARTIES, actor, 4000 + recipient);
    feature(&f, SURE_PARTIES, actor, 5000 + code);
    feature(&f, SURE_PARTIES, recipient, 6000 + code);
    feature(&f, SURE_PARTIES, pair, 7000 + code);
    feature(&f, SURE_PLACE, depth, pos);
    feature(&f, SURE_PLACE, depth, 500 + (uint64_t)pair);
    feature(&f, SURE_PLACE, depth, 600 + code);
    feature(&f, SURE_PLACE, k->deprel, 1000);
    feature(&f, SURE_PLACE, k->deprel, 2000 + pos);
    feature(&f, SURE_PLACE, k->head < 0 ? 0 : c->words[k->head], 3000 + k->deprel);
    feature(&f, SURE_PLACE, (uint64_t)e->token / 5 > 6 ? 6 : (uint64_t)e->token / 5, 5000);
    feature(&f, SURE_TRIGGER, c->words[e->token], 0);
    feature(&f, SURE_TRIGGER, c->words[e->token], 10 + depth);
    feature(&f, SURE_TRIGGER, code, pos);
    feature(&f, SURE_HOW, how, 0);
    feature(&f, SURE_HOW, how, 1 + code);
    feature(&f, SURE_HOW, e->aux, 100);
    feature(&f, SURE_HOW, e->aux, 200 + code);
    feature(&f, SURE_HOW, e->frame ? e->frame->weight : 9, 300);
    feature(&f, SURE_HOW, e->rule != NULL, 400 + (uint64_t)(e->inner != NONE));
    rival_features(&f, list, n, i, code);
    return f.n;
}

double sure_raw(const Linear *m, const uint32_t *features, size_t n) {
    int32_t sums[SURE_CLASSES] = {0};
    double p[SURE_CLASSES];
    linear_sum(m, features, n, sums);
    linear_probabilities(m, sums, p);
    return p[1];
}

double sure_mapped(const float *map, size_t n, double raw) {
    if (n < 2) return raw;
    double at = (raw < 0 ? 0 : raw > 1 ? 1 : raw) * (double)(n - 1);
    size_t k = (size_t)at < n - 2 ? (size_t)at : n - 2;
    double v = (double)map[k] + ((double)map[k + 1] - (double)map[k]) * (at - (double)k);
    return 0.98 * v + 0.02 * raw; /* where the map is flat the surer one still comes first */
}

/* Below it hardly one record in five is right in news that nobody had labelled; on what was kept from the model nothing is lost up to about this. */
static const float least = 0.25f;

static bool same_parties(const Candidate *a, const Candidate *b) {
    bool actor = a->n_actors && b->n_actors ? a->actors[0] == b->actors[0] : a->n_actors == b->n_actors;
    bool recipient = a->n_recipients && b->n_recipients ? a->recipients[0] == b->recipients[0] : true;
    return actor && recipient;
}

/* Of two records of the same parties in a sentence the one that is hardly sure is the other one told again, or told wrongly. */
static void drop_repeated(Candidate *list, size_t n) {
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n && !list[i].dropped && list[i].sure < least; k++)
            if (k != i && !list[k].dropped && list[k].sure >= 2 * least && same_parties(&list[i], &list[k]))
                list[i].dropped = "a surer record tells of the same parties";
}

static bool is_by_state(const Clause *c, const Candidate *e) {
    const Entity *who = e->n_actors ? clause_entity(c, e->actors[0]) : NULL;
    return who && who->kind == ENT_STATE;
}

/* What is hardly sure is no event. Where something else in the sentence is sure, or it stands between two states, a state's deed is kept. */
static void drop_unsure(const Clause *c, Candidate *list, size_t n) {
    bool sure = false;
    for (size_t i = 0; i < n; i++) sure |= !list[i].dropped && list[i].sure >= least;
    for (size_t i = 0; i < n; i++) {
        bool kept = rank_is_between_states(c, &list[i]) || (sure && is_by_state(c, &list[i]));
        if (!list[i].dropped && list[i].sure < least && !kept) list[i].dropped = "it is hardly sure";
    }
}

void sure_candidates(Clause *c, Candidate *list, size_t n) {
    const Rank *r = &c->coder->rank;
    uint32_t features[SURE_FEATURES_MAX];
    for (size_t i = 0; i < n && r->sure.weights; i++)
        if (!list[i].dropped)
            list[i].sure = (float)sure_mapped(r->map, r->n_map, sure_raw(&r->sure, features, sure_features(c, list, n, i, features)));
    if (!r->sure.weights) return;
    drop_unsure(c, list, n);
    drop_repeated(list, n);
}
