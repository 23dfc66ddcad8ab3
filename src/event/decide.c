/* decide.c - decides about candidates from proposals and probabilities; a dropped candidate gets a reason. */
#include "event/decide.h"

#include <math.h>

/* ---- models ---- */

static const float default_bars[DECIDE_BARS] = {
    [BAR_EVENT] = 0.08f, [BAR_PARTY] = 0.5f, [BAR_FIRST_PARTY] = 0.35f, [BAR_TELLING] = 0.25f, [BAR_CONFIDENCE] = 0.2f, [BAR_FIRM] = 0.3f};

static bool are_finite(const float *list, size_t n) { return !ANY_WHERE(i, n, !isfinite(list[i])); }

bool models_open(EventModels *m, const Image *im) {
    size_t n_bars, n_weights;
    bool ok = event_net_open(&m->net, im);
    state_open(&m->state, im);
    m->bars = image_section(im, "event.bars", sizeof *m->bars, &n_bars);
    m->weights = image_section(im, "event.conf", sizeof *m->weights, &n_weights);
    m->map = image_section(im, "event.map", sizeof *m->map, &m->n_map);
    if (!m->bars || n_bars != DECIDE_BARS) m->bars = default_bars;
    if (n_weights != CONF_WEIGHTS) m->weights = NULL;
    return ok && are_finite(m->bars, DECIDE_BARS) && (!m->weights || are_finite(m->weights, n_weights)) && are_finite(m->map, m->n_map) && isfinite(m->state.scale);
}

void models_close(EventModels *m) { event_net_close(&m->net); }

/* A past tense alone makes the network predict `historical`; it is believed above this probability. On the tuning documents half of its predictions above
 * BAR_TELLING were wrong. */
static const float historical_bar = 0.4f;

/* ---- a trigger ---- */

/* The CAMEO root code of each category, for words that no frame matches. */
static const char *const roots[EVENT_COUNT] = {
    [EVENT_AGREE] = "030",     [EVENT_CONSULT] = "040",  [EVENT_SUPPORT] = "050",  [EVENT_CONCEDE] = "080",
    [EVENT_COOPERATE] = "060", [EVENT_AID] = "070",      [EVENT_RETREAT] = "080",  [EVENT_REQUEST] = "100",
    [EVENT_ACCUSE] = "110",    [EVENT_REJECT] = "120",   [EVENT_THREATEN] = "130", [EVENT_SANCTION] = "160",
    [EVENT_PROTEST] = "140",   [EVENT_MOBILIZE] = "150", [EVENT_COERCE] = "170",   [EVENT_ASSAULT] = "190",
};

/* A candidate of a category at a word: as a frame proposes it, else by another row of its word, else with only the root code. */
static Candidate candidate_of(Clause *c, const EventView *v, int t, unsigned event) {
    static const Frame none_verb = {.pos = 'V'}, none_noun = {.pos = 'N'};
    const Candidate *proposal = event_proposal(v, t);
    Candidate e = {.token = (int16_t)t, .support = NONE, .end = (int16_t)t, .inner = NONE, .event = (uint8_t)event, .recoded = true};
    if (proposal && proposal->event == event && proposal->cameo[0]) {
        e = *proposal;
        e.dropped = NULL;
        e.actors.n = e.recipients.n = 0;
        return e;
    }
    bool noun = clause_token(c, t)->upos == UPOS_NOUN || clause_token(c, t)->upos == UPOS_PROPN;
    if (noun) e.support = (int16_t)clause_support(c, t);
    const Frame *f = frame_of_event(c, &e, event);
    e.frame = f ? f : noun ? &none_noun : &none_verb;
    const char *cameo = f ? f->cameo : roots[event];
    memcpy(e.cameo, cameo, strlen(cameo) + 1);
    for (uint32_t i = 0; f && i < f->n_modes; i++) candidate_add_mode(&e, f->modes[i]);
    return e;
}

/* The mode by the network, which is asked if the frame names none; the CAMEO code becomes that of the mode, if CAMEO has one. */
static void take_mode(const Coder *coder, int mode, Candidate *e) {
    if (mode == NONE) return;
    candidate_add_mode(e, coder->mode_strings[mode]);
    const Score *s = coder_score(coder, e->event, coder->mode_strings[mode]);
    if (s && s->cameo[0]) memcpy(e->cameo, s->cameo, sizeof e->cameo);
}

/* The role of a phrase in the frame of a word, if that has the category: 0 actor, 1 recipient, NONE neither. */
static int side_by_frame(const EventView *v, const Candidate *e, int head) {
    const Candidate *frame = event_proposal(v, e->token);
    if (!frame || frame->event != e->event || frame->dropped || frame->reciprocal) return NONE;
    return candidate_has(&frame->actors, head) ? 0 : candidate_has(&frame->recipients, head) ? 1 : NONE;
}

/* "Kenya's neighbour": the owner of a party is no party beside it. */
static void drop_owners(const Clause *c, Parties *p) {
    uint16_t kept = 0;
    for (uint16_t i = 0; i < p->n; i++)
        if (clause_token(c, p->t[i])->deprel != DEP_NMOD_POSS || !candidate_has(p, clause_token(c, p->t[i])->head)) p->t[kept++] = p->t[i];
    p->n = kept;
}

/* A phrase is a party if either role is likely enough, and takes the likelier one. A role without a party takes the likeliest phrase above a lower threshold. */
static void take_parties(const EventModels *m, const EventView *v, const NetRole *roles, Candidate *e) {
    Parties *const parties[2] = {&e->actors, &e->recipients};
    int first[2] = {NONE, NONE};
    float most[2] = {0, 0};
    for (size_t i = 0; i < v->n_heads; i++) {
        const float p[2] = {roles[i].actor, roles[i].recipient};
        int by_frame = side_by_frame(v, e, v->heads[i]), side = by_frame != NONE ? by_frame : p[1] > p[0];
        if (clause_is_time(v->clause, v->heads[i]) || party_is_scene(v->clause, v->heads[i], e->event)) continue;
        if (p[side] > most[side]) most[side] = p[side], first[side] = v->heads[i];
        if (p[0] + p[1] >= (by_frame != NONE ? m->bars[BAR_FIRST_PARTY] : m->bars[BAR_PARTY]))
            candidate_add_party(parties[side], v->heads[i]);
    }
    for (int side = 0; side < 2; side++) {
        drop_owners(v->clause, parties[side]);
        if (!parties[side]->n && first[side] != NONE && most[side] >= m->bars[BAR_FIRST_PARTY]) candidate_add_party(parties[side], first[side]);
    }
    e->actor_p = e->actors.n ? most[0] : 1 - most[0];
    e->recipient_p = e->recipients.n ? most[1] : 1 - most[1];
}

/* The syntax is better at negation than the network, which has seen little of it: the labels have no events that did not happen. */
static void take_telling(Clause *c, const EventModels *m, const float *p, Candidate *e) {
    static const uint8_t aux[TELLINGS] = {
        [TELL_FUTURE] = ATTACHE_FUTURE, [TELL_HYPOTHETICAL] = ATTACHE_HYPOTHETICAL, [TELL_HISTORICAL] = ATTACHE_HISTORICAL, [TELL_NEGATION] = ATTACHE_NEGATION};
    Trigger trigger = candidate_trigger(e);
    unsigned syntax = e->recoded ? modality_of(c, &trigger) : e->aux;
    e->aux = (uint8_t)(syntax & (ATTACHE_NEGATION | ATTACHE_HYPOTHETICAL | ATTACHE_FUTURE));
    for (int i = 0; i < TELLINGS; i++)
        if (p[i] >= (i == TELL_HISTORICAL ? historical_bar : m->bars[BAR_TELLING])) e->aux |= aux[i];
    e->mutual_p = p[TELL_RECIPROCAL];
    bool to_come = e->recoded && syntax & ATTACHE_FUTURE && !(syntax & ATTACHE_NEGATION);
    if (to_come) nest_apply_future(c, e); /* the codebook prefers the category: "to visit" is AGREE */
}

/* "Did not meet", not "will not meet" nor "does not support". */
static bool is_past(const Clause *c, int t) {
    bool past = clause_token(c, t)->feats & FEAT_PAST;
    FOR_CHILDREN(c, t, k) {
        if (clause_relation(c, k) != DEP_AUX) continue;
        if (clause_in_class(c, k, CLASS_HYP_MODAL) || clause_form_in(c, k, WORDS_FUTURE_AUX)) return false;
        past |= (clause_token(c, k)->feats & FEAT_PAST) != 0;
    }
    return past;
}

/* "Will not attend", "do not trust": the words are no rejection or criticism but for the denial, so the category tells it. "Did not meet" rejects nothing: it is
 * the meeting that was not held. */
static void take_denial(const Clause *c, Candidate *e) {
    if (!(e->aux & ATTACHE_NEGATION) || !e->recoded || e->frame->event == e->event || (e->event != EVENT_REJECT && e->event != EVENT_ACCUSE)) return;
    if (e->event == EVENT_ACCUSE || !is_past(c, e->token)) e->aux &= (uint8_t)~(ATTACHE_NEGATION | ATTACHE_FUTURE);
}

static bool begin_alike(const Parties *a, const Parties *b) { return a->n == b->n && (!a->n || a->t[0] == b->t[0]); }

/* A word and its direct dependents may express one event in two words ("held talks", "opened fire"): the likelier of the same category stays. A verb that supports
 * a noun which is clearly likelier tells no event of another category either: "began an exercise". */
static void drop_doubles(const Clause *c, Candidate *list, size_t n) {
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n && !list[i].dropped; k++) {
            if (k == i || list[k].dropped || list[k].probability < list[i].probability) continue;
            if (list[i].firm < 0.8f * list[k].firm && list[k].support == list[i].token) list[i].dropped = drop_text(DROP_SUPPORT); /* "began [an exercise]" */
            if (list[k].event != list[i].event) continue;
            int a = clause_token(c, list[i].token)->head, b = clause_token(c, list[k].token)->head;
            bool joined = a == list[k].token || b == list[i].token, conj = clause_token(c, list[a == list[k].token ? i : k].token)->deprel == DEP_CONJ;
            bool same = begin_alike(&list[i].actors, &list[k].actors) && begin_alike(&list[i].recipients, &list[k].recipients);
            if (joined && !conj && same) list[i].dropped = drop_text(DROP_DOUBLE);
        }
}

/* A row that a user adds decides by itself. */
static Candidate decide_by_user(const Candidate *proposal) {
    Candidate e = *proposal;
    if (!e.event && !e.dropped) e.dropped = drop_text(DROP_USER);
    e.probability = e.firm = 1;
    e.actor_p = e.recipient_p = 0.95f;
    return e;
}

enum { CONSIDERED = 20 }; /* below this probability it is not even listed as considered */

static void decide_by_net(Clause *c, const EventView *v, const EventModels *m, NetScratch *scratch, Arena *arena, Candidate **out, size_t *n_out) {
    size_t n = 0, cap = 0;
    Candidate *list = NULL;
    NetRole *roles = arena_alloc(arena, (v->n_heads + 1) * sizeof *roles);
    event_net_run(&m->net, v, scratch);
    for (int t = 0; t < (int)c->s->n; t++) {
        NetWord w;
        int proposed = v->candidate_at[t];
        if (proposed != NONE && v->list[proposed].frame->user) {
            *VEC_PUSH(arena, list, n, cap) = decide_by_user(&v->list[proposed]);
            continue;
        }
        if (!event_may_tell(clause_token(c, t))) continue;
        if (!event_net_word(&m->net, scratch, t, 1.0f / CONSIDERED, &w)) {
            if (proposed == NONE || !v->list[proposed].event) continue;
            Candidate *e = VEC_PUSH(arena, list, n, cap);
            *e = v->list[proposed];
            e->dropped = drop_text(DROP_NETWORK);
            continue;
        }
        Candidate *e = VEC_PUSH(arena, list, n, cap);
        float firm = w.any * (1 - w.telling[TELL_OPTIONAL]);
        *e = candidate_of(c, v, t, w.best);
        e->denied = proposed != NONE && v->list[proposed].dropped && !v->list[proposed].consumed;
        e->probability = w.any;
        e->firm = firm / (firm + 1 - w.any + 1e-6f);
        if (!e->n_modes) take_mode(c->coder, event_net_mode(&m->net, scratch, t, w.best), e);
        take_telling(c, m, w.telling, e);
        take_denial(c, e);
        if (denial_covers(c, t)) e->dropped = drop_text(DROP_DENIED);
        if (denial_is_one(c, t)) e->dropped = drop_text(DROP_DENIAL);
        if (nest_is_reason(c, t)) e->dropped = drop_text(DROP_REASON);
        if (e->dropped) continue;
        bool told = candidate_asked_for(e); /* "did not attack": the network learnt that this is no event, a frame tells what did not happen */
        e->dropped = e->firm < m->bars[BAR_EVENT] && !told ? drop_text(DROP_UNLIKELY) : v->title ? NULL : candidate_infirm(e, &c->coder->least, arena);
        if (e->dropped) continue; /* its parties are not needed */
        e->state = (const uint8_t *)arena_copy(arena, (const char *)event_net_state(&m->net, scratch, t), event_net_width(&m->net));
        event_net_roles(&m->net, v, scratch, t, e->event, arena, roles);
        take_parties(m, v, roles, e);
        e->reciprocal = !e->recipients.n && (e->actors.n > 1 || e->mutual_p >= 0.5f);
    }
    drop_doubles(c, list, n);
    *out = list;
    *n_out = n;
}

void decide_sentence(Clause *c, const Speakers *speakers, NetScratch *scratch, Arena *arena, Candidate **out, size_t *n) {
    const EventModels *m = c->coder->models;
    EventView v;
    propose_candidates(c, arena, out, n);
    event_view(c, *out, *n, speakers ? &speakers->quotes : NULL, arena, &v);
    if (m->net.shape.n_words && scratch->states && c->s->width == m->net.shape.states) {
        decide_by_net(c, &v, m, scratch, arena, out, n);
        return;
    }
    for (size_t i = 0; i < *n; i++) {
        Candidate *e = &(*out)[i];
        e->probability = e->firm = e->actor_p = e->recipient_p = 0.5f;
        if (!e->event && !e->dropped) e->dropped = drop_text(DROP_NO_CATEGORY);
    }
}

/* ---- confidence ---- */

static float logit(double p) {
    p = p < 0.001 ? 0.001 : p > 0.999 ? 0.999 : p;
    return (float)log(p / (1 - p));
}

void decide_features(const Clause *c, const Candidate *e, double actor_state, double recipient_state, float *out) {
    out[CONF_BIAS] = 1;
    out[CONF_EVENT] = logit((double)e->probability);
    out[CONF_FIRM] = logit((double)e->firm);
    out[CONF_ACTOR] = logit((double)e->actor_p);
    out[CONF_RECIPIENT] = logit((double)e->recipient_p);
    out[CONF_ACTOR_STATE] = logit(actor_state);
    out[CONF_RECIPIENT_STATE] = logit(recipient_state);
    out[CONF_FRAME] = !e->recoded;
    out[CONF_TITLE] = reading_in_title(c->reading, c->s->span.start);
    out[CONF_PRODUCT] = logit((double)e->firm * (double)e->actor_p * (double)e->recipient_p * actor_state * recipient_state);
}

double decide_mapped(const float *map, size_t n, double raw) {
    if (!map || n < 2) return raw;
    double at = (raw < 0 ? 0 : raw > 1 ? 1 : raw) * (double)(n - 1);
    size_t k = (size_t)at < n - 2 ? (size_t)at : n - 2;
    double v = (double)map[k] + ((double)map[k + 1] - (double)map[k]) * (at - (double)k);
    return 0.98 * v + 0.02 * raw; /* where the map is flat, the higher one still comes first */
}

double decide_confidence(const EventModels *m, const float *evidence) {
    double sum = 0, p;
    for (int i = 0; m->weights && i < CONF_WEIGHTS; i++) sum += (double)m->weights[i] * (double)evidence[i];
    p = m->weights ? 1 / (1 + exp(-sum)) : 0.5;
    return decide_mapped(m->map, m->n_map, p);
}
