/* candidate.c - the parties, modes and words of a candidate. */
#include "event/candidate.h"

Trigger candidate_trigger(const Candidate *e) {
    bool promises = e->event == EVENT_AGREE || e->event == EVENT_CONCEDE || e->event == EVENT_THREATEN || e->event == EVENT_REQUEST || e->event == EVENT_REJECT;
    return (Trigger){.token = e->token,
                     .support = e->support,
                     .noun = e->frame->pos == 'N',
                     .aux = e->aux,
                     .promises = promises,
                     .composed = e->rule != NULL,
                     .ahead = e->rule && !e->frame->rule_id && promises};
}

bool candidate_has(const Parties *p, int t) { return ANY_WHERE(i, p->n, p->t[i] == t); }

void candidate_add_party(Parties *p, int t) {
    if (p->n < PARTIES_MAX && !candidate_has(p, t)) p->t[p->n++] = (int16_t)t;
}

void candidate_add_mode(Candidate *e, uint32_t mode) {
    if (e->n_modes < MODES_MAX && !ANY_WHERE(i, e->n_modes, e->modes[i] == mode)) e->modes[e->n_modes++] = mode;
}

int candidate_at(const Candidate *list, size_t n, int t) {
    int lent = NONE;
    for (size_t i = 0; i < n && t != NONE; i++) {
        if (list[i].consumed || list[i].dropped) continue;
        if (list[i].token == t) return (int)i;
        if (list[i].support == t && lent == NONE) lent = (int)i;
    }
    return lent;
}

bool candidate_asked_for(const Candidate *e) { return e->aux & ATTACHE_NEGATION && !e->recoded; }

const char *candidate_share(Arena *arena, double p) {
    char room[128];
    Buf b = {.p = room, .cap = sizeof room}; /* more than a number of 0 to 1 can fill */
    buf_fixed(&b, p, 2);
    return arena_copy(arena, b.p, b.n);
}

const char *candidate_infirm(const Candidate *e, const Least *least, Arena *arena) {
    if (candidate_asked_for(e) || (double)e->firm >= least->firm) return NULL;
    const char *const parts[] = {drop_text(DROP_INFIRM), candidate_share(arena, (double)e->firm), drop_text(DROP_BELOW), candidate_share(arena, least->firm)};
    return arena_join(arena, parts, COUNT_OF(parts));
}

const Score *coder_score(const Coder *c, uint32_t event, uint32_t mode) {
    return ITEM_WHERE(s, c->scores, c->n_scores, s->event == event && s->mode == mode);
}
