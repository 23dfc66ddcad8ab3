/* resolve.c - turns descriptions, in text order, into entities and mentions. The article's memory holds who was mentioned, by name, last name, acronym or office,
 * and which states the article is about. */
#include <stdio.h>

#include "base/date.h"
#include "coref/coref_int.h"

/* ---- entities ---- */

/* The one entity of all nouns about which nothing is known. */
static uint32_t nobody(Resolver *r, bool plural) {
    if (!r->nobody[plural]) {
        Entity e = ENTITY_NONE;
        e.plural = plural;
        r->nobody[plural] = entities_add(r, &e) + 1;
    }
    return r->nobody[plural] - 1;
}

/* ---- descriptions ---- */

static void resolve_phrase(Resolver *r, int16_t phrase);

static void tell(Resolver *r, int16_t phrase) {
    if (phrase < 0) return;
    const Refs *f = &r->refs[phrase];
    r->view.known[phrase] = f->done && f->n ? (int32_t)r->out->refs[f->first] : f->done || f->busy ? KNOWN_NOBODY : KNOWN_NOT_YET;
}

/* Tells the view the entities of the phrases that a description may need: the owner, the attached phrases, and their owners. */
static void tell_around(Resolver *r, const Phrase *p) {
    r->view.entities = r->out->entities;
    tell(r, p->poss);
    if (p->poss >= 0) tell(r, r->view.ph->p[p->poss].poss);
    for (int i = 0; i < p->n_links; i++) {
        tell(r, p->link[i]);
        tell(r, r->view.ph->p[p->link[i]].poss);
    }
}

/* Describes a phrase, after resolving those that must be known first. */
static void describe(Resolver *r, const Phrase *p, Desc *out) {
    for (;;) {
        tell_around(r, p);
        int16_t first = describe_phrase(&r->view, p, out);
        if (first == NO_PHRASE) return;
        resolve_phrase(r, first);
    }
}

/* ---- memory ---- */

/* "Peru's Castillo": a single-word name whose affiliation is not known yet. */
static bool is_untold_name(const Resolver *r, const Met *m) {
    return m->n_keys == 1 && m->what == WHAT_UNKNOWN && r->out->entities[m->entity].kind == ENT_UNKNOWN;
}

/* How well a name fits an earlier one: 0 not at all, 1 by its first part (Xi for Xi Jinping), 2 by its last, 3 completely. */
static int name_fit(const Resolver *r, const Met *m, const Desc *d) {
    if (!m->n_keys || !d->n_keys) return 0;
    if (m->n_keys == d->n_keys && !memcmp(m->keys, d->keys, d->n_keys * sizeof *d->keys)) return 3;
    if (is_untold_name(r, m) && d->what == WHAT_PERSON && m->keys[0] == d->keys[d->n_keys - 1]) return 1;
    if (m->what != WHAT_PERSON || d->what == WHAT_ORG) return 0;
    if (d->n_keys == 1 && m->n_keys > 1 && m->keys[0] == d->keys[0]) return 1;
    if (m->keys[m->n_keys - 1] != d->keys[d->n_keys - 1]) return 0;
    if (m->n_keys == 1 || d->n_keys == 1) return 2;
    bool lacks = ANY_WHERE(i, d->n_keys, !ANY_WHERE(k, m->n_keys, m->keys[k] == d->keys[i]));
    return lacks ? 0 : 2;
}

static bool contradicts(const Resolver *r, const Met *m, const Desc *d) {
    const Entity *e = &r->out->entities[m->entity];
    if (e->gender && d->e.gender && e->gender != d->e.gender && e->gender != 'n' && d->e.gender != 'n') return true;
    return m->person >= 0 && d->person >= 0 && m->person != d->person;
}

static Met *find_met(const Resolver *r, const Desc *d) {
    Met *best = NULL;
    int best_fit = 0;
    for (size_t i = r->memory.n_met; i-- > met_from(r->memory.n_met);) {
        Met *m = &r->memory.met[i];
        if (d->person >= 0 && m->person == d->person) return m;
        if (d->org >= 0 && m->org == d->org) return m;
        if (m->org >= 0 && d->org >= 0) continue;
        int fit = contradicts(r, m, d) ? 0 : name_fit(r, m, d);
        if (fit > best_fit) best_fit = fit, best = m;
    }
    return best;
}

static Met *remember(Resolver *r, const Desc *d, uint32_t entity) {
    Memory *all = &r->memory;
    if (all->n_met == all->cap_met && all->n_met >= 2 * MET_BACK) { /* those that nobody looks back at make room */
        memmove(all->met, all->met + met_from(all->n_met), MET_BACK * sizeof *all->met);
        all->n_met = MET_BACK;
    }
    Met *m = VEC_PUSH(r->view.arena, all->met, all->n_met, all->cap_met);
    *m = (Met){.n_keys = d->n_keys, .what = d->what, .person = d->person, .org = d->org, .entity = entity, .sentence = r->memory.sentence};
    memcpy(m->keys, d->keys, sizeof m->keys);
    return m;
}

/* The noun of the office that the tables give a person mentioned only by name, so that "the chancellor" can refer to her. */
static void note_office(const Resolver *r, Met *m) {
    const char *office = r->out->entities[m->entity].office;
    const char *last = strrchr(office, ' ');
    m->agent = office[0] ? kb_agent_named(r->view.k, slice_of(office)) : NULL;
    if (!m->agent) return;
    Slice word = slice_of(last ? last + 1 : office);
    m->title = lexicon_find_hash(&r->view.k->lexicon, lexicon_hash(word.p, word.n));
}

static void note_title(const Resolver *r, Met *m, const Desc *d) {
    m->sentence = r->memory.sentence;
    if (!d->agent && !m->agent && d->person >= 0) note_office(r, m);
    if (!d->agent) return;
    m->agent = d->agent;
    m->title = r->view.w->lemmas[d->office_last != NO_TOKEN ? d->office_last : d->core];
}

/* A single-word name turns out to be this person's. */
static void call_by_person(Resolver *r, Met *m, const Desc *d) {
    Entity *e = &r->out->entities[m->entity], before = *e;
    *e = d->e;
    if (!e->code[0]) memcpy(e->code, before.code, 4);
    m->what = WHAT_PERSON;
}

/* What a later mention adds to an entity. */
static void enrich(Resolver *r, uint32_t entity, const Desc *d) {
    Entity *e = &r->out->entities[entity];
    if (!e->code[0] && d->e.code[0]) memcpy(e->code, d->e.code, 4);
    if (!e->sector) e->sectors = d->e.sectors;
    if (!e->office[0]) e->office = d->e.office;
    if (!e->gender) e->gender = d->e.gender;
    if (strlen(d->e.name) > strlen(e->name) && d->person < 0 && d->what == WHAT_PERSON && e->kind == ENT_PERSON && e->how == how_text(HOW_NAME))
        e->name = d->e.name;
}

/* ---- descriptions to entities ---- */

static uint32_t country_entity(Resolver *r, Desc *d) {
    size_t as = d->e.kind == ENT_PLACE ? 1 : d->e.sector && d->what == WHAT_CAPITAL ? 2 : 0;
    size_t slot = (size_t)d->country * COUNTRY_SLOTS + as + (d->capital ? 3 : 0);
    if (!r->country_entity[slot]) r->country_entity[slot] = entities_add(r, &d->e) + 1;
    return r->country_entity[slot] - 1;
}

/* "Myanmar drones and [helicopters]": a bare noun gets the state of its conjunct; "" if there is none. */
static const char *code_before(const Resolver *r, int16_t phrase) {
    const Phrase *p = &r->view.ph->p[phrase];
    if (p->conj < 0 || p->first != p->last || p->poss >= 0 || p->n_links) return "";
    const Phrase *q = &r->view.ph->p[p->conj];
    const Refs *f = &r->refs[p->conj];
    const Token *t = r->view.w->s->tokens;
    bool plain = f->done && f->n == 1 && f->what == WHAT_AGENT && q->first < q->last && p->first == q->last + 2u && t[p->first - 1].upos == UPOS_CCONJ;
    const Match *m = plain ? token_match(r->view.w, q->first) : NULL;
    const CountryRow *c = m && m->last < q->last ? match_country(r->view.k, m) : NULL;
    return c ? c->code : "";
}

/* An office or body whose words name no country gets the article's, if that is clear. */
static void take_context(Resolver *r, int16_t phrase, Desc *d) {
    if (d->e.code[0] || d->foreign || !d->agent || !d->e.sector || d->e.sector == SECTOR_UNK) return;
    if (d->e.sector == SECTOR_BUS) return; /* a company operates in many of the places where it is mentioned */
    const char *code = code_before(r, phrase);
    if (!code[0]) code = anaphora_country(r, phrase, d);
    if (!code || !strcmp(code, d->e.apart)) return;
    memcpy(d->e.code, code, 4);
    d->e.by_context = true;
    d->e.how = arena_join(r->view.arena, (const char *const[]){d->e.how, ", ", how_text(HOW_CONTEXT)}, 3);
}

static uint32_t new_entity(Resolver *r, int16_t phrase, Desc *d) {
    take_context(r, phrase, d);
    uint32_t entity = entities_add(r, &d->e);
    note_title(r, remember(r, d, entity), d);
    return entity;
}

static uint32_t named_entity(Resolver *r, int16_t phrase, Desc *d) {
    Met *m = find_met(r, d);
    if (!m) return new_entity(r, phrase, d);
    if (d->what == WHAT_PERSON && is_untold_name(r, m)) call_by_person(r, m, d);
    enrich(r, m->entity, d);
    note_title(r, m, d);
    if (m->person < 0) m->person = d->person;
    if (d->n_keys > m->n_keys) memcpy(m->keys, d->keys, sizeof m->keys), m->n_keys = d->n_keys;
    return m->entity;
}

static uint32_t entity_of(Resolver *r, int16_t phrase, Desc *d) {
    if (d->country >= 0) return country_entity(r, d);
    if (d->what == WHAT_PERSON || d->what == WHAT_ORG || d->n_keys) return named_entity(r, phrase, d);
    if (d->what == WHAT_AGENT) return new_entity(r, phrase, d);
    if (d->what == WHAT_UNKNOWN && !d->e.code[0] && !d->e.apart[0]) return nobody(r, d->e.plural);
    return entities_add(r, &d->e);
}

/* ---- phrases that say the same ---- */

/* A name and the office or description next to it are one person; the office supplies what the name's own row lacks. */
static void join_descriptions(Desc *name, const Desc *other) {
    if (!name->e.code[0]) memcpy(name->e.code, other->e.code, 4);
    bool office = other->agent && other->agent->kind == AGENT_OFFICE, rank_only = office && name->agent && name->agent->kind == AGENT_RANK;
    if (other->e.sector && (!name->e.sector || (office && name->person < 0))) name->e.sectors = other->e.sectors;
    if (other->e.office[0] && (!name->e.office[0] || name->person < 0 || rank_only)) name->e.office = other->e.office;
    if (!name->e.gender) name->e.gender = other->e.gender;
    if (other->agent && (!name->agent || office))
        name->agent = other->agent, name->office_first = other->office_first, name->office_last = other->office_last;
    if (name->person < 0 && other->agent) name->e.how = how_text(HOW_TITLE);
    name->certain = true;
}

static bool is_named(const Desc *d) {
    return d->what == WHAT_STATE || d->what == WHAT_CAPITAL || d->what == WHAT_ORG || d->what == WHAT_PERSON || d->n_keys;
}

static bool is_person_noun(const Desc *d) { return d->what == WHAT_AGENT && d->e.kind == ENT_PERSON; }

/* Whether a description refers to an entity mentioned before: then `f` points to it. */
static bool is_met_again(Resolver *r, int16_t phrase, const Desc *d, Refs *f) {
    int16_t first;
    if (!is_named(d)) {
        while ((first = anaphora_nominal_wants(r, phrase, d)) != NO_PHRASE) resolve_phrase(r, first);
        return anaphora_nominal(r, phrase, d, f);
    }
    return d->n_keys == 1 && anaphora_half(r, phrase, d, f);
}

static void resolve_alone(Resolver *r, int16_t phrase, Desc *d, Refs *f) {
    f->what = d->what;
    f->certain = d->certain || (d->what != WHAT_UNKNOWN && d->what != WHAT_PERSON);
    f->plural = d->e.plural;
    f->core = d->core;
    f->name_first = d->name_first;
    if (!f->n && !is_met_again(r, phrase, d, f)) {
        uint32_t entity = entity_of(r, phrase, d);
        entities_of_refs(r, f, &entity, 1);
    }
    if (f->what == WHAT_UNKNOWN && f->n == 1 && r->out->entities[r->out->refs[f->first]].kind == ENT_PERSON) { /* Xi, mentioned as Xi Jinping */
        f->what = WHAT_PERSON;
        f->certain = true;
    }
    f->done = true;
}

static void share(const Refs *from, Refs *to, const Desc *d) {
    bool busy = to->busy;
    *to = *from;
    to->busy = busy;
    to->core = d->core;
    to->name_first = d->name_first;
    to->done = true;
}

static int16_t acronym_behind(const Resolver *r, int16_t phrase) {
    for (int16_t i = phrase + 1; i < (int16_t)r->view.ph->n && i < phrase + 5; i++)
        if (r->view.ph->p[i].acronym_of == phrase) return i;
    return NO_PHRASE;
}

/* "the Libyan National Army (LNA)": if either is known, it describes both, and the acronym is remembered. */
static void bind_acronym(Resolver *r, int16_t phrase, int16_t acronym, Desc *d) {
    Desc a;
    describe(r, &r->view.ph->p[acronym], &a);
    Refs *f = &r->refs[phrase], *g = &r->refs[acronym];
    if (a.what == WHAT_STATE || a.what == WHAT_CAPITAL || a.what == WHAT_PEOPLE || d->what == WHAT_STATE || d->what == WHAT_CAPITAL)
        return; /* "WASHINGTON (AP)" */
    bool known = d->what == WHAT_ORG && d->org >= 0;
    bool alike = !d->n_keys || !d->e.name[0] || !strncasecmp(d->e.name, a.e.name, 4); /* else the acronym in the tables may be that of another body */
    if (!known && a.what == WHAT_ORG && a.org >= 0 && d->what != WHAT_PERSON && alike) {
        resolve_alone(r, acronym, &a, g);
        share(g, f, d);
        return;
    }
    if (d->what == WHAT_UNKNOWN && !d->n_keys) return;
    if (!f->done) resolve_alone(r, phrase, d, f);
    if (!f->n) return;
    Words const *w = r->view.w;
    a.n_keys = 0;
    for (size_t u = w->unit_of[r->view.ph->p[acronym].first]; u < w->unit_of[r->view.ph->p[acronym].last + 1u] && a.n_keys < NAME_KEYS; u++)
        a.keys[a.n_keys++] = w->units[u].key;
    a.what = WHAT_ORG;
    a.person = a.org = -1;
    note_title(r, remember(r, &a, r->out->refs[f->first]), d);
    share(f, g, &a);
}

/* A name next to an office is a person's. */
static void call_person(Desc *d) {
    d->what = WHAT_PERSON;
    d->e.kind = ENT_PERSON;
}

/* "two Gulf monarchies, Qatar and Oman": the noun refers to all that are named after it. False if they are not several, each with a state. */
static bool resolve_several(Resolver *r, int16_t i, int16_t j, const Desc *d) {
    uint32_t named[8];
    uint8_t n = 0;
    if (!d->e.plural || is_named(d)) return false;
    for (int16_t k = j; k < (int16_t)r->view.ph->n && n < COUNT_OF(named); k++) {
        if (k != j && r->view.ph->p[k].conj != j) continue;
        resolve_phrase(r, k);
        if (!r->refs[k].done || r->refs[k].n != 1 || !entities_of_phrase(r, k).code[0]) return false;
        named[n++] = r->out->refs[r->refs[k].first];
    }
    if (n < 2) return false;
    Refs *f = &r->refs[i];
    entities_of_refs(r, f, named, n);
    f->what = r->refs[j].what;
    f->plural = f->certain = f->done = true;
    f->core = d->core;
    f->name_first = d->name_first;
    return true;
}

/* Resolves a phrase together with its apposition. */
static void resolve_pair(Resolver *r, int16_t i, int16_t j, Desc *d) {
    Refs *f = &r->refs[i], *g = &r->refs[j];
    Desc e;
    g->busy = true;
    describe(r, &r->view.ph->p[j], &e);
    g->busy = false;
    if (d->what == WHAT_UNKNOWN && d->n_keys && is_person_noun(&e)) call_person(d);
    if (e.what == WHAT_UNKNOWN && e.n_keys && is_person_noun(d)) call_person(&e);
    bool both_named = is_named(d) && is_named(&e), office_d = d->what == WHAT_AGENT, office_e = e.what == WHAT_AGENT;
    bool other_code = d->e.code[0] && e.e.code[0] && strcmp(d->e.code, e.e.code);
    bool relation = word_is_in(r->view.k, r->view.w->lemmas[d->core], WORDS_RELATION); /* nouns for states as for people */
    bool state_and_person = !relation && ((d->country >= 0 && is_person_noun(&e)) || (e.country >= 0 && is_person_noun(d)));
    if (relation && e.country >= 0) other_code = false;
    bool by_d = d->what == WHAT_PERSON && (office_e || e.what == WHAT_UNKNOWN || e.what == WHAT_PEOPLE) && !e.n_keys && !e.e.plural;
    bool by_e = !by_d && e.what == WHAT_PERSON && (office_d || d->what == WHAT_UNKNOWN) && !d->n_keys && !d->e.plural;
    bool one_named = !both_named && !other_code && !state_and_person;
    bool is_e = by_e || (!by_d && one_named && is_named(&e) && e.what != WHAT_PERSON && !d->e.plural);
    bool is_d = by_d || (one_named && is_named(d) && d->what != WHAT_PERSON && !e.e.plural);
    if (by_d) join_descriptions(d, &e);
    if (by_e) join_descriptions(&e, d);
    if (is_e) {
        resolve_alone(r, j, &e, g);
        share(g, f, d);
        return;
    }
    resolve_alone(r, i, d, f);
    if (is_d) share(f, g, &e);
}

/* The other states' part of a noun with several adjectives: the same entity with another code, in text order. */
static void add_shared(Resolver *r, int16_t i, Refs *f) {
    uint32_t own = r->out->refs[f->first], first = UINT32_MAX;
    uint8_t n = 1;
    for (int16_t j = r->view.ph->p[i].lead; j < i; j++) {
        Entity e = r->out->entities[own];
        size_t t = r->view.ph->p[j].last;
        const CountryRow *c = match_country(r->view.k, token_match(r->view.w, t));
        if (!c || !strcmp(c->code, e.code)) continue;
        memcpy(e.code, c->code, 4);
        e.name = "";
        uint32_t ref = entities_refer(r, entities_add(r, &e));
        if (first == UINT32_MAX) first = ref;
        n++;
    }
    if (first == UINT32_MAX) return;
    entities_refer(r, own);
    f->first = first;
    f->n = n;
    f->plural = true;
}

static void fill_refs(Resolver *r, int16_t i) {
    const Phrase *p = &r->view.ph->p[i];
    Refs *f = &r->refs[i];
    f->busy = true;
    if (p->pronoun) {
        f->core = p->head;
        f->name_first = NO_TOKEN;
        int16_t speaker = anaphora_pronoun_wants(r, i);
        if (speaker != NO_PHRASE) resolve_phrase(r, speaker);
        anaphora_pronoun(r, i, f);
        f->done = true;
        f->busy = false;
        return;
    }
    Desc d;
    describe(r, p, &d);
    int16_t other = p->name >= 0 ? p->name : p->appos, acronym = acronym_behind(r, i);
    bool open = other >= 0 && !r->refs[other].done && !r->refs[other].busy;
    if (open && !(other == p->appos && resolve_several(r, i, other, &d))) resolve_pair(r, i, other, &d);
    if (acronym >= 0 && !r->refs[acronym].done) bind_acronym(r, i, acronym, &d);
    if (!f->done) resolve_alone(r, i, &d, f);
    if (p->lead >= 0 && f->n == 1 && f->what == WHAT_AGENT) add_shared(r, i, f);
    f->busy = false;
}

static void resolve_phrase(Resolver *r, int16_t phrase) {
    if (!r->refs[phrase].done && !r->refs[phrase].busy) fill_refs(r, phrase);
}

/* ---- what later words look back at ---- */

static Spoken *side_of(Resolver *r, const char *code) {
    for (size_t i = 0; i < r->memory.n_spoken; i++)
        if (!strcmp(r->memory.spoken[i].code, code)) return &r->memory.spoken[i];
    size_t i = r->memory.n_spoken;
    if (i == SPOKEN_MAX) { /* the least prominent one is replaced */
        i = 0;
        for (size_t j = 1; j < SPOKEN_MAX; j++)
            if (r->memory.spoken[j].score < r->memory.spoken[i].score) i = j;
    } else {
        r->memory.n_spoken++;
    }
    r->memory.spoken[i] = (Spoken){.entity = UINT32_MAX};
    memcpy(r->memory.spoken[i].code, code, 4);
    return &r->memory.spoken[i];
}

static void note_side(Resolver *r, uint32_t entity, Function role) {
    static const float weights[] = {1.0f, 1.0f, 1.2f, 2.0f, 3.0f};
    const Entity *e = &r->out->entities[entity];
    if (!e->code[0]) return;
    Spoken *s = side_of(r, e->code);
    for (; s->sentence < r->memory.sentence; s->sentence++) s->score *= 0.85f;
    float kind = e->kind == ENT_STATE ? 1.0f : e->kind == ENT_PLACE ? 0.3f : 0.6f;
    s->score += weights[role] * kind * r->boost;
    if (e->kind == ENT_STATE || s->entity == UINT32_MAX)
        s->entity = s->entity != UINT32_MAX && r->out->entities[s->entity].kind == ENT_STATE ? s->entity : entity;
}

static void note_met(Resolver *r, uint32_t entity, Function role) {
    for (size_t i = r->memory.n_met; i-- > met_from(r->memory.n_met);) {
        if (r->memory.met[i].entity != entity) continue;
        r->memory.met[i].weight += (float)role + 1;
        r->memory.met[i].sentence = r->memory.sentence;
        return;
    }
}

/* Whether a token's clause is the sentence's main clause. */
static bool is_matrix(const Words *w, int token) {
    enum { STEPS = 8 };
    const uint64_t clauses = DEP_BIT(DEP_CCOMP) | DEP_BIT(DEP_ADVCL) | DEP_BIT(DEP_ACL) | DEP_BIT(DEP_ACL_RELCL) | DEP_BIT(DEP_CSUBJ) | DEP_BIT(DEP_PARATAXIS);
    int steps = 0;
    for (; steps < STEPS && w->s->tokens[token].head >= 0 && !dep_in(clauses, w->s->tokens[token].deprel); steps++) token = w->s->tokens[token].head;
    return steps < STEPS && w->s->tokens[token].head < 0;
}

/* One more that later words look back at. Where the list is full, those that are too far back make room. */
static Seen *see(Resolver *r, Refs refs, size_t head, int verb, size_t first, size_t last, Function role) {
    size_t old = 0;
    if (r->n_seen == r->cap_seen) {
        while (old < r->n_seen && r->seen[old].sentence + SEEN_BACK < r->memory.sentence) old++;
        if (old) memmove(r->seen, r->seen + old, (r->n_seen - old) * sizeof *r->seen);
        r->n_seen -= old;
    }
    Seen *s = VEC_PUSH(r->view.arena, r->seen, r->n_seen, r->cap_seen);
    *s = (Seen){.refs = refs.first, .n = refs.n, .what = refs.what, .plural = refs.plural, .certain = refs.certain, .sentence = r->memory.sentence};
    s->head = (uint16_t)head, s->verb = (uint16_t)(verb < 0 ? NO_TOKEN : verb);
    s->first = (uint16_t)first, s->last = (uint16_t)last;
    s->role = (uint8_t)role;
    return s;
}

static Seen *see_phrase(Resolver *r, int16_t i, Function role) {
    const Phrase *p = &r->view.ph->p[i];
    Seen *s = see(r, r->refs[i], p->head, r->view.w->s->tokens[p->head].head, chunk_begin(r->view.ph, i), chunk_end(r->view.ph, i), role);
    s->part = p->conj >= 0;
    s->matrix = is_matrix(r->view.w, p->head);
    return s;
}

/* A coordination is one antecedent: "Saudi Arabia and Qatar ... both sides". */
static void note_group(Resolver *r, int16_t last, Function role) {
    const Phrase *p = r->view.ph->p;
    bool *member = arena_zalloc(r->view.room, r->view.ph->n), certain = true;
    int n = 0;
    for (int16_t i = last; i >= 0 && n < 8; i = p[i].conj) n += member[i] = r->refs[i].n > 0;
    /* in a tree all conjuncts depend on the first: those between have the same head */
    int16_t first = p[last].conj;
    for (int16_t i = first + 1; i < last && n < 8; i++)
        if (p[i].conj == first) n += member[i] = r->refs[i].n > 0;
    if (n < 2) return;
    uint32_t entities[16];
    uint8_t k = 0;
    for (size_t i = 0; i < r->view.ph->n && k < 16; i++) { /* in text order */
        if (!member[i]) continue;
        for (uint32_t e = 0; e < r->refs[i].n && k < 16; e++) entities[k++] = r->out->refs[r->refs[i].first + e];
        certain = certain && r->refs[i].certain;
    }
    Seen *group = see_phrase(r, first, role);
    group->refs = (uint32_t)r->n_refs, group->n = k, group->last = r->view.ph->p[last].last;
    group->plural = group->group = true, group->certain = certain, group->part = false;
    for (int e = 0; e < k; e++) entities_refer(r, entities[e]);
    for (Seen *s = group; s-- > r->seen && s->sentence == r->memory.sentence;)
        if (s->head == group->head) s->part = true;
}

static void note_phrase(Resolver *r, int16_t i) {
    const Phrase *p = &r->view.ph->p[i];
    const Refs *f = &r->refs[i];
    if (!f->n) return;
    Function role = chunk_function(r->view.w, p->head);
    for (uint32_t k = 0; k < f->n; k++) {
        if (!r->view.aside[p->head]) note_side(r, r->out->refs[f->first + k], role);
        note_met(r, r->out->refs[f->first + k], role);
    }
    see_phrase(r, i, role);
    if (p->conj >= 0) note_group(r, i, role);
}

/* ---- mentions ---- */

static void add_mention(Resolver *r, size_t first, size_t last, size_t head, MentionKind kind, uint32_t refs, uint8_t n) {
    const Token *t = r->view.w->s->tokens;
    Mention *m = VEC_PUSH(r->view.arena, r->out->mentions, r->out->n_mentions, r->cap_mentions);
    *m = (Mention){.sentence = r->memory.sentence,
                   .first = (uint16_t)first,
                   .last = (uint16_t)last,
                   .head = (uint16_t)head,
                   .kind = (uint8_t)kind,
                   .aside = r->view.aside[head] != 0,
                   .entities = refs,
                   .n_entities = n,
                   .span = {t[first].span.start, t[last].span.end}};
}

static void mention_phrase(Resolver *r, int16_t i) {
    const Phrase *p = &r->view.ph->p[i];
    const Refs *f = &r->refs[i];
    bool joined = p->shares >= 0 || (p->name_of >= 0 && p->appos_of < 0); /* part of the phrase of its office, or of its noun */
    if (!p->nominal || joined) return;
    bool name = f->what == WHAT_STATE || f->what == WHAT_CAPITAL || f->what == WHAT_ORG || (f->what == WHAT_PERSON && f->name_first != NO_TOKEN);
    MentionKind kind = p->pronoun ? MENTION_PRONOUN : !name ? MENTION_NOMINAL : p->owns >= 0 ? MENTION_MODIFIER : MENTION_NAME;
    add_mention(r, chunk_begin(r->view.ph, i), chunk_end(r->view.ph, i), p->head, kind, f->first, f->n);
}

static size_t head_of_match(const Words *w, const Match *m) {
    for (size_t t = m->last + 1u; t-- > m->first;)
        if (w->s->tokens[t].head < (int)m->first || w->s->tokens[t].head > (int)m->last) return t;
    return m->last;
}

/* The entities of a name or agent noun inside another phrase. */
static void mention_modifier(Resolver *r, const Phrase *p, const Match *m) {
    Phrase inner = *p;
    inner.last = m->last;
    inner.n_links = 0;
    inner.name = inner.name_of = inner.appos = NO_PHRASE;
    while (inner.first < m->first && r->view.w->s->tokens[inner.first].upos == UPOS_DET) inner.first++;
    bool region = m->type == SENSE_COUNTRY && match_country(r->view.k, m) && match_country(r->view.k, m)->kind == COUNTRY_REGION;
    inner.owns = region ? NO_PHRASE : 0; /* functions as an owner: a capital here is its government */
    inner.adposition = -1;
    if (m->type != SENSE_AGENT) inner.first = m->first, inner.poss = NO_PHRASE;
    size_t head = head_of_match(r->view.w, m);
    Desc d;
    inner.head = (uint16_t)head;
    describe(r, &inner, &d);
    d.foreign = true; /* no state from context: "military cooperation" does not mean an army */
    if (m->type == SENSE_AGENT && !d.e.code[0] && word_of(r->view.k, r->view.w->forms[m->last]) == WORD_MILITARY) return;
    if (m->type == SENSE_ADJECTIVE || m->type == SENSE_PEOPLE) {
        d.what = WHAT_STATE;
        d.e.kind = ENT_STATE;
        d.e.plural = false;
        d.country = (int32_t)r->view.k->senses[m->sense].row;
        d.e.lat = r->view.k->countries[d.country].lat;
        d.e.lon = r->view.k->countries[d.country].lon;
    }
    uint32_t entity = entity_of(r, NO_PHRASE, &d);
    Refs refs = {.first = entities_refer(r, entity), .n = 1, .what = d.what, .certain = true};
    add_mention(r, inner.first, inner.last, head, MENTION_MODIFIER, refs.first, refs.n);
    if (!r->view.aside[head]) note_side(r, entity, FUNCTION_MODIFIER);
    see(r, refs, head, p->head, m->first, m->last, FUNCTION_MODIFIER);
}

static void mention_modifiers(Resolver *r, int16_t i) {
    const Phrase *p = &r->view.ph->p[i];
    const Refs *f = &r->refs[i];
    bool unknown = f->what == WHAT_UNKNOWN || !p->nominal;
    for (size_t t = p->first; t <= p->last; t++) {
        const Match *m = token_match(r->view.w, t);
        if (!m || m->first != t || m->last > p->last || match_only_backs(r->view.k, r->view.w, m)) continue;
        bool core = f->core >= m->first && f->core <= m->last, named = f->name_first != NO_TOKEN && m->last >= f->name_first;
        if (core && p->nominal && !(f->what == WHAT_UNKNOWN && m->type != SENSE_AGENT)) continue;
        if (named && f->what == WHAT_PERSON) continue;
        const AgentRow *a = match_agent(r->view.k, m);
        bool noun = r->view.w->s->tokens[m->last].upos == UPOS_NOUN || r->view.w->s->tokens[m->last].upos == UPOS_PROPN;
        bool hyphen = m->last < p->last && !r->view.w->s->tokens[m->last].space_after; /* military-industrial */
        /* "militant attacks", which a tagger takes for an adjective */
        noun = noun || (a && a->kind == AGENT_PERSON && (a->sectors.s[0] == SECTOR_REB || a->sectors.s[0] == SECTOR_UAF));
        if (a && (!unknown || core || a->kind == AGENT_MODIFIER || !noun || hyphen)) continue;
        mention_modifier(r, p, m);
    }
}

/* Orders the sentence's mentions by their heads, and points the tokens to them. */
static void order_mentions(Resolver *r, size_t from) {
    Mention *m = r->out->mentions;
    int32_t *at = r->mention_at;
    for (size_t i = from + 1; i < r->out->n_mentions; i++) {
        Mention x = m[i];
        size_t j = i;
        for (; j > from && m[j - 1].head > x.head; j--) m[j] = m[j - 1];
        m[j] = x;
    }
    for (size_t i = from; i < r->out->n_mentions; i++)
        if (at[m[i].head] < 0) at[m[i].head] = (int32_t)i;
}

/* If two tokens of one phrase depend on tokens outside it, both lead to its mention. */
static void point_strays(Resolver *r, size_t from) {
    const Token *tokens = r->view.w->s->tokens;
    int32_t *at = r->mention_at;
    for (size_t i = from; i < r->out->n_mentions; i++) {
        const Mention *m = &r->out->mentions[i];
        if (m->kind == MENTION_MODIFIER || m->kind == MENTION_PRONOUN) continue;
        for (size_t t = m->first; t <= m->last; t++) {
            bool outside = tokens[t].head < (int)m->first || tokens[t].head > (int)m->last;
            bool noun = tokens[t].upos == UPOS_NOUN || tokens[t].upos == UPOS_PROPN;
            int16_t phrase = r->view.ph->of_token[t];
            if (at[t] >= 0 || phrase < 0) continue;
            bool own = outside && noun && phrase == r->view.ph->of_token[m->head];
            if (own || (r->view.ph->p[phrase].shares >= 0 && r->view.ph->p[phrase].shares == r->view.ph->of_token[m->head])) at[t] = (int32_t)i;
        }
    }
}

/* ---- sentences ---- */

static void read_sentence(Resolver *r, uint32_t index, const OpenSentence *open) {
    const Sentence *s = open->s;
    Reading *o = r->out;
    Words w;
    Phrases ph;
    r->mention_at = open->mention_at;
    for (size_t t = 0; t < s->n; t++) open->mention_at[t] = -1;
    Room room = room_open(r->view.arena);
    r->view.room = room.arena;
    match_sentence(r->view.k, r->view.article->text, s, open->forms, open->lemmas, open->hashes, room.arena, &w);
    r->view.w = &w;
    town_doubt_matches(&r->view, &w);
    chunk_sentence(r->view.k, &w, room.arena, &ph);
    r->memory.sentence = index;
    r->view.ph = &ph;
    r->view.aside = aside_mark(&r->view);
    r->refs = arena_zalloc(room.arena, (ph.n + 1) * sizeof *r->refs);
    r->view.known = arena_alloc(room.arena, (ph.n + 1) * sizeof *r->view.known);
    size_t from = o->n_mentions;
    for (int16_t i = 0; i < (int16_t)ph.n; i++) {
        if (ph.p[i].shares >= 0) continue;
        resolve_phrase(r, i);
        mention_modifiers(r, i);
        if (ph.p[i].nominal) note_phrase(r, i);
        mention_phrase(r, i);
    }
    order_mentions(r, from);
    point_strays(r, from);
    room_close(&room);
}

Resolver *coref_begin(const Kb *k, const Article *article, const char *date, Arena *arena, Reading *out) {
    *out = (Reading){.article = article};
    Resolver *r = arena_alloc(arena, sizeof *r);
    *r = (Resolver){.view = {.k = k, .article = article, .arena = arena, .home = ""}, .out = out};
    if (!kb_date(slice_of(date), 0, &r->view.date)) r->view.date = DATE_UNKNOWN;
    r->view.memory = &r->memory;
    r->country_entity = arena_zalloc(arena, (k->n_countries * COUNTRY_SLOTS + 1) * sizeof *r->country_entity);
    r->view.home = town_home(&r->view);
    return r;
}

void coref_sentence(Resolver *r, const Sentence *s, bool shelve) {
    Reading *o = r->out;
    Arena *arena = r->view.arena;
    uint32_t index = (uint32_t)o->n_sentences, first_mention = (uint32_t)o->n_mentions;
    size_t n_kept = index;
    shelve = shelve && s->n;
    Room room = room_open(arena);
    OpenSentence *open = arena_alloc(shelve ? room.arena : arena, sizeof *open);
    *open = open_sentence_new(s, shelve ? room.arena : arena);
    *VEC_PUSH(arena, r->sentences, o->n_sentences, r->cap_sentences) = *s;
    o->sentences = r->sentences;
    const Block *block = s->block < r->view.article->n_blocks ? &r->view.article->blocks[s->block] : NULL;
    r->boost = block && (block->kind == BLOCK_TITLE || block->kind == BLOCK_HIGHLIGHT) ? 2.0f : 1.0f;
    read_sentence(r, index, open);
    KeptSentence *kept = VEC_PUSH(arena, o->kept, n_kept, r->cap_kept);
    kept->open = open;
    if (shelve) {
        if (!o->shelf) o->shelf = shelf_new(arena);
        kept->shelved = shelf_put(o->shelf, open, first_mention);
        r->sentences[index].tokens = NULL;
        room_close(&room);
    } else {
        open->s = NULL; /* moves as the list grows: reading_open */
    }
}

OpenSentence reading_open(const Reading *r, uint32_t sentence, Arena *arena) {
    const Sentence *s = &r->sentences[sentence];
    if (reading_shelves(s)) return shelf_take(r->shelf, r->kept[sentence].shelved, s, arena);
    OpenSentence out = *r->kept[sentence].open;
    out.s = s;
    return out;
}

void coref_read(const Kb *k, const Article *article, const Sentence *sentences, size_t n_sentences, const char *date, Arena *arena, Reading *out) {
    Resolver *r = coref_begin(k, article, date, arena, out);
    for (size_t i = 0; i < n_sentences && !arena_spent(arena); i++) coref_sentence(r, &sentences[i], false);
}
