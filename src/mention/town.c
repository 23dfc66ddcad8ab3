/* town.c - finds the town or region that a phrase names, from the tables (a capital, a region in countries.tsv) or the towns of the world. The words next to it
 * decide: "Paris, Texas", "the Iraqi city of Mosul", the country of the dateline, the states that the article mentions. */
#include "base/tsv.h"
#include "mention/describe.h"
#include "vocab/wording.h"

/* ---- evidence in the text ---- */

enum { NAMESAKE_MIN = 50000, OTHER_SEAT_MIN = 100000 }; /* inhabitants */

/* How much the text has mentioned a state, in the dateline and so far. */
static float spoken_before(const View *v, const char *code) { return memory_spoken(v->memory, code) + (strcmp(v->home, code) ? 0 : 3); }

/* The same including this sentence. */
static float speaks_of(const void *text, const char *code) {
    const View *v = text;
    float w = spoken_before(v, code);
    for (size_t i = 0; v->w && i < v->w->n_matches; i++) {
        const Match *m = &v->w->matches[i];
        const CountryRow *c = sense_names_state(m->type) ? &v->k->countries[v->k->senses[m->sense].row] : NULL;
        bool itself = c && (m->type != SENSE_COUNTRY || c->kind != COUNTRY_REGION); /* a town's name alone is no mention of its state */
        if (itself && !strcmp(c->code, code)) return w + 2;
    }
    return w;
}

bool town_in_dateline(const View *v, const Phrase *p) {
    uint32_t at = v->w->s->tokens[p->first].span.start;
    return v->article && at >= v->article->dateline.start && at < v->article->dateline.end;
}

bool town_is_place(const View *v, const Phrase *p) {
    const Token *t = &v->w->s->tokens[p->head];
    bool undergoes = p->adposition < 0 && (t->deprel == DEP_OBJ || t->deprel == DEP_NSUBJ_PASS) && t->head >= 0;
    if (undergoes && word_is_in(v->k, v->w->lemmas[t->head], WORDS_TAKEN)) return true; /* "retook Bossangoa" */
    switch (p->adposition) {
    case WORD_OF: /* "the village of Dansadau" */
        return p->first >= 2 && token_word(v->k, v->w, p->first - 1u) == WORD_OF && token_is_in(v->k, v->w, p->first - 2u, WORDS_SETTLEMENT);
    case WORD_IN: case WORD_AT: case WORD_NEAR: case WORD_ACROSS: case WORD_INSIDE: case WORD_WITHIN: return true;
    default: return town_in_dateline(v, p);
    }
}

/* The state or region after a comma behind a token: "Moscow, Idaho", "Santiago, in the Dominican Republic", "Victoria, the capital of Seychelles".
 * Not the continuation of the sentence: "In London, Canada's minister", "in Aleppo, Turkey and Iran met". */
static const Match *state_after(const Kb *k, const Words *w, size_t last, bool dateline) {
    size_t t = last + 2;
    if (t >= w->s->n || token_word(k, w, last + 1) != WORD_COMMA) return NULL;
    if (t + 1 < w->s->n && token_word(k, w, t) == WORD_IN) t++;
    if (t + 1 < w->s->n && token_word(k, w, t) == WORD_THE && !token_match(w, t)) t++;
    bool town = token_word(k, w, t) == WORD_CAPITAL || token_is_in(k, w, t, WORDS_SETTLEMENT);
    if (t + 2 < w->s->n && town && token_word(k, w, t + 1) == WORD_OF) t += 2;
    if (t + 1 < w->s->n && token_word(k, w, t - 1) == WORD_OF && token_word(k, w, t) == WORD_THE && !token_match(w, t)) t++; /* "of the Gambia" */
    const Match *m = token_match(w, t);
    if (!m || m->first != t || m->type != SENSE_COUNTRY || m->turned) return NULL;
    if (m->last + 1u < w->s->n) {
        unsigned next = w->s->tokens[m->last + 1].upos;
        if (next != UPOS_PUNCT && next != UPOS_ADP && next != UPOS_CCONJ && next != UPOS_SCONJ && !dateline) return NULL;
    }
    return m;
}

static const Match *state_behind(const View *v, const Phrase *p) { return state_after(v->k, v->w, p->last, town_in_dateline(v, p)); }

/* The abbreviation of a division after a comma: "Hayward, Calif.", "Portland, OR". NULL if there is none. */
static const DivisionRow *division_behind(const View *v, const Phrase *p) {
    const Words *w = v->w;
    size_t t = p->last + 2u;
    if (t >= w->s->n || token_word(v->k, w, t - 1) != WORD_COMMA || w->unit_of[t] >= w->unit_of[t + 1]) return NULL;
    const Unit *u = &w->units[w->unit_of[t]];
    uint32_t end = w->s->tokens[t].span.end;
    bool dot = w->text[end - 1] == '.' || w->text[end] == '.';
    size_t n = u->id ? v->k->n_divisions : 0;
    return ITEM_WHERE(d, v->k->divisions, n, d->word == u->id && (d->caps ? u->flags & UNIT_CAPS : dot && u->flags & UNIT_CAPITAL));
}

/* The state in "the Iraqi city of Mosul", "Syria's town of Manbij". */
static const CountryRow *state_before(const View *v, const Phrase *p) {
    ptrdiff_t i = p - v->ph->p - 1;
    if (p->adposition != WORD_OF || i < 0 || i >= (ptrdiff_t)v->ph->n) return NULL;
    const Phrase *q = &v->ph->p[i];
    size_t from = q->poss >= 0 ? v->ph->p[q->poss].first : q->first;
    for (size_t t = from; t <= q->last; t++) {
        const CountryRow *c = match_country(v->k, token_match(v->w, t));
        if (c) return c;
    }
    return NULL;
}

/* ---- towns of the world ---- */

/* The row of countries.tsv with this name, or NULL. */
static const CountryRow *country_named(const Kb *k, Slice name, bool states_only) {
    const Sense *s = kb_named(k, name);
    return s && (s->type == SENSE_COUNTRY || (!states_only && sense_is_country(s->type))) ? &k->countries[s->row] : NULL;
}

static bool may_be_person(const View *v, size_t first, size_t last) {
    const Unit *u = &v->w->units[v->w->unit_of[first]];
    if (!u->id || v->w->unit_of[first] >= v->w->unit_of[first + 1] || country_named(v->k, match_text(v->w, (uint16_t)first, (uint16_t)last), false)) return false;
    return kb_given_gender(v->k, u->id) || (first == last && kb_is_surname(v->k, u->id));
}

static void take_position(const View *v, Desc *d, const PlaceRow *row) {
    d->e.place = place_name(&v->k->places, row);
    d->e.geonameid = row->geonameid;
    d->e.lat = row->lat;
    d->e.lon = row->lon;
    d->e.resolution = 4;
}

static void take_town(const View *v, Desc *d, const PlaceRow *row) {
    d->what = WHAT_CAPITAL;
    d->e.kind = ENT_PLACE;
    memcpy(d->e.code, row->code, 3);
    d->e.name = d->e.office = "";
    d->e.how = arena_printf(v->arena, "%s %u, %s of %u", how_text(HOW_TOWN), row->geonameid, how_text(HOW_RANKS + (row->rank & 3)), row->population);
    take_position(v, d, row);
    d->e.gender = 'n';
    d->e.sectors = (Sectors){0};
}

/* A town where only a place can be, in a state and a division of it, if these are not "". */
static const PlaceRow *find_in(const View *v, Slice name, const char *code, const char *admin) {
    return place_find(&v->k->places, name, &(PlaceHint){.code = code, .admin = admin, .locative = true});
}

static const PlaceRow *find_beside(const View *v, Slice name, const CountryRow *state) {
    return state ? find_in(v, name, state->code, state->kind == COUNTRY_REGION ? state->admin : "") : NULL;
}

/* Whether a capitalised adjective begins a name: Grand Rapids, not the Syrian town. */
static bool begins_name(const Words *w, size_t t) { return w->s->tokens[t].upos == UPOS_ADJ && w->match_of[t] < 0 && token_is_capital(w, t); }

/* "the Pacific" is not Pacific in Missouri, but The Hague has an article. */
static bool wants_no_article(const View *v, const Phrase *p, size_t first, const PlaceRow *row) {
    size_t t = first;
    while (t > p->first && begins_name(v->w, t - 1)) t--; /* the Western Pacific */
    return t > p->first && token_word(v->k, v->w, t - 1) == WORD_THE && !wording_begins(WORDING_THE_BEFORE, slice_of(place_name(&v->k->places, row)));
}

/* The same next to any state that a match can mean: Georgia is two. */
static const PlaceRow *find_beside_any(const View *v, Slice name, const Match *m) {
    const PlaceRow *row = NULL;
    FOR_SENSES(s, m ? &v->k->senses[m->sense] : NULL)
        if (!row && s->type == SENSE_COUNTRY) row = find_beside(v, name, &v->k->countries[s->row]);
    return row;
}

static const PlaceRow *find_in_division(const View *v, Slice name, const Phrase *p) {
    const DivisionRow *d = division_behind(v, p);
    return d ? find_in(v, name, d->code, d->admin) : NULL;
}

/* An unknown place next to its state or region: "in Wukan, Guangdong". */
static void take_surroundings(const View *v, Desc *d, const Match *m) {
    const CountryRow *c = &v->k->countries[v->k->senses[m->sense].row];
    d->what = WHAT_CAPITAL;
    d->e.kind = ENT_PLACE;
    d->e.name = "";
    memcpy(d->e.code, c->code, sizeof c->code);
    d->e.how = arena_printf(v->arena, "%s %s (%s)", how_text(HOW_BESIDE), kb_string(v->k, c->name), kb_string(v->k, c->how));
    town_of_state(v, d, m);
    if (d->e.resolution == 4) d->e.resolution = 2;
    d->e.gender = 'n';
}

bool town_compose(const View *v, Desc *d, const Phrase *p, size_t first, size_t last) {
    if (first > p->first && begins_name(v->w, first - 1) && town_compose(v, d, p, first - 1, last)) return true; /* "Grand Rapids" */
    size_t unit = v->w->unit_of[first];
    bool shouted = first == last && !v->w->caps && !town_in_dateline(v, p) && unit < v->w->unit_of[first + 1] && (v->w->units[unit].flags & UNIT_CAPS);
    if (shouted) return false; /* a single word in capitals, while others are not: an acronym */
    Slice name = match_text(v->w, (uint16_t)first, (uint16_t)last);
    PlaceHint hint = {.code = "", .admin = "", .weight = speaks_of, .text = v, .locative = town_is_place(v, p), .name = may_be_person(v, first, last)};
    hint.elsewhere = v->memory->n_spoken > 0 || v->home[0];
    const Match *behind = state_behind(v, p);
    const PlaceRow *row = find_beside_any(v, name, behind);
    if (!row) row = find_in_division(v, name, p);
    if (!row && behind && hint.locative) return take_surroundings(v, d, behind), true;
    if (!row) row = find_beside(v, name, state_before(v, p));
    if (!row) row = place_find(&v->k->places, name, &hint);
    if (!row || wants_no_article(v, p, first, row)) return false;
    take_town(v, d, row);
    return true;
}

/* ---- places of the tables ---- */

/* "Naples, [Florida]": a region behind a comma and a town in it. */
static bool is_behind_town(const View *v, const Words *w, const Match *m, const CountryRow *region) {
    if (m->first < 2 || token_word(v->k, w, m->first - 1u) != WORD_COMMA) return false;
    size_t last = m->first - 2u, first = last;
    const Match *town = token_match(w, last);
    if (town) first = town->first;
    while (!town && first > 0 && w->match_of[first - 1] < 0 && token_is_name(w, first - 1)) first--;
    return token_is_name(w, last) && find_beside(v, match_text(w, (uint16_t)first, (uint16_t)last), region);
}

/* Whether a state that the text mentions has a town of this name, while the text does not mention the state that the table gives. */
static bool has_namesake(const View *v, const CountryRow *here, Slice name) {
    PlaceHint hint = {.code = "", .admin = "", .weight = speaks_of, .text = v, .locative = true, .elsewhere = true};
    if (speaks_of(v, here->code) > 0) return false;
    const PlaceRow *row = place_find(&v->k->places, name, &hint);
    if (!row || row->population < NAMESAKE_MIN || !strncmp(row->code, here->code, 3)) return false;
    char code[4] = {row->code[0], row->code[1], row->code[2], 0};
    return speaks_of(v, code) > 0;
}

/* The region that also has a state's name: Georgia. */
static const Sense *region_of_same_name(const Kb *k, const Words *w, const Match *m) {
    if (m->type != SENSE_COUNTRY || k->countries[k->senses[m->sense].row].kind == COUNTRY_REGION) return NULL;
    return SENSE_WHERE(s, &k->senses[m->sense], s->type == SENSE_COUNTRY && k->countries[s->row].kind == COUNTRY_REGION && match_fits(k, w, m, s));
}

/* The seat of a region, which is in its row. */
static bool is_seat_of(const View *v, const Words *w, size_t t, const CountryRow *region) {
    const Match *m = token_match(w, t);
    return m && m->type == SENSE_CAPITAL && &v->k->countries[v->k->senses[m->sense].row] == region;
}

/* Whether the sentence has, after "in" or "near", a town in the region that has no namesake in the state: "police in Georgia arrested two men in Macon". */
static bool tells_town_of(const View *v, const Words *w, const CountryRow *region, const CountryRow *state) {
    for (size_t t = 1; t < w->s->n; t++) {
        WordName before = token_word(v->k, w, t - 1);
        if (before != WORD_IN && before != WORD_NEAR && before != WORD_AT) continue;
        if (is_seat_of(v, w, t, region)) return true;
        if (w->match_of[t] >= 0 || !token_is_name(w, t)) continue;
        size_t last = t;
        while (last + 1 < w->s->n && w->match_of[last + 1] < 0 && token_is_name(w, last + 1)) last++;
        Slice name = match_text(w, (uint16_t)t, (uint16_t)last);
        if (find_beside(v, name, region) && !find_beside(v, name, state)) return true;
    }
    return false;
}

/* Reads the shared name of a state and a region as the region, if the text has not mentioned the state and names a town in the region. */
static void prefer_region(const View *v, Words *w, Match *m) {
    const Sense *s = region_of_same_name(v->k, w, m);
    if (!s) return;
    const CountryRow *state = &v->k->countries[v->k->senses[m->sense].row];
    if (spoken_before(v, state->code) > 0 || !tells_town_of(v, w, &v->k->countries[s->row], state)) return;
    m->sense = (uint32_t)(s - v->k->senses);
}

/* "in Mexico, Texas and Arizona", "in Peru, Georgia, Chad": one of several places. */
static bool is_listed(const Kb *k, const Words *w, size_t t) {
    if (t < w->s->n && token_word(k, w, t) == WORD_COMMA) t++;
    return t < w->s->n && (w->s->tokens[t].upos == UPOS_CCONJ || w->s->tokens[t].upos == UPOS_PROPN);
}

/* "Lebanon, Tennessee", "Athens, Alabama": a town with the name of a state or its capital, next to its region, in a text that has not mentioned the state. */
static bool is_town_beside(const View *v, const Words *w, const Match *m, const CountryRow *state) {
    const Match *behind = state_after(v->k, w, m->last, false);
    if (!behind || v->k->countries[v->k->senses[behind->sense].row].kind != COUNTRY_REGION || is_listed(v->k, w, behind->last + 1u)) return false;
    const PlaceRow *row = spoken_before(v, state->code) <= 0 ? find_beside_any(v, match_text(w, m->first, m->last), behind) : NULL;
    return row && strncmp(row->code, state->code, 3) != 0;
}

void town_doubt_matches(const View *v, Words *w) {
    for (size_t i = 0; i < w->n_matches; i++) {
        Match *m = &w->matches[i];
        prefer_region(v, w, m);
        const CountryRow *c = m->type == SENSE_COUNTRY || m->type == SENSE_CAPITAL ? &v->k->countries[v->k->senses[m->sense].row] : NULL;
        bool region = c && c->kind == COUNTRY_REGION;
        bool doubt = region ? !is_behind_town(v, w, m, c) && has_namesake(v, c, match_text(w, m->first, m->last)) : c && is_town_beside(v, w, m, c);
        if (!doubt) continue;
        for (size_t t = m->first; t <= m->last; t++) w->match_of[t] = -1;
    }
}

bool town_elsewhere(const View *v, Desc *d, const Phrase *p, const Match *m) {
    const CountryRow *here = &v->k->countries[v->k->senses[m->sense].row];
    const Match *behind = state_behind(v, p);
    Slice name = match_text(v->w, m->first, m->last);
    if (m->type == SENSE_COUNTRY && here->kind != COUNTRY_REGION) return false;
    const CountryRow *before = state_before(v, p); /* "the Lebanese city of Tripoli" */
    const PlaceRow *beside = find_in_division(v, name, p);
    if (!beside && before && strcmp(before->code, here->code)) beside = find_beside(v, name, before);
    if (beside) take_town(v, d, beside);
    if (beside || !behind) return beside != NULL;
    const CountryRow *there = &v->k->countries[v->k->senses[behind->sense].row];
    if (there->kind == COUNTRY_STATE && !strcmp(there->code, here->code)) return false; /* "Baghdad, Iraq" */
    const PlaceRow *row = find_beside_any(v, name, behind);
    uint32_t own = m->type == SENSE_COUNTRY ? here->town : here->seat;
    if (!row && town_is_place(v, p) && !is_listed(v->k, v->w, behind->last + 1u)) return take_surroundings(v, d, behind), true;
    if (!row || (own && &v->k->places.rows[own - 1] == row)) return false;
    take_town(v, d, row);
    return true;
}

/* The seat of power that a match names: for Nigeria, Abuja or Lagos. */
static uint32_t seat_named(const View *v, const CountryRow *c, const Match *m) {
    Slice name = match_text(v->w, m->first, m->last);
    bool first = tsv_key(name) == tsv_key(slice_of(kb_string(v->k, c->capital)));
    bool begins = c->seat && !strncasecmp(place_name(&v->k->places, &v->k->places.rows[c->seat - 1]), name.p, name.n); /* Washington, D.C. */
    if (m->type != SENSE_CAPITAL || first || begins) return c->seat;
    const PlaceRow *row = find_in(v, name, c->code, "");
    return row && row->population >= OTHER_SEAT_MIN ? (uint32_t)(row - v->k->places.rows) + 1 : c->seat;
}

void town_of_state(const View *v, Desc *d, const Match *m) {
    const CountryRow *c = &v->k->countries[v->k->senses[m->sense].row];
    bool itself = m->type == SENSE_COUNTRY, region = c->kind == COUNTRY_REGION;
    uint32_t town = itself ? (region ? c->town : 0) : seat_named(v, c, m);
    d->e.place = kb_string(v->k, itself ? c->name : c->capital ? c->capital : c->name);
    d->e.lat = c->lat;
    d->e.lon = c->lon;
    d->e.resolution = !itself ? 4 : region ? 2 : 1;
    if (town) take_position(v, d, &v->k->places.rows[town - 1]);
}

/* ---- the dateline ---- */

/* The state of a division, by its abbreviation alone, or NULL. */
static const char *code_of_division(const Kb *k, Slice name) {
    const char *at = name.p, *end = name.p + name.n;
    UnitText u;
    uint32_t id = units_next(&at, end, &u) ? lexicon_find_folded(&k->lexicon, u.p, u.n) : 0;
    const DivisionRow *row = ITEM_WHERE(d, k->divisions, id ? k->n_divisions : 0, d->word == id);
    return row ? row->code : NULL;
}

const char *town_home(const View *v) {
    Slice rest = slice_of(v->article->dateline_place), first, part;
    if (!rest.p || !slice_split(&rest, ',', &first)) return "";
    while (slice_split(&rest, ',', &part)) {
        const CountryRow *c = country_named(v->k, part, true);
        if (c) return c->code;
        const char *code = code_of_division(v->k, part);
        if (code) return code;
    }
    const CountryRow *c = country_named(v->k, first, false);
    if (c) return c->code;
    const PlaceRow *row = find_in(v, first, "", "");
    return row ? arena_copy(v->arena, row->code, 3) : "";
}
