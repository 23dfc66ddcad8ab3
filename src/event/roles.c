/* roles.c - a candidate with the parties that its frame found in, the same with the parties that a model holds for actor and recipient.
 *
 * Every phrase of the sentence that could be a party is asked in turn: what the frame took it for, by what path of the tree it hangs at the trigger, where it
 * stands, which words are at it. A linear model over these answers "neither", "actor" or "recipient". It takes out what the frame took wrongly, fills what the
 * frame left empty, and never leaves a candidate without the actor that it had. */
#include "event/rank.h"

/* ---- who could be a party ---- */

static void add_token(int16_t *list, size_t *n, size_t max, int t) {
    for (size_t i = 0; i < *n; i++)
        if (list[i] == t) return;
    if (*n < max) list[(*n)++] = (int16_t)t;
}

static size_t parties_of(const Clause *c, const Candidate *e, int16_t *out, size_t max) {
    size_t n = 0;
    for (uint16_t i = 0; i < e->n_actors; i++) add_token(out, &n, max, e->actors[i]);
    for (uint16_t i = 0; i < e->n_recipients; i++) add_token(out, &n, max, e->recipients[i]);
    for (int t = 0; t < (int)c->s->n; t++)
        if (c->mention_at[t] >= 0 && t != e->token && t != e->support && !clause_is_time(c, t)) add_token(out, &n, max, t);
    return n;
}

/* ---- features ---- */

typedef enum Said { SAID_NOTHING, SAID_ACTOR, SAID_MORE_ACTOR, SAID_RECIPIENT, SAID_MORE_RECIPIENT, SAID_FIRST_OF_ALL, SAID_OTHER_OF_ALL } Said;

/* What the frame took a party for. */
static Said said_of(const Candidate *e, int t) {
    for (uint16_t i = 0; i < e->n_actors; i++)
        if (e->actors[i] == t) return e->reciprocal ? (i ? SAID_OTHER_OF_ALL : SAID_FIRST_OF_ALL) : i ? SAID_MORE_ACTOR : SAID_ACTOR;
    for (uint16_t i = 0; i < e->n_recipients; i++)
        if (e->recipients[i] == t) return i ? SAID_MORE_RECIPIENT : SAID_RECIPIENT;
    return SAID_NOTHING;
}

enum { CHAIN_MAX = 20 };

/* The relations from a party up to the first word that it shares with the trigger's own chain, and from there down to the trigger. */
static uint64_t path_of(const Clause *c, int party, int trigger, int *meets, unsigned *steps) {
    int chain[CHAIN_MAX], n = 0;
    uint64_t h = 11;
    for (int t = trigger; t >= 0 && n < CHAIN_MAX; t = clause_token(c, t)->head) chain[n++] = t;
    *meets = NONE;
    for (int t = party, k = 0; t >= 0 && k < CHAIN_MAX; t = clause_token(c, t)->head, k++) {
        for (int i = 0; i < n; i++) {
            if (chain[i] != t) continue;
            for (int down = i - 1; down >= 0; down--) h = hash_mix(h, 100 + clause_token(c, chain[down])->deprel);
            *meets = t;
            *steps = (unsigned)(k + i);
            return h;
        }
        h = hash_mix(h, clause_token(c, t)->deprel);
    }
    *steps = 2 * CHAIN_MAX;
    return 0;
}

static unsigned bucket_of(int n) { return n < 4 ? (unsigned)n : n < 6 ? 4 : n < 9 ? 5 : n < 14 ? 6 : n < 22 ? 7 : 8; }

static uint64_t word_at(const Clause *c, int t) { return t < 0 || t >= (int)c->s->n ? 1 : c->words[t]; }

/* What kind of party it is: an adjective, a name, a state, a thing. */
static uint64_t kind_of(const Clause *c, int t) {
    const Mention *m = c->mention_at[t] < 0 ? NULL : &c->reading->mentions[c->mention_at[t]];
    const Entity *e = clause_entity(c, t);
    return (m ? m->kind + 1u : 0) | (e ? e->kind + 1u : 0) << 4 | (uint64_t)(e && e->code[0]) << 8 | (uint64_t)(e && e->sector) << 9;
}

static void place_features(Features *f, const RoleView *v, size_t i, uint64_t said) {
    const Clause *c = v->c;
    int t = v->parties[i], trigger = v->e->token, before = 0, between = 0;
    bool left = t < trigger;
    for (size_t k = 0; k < v->n; k++) {
        int o = v->parties[k];
        if (c->mention_at[o] >= 0 && c->reading->mentions[c->mention_at[o]].kind == MENTION_MODIFIER) continue;
        before += o < t;
        between += (o > t && o < trigger) || (o < t && o > trigger);
    }
    feature(f, ROLE_PLACE, left, bucket_of(left ? trigger - t : t - trigger));
    feature(f, ROLE_ORDER, (uint64_t)left << 8 | bucket_of(between), v->code);
    feature(f, ROLE_ORDER, (uint64_t)left << 8 | bucket_of(between), 100 + said);
    feature(f, ROLE_ORDER, (uint64_t)left << 8 | bucket_of(between), 200 + kind_of(c, t));
    feature(f, ROLE_FIRST, bucket_of(before), left);
    feature(f, ROLE_FIRST, bucket_of(before), 10 + said);
    feature(f, ROLE_FIRST, bucket_of(before), 100 + kind_of(c, t));
}

static void path_features(Features *f, const RoleView *v, int t, uint64_t said) {
    const Clause *c = v->c;
    int meets;
    unsigned steps;
    uint64_t path = path_of(c, t, v->e->token, &meets, &steps), kind = kind_of(c, t);
    uint32_t marker = (uint32_t)clause_child(c, t, DEP_CASE);
    uint64_t mark = (int)marker == NONE ? 0 : c->words[marker];
    feature(f, ROLE_PATH, path, 0);
    feature(f, ROLE_PATH, path, v->code + 1);
    feature(f, ROLE_PATH, path, v->trigger);
    feature(f, ROLE_PATH, path, 50 + v->voice);
    feature(f, ROLE_PATH, path, 100 + said);
    feature(f, ROLE_PATH, path, 1000 + kind);
    feature(f, ROLE_PATH, path, hash_mix(mark, 5));
    feature(f, ROLE_STEPS, steps < 8 ? steps : 8, said);
    feature(f, ROLE_STEPS, steps < 8 ? steps : 8, 100 + kind);
    feature(f, ROLE_MEETS, meets == NONE ? 0 : c->words[meets], (uint64_t)(t < v->e->token));
    feature(f, ROLE_MEETS, meets == NONE ? 0 : c->words[meets], path);
    feature(f, ROLE_MARK, mark, v->code);
    feature(f, ROLE_MARK, mark, v->trigger);
    feature(f, ROLE_MARK, mark, 100 + said);
}

static void word_features(Features *f, const RoleView *v, int t, uint64_t said) {
    const Clause *c = v->c;
    const Token *k = clause_token(c, t);
    uint64_t side = t < v->e->token, kind = kind_of(c, t), word = c->words[t];
    int h = k->head;
    feature(f, ROLE_WORD, word, 0);
    feature(f, ROLE_WORD, word, 1 + side);
    feature(f, ROLE_WORD, word, 10 + v->code);
    feature(f, ROLE_WORD, word, 100 + said);
    feature(f, ROLE_HANGS, k->deprel, side);
    feature(f, ROLE_HANGS, k->deprel, 10 + kind);
    feature(f, ROLE_HANGS, k->deprel, h < 0 ? 5 : c->words[h]);
    feature(f, ROLE_NEXT, word_at(c, t - 1), side);
    feature(f, ROLE_NEXT, word_at(c, t + 1), 2 + side);
    const Mention *m = c->mention_at[t] < 0 ? NULL : &c->reading->mentions[c->mention_at[t]];
    if (m) {
        feature(f, ROLE_NEXT, word_at(c, m->first - 1), 4 + side);
        feature(f, ROLE_NEXT, word_at(c, m->last + 1), 6 + side);
        feature(f, ROLE_NEXT, word_at(c, m->first - 1), 100 + v->trigger);
    }
    bool inside = h >= 0 && c->mention_at[h] >= 0;
    feature(f, ROLE_INSIDE, inside ? 1 + (uint64_t)said_of(v->e, h) : h == v->e->token ? 20 : 0, kind);
    feature(f, ROLE_INSIDE, inside ? 1 + (uint64_t)said_of(v->e, h) : h == v->e->token ? 20 : 0, 1000 + k->deprel);
    if (inside) feature(f, ROLE_INSIDE, c->words[h], 2000 + k->deprel);
}

/* How a party looks from the rest: what the frame said of it, and whether the frame found anybody at all. */
static void frame_features(Features *f, const RoleView *v, int t, uint64_t said) {
    const Clause *c = v->c;
    uint64_t kind = kind_of(c, t), side = t < v->e->token,
             filled = (uint64_t)(v->e->n_actors > 0) | (uint64_t)(v->e->n_recipients > 0) << 1 | (uint64_t)v->e->reciprocal << 2 | side << 3;
    for (uint64_t copy = 0; copy < 2; copy++) feature(f, ROLE_SAID, said, copy); /* twice, so that eight bits of weight reach far enough */
    feature(f, ROLE_SAID, said, 10 + v->code);
    feature(f, ROLE_SAID, said, v->trigger);
    feature(f, ROLE_SAID, said, 100 + kind);
    feature(f, ROLE_SAID, said, 5000 + clause_token(c, t)->deprel);
    feature(f, ROLE_SAID, said, 7000 + (uint64_t)v->e->fallback);
    feature(f, ROLE_SAID, said, 8000 + (v->e->frame ? v->e->frame->pos : 0));
    feature(f, ROLE_FILLED, filled, said);
    feature(f, ROLE_FILLED, filled, 100 + kind);
    feature(f, ROLE_FILLED, filled, 5000 + clause_token(c, t)->deprel);
}

void roles_view(Clause *c, const Candidate *e, RoleView *v) {
    int verb = e->support != NONE ? e->support : e->token;
    *v = (RoleView){.c = c, .e = e, .trigger = c->words[e->token]};
    v->n = parties_of(c, e, v->parties, COUNT_OF(v->parties));
    v->code = e->event ? (uint64_t)rank_class_of(e->cameo, e->event) : 0;
    v->voice = clause_is_passive(c, verb) | (uint64_t)(clause_token(c, e->token)->upos == UPOS_VERB) << 1 |
               (uint64_t)(clause_token(c, verb)->deprel == DEP_ROOT) << 2;
}

size_t roles_features(const RoleView *v, size_t i, uint32_t *out) {
    Features f = {.out = out, .max = ROLE_FEATURES_MAX, .buckets = ROLE_BUCKETS, .model = &v->c->coder->rank.role};
    int t = v->parties[i];
    uint64_t said = said_of(v->e, t);
    feature(&f, ROLE_BIAS, 0, 0);
    frame_features(&f, v, t, said);
    path_features(&f, v, t, said);
    place_features(&f, v, i, said);
    word_features(&f, v, t, said);
    return f.n;
}

/* ---- deciding ---- */

/* Set by cross-validation. A party that the frame named is let go below `least`, or below `share` times the likeliest one: somebody who is known for a state or
 * the like, and whom the tree put into the frame's slot, much later than a thing or than a guess by word order. */
typedef struct Bar {
    double least, share;
} Bar;
static const Bar for_thing = {0.35, 0.6}, for_guess = {0.10, 0.20}, for_known = {0.10, 0.20};
/* Above it the likeliest party is taken though no frame named it; to a noun that no verb lends its subject ("said after a trip") only somebody known, and later. */
static const double take_above = 0.25, take_for_noun_above = 0.5;

static void put(int16_t *list, uint16_t *n, int t) {
    for (uint16_t i = 0; i < *n; i++)
        if (list[i] == t) return;
    if (*n < PARTIES_MAX) list[(*n)++] = (int16_t)t;
}

static bool among(const int16_t *list, uint16_t n, int t) {
    for (uint16_t i = 0; i < n; i++)
        if (list[i] == t) return true;
    return false;
}

static bool is_known(const Clause *c, int t) {
    const Entity *e = party_behind(c, t);
    return e && e->kind != ENT_PLACE && e->kind != ENT_DOCUMENT;
}

/* Whether a party hangs at a passive verb as who suffers it or who does it: the tree is seldom wrong there, and the rows have few passives. */
static bool is_core(const RoleView *v, int t) {
    const Token *k = clause_token(v->c, t);
    const Token *verb = clause_token(v->c, v->e->token);
    bool shared = verb->deprel == DEP_CONJ && k->head == verb->head; /* "were killed or wounded" */
    return (k->head == v->e->token || shared) && clause_is_passive(v->c, v->e->token) &&
           (lang_deprel_base(k->deprel) == DEP_NSUBJ || k->deprel == DEP_NSUBJ_PASS || k->deprel == DEP_OBL_AGENT);
}

/* "a man who planted a bomb", "men convicted of killing police", "a law that threatens": a clause that describes a noun has its doer there, whoever the sentence
 * is about. */
static bool is_elsewhere(const RoleView *v, RoleClass role, int t) {
    const Clause *c = v->c;
    if (role != ROLE_ACTOR || v->e->frame->pos != 'V') return false;
    for (int k = v->e->token, steps = 0; k >= 0 && steps < 12; k = clause_token(c, k)->head, steps++) {
        unsigned d = clause_token(c, k)->deprel;
        if (d == DEP_ACL && !(clause_token(c, k)->feats & FEAT_PART)) return false; /* "a decision to attack" */
        if (d == DEP_ACL_RELCL || d == DEP_ACL) { /* "condemned attacks that have killed" */
            int h = clause_token(c, k)->head;
            return (is_known(c, h) || class_word_has(c->classes, c->lemmas[h], WORD_TRIGGERS)) && !clause_dominates(c, h, t);
        }
        if (d == DEP_ADVCL && clause_child(c, k, DEP_NSUBJ) != NONE && clause_child(c, k, DEP_MARK) != NONE &&
            clause_token(c, clause_child(c, k, DEP_NSUBJ))->upos != UPOS_PRON)
            return !clause_dominates(c, k, t); /* "as Western powers condemned it" */
        if (lang_deprel_base(d) == DEP_CCOMP || clause_token(c, k)->upos != UPOS_VERB) return false;
    }
    return false;
}

/* "arrested in Tirana", "a strike in Nigeria": where it happened is nobody's part in it, if no frame says so. */
static bool is_only_place(const RoleView *v, int t) {
    const Entity *e = clause_entity(v->c, t);
    int mark = clause_child(v->c, t, DEP_CASE);
    return e && mark != NONE && e->code[0] && (e->kind == ENT_STATE || e->kind == ENT_PLACE) &&
           clause_in_class(v->c, mark, CLASS_PLACE_PREP);
}

/* "Activists said that thousands had marched", "the army said that the bombs had killed nine": who tells it does not do it, if the verb has a subject of its own. */
static bool is_teller(const RoleView *v, RoleClass role, int t) {
    Clause *c = v->c;
    int verb = v->e->support != NONE ? v->e->support : v->e->token, says = role == ROLE_ACTOR ? clause_sayer(c, verb) : NONE, h = clause_token(c, t)->head;
    bool lone = v->e->frame->pos == 'N' && v->e->support == NONE; /* "The government said after an attack on a convoy" */
    if (lone && role == ROLE_ACTOR && h >= 0 && lang_deprel_base(clause_token(c, t)->deprel) == DEP_NSUBJ &&
        clause_in_class(c, h, CLASS_SAY))
        return true;
    for (int k = verb; says == NONE && role == ROLE_ACTOR && lang_deprel_base(clause_token(c, k)->deprel) == DEP_CONJ; k = clause_token(c, k)->head)
        says = clause_sayer(c, clause_token(c, k)->head); /* "says that 100 have been killed and 400 wounded" */
    if (role == ROLE_ACTOR && clause_is_passive(c, verb) && h >= 0 && clause_in_class(c, h, CLASS_SAY) &&
        clause_child(c, h, DEP_CCOMP) != NONE && clause_dominates(c, clause_child(c, h, DEP_CCOMP), verb))
        return true; /* "said that it is where two were killed" */
    if (says == NONE || clause_subject(c, says) != t) return false;
    if (clause_is_passive(c, verb)) return true;
    int subject = clause_child(c, verb, DEP_NSUBJ);
    return subject != NONE && clause_token(c, subject)->upos != UPOS_PRON && !party_is_same(c, subject, t);
}

/* "Police were at a rally a year after clashes killed 43": a verb with a subject of its own has its actor there. */
static bool has_another_subject(const RoleView *v, RoleClass role, int t) {
    const Clause *c = v->c;
    int verb = v->e->support != NONE ? v->e->support : v->e->token;
    if (role != ROLE_ACTOR || clause_token(c, verb)->upos != UPOS_VERB || clause_is_passive(c, verb)) return false;
    int subject = clause_child(c, verb, DEP_NSUBJ);
    for (int k = verb; subject == NONE && lang_deprel_base(clause_token(c, k)->deprel) == DEP_CONJ; k = clause_token(c, k)->head)
        subject = clause_child(c, clause_token(c, k)->head, DEP_NSUBJ);
    return subject != NONE && clause_token(c, subject)->upos != UPOS_PRON && !clause_dominates(c, subject, t);
}

/* "told Amnesty that they had been targeted": to whom it is told has no part in it. */
static bool is_told(const RoleView *v, int t) {
    Clause *c = v->c;
    int verb = v->e->support != NONE ? v->e->support : v->e->token, h = clause_token(c, t)->head;
    unsigned d = lang_deprel_base(clause_token(c, t)->deprel);
    if (h < 0 || h == verb || (d != DEP_OBJ && d != DEP_IOBJ) || t > verb) return false;
    return clause_in_class(c, h, CLASS_SAY) && clause_child(c, h, DEP_CCOMP) != NONE &&
           clause_dominates(c, clause_child(c, h, DEP_CCOMP), verb);
}

/* "A church was bombed, killing one and injuring others", "were killed in an attack": who suffers one blow did not deal the next. */
static bool is_victim(const RoleView *v, RoleClass role, int t) {
    return role == ROLE_ACTOR && v->e->event == EVENT_ASSAULT && clause_token(v->c, t)->deprel == DEP_NSUBJ_PASS;
}

/* "According to a UN report": whose words they are. */
static bool is_source(const RoleView *v, int t) {
    const Clause *c = v->c;
    for (int steps = 0; t >= 0 && steps < 3; steps++, t = clause_token(c, t)->head) {
        int mark = clause_child(c, t, DEP_CASE);
        if (mark != NONE && c->forms[mark] && class_word(c->classes, c->forms[mark]) == WORD_ACCORDING) return true;
    }
    return false;
}

/* "faced a probe": of whom the frame tells the other part does not have this one. */
static bool is_told_otherwise(const RoleView *v, const Candidate *was, RoleClass role, int t) {
    bool other = role == ROLE_ACTOR ? among(was->recipients, was->n_recipients, t) : among(was->actors, was->n_actors, t);
    return other && is_known(v->c, t) && !v->e->reciprocal;
}

/* The probability that a party has a role; among all who do a thing together it does not matter who is named first. */
static double chance(const RoleView *v, double p[][ROLE_CLASSES], size_t i, RoleClass role) {
    return v->e->reciprocal && role == ROLE_ACTOR ? p[i][ROLE_ACTOR] + p[i][ROLE_RECIPIENT] : p[i][role];
}

static double likeliest(const RoleView *v, double p[][ROLE_CLASSES], RoleClass role, size_t *who) {
    double best = 0;
    for (size_t i = 0; i < v->n; i++)
        if (chance(v, p, i, role) > best) best = chance(v, p, *who = i, role);
    return best;
}

/* Fills a list with those of whom the frame said the same, as far as the model does not speak against it, or with the likeliest and who is joined to it. */
static void fill(const RoleView *v, double p[][ROLE_CLASSES], RoleClass role, const Candidate *before, const Candidate *e, int16_t *list,
                 uint16_t *n) {
    const int16_t *was = role == ROLE_ACTOR ? before->actors : before->recipients;
    uint16_t n_was = role == ROLE_ACTOR ? before->n_actors : before->n_recipients;
    RoleClass other = role == ROLE_ACTOR ? ROLE_RECIPIENT : ROLE_ACTOR;
    bool lone = v->e->frame->pos == 'N' && v->e->support == NONE;
    size_t who = 0, n_all;
    int all[PARTIES_MAX];
    double best = likeliest(v, p, role, &who);
    for (size_t i = 0; i < v->n; i++) {
        double mine = chance(v, p, i, role);
        bool named = among(was, n_was, v->parties[i]) && !among(e->actors, e->n_actors, v->parties[i]), known = is_known(v->c, v->parties[i]);
        const Bar *bar = !known ? &for_thing : v->e->fallback ? &for_guess : &for_known;
        bool enough = mine >= bar->least && mine >= bar->share * best;
        bool swapped = !v->e->reciprocal && !known && p[i][other] > mine; /* whose part the frame tells of somebody known stays his */
        const Token *t = clause_token(v->c, v->parties[i]);
        bool joined = lang_deprel_base(t->deprel) == DEP_CONJ && among(list, *n, t->head); /* "Russia and China": one does what the other does */
        bool settled = known && (v->e->reciprocal || joined || is_core(v, v->parties[i]));
        if (named && (settled || (!swapped && enough))) put(list, n, v->parties[i]);
    }
    if (*n || best < (lone ? take_for_noun_above : take_above) || (lone && !is_known(v->c, v->parties[who])) ||
        among(e->actors, e->n_actors, v->parties[who]) || is_core(v, v->parties[who]) || is_elsewhere(v, role, v->parties[who]) ||
        is_teller(v, role, v->parties[who]) || has_another_subject(v, role, v->parties[who]) ||
        is_source(v, v->parties[who]) || is_told(v, v->parties[who]) || is_victim(v, role, v->parties[who]) || is_told_otherwise(v, before, role, v->parties[who]) ||
        (role == ROLE_ACTOR && is_only_place(v, v->parties[who])))
        return;
    n_all = clause_conjuncts(v->c, v->parties[who], all, 0, COUNT_OF(all));
    for (size_t i = 0; i < n_all; i++)
        if (!among(e->actors, e->n_actors, all[i]) && all[i] != e->token) put(list, n, all[i]);
}

static float surest(const RoleView *v, double p[][ROLE_CLASSES], RoleClass role, const int16_t *list, uint16_t n) {
    double best = 0;
    for (size_t i = 0; i < v->n; i++)
        if (among(list, n, v->parties[i]) && p[i][role] > best) best = p[i][role];
    return (float)best;
}

/* Whether the actors are a pair already: "both sides", "India and Kazakhstan", "soldiers of both countries". */
static bool are_several(const Clause *c, const Candidate *e) {
    const Mention *m = e->n_actors == 1 && c->mention_at[e->actors[0]] >= 0 ? &c->reading->mentions[c->mention_at[e->actors[0]]] : NULL;
    return e->n_actors > 1 || (m && (m->n_entities > 1 || party_shares(c, e->actors[0])));
}

static void assign(const RoleView *v, double p[][ROLE_CLASSES], Candidate *e) {
    Candidate was = *e;
    e->n_actors = e->n_recipients = 0;
    fill(v, p, ROLE_ACTOR, &was, e, e->actors, &e->n_actors);
    if (!e->n_actors && was.n_actors) put(e->actors, &e->n_actors, was.actors[0]); /* nobody better: who it was */
    if (!e->reciprocal || was.n_recipients || !are_several(v->c, e)) fill(v, p, ROLE_RECIPIENT, &was, e, e->recipients, &e->n_recipients);
    bool given = e->reciprocal && e->n_actors == 1 && e->n_recipients && !was.n_recipients && class_word(v->c->classes, clause_case(v->c, e->recipients[0])) == WORD_TO;
    if (given) e->reciprocal = false; /* "agreed to pay a fine to the ministry" */
    e->actor_p = surest(v, p, ROLE_ACTOR, e->actors, e->n_actors);
    e->recipient_p =
        e->reciprocal ? surest(v, p, ROLE_RECIPIENT, e->actors, e->n_actors) : surest(v, p, ROLE_RECIPIENT, e->recipients, e->n_recipients);
    e->rerolled = e->n_actors != was.n_actors || e->n_recipients != was.n_recipients ||
                  memcmp(e->actors, was.actors, e->n_actors * sizeof *e->actors) ||
                  memcmp(e->recipients, was.recipients, e->n_recipients * sizeof *e->recipients);
}

static bool is_one(const Clause *c, int a, int b) {
    const Entity *e = clause_entity(c, a);
    return e && (e == clause_entity(c, b) || ((e->code[0] || e->name[0]) && party_is_same(c, a, b)));
}

/* "Slovakia says it will not accept refugees": who is named before in the sentence stands for the pronoun. */
static int named_before(const Clause *c, int t) {
    const Token *k = clause_token(c, t);
    if (k->upos != UPOS_PRON || k->deprel == DEP_NMOD_POSS || c->mention_at[t] < 0) return t;
    for (int o = t - 1; o >= 0; o--) {
        if (c->mention_at[o] < 0 || clause_token(c, o)->upos == UPOS_PRON || clause_token(c, o)->deprel == DEP_NMOD_POSS) continue;
        if (c->reading->mentions[c->mention_at[o]].kind != MENTION_MODIFIER && is_one(c, o, t)) return o;
    }
    return t;
}

static void name_pronouns(const Clause *c, int16_t *list, uint16_t *n) {
    int16_t was[PARTIES_MAX];
    uint16_t n_was = *n;
    memcpy(was, list, n_was * sizeof *was);
    *n = 0;
    for (uint16_t i = 0; i < n_was; i++) put(list, n, named_before(c, was[i]));
}

/* A host is not actor but recipient of a visit, whatever the verb says; and a noun that has nobody is seldom an event of its own. */
static bool is_settled(const Candidate *e) {
    bool visit = !strncmp(e->cameo, "043", 3) && e->n_actors && e->n_recipients,
         lone = e->frame->pos == 'N' && e->support == NONE && !e->n_actors && !e->n_recipients;
    return visit || lone;
}

void roles_assign(Clause *c, Candidate *list, size_t n) {
    const Linear *model = &c->coder->rank.role;
    if (!model->weights) return;
    for (size_t i = 0; i < n; i++) {
        RoleView v;
        double p[PARTIES_ASKED][ROLE_CLASSES];
        if (list[i].dropped || is_settled(&list[i])) continue;
        name_pronouns(c, list[i].actors, &list[i].n_actors);
        name_pronouns(c, list[i].recipients, &list[i].n_recipients);
        roles_view(c, &list[i], &v);
        for (size_t k = 0; k < v.n; k++) {
            uint32_t features[ROLE_FEATURES_MAX];
            int32_t sums[ROLE_CLASSES] = {0};
            linear_sum(model, features, roles_features(&v, k, features), sums);
            linear_probabilities(model, sums, p[k]);
        }
        assign(&v, p, &list[i]);
    }
}
