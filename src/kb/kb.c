/* kb.c - opens the knowledge in an image: finds its sections. */
#include <stdlib.h>

#include "kb/kb.h"
#include "base/date.h"

static bool open_names(Trie *t, const Image *im) {
    size_t n_edges, n_values, n_first;
    t->edges = image_section(im, "know.names.e", sizeof *t->edges, &n_edges);
    t->values = image_section(im, "know.names.v", sizeof *t->values, &n_values);
    t->first = image_section(im, "know.names.f", sizeof *t->first, &n_first);
    t->mask = (uint32_t)n_edges - 1;
    t->n_first = (uint32_t)n_first;
    return t->edges && t->values && t->first && n_edges && !(n_edges & (n_edges - 1)) && n_values;
}

static attache_status open_sections(Kb *k, const Reporter *r) {
    const Image *im = k->image;
    size_t n, n_strings;
    FORWARD_IF_ERROR(lexicon_open(&k->lexicon, im, "knowledge", r));
    k->strings = image_section(im, "strings", 1, &n_strings);
    k->senses = image_section(im, "know.senses", sizeof(Sense), &n);
    k->countries = image_section(im, "know.countries", sizeof(CountryRow), &k->n_countries);
    k->orgs = image_section(im, "know.orgs", sizeof(OrgRow), &n);
    k->people = image_section(im, "know.people", sizeof(PersonRow), &k->n_people);
    k->offices = image_section(im, "know.offices", sizeof(OfficeRow), &n);
    k->agents = image_section(im, "know.agents", sizeof(AgentRow), &n);
    k->last_names = image_section(im, "know.last", sizeof(NameKey), &k->n_last_names);
    k->given = image_section(im, "know.given", sizeof(GivenName), &k->n_given);
    k->divisions = image_section(im, "know.divisions", sizeof(DivisionRow), &k->n_divisions);
    k->outlets = image_section(im, "know.outlets", sizeof(OutletKey), &k->n_outlets);
    place_open(&k->places, im);
    if (!k->strings || !n_strings || !open_names(&k->names, im) || !vocabulary_open(&k->words, im, &k->lexicon))
        return report(r, ATTACHE_ERR_TABLE, "knowledge", "lacks names or strings");
    return ATTACHE_OK;
}

attache_status kb_open(Kb **out, const Image *im, const Reporter *r) {
    Kb *k = base_zalloc(sizeof *k);
    k->image = im;
    attache_status status = open_sections(k, r);
    *out = status == ATTACHE_OK ? k : NULL;
    if (!*out) free(k);
    return status;
}

void kb_close(Kb *k) { free(k); }

const CountryRow *kb_state(const Kb *k, const char *code) {
    return ITEM_WHERE(c, k->countries, k->n_countries, c->kind == COUNTRY_STATE && !strcmp(c->code, code));
}

const char *kb_country_name(const Kb *k, const char *code) {
    const CountryRow *state = kb_state(k, code);
    return state ? kb_string(k, state->name) : "";
}

const Sense *kb_named(const Kb *k, Slice name) {
    const char *at = name.p, *end = name.p + name.n;
    uint32_t state = 0;
    UnitText u;
    while (units_next(&at, end, &u)) {
        uint32_t id = lexicon_find_folded(&k->lexicon, u.p, u.n);
        state = id ? trie_step(&k->names, state, id) : 0;
        if (!state) return NULL;
    }
    uint32_t value = trie_value(&k->names, state);
    return value ? &k->senses[value - 1] : NULL;
}

const AgentRow *kb_agent_named(const Kb *k, Slice name) {
    const Sense *agent = SENSE_WHERE(s, kb_named(k, name), s->type == SENSE_AGENT);
    return agent ? &k->agents[agent->row] : NULL;
}

size_t kb_last_name(const Kb *k, uint32_t word) { return FIRST_WHERE(i, k->n_last_names, k->last_names[i].word >= word); }

bool kb_is_surname(const Kb *k, uint32_t word) {
    for (size_t i = kb_last_name(k, word); i < k->n_last_names && k->last_names[i].word == word; i++)
        if (!k->people[k->last_names[i].person].lesser) return true;
    return false;
}

uint8_t kb_given_gender(const Kb *k, uint32_t word) {
    size_t at = FIRST_WHERE(i, k->n_given, k->given[i].word >= word);
    return at < k->n_given && k->given[at].word == word ? (uint8_t)k->given[at].gender : 0;
}

bool kb_date(Slice s, uint32_t fill, uint32_t *out) {
    Date d;
    if (!date_parse(s, &d) || d.year < 1000) return false;
    *out = (uint32_t)d.year * 10000 + (d.month ? (uint32_t)d.month : fill) * 100 + (d.day ? (uint32_t)d.day : fill);
    return true;
}
