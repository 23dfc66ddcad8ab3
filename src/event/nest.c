/* nest.c - events within events: the effect of an outer event on an inner one by compose.tsv ("agreed to withdraw", "threatened sanctions", "called for talks"),
 * and that of "not", "will" and "must". */
#include "event/candidate.h"

static int depth_of(const Clause *c, int t) {
    int d = 0;
    FOR_ABOVE(c, t, h) d++;
    return d;
}

static const Compose *find_compose(const Coder *coder, uint32_t rule_id, const Candidate *inner) {
    const Compose *best = NULL;
    size_t best_score = 0;
    uint16_t cameo = inner ? cameo_number(inner->cameo) : 0;
    for (uint32_t i = coder->compose_at[rule_id]; i < coder->compose_at[rule_id + 1]; i++) {
        const Compose *row = &coder->composes[i];
        bool in_range = cameo >= row->of_first && cameo <= row->of_last;
        size_t narrow = in_range ? UINT16_MAX - (size_t)(row->of_last - row->of_first) : 0; /* the narrower, the better */
        size_t by_event = row->of_event == COMPOSE_CAMEO ? narrow : inner && row->of_event == inner->event ? 5 : row->of_event == COMPOSE_ANY ? 2 : 0;
        size_t score = inner ? by_event : row->of_event == COMPOSE_NONE;
        if (score > best_score) best = row, best_score = score;
    }
    return best;
}

/* The recipient of the whole: that of the inner event; but for accusations and requests it is the inner actor. */
static void take_parties(Candidate *to, const Candidate *from) {
    if (to->recipients.n) return;
    bool doer = (to->event == EVENT_ACCUSE || to->event == EVENT_REQUEST) && from->actors.n && !(to->actors.n && from->actors.t[0] == to->actors.t[0]);
    const Parties *p = from->recipients.n && !doer ? &from->recipients : &from->actors;
    for (uint16_t i = 0; i < p->n; i++)
        if (!candidate_has(&to->actors, p->t[i])) candidate_add_party(&to->recipients, p->t[i]);
}

static void recode(Candidate *e, const Compose *row) {
    e->rule = row;
    e->event = (uint8_t)row->event;
    memcpy(e->cameo, row->cameo, sizeof e->cameo);
    e->n_modes = 0;
    for (uint32_t i = 0; i < row->n_modes; i++) candidate_add_mode(e, row->modes[i]);
}

/* The result of the outer event for the inner one (NULL: without one). */
static void compose_one(Candidate *outer, Candidate *inner, const Compose *row) {
    if (!row) return; /* no rule for this: both remain separate events */
    outer->rule = row;
    if (row->cameo[0] == '-') {
        outer->dropped = drop_text(DROP_RULE);
        if (inner) inner->dropped = outer->dropped;
    } else if (row->cameo[0] == '=') {
        outer->dropped = drop_text(DROP_COMPLEMENT);
        if (!inner) return;
        inner->aux |= (uint8_t)row->aux;
        inner->rule = row;
        if (!inner->actors.n) inner->actors = outer->actors;
    } else {
        recode(outer, row);
        outer->aux |= (uint8_t)row->aux;
        if (!inner) return;
        outer->inner = inner->token;
        outer->reciprocal = inner->reciprocal && !outer->recipients.n && outer->actors.n > 1;
        take_parties(outer, inner);
        inner->consumed = true;
        inner->dropped = drop_text(DROP_PART);
    }
}

/* "We will not negotiate with terrorists": a refusal is not reciprocal. */
static void part_sides(Clause *c, Candidate *e) {
    int subject = clause_subject(c, e->support != NONE ? e->support : e->token);
    Tokens all = clause_conjuncts(c, e->reciprocal ? subject : NONE);
    uint16_t kept = 0;
    if (!all.n) return;
    for (uint16_t i = 0; i < e->actors.n; i++) {
        if (ANY_WHERE(k, all.n, all.t[k] == e->actors.t[i])) e->actors.t[kept++] = e->actors.t[i];
        else candidate_add_party(&e->recipients, e->actors.t[i]);
    }
    e->actors.n = kept;
    e->reciprocal = false;
}

/* Applies a rule of compose.tsv for auxiliaries; true if it changed the event. */
static bool apply_rule(Clause *c, Candidate *e, RuleName rule, unsigned aux) {
    uint32_t id = c->coder->rule[rule];
    const Compose *row = id ? find_compose(c->coder, id, e) : NULL;
    if (!row || row->cameo[0] == '=') return false;
    if (row->cameo[0] == '-') {
        e->dropped = drop_text(DROP_RULE);
        return true;
    }
    recode(e, row);
    e->aux = (uint8_t)((e->aux & ~aux) | row->aux); /* now implied by the category, which the codebook prefers to the auxiliary mode */
    if (e->event == EVENT_REJECT) part_sides(c, e);
    return true;
}

void nest_apply_modality(Clause *c, Candidate *e) {
    if (e->dropped) return;
    bool future = e->aux & ATTACHE_FUTURE, negated = e->aux & ATTACHE_NEGATION;
    int verb = e->support != NONE ? e->support : e->token, mark = clause_child(c, verb, DEP_MARK);
    bool condition = mark != NONE && clause_relation(c, verb) == DEP_ADVCL && clause_in_class(c, mark, CLASS_HYP_MARK);
    if (negated && condition) { /* "if no deal is reached", "unless they agree" */
        e->dropped = drop_text(DROP_NOT_YET);
        return;
    }
    if (negated && e->frame->pos == 'N' && modality_never_was(c, e->token)) return; /* "the talks never took place": nobody has refused them */
    if (future && negated && apply_rule(c, e, RULE_WILL_NOT, ATTACHE_FUTURE | ATTACHE_NEGATION)) return;
    if (negated && apply_rule(c, e, RULE_NOT, ATTACHE_NEGATION)) return;
    if (future) apply_rule(c, e, RULE_FUTURE, ATTACHE_FUTURE);
}

void nest_apply_future(Clause *c, Candidate *e) { apply_rule(c, e, RULE_FUTURE, ATTACHE_FUTURE); }

static bool has_rule(const Clause *c, const Candidate *e, RuleName rule) { return e->frame->rule_id && e->frame->rule_id == c->coder->rule[rule]; }

/* "A larger exercise could allow India to work with Kazakhstan": a thing does not allow, help or force in the sense in which a government does. */
static bool enables(const Clause *c, const Candidate *e) {
    if (!e->actors.n || !(has_rule(c, e, RULE_ALLOW) || has_rule(c, e, RULE_HELP) || has_rule(c, e, RULE_FORCE))) return false;
    const Entity *who = clause_entity(c, e->actors.t[0]);
    return !who || (who->kind == ENT_UNKNOWN && !who->code[0] && !who->sector);
}

/* "denied charges by the church that it had tortured priests": a denial covers everything in its complement. */
static void drop_below(const Clause *c, const Candidate *outer, Candidate *list, size_t n) {
    if (!has_rule(c, outer, RULE_DENY) && !has_rule(c, outer, RULE_REJECT)) return;
    for (size_t i = 0; i < n; i++) {
        if (list[i].dropped || list[i].token <= outer->token || !clause_dominates(c, outer->token, list[i].token)) continue;
        bool beside = false; /* "denied it and expelled the envoy" */
        for (int t = list[i].token; t >= 0 && t != outer->token; t = clause_token(c, t)->head)
            beside |= clause_token(c, t)->head == outer->token && clause_relation(c, t) == DEP_CONJ;
        if (!beside) list[i].dropped = drop_text(DROP_DENIES_NOTHING);
    }
}

/* "Turkey warned that it would cut ties": of the warner's own act. */
static bool warns_of_own(const Clause *c, const Candidate *outer, const Candidate *inner) {
    bool own = outer->actors.n && inner->actors.n && (outer->actors.t[0] == inner->actors.t[0] || party_is_same(c, outer->actors.t[0], inner->actors.t[0]));
    return own && c->coder->rule[RULE_THREATEN] && has_rule(c, outer, RULE_WARN);
}

static void compose_candidate(Clause *c, Candidate *list, size_t n, size_t at) {
    Candidate *e = &list[at];
    int inner = NONE;
    Tokens below = clause_complements(c, e->token, e->frame->extra, e->frame->n_extra);
    for (size_t i = 0; i < below.n && inner == NONE; i++) inner = candidate_at(list, n, below.t[i]);
    if (inner != NONE && list[inner].aux & ATTACHE_NEGATION) inner = NONE;
    if (inner != NONE && enables(c, e)) {
        e->dropped = drop_text(DROP_ENABLES);
        list[inner].aux |= ATTACHE_HYPOTHETICAL;
        return;
    }
    for (size_t i = 0; i < below.n && inner == NONE; i++)
        if (clause_token(c, below.t[i])->upos == UPOS_VERB && clause_in_class(c, below.t[i], CLASS_NAMING) && clause_child(c, below.t[i], DEP_AUX) != NONE) {
            e->dropped = drop_text(DROP_UNNAMED);
            return;
        }
    uint32_t rule = inner != NONE && warns_of_own(c, e, &list[inner]) ? c->coder->rule[RULE_THREATEN] : e->frame->rule_id;
    const Compose *row = find_compose(c->coder, rule, inner == NONE ? NULL : &list[inner]);
    uint16_t n_actors = e->actors.n;
    if (clause_in_class(c, e->token, CLASS_SAY)) e->actors.n = 0; /* the speaker does not do it */
    compose_one(e, inner == NONE ? NULL : &list[inner], row);
    e->actors.n = n_actors;
    if (e->cameo[0]) nest_apply_modality(c, e); /* for both together: "cannot accept the plan", "will allow aid in" */
    if (row && row->cameo[0] == '-' && e->frame->rule_id) drop_below(c, e, list, n);
}

/* Whether a gerund is behind this word at a verb of arrest or judgement. */
static bool is_judged(const Clause *c, int t, WordName behind) {
    const Token *k = clause_token(c, t);
    unsigned d = clause_relation(c, t);
    int mark = k->upos == UPOS_VERB && k->feats & FEAT_GER && (d == DEP_ACL || d == DEP_ADVCL) ? clause_child(c, t, DEP_MARK) : NONE;
    if (mark == NONE || !clause_lemma_is(c, mark, behind) || k->head < 0) return false;
    int verb = d == DEP_ACL && clause_token(c, k->head)->upos != UPOS_VERB ? clause_token(c, k->head)->head : k->head;
    return verb >= 0 && clause_lemma_in(c, verb, WORDS_JUDGED);
}

bool nest_is_reason(const Clause *c, int t) { return is_judged(c, t, WORD_FOR); }
bool nest_is_verdict(const Clause *c, int t) { return is_judged(c, t, WORD_OF); }

/* Inner events first, so that an outer one finds them in their final form. */
void nest_compose(Clause *c, Candidate *list, size_t n, Arena *arena) {
    int *depth = arena_alloc(arena, (n + 1) * sizeof *depth), deepest = 0;
    for (size_t i = 0; i < n; i++) {
        depth[i] = depth_of(c, list[i].token);
        if (depth[i] > deepest) deepest = depth[i];
    }
    for (int d = deepest; d >= 0; d--)
        for (size_t i = 0; i < n; i++)
            if (depth[i] == d && list[i].frame->rule_id && !list[i].dropped) compose_candidate(c, list, n, i);
}

static bool is_obliged(const Clause *c, int verb) {
    if (CHILD_WHERE(c, verb, k, clause_relation(c, k) == DEP_AUX && clause_in_class(c, k, CLASS_OBLIGE)) != NONE) return true;
    int h = clause_token(c, verb)->head; /* "has to", "needs to" */
    return h >= 0 && clause_token(c, verb)->deprel == DEP_XCOMP && clause_in_class(c, h, CLASS_OBLIGE);
}

void nest_apply_must(Clause *c, Candidate *e) {
    int verb = e->support != NONE ? e->support : e->token, says = e->dropped ? NONE : clause_sayer(c, verb);
    if (says == NONE || !is_obliged(c, verb)) return;
    int sayer = clause_subject(c, says);
    if (sayer == NONE || !apply_rule(c, e, RULE_MUST, 0)) return;
    e->recipients = e->actors;
    e->actors.n = 0;
    e->reciprocal = false;
    candidate_add_party(&e->actors, sayer);
}
