/* aside.c - finds the words in a sentence that mention a state only in passing. None of these says whose soldiers the article is about:
 *
 *     a narrator's nationality   "a [Portuguese] newspaper reported that the army ...", "the [Swiss] embassy said soldiers had ..."
 *     a place in somebody's past "born in [Beijing]", "a former cadet in [Moscow]", "a graduate of a college in [Leeds]", "who had worked in [Cuba]", "which has its seat in [London]"
 *
 * A narrator's location ("doctors in Aleppo said ...") is informative, and is kept. */
#include "mention/describe.h"

/* ---- narrators ---- */

/* Press, charities, scholars, envoys: they report on others. */
static bool is_onlooker(const View *v, const Phrase *p) {
    enum { TELLERS = SECTOR_BIT(SECTOR_JRN) | SECTOR_BIT(SECTOR_SOC) };
    const Match *m = token_match(v->w, p->last);
    const AgentRow *a = match_agent(v->k, m);
    if (token_is_in(v->k, v->w, p->last, WORDS_ONLOOKER) || word_is_in(v->k, v->w->lemmas[p->last], WORDS_ONLOOKER)) return true;
    if (!a && token_is_in(v->k, v->w, p->last, WORDS_MEDIUM)) return true;
    if (a) return sector_in(TELLERS, a->sectors.s[0]);
    if (!m || m->type != SENSE_ORG) return false;
    const OrgRow *o = &v->k->orgs[v->k->senses[m->sense].row];
    return o->kind == ORG_MEDIA || o->kind == ORG_NGO;
}

static bool tells_a_clause(const Words *w, int verb) {
    const Token *t = w->s->tokens;
    if (t[verb].deprel == DEP_PARATAXIS) return true;
    for (uint32_t i = 0; i < w->s->n; i++)
        if (t[i].head == verb && (t[i].deprel == DEP_CCOMP || t[i].deprel == DEP_PARATAXIS)) return true;
    return false;
}

/* The subject of a verb with a clausal object, or the phrase after "according to". */
static bool is_teller(const View *v, const Phrase *p) {
    const Token *head = &v->w->s->tokens[p->head];
    if (p->first >= 2 && token_word(v->k, v->w, p->first - 2u) == WORD_ACCORDING) return true;
    return head->deprel == DEP_NSUBJ && head->head >= 0 && (uint32_t)head->head < v->w->s->n && tells_a_clause(v->w, head->head);
}

static void mark(bool *aside, size_t first, size_t last) {
    for (size_t t = first; t <= last; t++) aside[t] = true;
}

/* ---- places in somebody's past ---- */

static bool is_in_place(const Phrase *p) { return p->adposition == WORD_IN || p->adposition == WORD_AT || p->adposition == WORD_FROM || p->adposition == WORD_NEAR; }

/* "born in", "who had studied in": a word for a stay that modifies somebody and is not the news itself. */
static bool hangs_on_stay(const View *v, const Phrase *p) {
    const Token *t = v->w->s->tokens;
    int h = t[p->head].head;
    if (h < 0 || (uint32_t)h >= v->w->s->n || !word_is_in(v->k, v->w->lemmas[h], WORDS_STAY)) return false;
    switch (t[h].deprel) {
    case DEP_ACL: case DEP_ACL_RELCL: case DEP_AMOD: case DEP_ADVCL: case DEP_APPOS: case DEP_PARATAXIS: case DEP_DEP: return true;
    default: return t[h].upos == UPOS_ADJ;
    }
}

/* "a former cadet in": for people who hold no office and bear no arms. */
static bool hangs_on_past(const View *v, const Phrase *p) {
    enum { STAYS = SECTOR_BIT(SECTOR_REB) | SECTOR_BIT(SECTOR_UAF) | SECTOR_BIT(SECTOR_PRM) | SECTOR_BIT(SECTOR_CRM) };
    const Token *t = v->w->s->tokens;
    int h = t[p->head].head;
    if (h < 0 || (uint32_t)h >= v->w->s->n || v->ph->of_token[h] < 0) return false;
    const Phrase *q = &v->ph->p[v->ph->of_token[h]];
    const AgentRow *a = match_agent(v->k, token_match(v->w, q->last));
    if ((a && (a->kind != AGENT_PERSON || sector_in(STAYS, a->sectors.s[0]))) || t[q->last].feats & FEAT_PLUR) return false;
    for (size_t k = q->first; k < q->last; k++) {
        const AgentRow *before = match_agent(v->k, token_match(v->w, k));
        if (token_word(v->k, v->w, k) == WORD_FORMER || (before && before->kind == AGENT_MODIFIER && before->sectors.s[0] == SECTOR_ELI)) return true;
    }
    return false;
}

/* "a graduate of a college in Leeds": an attribute of somebody who was taught there. */
static bool hangs_on_pupil(const View *v, const Phrase *p) {
    const Token *t = v->w->s->tokens;
    int h = t[p->head].head;
    for (int steps = 0; steps < 3 && h >= 0 && (uint32_t)h < v->w->s->n && t[h].upos != UPOS_VERB; steps++, h = t[h].head)
        if (word_is_in(v->k, v->w->lemmas[h], WORDS_PUPIL)) return t[h].deprel == DEP_APPOS || t[h].deprel == DEP_PARATAXIS;
    return false;
}

/* "which has its seat in New York": in a relative clause that only describes somebody. */
static bool hangs_on_seat(const View *v, const Phrase *p) {
    const Token *t = v->w->s->tokens;
    int h = t[p->head].head, verb = h >= 0 && (uint32_t)h < v->w->s->n ? t[h].head : -1;
    if (verb < 0 || (uint32_t)verb >= v->w->s->n || !word_is_in(v->k, v->w->lemmas[h], WORDS_SEAT)) return false;
    return t[verb].deprel == DEP_ACL_RELCL || t[verb].deprel == DEP_ACL || t[h].deprel == DEP_APPOS;
}

bool *aside_mark(const View *v) {
    bool *aside = arena_zalloc(v->room, v->w->s->n + 1);
    for (int16_t i = 0; i < (int16_t)v->ph->n; i++) {
        const Phrase *p = &v->ph->p[i];
        if (is_in_place(p) && (hangs_on_stay(v, p) || hangs_on_past(v, p) || hangs_on_pupil(v, p) || hangs_on_seat(v, p))) mark(aside, p->first, p->last);
        if (p->nominal && is_teller(v, p) && is_onlooker(v, p)) mark(aside, chunk_begin(v->ph, i), p->last);
    }
    return aside;
}
