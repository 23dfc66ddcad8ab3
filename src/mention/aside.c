/* aside.c - finds the words in a sentence that mention a state only in passing. None of these says whose soldiers the article is about:
 *
 *     a narrator's nationality   "a [Portuguese] newspaper reported that the army ...", "the [Swiss] embassy said soldiers had ..."
 *     a place in somebody's past "born in [Beijing]", "a former cadet in [Moscow]", "a graduate of a college in [Leeds]", "who had worked in [Cuba]"
 *
 *     a narrator's town          "lawyers in [Paris] said police had beaten a student in Bamako", where the deed has a place of its own
 *
 * Otherwise a narrator's town ("doctors in Aleppo said ...") is informative, and is kept. */
#include "mention/describe.h"

/* ---- narrators ---- */

/* Press, charities, scholars, envoys: they report on others. */
static bool is_onlooker(const View *v, const Phrase *p) {
    enum { TELLERS = SECTOR_BIT(SECTOR_JRN) | SECTOR_BIT(SECTOR_SOC), ONE = TELLERS | SECTOR_BIT(SECTOR_MED) | SECTOR_BIT(SECTOR_EDU) | SECTOR_BIT(SECTOR_LAB) };
    const Match *m = token_match(v->w, p->last);
    const AgentRow *a = match_agent(v->k, m);
    if (p->last > p->first && token_word(v->k, v->w, p->last) == WORD_COMMISSION && token_word(v->k, v->w, p->last - 1u) == WORD_HIGH) return true;
    if (token_is_in(v->k, v->w, p->last, WORDS_ONLOOKER) || word_is_in(v->k, v->w->lemmas[p->last], WORDS_ONLOOKER)) return true;
    if (!a && token_is_in(v->k, v->w, p->last, WORDS_MEDIUM)) return true;
    if (a) return sector_in(v->w->s->tokens[p->last].feats & FEAT_PLUR ? TELLERS : ONE, a->sectors.s[0]); /* one engineer, not a state's teachers */
    if (!m || m->type != SENSE_ORG) return false;
    const OrgRow *o = &v->k->orgs[v->k->senses[m->sense].row];
    return o->kind == ORG_MEDIA || o->kind == ORG_NGO;
}

static bool tells_a_clause(const Words *w, int verb) {
    const Token *t = w->s->tokens;
    return t[verb].deprel == DEP_PARATAXIS || ANY_WHERE(i, w->s->n, t[i].head == verb && (t[i].deprel == DEP_CCOMP || t[i].deprel == DEP_PARATAXIS));
}

/* The subject of a verb with a clausal object, or the phrase after "according to". */
static bool is_teller(const View *v, const Phrase *p) {
    const Token *head = &v->w->s->tokens[p->head];
    if (p->first >= 2 && token_word(v->k, v->w, p->first - 2u) == WORD_ACCORDING) return true;
    return head->deprel == DEP_NSUBJ && head->head >= 0 && tells_a_clause(v->w, head->head);
}

static bool is_locative(const Phrase *p) { return p->adposition == WORD_IN || p->adposition == WORD_AT || p->adposition == WORD_NEAR; }

/* Whether a name behind "in" is in the clause that a verb reports. */
static bool tells_where(const View *v, int verb) {
    const Token *t = v->w->s->tokens;
    for (size_t i = 0; i < v->ph->n; i++) {
        const Phrase *p = &v->ph->p[i];
        if (!is_locative(p) || t[p->head].upos != UPOS_PROPN) continue;
        for (int h = p->head; h >= 0; h = t[h].head)
            if (t[h].head == verb && (t[h].deprel == DEP_CCOMP || t[h].deprel == DEP_PARATAXIS)) return true;
    }
    return false;
}

/* The narrator on whom a phrase hangs by nouns alone: "researchers at a university in [Leeds]"; NULL if there is none. */
static const Phrase *teller_above(const View *v, const Phrase *p) {
    const Token *t = v->w->s->tokens;
    for (int at = p->head, steps = 0; t[at].deprel == DEP_NMOD && t[at].head >= 0 && steps < 3; steps++) {
        at = t[at].head;
        const Phrase *q = v->ph->of_token[at] >= 0 ? &v->ph->p[v->ph->of_token[at]] : NULL;
        if (q && q != p && is_teller(v, q)) return is_onlooker(v, q) ? q : NULL;
    }
    return NULL;
}

/* Whether a phrase tells for whom a narrator works, "reporters for a [Danish] daily", or where: "lawyers in [Paris]", if the deed was elsewhere. */
static bool is_tellers_link(const View *v, const Phrase *p) {
    const Phrase *q = teller_above(v, p);
    if (!q) return false;
    int verb = v->w->s->tokens[q->head].head;
    bool of_whom = p->adposition == WORD_FOR || p->adposition == WORD_OF || p->adposition == WORD_FROM || p->adposition == WORD_WITH;
    return of_whom || (is_locative(p) && verb >= 0 && tells_where(v, verb));
}

/* "The agency, whose seat is in [Vienna], said gunmen shot two guards in Iran": a place in what is said of the narrator. */
static bool is_said_of_teller(const View *v, const Phrase *p) {
    const Token *t = v->w->s->tokens;
    for (int h = p->head, steps = 0; is_locative(p) && h >= 0 && t[h].head >= 0 && steps < 8; h = t[h].head, steps++) {
        if (t[h].deprel != DEP_ACL_RELCL) continue;
        int16_t of = v->ph->of_token[t[h].head];
        int verb = of >= 0 && is_teller(v, &v->ph->p[of]) ? t[v->ph->p[of].head].head : -1;
        return verb >= 0 && tells_where(v, verb);
    }
    return false;
}

/* ---- places in somebody's past ---- */

/* "born in", "who had studied in": a word for a stay that modifies somebody and is not the news itself. */
static bool is_stay(const View *v, int h) {
    const uint64_t modifies = DEP_BIT(DEP_ACL) | DEP_BIT(DEP_ACL_RELCL) | DEP_BIT(DEP_AMOD) | DEP_BIT(DEP_ADVCL) | DEP_BIT(DEP_APPOS) | DEP_BIT(DEP_PARATAXIS) |
                              DEP_BIT(DEP_DEP);
    const Token *t = &v->w->s->tokens[h];
    return word_is_in(v->k, v->w->lemmas[h], WORDS_STAY) && (dep_in(modifies, t->deprel) || t->upos == UPOS_ADJ);
}

/* "a former cadet in", "once a missionary in": for people who hold no office and bear no arms. */
static bool is_past(const View *v, int h) {
    enum { STAYS = SECTOR_BIT(SECTOR_REB) | SECTOR_BIT(SECTOR_UAF) | SECTOR_BIT(SECTOR_PRM) | SECTOR_BIT(SECTOR_CRM) };
    enum { CALLINGS = SECTOR_BIT(SECTOR_REL) | SECTOR_BIT(SECTOR_EDU) | SECTOR_BIT(SECTOR_MED) }; /* "missionary": a title, but no state's */
    const Token *t = v->w->s->tokens;
    if (v->ph->of_token[h] < 0) return false;
    const Phrase *q = &v->ph->p[v->ph->of_token[h]];
    const AgentRow *a = match_agent(v->k, token_match(v->w, q->last));
    bool holder = a && a->kind != AGENT_PERSON && !sector_in(CALLINGS, a->sectors.s[0]);
    if (holder || (a && sector_in(STAYS, a->sectors.s[0])) || t[q->last].feats & FEAT_PLUR) return false;
    if (q->first > 0 && token_word(v->k, v->w, q->first - 1u) == WORD_ONCE) return true;
    for (size_t k = q->first; k < q->last; k++) {
        const AgentRow *before = match_agent(v->k, token_match(v->w, k));
        WordName word = token_word(v->k, v->w, k);
        if (word == WORD_FORMER || word == WORD_ONCE) return true;
        if (before && before->kind == AGENT_MODIFIER && before->sectors.s[0] == SECTOR_ELI) return true;
    }
    return false;
}

/* "a graduate of a college in Leeds": an attribute of somebody who was taught there. */
static bool is_pupil(const View *v, int h) {
    const Token *t = v->w->s->tokens;
    for (int steps = 0; steps < 3 && h >= 0 && t[h].upos != UPOS_VERB; steps++, h = t[h].head)
        if (word_is_in(v->k, v->w->lemmas[h], WORDS_PUPIL)) return t[h].deprel == DEP_APPOS || t[h].deprel == DEP_PARATAXIS;
    return false;
}

/* Whether a phrase is in such a place: by the word that it depends on. */
static bool is_somebodys_past(const View *v, const Phrase *p) {
    int h = v->w->s->tokens[p->head].head;
    bool place = p->adposition == WORD_IN || p->adposition == WORD_AT || p->adposition == WORD_FROM || p->adposition == WORD_NEAR;
    if (h < 0 || (!place && p->adposition != WORD_OF)) return false;
    return is_pupil(v, h) || (place && (is_stay(v, h) || is_past(v, h))); /* "a native of Tunis" */
}

uint8_t *aside_mark(const View *v) {
    uint8_t *aside = arena_zalloc(v->room, v->w->s->n + 1);
    for (int16_t i = 0; i < (int16_t)v->ph->n; i++) {
        const Phrase *p = &v->ph->p[i];
        bool teller = p->nominal && is_teller(v, p) && is_onlooker(v, p), past = is_somebodys_past(v, p);
        if (!teller && !past && !is_tellers_link(v, p) && !is_said_of_teller(v, p)) continue;
        for (size_t t = teller ? chunk_begin(v->ph, i) : p->first; t <= p->last; t++) aside[t] = past ? ASIDE_PAST : ASIDE_TELLER;
    }
    return aside;
}
