/* propose.c - finds the candidates of a sentence: each word's best frame with its parties, then nested events, then the relations between candidates. */
#include "event/candidate.h"

static bool make_candidate(Clause *c, int t, Candidate *e) {
    if (!frame_may_trigger(c, t)) return false;
    bool noun = clause_token(c, t)->upos == UPOS_NOUN || clause_token(c, t)->upos == UPOS_PROPN;
    int support = noun ? clause_support(c, t) : NONE, end = t;
    const Frame *f = frame_best(c, t, support, &end);
    if (!f) return false;
    *e = (Candidate){.token = (int16_t)t, .support = (int16_t)support, .end = (int16_t)end, .frame = f, .event = (uint8_t)f->event, .inner = NONE};
    memcpy(e->cameo, f->cameo, sizeof e->cameo);
    for (uint32_t i = 0; i < f->n_modes; i++) candidate_add_mode(e, f->modes[i]);
    frame_fill_roles(c, e);
    if (!f->cameo[0] && !f->rule_id) e->dropped = drop_text(DROP_FRAME);
    return true;
}

/* Whether a noun is an example of what stands before it: "such as the 2016 exercise". */
static bool is_example(const Clause *c, int t) {
    return clause_token(c, t)->upos == UPOS_NOUN &&
           CHILD_WHERE(c, t, k, k < t && clause_relation(c, k) == DEP_CASE && clause_lemma_in(c, k, WORDS_EXAMPLE)) != NONE;
}

/* "Joint exercises, such as the 2016 exercise": an example is of the kind that it stands for, and of the same parties unless it has its own. */
static void take_kind(const Clause *c, Candidate *list, size_t at) {
    Candidate *e = &list[at];
    if (!is_example(c, e->token)) return;
    for (size_t k = at; k-- > 0;) {
        const Candidate *kind = &list[k];
        if (c->lemmas[kind->token] != c->lemmas[e->token] || !kind->event || kind->dropped) continue;
        Candidate whole = *kind;
        whole.token = e->token, whole.support = e->support, whole.end = e->end, whole.aux = e->aux;
        if (e->actors.n || e->recipients.n) whole.actors = e->actors, whole.recipients = e->recipients;
        *e = whole;
        return;
    }
}

void propose_candidates(Clause *c, Arena *arena, Candidate **out, size_t *n) {
    size_t cap = 0;
    *out = NULL;
    *n = 0;
    for (int t = 0; t < (int)c->s->n; t++) {
        Candidate e;
        if (make_candidate(c, t, &e)) *VEC_PUSH(arena, *out, *n, cap) = e;
    }
    for (size_t i = 0; i < *n; i++) take_kind(c, *out, i);
    for (size_t i = 0; i < *n; i++) {
        Candidate *e = &(*out)[i];
        Trigger trigger = candidate_trigger(e);
        e->aux |= (uint8_t)modality_of(c, &trigger);
        if (e->cameo[0] && !e->frame->rule_id) nest_apply_modality(c, e);
    }
    nest_compose(c, *out, *n, arena);
    for (size_t i = 0; i < *n; i++) nest_apply_must(c, &(*out)[i]);
}
