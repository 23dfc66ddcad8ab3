/* describe.c - describes a phrase: country, sectors and name, by its own words and those of the phrases attached to it. An agent noun gives the sectors;
 * adjectives, possessors and "of X" give the country. A person's row in the tables takes precedence over the title in the text. */
#include <stdio.h>

#include "mention/describe.h"

/* The entity of another phrase; if that is not known yet, the phrase is noted as wanted. */
static Entity view_entity(View *v, int16_t phrase) {
    int32_t known = v->known[phrase];
    if (known == KNOWN_NOT_YET && v->wanted == NO_PHRASE) v->wanted = phrase;
    return known >= 0 ? v->entities[known] : ENTITY_NONE;
}

/* ---- sectors ---- */

/* Sets of sectors: former ones and opponents, officials, armed forces, ... */
enum {
    ASIDE = SECTOR_BIT(SECTOR_OPP) | SECTOR_BIT(SECTOR_ELI) | SECTOR_BIT(SECTOR_PRE),
    OFFICIALS = SECTOR_BIT(SECTOR_GOV) | SECTOR_BIT(SECTOR_MIL) | SECTOR_BIT(SECTOR_LEG) | SECTOR_BIT(SECTOR_JUD) | SECTOR_BIT(SECTOR_SPY) | SECTOR_BIT(SECTOR_COP),
    SERVED = SECTOR_BIT(SECTOR_MIL) | SECTOR_BIT(SECTOR_COP) | SECTOR_BIT(SECTOR_SPY) | SECTOR_BIT(SECTOR_REB) | SECTOR_BIT(SECTOR_JUD) | SECTOR_BIT(SECTOR_CRM) |
             SECTOR_BIT(SECTOR_PRM),
    NOT_SERVING = SECTOR_BIT(SECTOR_MIL) | SECTOR_BIT(SECTOR_REB) | SECTOR_BIT(SECTOR_LEG) | SECTOR_BIT(SECTOR_JUD) | SECTOR_BIT(SECTOR_UAF)
};

static void add_sector(Sectors *s, Sector sector) {
    for (int i = 0; i < SECTORS; i++) {
        if (s->s[i] == sector) return;
        if (s->s[i]) continue;
        s->s[i] = (uint8_t)sector;
        return;
    }
}

/* How specific a sector is: a more specific word takes precedence. */
static int weight_of(Sector sector) {
    switch (sector) {
    case SECTOR_NONE: case SECTOR_UNK: return 0;
    case SECTOR_UAF: case SECTOR_CVL: return 1;
    case SECTOR_GOV: return 2;
    case SECTOR_MIL: return 3;
    default: return 4;
    }
}

static void join_sectors(Sectors *head, const Sectors *more, bool keeps) {
    Sector a = head->s[0], b = more->s[0];
    if (!b) return;
    bool aside = sector_in(ASIDE, b) && weight_of(a) > 1;
    if (keeps || aside || weight_of(b) <= weight_of(a)) {
        for (int i = 0; i < SECTORS && more->s[i]; i++)
            if (weight_of(more->s[i]) > 1) add_sector(head, more->s[i]);
        return;
    }
    Sectors joined = *more;
    for (int i = 0; i < SECTORS && head->s[i]; i++)
        if (weight_of(head->s[i]) > 1) add_sector(&joined, head->s[i]);
    *head = joined;
}

static void make_former(Desc *d) {
    bool none = !d->e.sector && (!d->agent || d->agent->kind == AGENT_OFFICE);
    if (none || sector_in(OFFICIALS, d->e.sector)) d->e.sectors = (Sectors){{SECTOR_ELI}};
}

/* ---- names ---- */

static bool is_particle(const Words *w, size_t t, size_t last) {
    const Token *tok = &w->s->tokens[t];
    size_t next = t + 1 + (t + 2 <= last && w->s->tokens[t + 1].upos == UPOS_PUNCT);
    return t < last && tok->span.end - tok->span.start <= 3 && tok->upos != UPOS_PUNCT && tok->upos != UPOS_ADP && tok->upos != UPOS_DET &&
           tok->upos != UPOS_NUM && w->match_of[t] < 0 && token_is_name(w, next) &&
           (tok->upos == UPOS_PROPN || tok->upos == UPOS_X || tok->upos == UPOS_NOUN);
}

static bool may_name(const View *v, const Phrase *p, size_t t) {
    const Words *w = v->w;
    const Match *m = token_match(w, t);
    if (m && m->type == SENSE_PERSON) return true;
    if (m && t == p->first && m->last == t && m->type == SENSE_COUNTRY) /* "Israel Katz" */
        return t < p->last && !token_match(w, t + 1) && token_is_name(w, t + 1) && kb_given_gender(v->k, w->units[w->unit_of[t]].id);
    if (m) { /* "Michael Jordan" */
        bool short_name =
            m->first == m->last && m->first > p->first && (m->type == SENSE_COUNTRY || m->type == SENSE_CAPITAL) && !token_match(w, m->first - 1u);
        return short_name && t == p->last && token_is_name(w, t - 1) && kb_given_gender(v->k, w->units[w->unit_of[t - 1]].id);
    }
    if (token_is_in(v->k, w, t, WORDS_HONORIFIC) || token_is_in(v->k, w, t, WORDS_TIME)) return false;
    if (token_is_name(w, t) || is_particle(w, t, p->last)) return true;
    return w->s->tokens[t].upos == UPOS_PUNCT && t > p->first && t < p->last && !w->s->tokens[t].space_after;
}

/* The first of the name words at the end of the phrase; -1 if there are none. */
static int name_run(const View *v, const Phrase *p) {
    size_t t = p->last + 1u;
    while (t > p->first && may_name(v, p, t - 1)) t--;
    while (t <= p->last && v->w->s->tokens[t].upos == UPOS_PUNCT) t++;
    return t <= p->last ? (int)t : -1;
}

static void take_keys(const View *v, Desc *d, size_t first, size_t last) {
    const Words *w = v->w;
    d->name_first = (uint16_t)first;
    d->name_last = (uint16_t)last;
    d->n_keys = 0;
    for (size_t u = w->unit_of[first]; u < w->unit_of[last + 1] && d->n_keys < NAME_KEYS; u++)
        if (w->units[u].key && word_of(v->k, w->units[u].id) != WORD_POSS) d->keys[d->n_keys++] = w->units[u].key;
}

static bool is_met(const View *v, const Desc *d, uint8_t what) { return d->n_keys && memory_has_name(v->memory, d->keys[d->n_keys - 1], what); }

static bool title_before(const View *v, const Phrase *p, size_t first) {
    if (first == p->first) return p->name_of >= 0;
    return token_is_title(v->k, v->w, first - 1) || token_word(v->k, v->w, first - 1) == WORD_COUNTERPART;
}

/* Whether a run of names is a person, if no table has it or one has it as something else. */
static bool is_person_name(const View *v, const Phrase *p, Desc *d) {
    const Words *w = v->w;
    size_t n = 0; /* whole words, not parts of words: al-Tanf is one */
    for (size_t t = d->name_first; t <= d->name_last; t++) n += t == d->name_first || w->s->tokens[t - 1].space_after;
    d->certain = title_before(v, p, d->name_first) || is_met(v, d, WHAT_PERSON);
    if (d->certain) return true;
    if (is_met(v, d, WHAT_ORG) || is_met(v, d, WHAT_UNKNOWN)) return false;
    bool det = w->s->tokens[p->first].upos == UPOS_DET;
    bool body_or_thing = token_is_in(v->k, w, d->name_last, WORDS_OWN_BODY) || token_is_in(v->k, w, d->name_last, WORDS_THING);
    if (det || n < 2 || d->n_keys > 5 || body_or_thing || w->caps) return false;
    bool given = kb_given_gender(v->k, d->keys[0]) != 0;
    d->certain = given;
    WordName before = (WordName)p->adposition;
    bool place = before == WORD_IN || before == WORD_AT || before == WORD_NEAR || before == WORD_ACROSS || before == WORD_INSIDE;
    Function role = chunk_function(w, p->head);
    bool acts = role >= FUNCTION_OBJECT || p->adposition == WORD_WITH || p->adposition == WORD_BY || role == FUNCTION_OTHER;
    return given || (!place && acts && !w->titled && d->name_first == p->first);
}

/* The person who matches a run of names; a family name alone, after a first name that the tables do not combine with it, is somebody else. */
static const Match *person_match(const View *v, Desc *d) {
    const Match *m = token_match(v->w, d->name_last);
    if (!m || m->type != SENSE_PERSON) return NULL;
    if (v->k->senses[m->sense].flags & SENSE_SHORT && d->name_first < m->first) return NULL;
    if (d->name_first < m->first && !token_match(v->w, m->first - 1u)) d->name_first = m->first; /* a title that is in no table */
    return m;
}

/* ---- people of the tables ---- */

/* The office of a person on a day or, if there is none, the last one that ended before; NULL if there is none either. */
static const OfficeRow *office_at(const Kb *k, const PersonRow *p, uint32_t date) {
    const OfficeRow *best = NULL, *past = NULL;
    for (uint32_t i = 0; i < p->n_offices; i++) {
        const OfficeRow *o = &k->offices[p->office + i];
        if (o->to < date && (!past || o->to >= past->to)) past = o;
        if (o->from > date || o->to < date) continue;
        bool government = o->sectors.s[0] == SECTOR_GOV, had = best && best->sectors.s[0] == SECTOR_GOV, elsewhere = best && strcmp(o->code, best->code);
        if (!best || (elsewhere ? o->from > best->from : government || !had)) best = o; /* nobody serves two states: the later office continues */
    }
    return best ? best : past;
}

/* What the tables say of a person on a day. */
static Entity person_of_row(const View *v, uint32_t person) {
    const PersonRow *p = &v->k->people[person];
    Desc d = {.e = ENTITY_NONE};
    const OfficeRow *o = office_at(v->k, p, v->date), *known = o ? o : &v->k->offices[p->office]; /* before the first office too */
    d.e.kind = ENT_PERSON;
    d.e.name = kb_string(v->k, p->name);
    d.e.gender = (uint8_t)p->gender;
    if (!p->n_offices) return d.e;
    memcpy(d.e.code, known->code, 4);
    d.e.how = kb_string(v->k, known->how);
    if (!o) return d.e;
    d.e.sectors = o->sectors;
    if (o->to < v->date) make_former(&d);
    else d.e.office = kb_string(v->k, o->title);
    return d.e;
}

static bool share_sector(const Sectors *a, const Sectors *b) {
    if (!a->s[0]) return b->s[0] == SECTOR_GOV;
    return ANY_WHERE(i, SECTORS, a->s[i] && memchr(b->s, a->s[i], SECTORS));
}

/* Whether the article has mentioned a state, or none yet. International bodies are always plausible. */
static bool is_near(const View *v, const char *code) {
    return !v->memory->n_spoken || memory_spoken(v->memory, code) > 0 || !strcmp(v->home, code) || actor_is_of_states[actor_of(code)];
}

/* How a title matches: 2 word for word, 1 by its last word. */
static int title_called(const char *called, Slice title) {
    char word[64];
    size_t n = 0;
    if (strlen(called) == title.n && !strncasecmp(called, title.p, title.n)) return 2;
    while (n < title.n && n < sizeof word - 1 && title.p[title.n - 1 - n] != ' ') n++;
    snprintf(word, sizeof word, "%.*s", (int)n, title.p + title.n - n);
    return n > 0 && strcasestr(called, word) ? 1 : 0;
}

/* How well an office fits a title in the text, by words, country and sectors; 0 not at all. Less known people must belong to a state that the title or the
 * article names. */
static int title_fit(const View *v, const Desc *d, const PersonRow *p, const OfficeRow *o, Slice title) {
    int called = title_called(kb_string(v->k, o->title), title);
    bool same_code = d->e.code[0] && !strcmp(o->code, d->e.code), near = is_near(v, o->code);
    if (d->e.code[0] && !same_code) return 0;
    if (p->lesser && !same_code && (!near || (!v->memory->n_spoken && called < 2))) return 0;
    int fit = same_code ? 2 + called : called ? called + near : near && share_sector(&d->e.sectors, &o->sectors) ? 1 : 0;
    return fit ? 2 * fit + !p->lesser : 0;
}

/* "Deputy Secretary Hicks": the person in the tables with this title and last name on the date, or -1. There must be only one. */
static int32_t person_by_title(const View *v, const Desc *d, Slice title) {
    if (d->n_keys != 1 || d->keys[0] >> 31) return -1;
    int32_t found = -1;
    int best = 0;
    for (size_t i = kb_last_name(v->k, d->keys[0]); i < v->k->n_last_names && v->k->last_names[i].word == d->keys[0]; i++) {
        uint32_t person = v->k->last_names[i].person;
        const OfficeRow *o = office_at(v->k, &v->k->people[person], v->date);
        if (!o || (o->to < v->date && !d->former)) continue;
        int fit = title_fit(v, d, &v->k->people[person], o, title);
        if (fit && fit == best) found = -1;
        if (fit > best) best = fit, found = (int32_t)person;
    }
    return found;
}

/* ---- countries ---- */

static void take_code(Desc *d, const char *code, const char *how) {
    if (d->e.code[0] || !code[0]) return;
    memcpy(d->e.code, code, 4);
    if (how && how[0] && !d->e.how[0]) d->e.how = how;
}

static void take_country(View *v, Desc *d, const CountryRow *c) {
    if (d->e.code[0]) return;
    take_code(d, c->code, kb_string(v->k, c->how));
    if (c->kind == COUNTRY_BREAKAWAY && d->e.sector != SECTOR_ELI) add_sector(&d->e.sectors, SECTOR_PRE);
}

/* Ministers and envoys belong to the government whatever their portfolio. */
static bool keeps_sector(const View *v, size_t core) {
    return token_is_in(v->k, v->w, core, WORDS_MINISTER) || word_is_in(v->k, v->w->lemmas[core], WORDS_MINISTERING);
}

static void take_countries(View *v, Desc *d, size_t first, size_t end) {
    for (size_t t = first; t < end; t++) {
        const Match *m = token_match(v->w, t);
        const CountryRow *c = match_country(v->k, m);
        if (c && !match_only_backs(v->k, v->w, m)) take_country(v, d, c);
    }
}

/* The country of an adjective in a phrase with an unknown noun: "the Afghan team's coach". */
static void take_inner_country(View *v, Desc *d, const Phrase *q) {
    take_countries(v, d, q->first, q->last + 1u);
    if (q->poss >= 0) take_code(d, view_entity(v, q->poss).code, how_text(HOW_POSSESSOR));
}

static void take_owner(View *v, Desc *d, const Entity *owner, const Phrase *q) {
    if (owner->kind == ENT_UNKNOWN && !owner->code[0] && !owner->sector) {
        take_inner_country(v, d, q);
        return;
    }
    take_code(d, owner->code, owner->how);
    if (owner->kind == ENT_STATE || owner->kind == ENT_PLACE || owner->kind == ENT_PERSON) return;
    join_sectors(&d->e.sectors, &owner->sectors, keeps_sector(v, d->core));
}

/* Of several bodies with the same name: the one that existed at the time, in the country that the phrase names, else in one that the article mentions. `hint`
 * becomes the country that the phrase names before it: "the Indian Supreme Court", "Serbia's Democratic Party". */
static const OrgRow *choose_org(View *v, const Phrase *p, const Match *m, Desc *hint) {
    const OrgRow *best = NULL;
    float best_score = -1;
    *hint = (Desc){.e = ENTITY_NONE};
    take_countries(v, hint, p->first, m->first);
    if (p->poss >= 0) take_code(hint, view_entity(v, p->poss).code, "");
    FOR_SENSES(s, &v->k->senses[m->sense]) {
        if (s->type != SENSE_ORG || !match_fits(v->k, v->w, m, s)) continue;
        const OrgRow *o = &v->k->orgs[s->row];
        float side = memory_spoken(v->memory, o->code);
        float score = (o->from <= v->date && o->to >= v->date ? 16.0f : 0) + (hint->e.code[0] && !strcmp(hint->e.code, o->code) ? 32.0f : 0) +
                      (v->home[0] && !strcmp(v->home, o->code) ? 4.0f : 0) + (side > 0 ? 2.0f + side / (1 + side) : 0);
        if (score > best_score) best_score = score, best = o;
    }
    return best;
}

/* Bodies that every state has. */
static bool has_namesakes(const OrgRow *o) {
    return o->kind == ORG_MINISTRY || o->kind == ORG_PARLIAMENT || o->kind == ORG_COURT || o->kind == ORG_AGENCY || o->kind == ORG_PARTY || o->kind == ORG_ARMY ||
           o->kind == ORG_POLICE || o->kind == ORG_BANK;
}

/* Members of an armed or judicial body belong to its sector: "army accountant", "intelligence agency officer". */
static bool serves(const Desc *d, const AgentRow *body) {
    bool is_body = body->kind == AGENT_BODY || body->kind == AGENT_GROUP, person = d->agent && d->agent->kind == AGENT_PERSON;
    return is_body && person && sector_in(SERVED, body->sectors.s[0]) && !sector_in(NOT_SERVING, d->e.sector);
}

/* The contribution of a matched word before the core. */
static void take_modifier(View *v, Desc *d, const Phrase *p, const Match *m) {
    const Kb *k = v->k;
    const CountryRow *country = match_country(k, m);
    uint32_t row = k->senses[m->sense].row;
    if (match_only_backs(k, v->w, m)) {
        if (country) memcpy(d->e.apart, country->code, sizeof d->e.apart);
    } else if (country) {
        take_country(v, d, country);
        if (m->type == SENSE_SEAT) join_sectors(&d->e.sectors, &(Sectors){{SECTOR_GOV}}, true);
    } else if (m->type == SENSE_ORG) {
        Desc hint;
        const OrgRow *o = choose_org(v, p, m, &hint);
        if (hint.e.code[0] && has_namesakes(o)) take_code(d, hint.e.code, hint.e.how); /* "a Swedish Foreign Office official" */
        bool medium = d->agent && d->agent->sectors.s[0] == SECTOR_JRN; /* "the Guardian newspaper" */
        if (o->kind == ORG_MEDIA && d->agent && !agent_is_person(d->agent->kind) && !medium) return; /* the army is not the newspaper's */
        take_code(d, o->code, kb_string(k, o->how));
        join_sectors(&d->e.sectors, &o->sectors, keeps_sector(v, d->core));
        if (!d->e.name[0] && d->agent && !agent_is_person(d->agent->kind)) d->e.name = kb_string(k, o->name);
    } else if (m->type == SENSE_PERSON) {
        Entity person = person_of_row(v, row);
        take_code(d, person.code, person.how);
        if (!d->e.sector) join_sectors(&d->e.sectors, &person.sectors, false);
    } else if (m->type == SENSE_AGENT) {
        const AgentRow *a = &k->agents[row];
        Sectors own = d->e.sectors;
        bool former = a->sectors.s[0] == SECTOR_ELI && a->kind == AGENT_MODIFIER, served = !former && serves(d, a);
        if (former) d->former = true;
        else if (served) d->e.sectors = a->sectors;
        else join_sectors(&d->e.sectors, &a->sectors, keeps_sector(v, d->core) || a->kind == AGENT_RANK);
        if (served && own.s[0] != SECTOR_COP) join_sectors(&d->e.sectors, &own, true);
        take_code(d, a->code, kb_string(k, a->how));
    }
}

/* Prepositions whose phrase gives an agent's country. */
static bool tells_country(const Desc *d, int word) {
    if (word == WORD_OF) return true;
    bool office = d->agent && d->agent->kind == AGENT_OFFICE;
    if (word == WORD_FOR) return office;
    return word == WORD_IN || word == WORD_FROM || word == WORD_AT || word == WORD_ACROSS || word == WORD_WITHIN || word == WORD_INSIDE;
}

/* Whether the phrase's noun excludes the state of its owner: "Iran's rivals", "a neighbour of Kenya". */
static bool is_relation(const View *v, const Desc *d) { return word_is_in(v->k, v->w->lemmas[d->core], WORDS_RELATION) || word_is_in(v->k, v->w->lemmas[d->core], WORDS_OPPONENT); }

/* A whole state has its neighbours, rivals and allies among other states. A government, an army or a person has them among its own people, and their opponents
 * are in the opposition. */
static void take_relation(const View *v, Desc *d, const Entity *owner) {
    enum { RULING = SECTOR_BIT(SECTOR_GOV) | SECTOR_BIT(SECTOR_MIL) | SECTOR_BIT(SECTOR_COP) | SECTOR_BIT(SECTOR_SPY) | SECTOR_BIT(SECTOR_LEG) };
    bool whole = owner->kind == ENT_STATE || owner->kind == ENT_PLACE || (owner->kind == ENT_GROUP && !owner->sector) || owner->kind == ENT_UNKNOWN;
    if (!owner->code[0] || !strcmp(owner->code, d->e.code)) return;
    if (whole) memcpy(d->e.apart, owner->code, sizeof d->e.apart);
    else take_code(d, owner->code, "");
    if (!whole && word_is_in(v->k, v->w->lemmas[d->core], WORDS_OPPONENT) && sector_in(RULING, owner->sector)) add_sector(&d->e.sectors, SECTOR_OPP);
}

static bool is_counterpart_word(const View *v, size_t t) {
    WordName lemma = word_of(v->k, v->w->lemmas[t]);
    return lemma == WORD_COUNTERPART || lemma == WORD_NEIGHBOR || token_word(v->k, v->w, t) == WORD_COUNTERPARTS;
}

/* "his Indian counterpart Wang Yi", "its eastern neighbour": not in the owner's country. */
static bool is_counterpart(const View *v, const Phrase *p) { return ANY_WHERE(i, p->last + 1u - p->first, is_counterpart_word(v, p->first + i)); }

static void take_possessor(View *v, Desc *d, const Phrase *p) {
    if (p->poss < 0) return;
    Entity owner = view_entity(v, p->poss);
    if (is_relation(v, d)) take_relation(v, d, &owner);
    else if (!is_counterpart(v, p)) take_owner(v, d, &owner, &v->ph->p[p->poss]);
    else if (owner.kind == ENT_PERSON) d->e.sectors = owner.sectors;
}

static void take_links(View *v, Desc *d, const Phrase *p) {
    uint32_t lemma = v->w->lemmas[d->core];
    bool relation = is_relation(v, d), servant = word_is_in(v->k, lemma, WORDS_SERVANT), envoy = word_is_in(v->k, lemma, WORDS_ENVOY);
    for (int i = 0; i < p->n_links; i++) {
        int word = p->link_word[i];
        const Phrase *q = &v->ph->p[p->link[i]];
        bool close = (relation && word == WORD_OF) || (servant && (word == WORD_OF || word == WORD_TO));
        if (!close && (!tells_country(d, word) || (word != WORD_OF && envoy) || v->aside[q->head] == ASIDE_PAST)) continue;
        Entity e = view_entity(v, p->link[i]);
        if (close && relation) take_relation(v, d, &e);
        else if (close || word == WORD_OF || word == WORD_FOR || e.kind == ENT_ORG) take_owner(v, d, &e, q);
        else if (e.kind == ENT_UNKNOWN) take_inner_country(v, d, q);
        else if (e.kind == ENT_STATE || e.kind == ENT_PLACE || e.kind == ENT_GROUP) {
            if (!d->e.code[0] && e.code[0]) d->e.by_place = word != WORD_FROM && e.kind != ENT_GROUP;
            take_code(d, e.code, e.how);
        }
        if (close && servant && e.kind == ENT_PERSON) join_sectors(&d->e.sectors, &e.sectors, false);
    }
}

/* ---- agents ---- */

static bool is_office_word(const View *v, size_t t) {
    const Words *w = v->w;
    const Match *m = token_match(w, t);
    const AgentRow *a = match_agent(v->k, m);
    if (a) return a->kind != AGENT_RANK;
    unsigned upos = w->s->tokens[t].upos;
    return !m && (upos == UPOS_NOUN || upos == UPOS_PROPN || upos == UPOS_PUNCT || (upos == UPOS_ADJ && token_is_capital(w, t)));
}

static void take_office_words(const View *v, Desc *d, const Phrase *p, const Match *core) {
    size_t first = core->first;
    while (first > p->first && is_office_word(v, first - 1u)) first--;
    while (first < core->first && v->w->s->tokens[first].upos == UPOS_PUNCT) first++;
    d->office_first = (uint16_t)first;
    d->office_last = core->last;
}

/* "foreign troops", "African peacekeepers": not from the country that the article is about. */
static bool says_foreign(const Kb *k, const Words *w, size_t t) {
    bool capital = t > 0 && token_is_capital(w, t) && !w->titled;
    return w->s->tokens[t].upos == UPOS_ADJ && (capital || token_is_in(k, w, t, WORDS_FOREIGN));
}

/* "rebels backed by Iran", "militias loyal to Iran": their backer is somebody else. */
static void take_backer_behind(const View *v, Desc *d, const Phrase *p) {
    size_t t = p->last + 1u;
    if (t + 2 >= v->w->s->n) return;
    WordName with = token_word(v->k, v->w, t + 1);
    bool backed = with == WORD_BY && token_is_in(v->k, v->w, t, WORDS_BACKER);
    if (!backed && ((with != WORD_TO && with != WORD_WITH) || !token_is_in(v->k, v->w, t, WORDS_LOYAL))) return;
    const CountryRow *c = match_country(v->k, token_match(v->w, t + 2));
    if (c) memcpy(d->e.apart, c->code, sizeof d->e.apart);
}

/* An agent noun at `core`, with the words before it in the phrase, its possessor and its links. */
static void describe_agent(View *v, Desc *d, const Phrase *p, const Match *core) {
    const AgentRow *a = match_agent(v->k, core);
    d->agent = a;
    d->core = core->last;
    d->e.sectors = a->sectors;
    d->e.gender = a->gender;
    d->e.plural = (v->k->senses[core->sense].flags & SENSE_PLURAL) != 0;
    d->e.kind = a->kind == AGENT_BODY || a->kind == AGENT_GROUP || d->e.plural ? ENT_GROUP : ENT_PERSON;
    if (a->kind == AGENT_OFFICE || a->kind == AGENT_RANK) take_office_words(v, d, p, core);
    for (int t = (int)core->first - 1; t >= (int)p->first; t--) {
        const Match *m = token_match(v->w, (size_t)t);
        if (!m) d->foreign = d->foreign || says_foreign(v->k, v->w, (size_t)t) || (t < (int)d->office_first && token_is_name(v->w, (size_t)t));
        if (m && m->first == t) take_modifier(v, d, p, m);
    }
    if (!actor_of(a->code)) take_code(d, a->code, ""); /* Taliban leaders in Doha are not Qataris; aid groups in Chad may be Chad's */
    take_possessor(v, d, p);
    take_links(v, d, p);
    take_code(d, a->code, "");
    if (d->foreign && d->e.sector == SECTOR_BUS) take_code(d, actor_codes[ACTOR_MNC], "");
    take_backer_behind(v, d, p);
    if (d->former) make_former(d);
    const char *how = kb_string(v->k, a->how);
    d->e.how = d->e.how[0] ? arena_join(v->arena, (const char *const[]){how, ", ", d->e.how}, 3) : how;
}

/* ---- people ---- */

static const Match *last_title(const View *v, const Phrase *p, size_t name_first) {
    const Match *rank = NULL;
    for (int t = (int)name_first - 1; t >= (int)p->first; t--) {
        const Match *m = token_match(v->w, (size_t)t);
        const AgentRow *a = match_agent(v->k, m);
        if (a && (a->kind == AGENT_OFFICE || a->kind == AGENT_PERSON)) return m;
        if (a && a->kind == AGENT_RANK && !rank) rank = m;
        if (a && a->kind == AGENT_GROUP && !rank) return m;
    }
    return rank;
}

/* "President Trump" in 2013: the office in the text is in the future, by more years than a table may be wrong. */
enum { TWO_YEARS = 20000 };

static bool names_later_office(const View *v, const Desc *d, const PersonRow *p) {
    const OfficeRow *o = &v->k->offices[p->office];
    return d->e.office[0] && ANY_WHERE(i, p->n_offices, o[i].from > v->date + TWO_YEARS && !strcasecmp(kb_string(v->k, o[i].title), d->e.office));
}

/* "Congress removed President Castillo": shortly after the end of an office, the title in the text is the one held at the time of the event. */
static bool ended_lately(const View *v, const PersonRow *p) {
    enum { TWO_MONTHS = 200 };
    const OfficeRow *o = &v->k->offices[p->office];
    return ANY_WHERE(i, p->n_offices, o[i].to < v->date && o[i].to + TWO_MONTHS > v->date);
}

static void take_person_row(View *v, Desc *d, int32_t person) {
    Entity e = person_of_row(v, (uint32_t)person);
    d->person = person;
    d->certain = true;
    if (!e.sector && names_later_office(v, d, &v->k->people[person])) d->e.sectors = e.sectors;
    d->e.name = e.name;
    d->e.how = e.how;
    if (e.gender) d->e.gender = e.gender;
    if (e.code[0]) memcpy(d->e.code, e.code, 4);
    bool former_by_table = e.sector == SECTOR_ELI && !ended_lately(v, &v->k->people[person]);
    bool untold = v->date == DATE_UNKNOWN || v->k->people[person].lesser; /* the tables lack many of their offices */
    bool still_titled = e.sector == SECTOR_ELI && !former_by_table && d->e.sector && !d->former;
    bool title_decides = d->e.sector && (former_by_table ? untold : d->former || still_titled);
    if (e.sector && !title_decides) d->e.sectors = e.sectors; /* in a text without a date, "minister" refers to the person's time as minister */
    if (!d->e.office[0]) d->e.office = e.office;
}

/* Whether a common name means the person in the tables: of the state that the phrase names, in an office like the one it names, else of a state that the article
 * mentions. */
static bool is_likely(const View *v, const Desc *d, bool titled, int32_t row) {
    const PersonRow *p = &v->k->people[row];
    const OfficeRow *o = office_at(v->k, p, v->date);
    if (!p->lesser) return true;
    if (!o) return false;
    bool ended = o->to < v->date;
    if (d->e.code[0]) return !strcmp(d->e.code, o->code) && (!titled || !d->e.sector || ended || share_sector(&d->e.sectors, &o->sectors));
    if (titled && d->e.sector) return share_sector(&d->e.sectors, &o->sectors) && (!ended || is_near(v, o->code));
    return is_near(v, o->code);
}

/* Of several people with the same name the one in office on the date, in the country that the title names. */
static int32_t choose_person(const View *v, const Desc *d, const Match *m) {
    int32_t best = -1, best_score = -1;
    FOR_SENSES(s, &v->k->senses[m->sense]) {
        if (s->type != SENSE_PERSON || !match_fits(v->k, v->w, m, s)) continue;
        Entity e = person_of_row(v, s->row);
        int score = (e.sector != 0) + (e.sector && e.sector != SECTOR_ELI ? 2 : 0) + (d->e.code[0] && !strcmp(d->e.code, e.code) ? 8 : 0) +
                    (memory_spoken(v->memory, e.code) > 0 ? 4 : 0);
        if (score > best_score) best_score = score, best = (int32_t)s->row;
    }
    return best;
}

static void describe_person(View *v, Desc *d, const Phrase *p, const Match *m) {
    const Match *title = last_title(v, p, d->name_first);
    d->what = WHAT_PERSON;
    if (title) describe_agent(v, d, p, title);
    if (!title && p->name_of < 0) {
        for (size_t t = p->first; t < d->name_first; t++)
            if (token_match(v->w, t) && token_match(v->w, t)->first == t) take_modifier(v, d, p, token_match(v->w, t));
        take_possessor(v, d, p);
        for (int i = 0; i < p->n_links; i++) { /* "Regina Ip of the New People's Party" */
            Entity e = view_entity(v, p->link[i]);
            bool body = e.kind == ENT_ORG || e.kind == ENT_GROUP || e.kind == ENT_STATE;
            if (body && (p->link_word[i] == WORD_OF || p->link_word[i] == WORD_FROM)) take_owner(v, d, &e, &v->ph->p[p->link[i]]);
        }
    }
    d->core = d->name_last;
    d->e.kind = ENT_PERSON;
    d->e.plural = false;
    int32_t row = m ? choose_person(v, d, m) : title && !is_met(v, d, WHAT_PERSON) ? person_by_title(v, d, match_text(v->w, title->first, title->last)) : -1;
    if (m && row >= 0 && !is_likely(v, d, title != NULL, row)) row = -1;
    if (d->office_first != NO_TOKEN) d->e.office = arena_slice(v->arena, match_text(v->w, d->office_first, d->office_last));
    if (row >= 0) {
        take_person_row(v, d, row);
        return;
    }
    d->e.name = arena_slice(v->arena, match_text(v->w, d->name_first, d->name_last));
    d->e.how = title ? how_text(HOW_TITLE) : d->e.code[0] ? d->e.how : how_text(HOW_NAME);
    bool titled = d->name_first > p->first && !d->e.gender;
    if (titled && token_is_in(v->k, v->w, d->name_first - 1u, WORDS_HONORIFIC_MAN)) d->e.gender = 'm';
    if (titled && token_is_in(v->k, v->w, d->name_first - 1u, WORDS_HONORIFIC_WOMAN)) d->e.gender = 'f';
    if (!d->e.gender) d->e.gender = kb_given_gender(v->k, d->keys[0]);
}

/* ---- states and bodies ---- */

static bool is_place_word(int word) {
    return word == WORD_IN || word == WORD_AT || word == WORD_FROM || word == WORD_NEAR || word == WORD_TO || word == WORD_ACROSS ||
           word == WORD_INSIDE || word == WORD_WITHIN;
}

/* A capital stands for its government when it acts, owns something or is dealt with. */
static bool capital_acts(const View *v, const Phrase *p, bool seat) {
    if (p->adposition < 0 && town_in_dateline(v, p)) return false;
    bool aside = seat ? p->adposition == WORD_FROM || p->adposition == WORD_TO
                      : p->adposition == WORD_FROM && v->w->s->tokens[p->head].deprel == DEP_NMOD; /* "aid from Tehran" */
    if (is_place_word(p->adposition) && !aside) return false;
    if (p->adposition >= 0 || p->owns >= 0) return true;
    Function role = chunk_function(v->w, p->head);
    return role == FUNCTION_SUBJECT || role == FUNCTION_OBJECT || role == FUNCTION_OTHER;
}

static void describe_state(View *v, Desc *d, const Phrase *p, const Match *m) {
    if (town_elsewhere(v, d, p, m)) return;
    const CountryRow *c = &v->k->countries[v->k->senses[m->sense].row];
    bool region = c->kind == COUNTRY_REGION, state = m->type == SENSE_COUNTRY && !region;
    Function role = chunk_function(v->w, p->head);
    /* a province that is attacked, or that stands alone, is a place */
    bool undergoes = p->adposition < 0 && p->owns < 0 && (role == FUNCTION_OBJECT || role == FUNCTION_OTHER);
    bool acts = state || (capital_acts(v, p, m->type == SENSE_SEAT) && !(region && undergoes));
    d->what = state ? WHAT_STATE : WHAT_CAPITAL;
    d->country = (int32_t)v->k->senses[m->sense].row;
    d->e.kind = acts ? ENT_STATE : ENT_PLACE;
    take_country(v, d, c);
    if (acts && d->what == WHAT_CAPITAL) join_sectors(&d->e.sectors, &(Sectors){{SECTOR_GOV}}, false);
    if (!acts) d->e.sectors = (Sectors){0};
    d->capital = m->type != SENSE_COUNTRY;
    town_of_state(v, d, m);
    d->e.gender = 'n';
}

static void describe_people(View *v, Desc *d, const Match *m) {
    d->what = WHAT_PEOPLE;
    take_country(v, d, &v->k->countries[v->k->senses[m->sense].row]);
    d->e.plural = d->e.plural || (v->k->senses[m->sense].flags & SENSE_PLURAL);
    d->e.kind = d->e.plural ? ENT_GROUP : ENT_PERSON;
}

/* All capitalised words before `last`: the name of a body, including agent nouns. */
static size_t name_start(const Words *w, const Phrase *p, size_t last) {
    size_t first = last;
    while (first > p->first && (token_is_name(w, first - 1) || (w->s->tokens[first - 1].upos == UPOS_ADJ && token_is_capital(w, first - 1)))) first--;
    return first;
}

static void take_name(View *v, Desc *d, size_t first, size_t last) {
    take_keys(v, d, first, last);
    d->e.name = arena_slice(v->arena, match_text(v->w, d->name_first, d->name_last));
}

static void name_of_body(View *v, Desc *d, const Phrase *p, size_t first, size_t last) {
    size_t end = last;
    for (int i = 0; i < p->n_links && last == p->last; i++) /* "University of Texas" */
        if (p->link_word[i] == WORD_OF && v->ph->p[p->link[i]].first >= p->last && token_is_name(v->w, v->ph->p[p->link[i]].last))
            end = v->ph->p[p->link[i]].last;
    take_name(v, d, name_start(v->w, p, first), end);
    d->name_last = (uint16_t)last;
}

static void describe_org(View *v, Desc *d, const Phrase *p, const Match *m) {
    Desc hint;
    const OrgRow *o = choose_org(v, p, m, &hint);
    bool named = m->first > p->first && !token_match(v->w, m->first - 1u) && token_is_name(v->w, m->first - 1u); /* "Kokang Self Defense Forces" */
    d->what = WHAT_ORG;
    d->e.kind = ENT_ORG;
    if (m->n_units == 1 && memory_has_acronym(v->memory, v->w->units[m->unit].key)) { /* this article's own takes precedence over the tables */
        take_keys(v, d, m->first, m->last);
        return;
    }
    bool acronym = m->n_units == 1 && (v->w->units[m->unit].flags & UNIT_CAPS);
    bool other = !acronym && has_namesakes(o) && (hint.e.code[0] ? strcmp(hint.e.code, o->code) != 0 : named);
    if (other) {
        take_code(d, hint.e.code, hint.e.how);
        name_of_body(v, d, p, m->first, m->last);
    } else {
        d->org = (int32_t)(o - v->k->orgs);
        d->e.name = kb_string(v->k, o->name);
        take_code(d, o->code, kb_string(v->k, o->how));
    }
    if (!d->e.how[0]) d->e.how = other ? how_text(HOW_NAME) : kb_string(v->k, o->how);
    d->e.sectors = o->sectors;
    if (o->kind == ORG_MEDIA) d->e.kind = ENT_DOCUMENT;
    d->e.gender = 'n';
    for (int t = (int)m->first - 1; t >= (int)p->first; t--) { /* "the ruling X": "ruling" may be an agent's modifier */
        const Match *before = token_match(v->w, (size_t)t);
        const AgentRow *a = match_agent(v->k, before);
        if (a && before->first == t && a->kind == AGENT_MODIFIER && a->sectors.s[0] != SECTOR_ELI) join_sectors(&d->e.sectors, &a->sectors, true);
    }
}

/* ---- unknown heads ---- */

/* Capitalised words that are in no table, or a common noun. An unknown body gets its country from its adjective or "of X", and its sectors from its noun. */
static void describe_unknown(View *v, Desc *d, const Phrase *p) {
    int first = name_run(v, p);
    d->core = p->last;
    d->e.plural = (v->w->s->tokens[p->head].feats & FEAT_PLUR) != 0;
    if (is_counterpart(v, p)) {
        take_inner_country(v, d, &(Phrase){.first = p->first, .last = p->last, .poss = NO_PHRASE});
        take_possessor(v, d, p);
        if (is_relation(v, d)) take_links(v, d, p);
    }
    bool paper = p->last > p->first && token_is_in(v->k, v->w, p->last, WORDS_PAPER) && token_is_capital(v->w, p->last) && token_is_capital(v->w, p->last - 1u) &&
                 !v->w->titled; /* "The Karachi Herald": a noun for newspapers after another name */
    if (first < 0 && !paper) return;
    if (first < 0) first = p->last;
    take_name(v, d, (size_t)first, p->last);
    d->e.how = how_text(HOW_NAME);
    if (!token_is_in(v->k, v->w, p->last, WORDS_OWN_BODY) && !paper) {
        if (!is_met(v, d, WHAT_PERSON)) town_compose(v, d, p, (size_t)first, p->last);
        return;
    }
    d->what = WHAT_ORG;
    d->e.kind = paper ? ENT_DOCUMENT : ENT_ORG;
    name_of_body(v, d, p, p->last, p->last);
    for (int t = p->last; t >= (int)p->first; t--)
        if (token_match(v->w, (size_t)t) && token_match(v->w, (size_t)t)->first == t) take_modifier(v, d, p, token_match(v->w, (size_t)t));
    take_possessor(v, d, p);
    for (int i = 0; i < p->n_links; i++)
        if (p->link_word[i] == WORD_OF) take_code(d, view_entity(v, p->link[i]).code, how_text(HOW_OF));
    if (paper) d->e.sectors = (Sectors){{SECTOR_JRN}};
}

/* A capitalised body that consists of an agent noun and a name: "Kandahar Provincial Council", "Libyan National Army". */
static void name_body(View *v, Desc *d, const Phrase *p, const Match *core) {
    bool body = d->agent->kind == AGENT_BODY || d->agent->kind == AGENT_GROUP;
    if (!body || d->e.name[0] || !token_is_name(v->w, core->last)) return;
    if (name_start(v->w, p, core->last) + 1 >= core->last && name_start(v->w, p, core->last) >= core->first) return;
    name_of_body(v, d, p, core->first, core->last);
    d->e.kind = ENT_ORG;
}

static uint16_t core_of(const Words *w, const Phrase *p) {
    uint16_t t = p->last;
    for (; t > p->first && w->match_of[t] < 0; t--)
        if (w->s->tokens[t].upos != UPOS_NUM && w->s->tokens[t].upos != UPOS_PUNCT && w->s->tokens[t].upos != UPOS_SYM) break;
    return t;
}

static void describe_nothing(Desc *d, uint16_t core) {
    *d = (Desc){.e = ENTITY_NONE, .core = core, .person = -1, .org = -1, .country = -1};
    d->name_first = d->name_last = d->office_first = d->office_last = NO_TOKEN;
}

static void describe_as_agent(View *v, Desc *d, const Phrase *p, const Match *m) {
    d->what = WHAT_AGENT;
    describe_agent(v, d, p, m);
    if (word_of(v->k, v->w->lemmas[d->core]) == WORD_HEAD && !d->e.code[0] && !d->e.sector) { /* of a body, not of an office */
        describe_nothing(d, d->core);
        return;
    }
    name_body(v, d, p, m);
    if (d->office_first != NO_TOKEN) d->e.office = arena_slice(v->arena, match_text(v->w, d->office_first, d->office_last));
}

/* "Congress" names one state's body and is a noun for those of all states: if the article mentions other states and not that one, it is the noun. */
static bool is_generic_here(View *v, const Phrase *p, const Match *m, Match *agent) {
    const Sense *s = match_sense(v->k, v->w, m, SENSE_AGENT);
    if (!s || !v->memory->n_spoken) return false;
    Desc hint;
    const OrgRow *o = choose_org(v, p, m, &hint);
    if (memory_spoken(v->memory, o->code) > 0 || (hint.e.code[0] && !strcmp(hint.e.code, o->code))) return false;
    *agent = *m;
    agent->sense = (uint32_t)(s - v->k->senses);
    agent->type = SENSE_AGENT;
    return true;
}

/* "the FDLR force", "the Islamic State network": a noun for bodies after the name of one means that body. */
static const Match *body_before(const View *v, const Phrase *p, size_t core) {
    const Match *m = core > p->first ? token_match(v->w, core - 1) : NULL;
    return m && m->type == SENSE_ORG && token_is_in(v->k, v->w, core, WORDS_OWN_BODY) && !token_is_name(v->w, core) ? m : NULL;
}

static void describe_core(View *v, Desc *d, const Phrase *p) {
    const Match *m = token_match(v->w, d->core), *body = m ? NULL : body_before(v, p, d->core);
    Match agent;
    int next = p->last + 1u < v->w->s->n ? token_word(v->k, v->w, p->last + 1u) : -1;
    /* "opposition from Russia", "opposition to the plan": no party */
    bool resists = token_word(v->k, v->w, d->core) == WORD_OPPOSITION && (next == WORD_FROM || next == WORD_TO);
    if (body) m = body, d->core = m->last;
    bool known = m && !m->turned && m->type != SENSE_PERSON, noun = known && m->type == SENSE_AGENT;
    if (!known || (noun && (match_agent(v->k, m)->kind == AGENT_MODIFIER || resists))) describe_unknown(v, d, p);
    else if (noun) describe_as_agent(v, d, p, m);
    else if (m->type == SENSE_ADJECTIVE || m->type == SENSE_PEOPLE) describe_people(v, d, m);
    else if (m->type != SENSE_ORG) describe_state(v, d, p, m);
    else if (is_generic_here(v, p, m, &agent)) describe_as_agent(v, d, p, &agent);
    else describe_org(v, d, p, m);
}

static void describe(View *v, const Phrase *p, Desc *d) {
    describe_nothing(d, core_of(v->w, p));
    d->definite = p->poss >= 0 || token_is_in(v->k, v->w, p->first, WORDS_DEFINITE);
    d->e.plural = (v->w->s->tokens[p->head].feats & FEAT_PLUR) != 0;
    int first = name_run(v, p);
    if (first >= 0) {
        d->name_first = (uint16_t)first;
        d->name_last = p->last;
        const Match *m = person_match(v, d);
        take_keys(v, d, d->name_first, d->name_last);
        if (m) d->certain = true;
        bool place = d->n_keys && !m && town_is_place(v, p) && !is_met(v, d, WHAT_PERSON);
        if (place && town_compose(v, d, p, (size_t)first, p->last)) return;
        if (d->n_keys && (m || is_person_name(v, p, d))) {
            describe_person(v, d, p, m);
            return;
        }
        d->name_first = d->name_last = NO_TOKEN;
        d->n_keys = 0;
        d->certain = false;
    }
    describe_core(v, d, p);
}

int16_t describe_phrase(View *v, const Phrase *p, Desc *out) {
    v->wanted = NO_PHRASE;
    describe(v, p, out);
    return v->wanted;
}
