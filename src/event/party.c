/* party.c - turns the tokens that fill a role into the entities of a record. Compound actors are one list; "both sides" are two. */
#include "event/candidate.h"
#include "base/date.h"
#include "vocab/actor.h"

void party_set_key(attache_entity *e, bool body, Arena *arena) {
    char key[ACTOR_KEY];
    actor_key(e->code, e->sector, body ? e->identifier : "", key);
    e->entity = key[0] ? arena_slice(arena, slice_of(key)) : "";
}

attache_entity party_of_entity(const Reading *reading, const Entity *e, Span span, Arena *arena) {
    attache_entity out = {.code = "", .sector = "", .identifier = "", .office = "", .role = "", .how = "", .entity = ""};
    out.text = arena_slice(arena, slice_sub(reading->article->text, span));
    out.start = span.start;
    out.end = span.end;
    for (size_t i = 0; i < COUNT_OF(out.other_sectors); i++) out.other_sectors[i] = "";
    if (!e) return out;
    out.code = e->code; /* entities live as long as the reading */
    out.sector = sector_codes[e->sector];
    for (size_t i = 0; i < COUNT_OF(e->other) && e->other[i]; i++) out.other_sectors[out.n_other_sectors++] = sector_codes[e->other[i]];
    out.identifier = e->name;
    out.office = e->office;
    out.how = e->how;
    party_set_key(&out, e->kind == ENT_ORG, arena);
    return out;
}

static bool knows(const Entity *e) { return e && (e->code[0] || e->sector); }

/* "a delegation from Vietnam", wherever the tree attaches the preposition. */
static const Entity *beside(const Clause *c, int t) {
    bool adposition = clause_upos_is(c, t + 1, UPOS_ADP) && (clause_lemma_is(c, t + 1, WORD_OF) || clause_lemma_is(c, t + 1, WORD_FROM));
    const Entity *e = adposition && clause_token(c, t + 1)->head > t + 1 ? clause_entity(c, clause_token(c, t + 1)->head) : NULL;
    return knows(e) ? e : NULL;
}

/* A town before a noun, which may stand for its government: "the Paris attacks" were not made by it. */
static bool is_town(const Clause *c, int token) {
    const Entity *e = clause_entity(c, token);
    unsigned d = clause_relation(c, token);
    bool before = (d == DEP_COMPOUND || d == DEP_AMOD) && clause_token(c, token)->head > token && clause_token(c, token)->upos == UPOS_PROPN;
    return before && e && e->code[0] && !e->office[0] && e->sector == SECTOR_GOV && (e->kind == ENT_STATE || e->kind == ENT_PLACE);
}

bool party_is_scene(const Clause *c, int token, unsigned event) {
    return (event == EVENT_PROTEST || event == EVENT_ASSAULT) && is_town(c, token) && clause_token(c, clause_token(c, token)->head)->upos == UPOS_NOUN;
}

/* "the US proposal", "a law of the Senate", "Iran's nuclear sites": the owner of a thing stands for it. */
static const Entity *owner_of(const Clause *c, int t) {
    const Entity *best = NULL, *self = clause_entity(c, t);
    if (self && self->apart[0]) return NULL; /* "Kenya's neighbour" is not Kenya's */
    FOR_CHILDREN(c, t, k) {
        unsigned d = clause_relation(c, k);
        const Entity *e = clause_entity(c, k);
        bool platform = clause_form_in(c, k, WORDS_PLATFORM) && clause_lemma_in(c, t, WORDS_ONLINE); /* "Twitter users", "a post on Facebook": not of its state */
        if (!knows(e) || platform) continue;
        if (clause_token(c, k)->deprel == DEP_NMOD_POSS) return e;
        if (class_word_has(c->classes, c->lemmas[t], WORD_TRIGGERS) && is_town(c, k)) continue;
        WordName p = class_word(c->classes, clause_case(c, k));
        bool in = p == WORD_IN && !class_word_has(c->classes, c->lemmas[t], WORD_TRIGGERS); /* "an attack in Lagos" is not the Nigerians' */
        bool belongs = d == DEP_AMOD || d == DEP_COMPOUND || (d == DEP_NMOD && (p == WORD_OF || p == WORD_FROM || p == WORD_BY || in));
        if (belongs && !best) best = e;
    }
    return best ? best : beside(c, t);
}

const Entity *party_behind(const Clause *c, int t) {
    const Entity *e = clause_entity(c, t);
    return knows(e) ? e : owner_of(c, t);
}

bool party_is_same(const Clause *c, int a, int b) {
    const Entity *x = clause_entity(c, a), *y = clause_entity(c, b);
    return x && y && !strcmp(x->code, y->code) && x->sector == y->sector && !strcmp(x->name, y->name);
}

/* "the foreign ministers of Peru and Chile": one office, several states. Finds the further states of a plural head. */
static size_t further_states(const Clause *c, int t, const Entity *e, const Entity **out, size_t max) {
    enum { CONJUNCTS_MAX = 8 };
    size_t n = 0;
    if (!(clause_token(c, t)->feats & FEAT_PLUR) || (!e->sector && !e->office[0])) return 0;
    FOR_CHILDREN(c, t, k) {
        const Entity *first = clause_entity(c, k);
        if (!first || first->kind != ENT_STATE) continue;
        unsigned next = k + 1 < (int)c->s->n ? clause_token(c, k + 1)->upos : UPOS_X;
        bool other = strcmp(first->code, e->code) != 0, joined = next == UPOS_CCONJ || next == UPOS_PUNCT;
        if (other && k < t && joined && !clause_case(c, k) && n < max) out[n++] = first; /* "[US] and Iraqi forces" */
        if (other) continue;
        const Mention *m = clause_mention(c, k); /* "of both countries" */
        for (size_t i = 1; i < m->n_entities && n < max; i++) out[n++] = reading_entity(c->reading, m, i);
        Tokens all = clause_conjuncts(c, k);
        for (size_t i = 1; i < all.n && i < CONJUNCTS_MAX && n < max; i++) {
            const Entity *more = clause_entity(c, all.t[i]);
            if (more && more->kind == ENT_STATE && strcmp(more->code, e->code)) out[n++] = more;
        }
    }
    return n;
}

bool party_is_kind(const Clause *c, int token, PartyKind kind) {
    enum {
        ARMED = SECTOR_BIT(SECTOR_MIL) | SECTOR_BIT(SECTOR_REB) | SECTOR_BIT(SECTOR_COP) | SECTOR_BIT(SECTOR_UAF) | SECTOR_BIT(SECTOR_PRM) | SECTOR_BIT(SECTOR_SPY),
        CIVIL = SECTOR_BIT(SECTOR_CVL) | SECTOR_BIT(SECTOR_REF) | SECTOR_BIT(SECTOR_MED) | SECTOR_BIT(SECTOR_EDU) | SECTOR_BIT(SECTOR_JRN) | SECTOR_BIT(SECTOR_LAB) |
                SECTOR_BIT(SECTOR_AGR) | SECTOR_BIT(SECTOR_REL) | SECTOR_BIT(SECTOR_OPP) | SECTOR_BIT(SECTOR_PTY) | SECTOR_BIT(SECTOR_SOC) | SECTOR_BIT(SECTOR_BUS) |
                SECTOR_BIT(SECTOR_CRM)
    };
    Slice s = clause_word(c, token);
    if (kind == PARTY_YEAR) return s.n == 4 && date_digits(s.p, s.n) >= 1900 && date_digits(s.p, s.n) < 2100; /* "the 2016 exercise" */
    const Entity *e = clause_entity(c, token);
    if (!e) return false;
    switch (kind) {
    case PARTY_STATE: return e->kind == ENT_STATE && e->code[0] && !e->office[0];
    case PARTY_PERSON: return e->kind == ENT_PERSON || (e->kind == ENT_GROUP && e->sector);
    case PARTY_ARMED: return sector_in(ARMED, e->sector) || sector_in(ARMED, e->other[0]);
    case PARTY_CIVIL: return sector_in(CIVIL, e->sector);
    case PARTY_KNOWN: return knows(e) && e->kind != ENT_DOCUMENT;
    default: return false;
    }
}

/* Whether a party is already in the list, identified by its name or, for a pronoun or possessive, by its entity ("Kazakhstan and India ... their"). */
static bool stands_there(const attache_entity *list, size_t n, const Entity *e) {
    return ANY_WHERE(i, n, !strcmp(list[i].code, e->code) && !strcmp(list[i].identifier, e->name) && sector_of(list[i].sector) == e->sector);
}

/* "Officials from Serbia and Kosovo": the second state stands for its officials, who are in the list, and not beside them. */
static bool is_coordinated_state(const Clause *c, int t, const Entity *e, const attache_entity *list, size_t n) {
    if (e->kind != ENT_STATE || clause_token(c, t)->deprel != DEP_CONJ) return false;
    uint32_t start = clause_span(c, clause_token(c, t)->head).start;
    return ANY_WHERE(i, n, !strcmp(list[i].code, e->code) && list[i].start <= start && start < list[i].end);
}

/* "American drone" next to "American": of two nested phrases for the same country, the longer one stays. */
static bool is_within(attache_entity *list, size_t n, Span span, const Entity *e, const Reading *reading, Arena *arena) {
    for (size_t i = 0; i < n; i++) {
        Span other = {list[i].start, list[i].end};
        if (strcmp(list[i].code, e->code) || span.end - span.start == other.end - other.start) continue;
        if (other.start <= span.start && span.end <= other.end) return true;
        if (span.start <= other.start && other.end <= span.end) return list[i] = party_of_entity(reading, e, span, arena), true;
    }
    return false;
}

size_t party_entities(Clause *c, const Parties *parties, Arena *arena, attache_entity **out) {
    size_t n = 0, cap = 0;
    *out = NULL;
    for (size_t i = 0; i < parties->n; i++) {
        int token = parties->t[i];
        const Mention *m = clause_mention(c, token);
        Span span = clause_span(c, token);
        size_t n_entities = m ? m->n_entities : 0;
        const Entity *first = clause_entity(c, token), *more[8];
        if (!knows(first) && n_entities <= 1) {
            const Entity *owner = first && first->kind == ENT_PERSON && first->name[0] ? NULL : owner_of(c, token);
            bool same = ANY_WHERE(k, n, (*out)[k].start == span.start && (*out)[k].end == span.end); /* has the same words already */
            bool there = same || (owner && is_within(*out, n, span, owner, c->reading, arena)); /* "Saudi" and "the Saudi offer" */
            if (!there) *VEC_PUSH(arena, *out, n, cap) = party_of_entity(c->reading, owner ? owner : first, span, arena);
            continue;
        }
        for (uint32_t k = 0; k < n_entities; k++) {
            const Entity *e = reading_entity(c->reading, m, k);
            if (is_coordinated_state(c, token, e, *out, n) || stands_there(*out, n, e) || is_within(*out, n, span, e, c->reading, arena)) continue;
            *VEC_PUSH(arena, *out, n, cap) = party_of_entity(c->reading, e, span, arena);
        }
        size_t n_more = n_entities == 1 ? further_states(c, token, first, more, COUNT_OF(more)) : 0;
        for (size_t k = 0; k < n_more; k++) {
            attache_entity *other = VEC_PUSH(arena, *out, n, cap);
            *other = party_of_entity(c->reading, first, span, arena);
            other->code = more[k]->code;
        }
    }
    return n;
}
