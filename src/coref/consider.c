/* consider.c - lists all candidates for the words of a phrase: each matching row of the tables and the towns of that name, with any objection on the date. This
 * is for people who ask why; nothing else depends on it. */
#include "base/date.h"
#include "coref/coref_int.h"

enum { CONSIDERED_MAX = 40, TOWNS_MAX = 8 };

typedef struct List {
    const Kb *k;
    Arena *arena;
    uint32_t date;
    const Entity *answer;
    attache_considered *items;
    size_t n, cap;
} List;

static const char *sectors_text(List *l, const Sectors *s) {
    const char *out = "";
    for (int i = 0; i < SECTORS && s->s[i]; i++) out = arena_printf(l->arena, "%s%s%s", out, i ? "|" : "", sector_codes[s->s[i]]);
    return out;
}

static const char *date_text(List *l, uint32_t date) {
    char text[DATE_ROOM];
    if (date == 0 || date >= DATE_UNKNOWN) return "";
    Date d = date_unpack((int32_t)date);
    if (d.month > 12) d.month = 0; /* a last day given only by its year */
    if (d.day > 31) d.day = 0;
    return arena_slice(l->arena, slice_of(date_print(d, text)));
}

/* "2009-01-20 to 2017-01-20, over by then". */
static const char *days_text(List *l, uint32_t from, uint32_t to) {
    if (from == 0 && to == DATE_NEVER) return "";
    const char *side = l->date < from ? ", not begun by then" : l->date > to && l->date < DATE_UNKNOWN ? ", over by then" : "";
    if (to == DATE_NEVER) return arena_printf(l->arena, "from %s%s", date_text(l, from), side);
    return arena_printf(l->arena, "%s%sto %s%s", date_text(l, from), from ? " " : "", date_text(l, to), side);
}

/* Whether a row is among those of a `how`: countries.tsv:25 is not in "countries.tsv:250". */
static bool names_row(const char *how, const char *row) {
    size_t n = strlen(row);
    for (const char *p = strstr(how, row); p; p = strstr(p + 1, row))
        if (p[n] < '0' || p[n] > '9') return true;
    return false;
}

static void add(List *l, const char *kind, Slice words, attache_considered c) {
    if (l->n == CONSIDERED_MAX) return;
    c.kind = kind;
    c.words = arena_slice(l->arena, words);
    c.taken = c.how[0] && names_row(l->answer->how, c.how);
    *VEC_PUSH(l->arena, l->items, l->n, l->cap) = c;
}

static void add_country(List *l, const Sense *s, Slice words) {
    static const char *const kinds[] = {"state", "adjective", "people", "capital", "seat"};
    const CountryRow *c = &l->k->countries[s->row];
    const char *kind = s->type == SENSE_COUNTRY && c->kind == COUNTRY_REGION ? "region" : kinds[s->type];
    add(l, kind, words,
        (attache_considered){
            .name = kb_string(l->k, c->name), .code = c->code, .sector = "", .office = "", .how = kb_string(l->k, c->how), .note = ""});
}

static void add_org(List *l, const Sense *s, Slice words) {
    const OrgRow *o = &l->k->orgs[s->row];
    add(l, "organisation", words,
        (attache_considered){.name = kb_string(l->k, o->name),
                             .code = o->code,
                             .sector = sectors_text(l, &o->sectors),
                             .office = "",
                             .how = kb_string(l->k, o->how),
                             .note = days_text(l, o->from, o->to)});
}

static void add_person(List *l, const Sense *s, Slice words) {
    const PersonRow *p = &l->k->people[s->row];
    for (uint32_t i = 0; i < p->n_offices; i++) {
        const OfficeRow *o = &l->k->offices[p->office + i];
        add(l, "person", words,
            (attache_considered){.name = kb_string(l->k, p->name),
                                 .code = o->code,
                                 .sector = sectors_text(l, &o->sectors),
                                 .office = kb_string(l->k, o->title),
                                 .how = kb_string(l->k, o->how),
                                 .note = days_text(l, o->from, o->to)});
    }
}

static void add_agent(List *l, const Sense *s, Slice words) {
    const AgentRow *a = &l->k->agents[s->row];
    add(l, "agent", words,
        (attache_considered){.name = kb_string(l->k, a->phrase),
                             .code = a->code,
                             .sector = sectors_text(l, &a->sectors),
                             .office = "",
                             .how = kb_string(l->k, a->how),
                             .note = ""});
}

static void add_match(List *l, const Words *w, const Match *m) {
    Slice words = match_text(w, m->first, m->last);
    for (uint32_t i = m->sense;; i++) {
        const Sense *s = &l->k->senses[i];
        if (match_fits(l->k, w, m, s)) {
            if (sense_is_country(s->type))
                add_country(l, s, words);
            else if (s->type == SENSE_ORG)
                add_org(l, s, words);
            else if (s->type == SENSE_PERSON)
                add_person(l, s, words);
            else
                add_agent(l, s, words);
        }
        if (s->flags & SENSE_LAST) return;
    }
}

/* The largest towns of a name. */
static void add_towns(List *l, Slice name) {
    const PlaceRow *rows[TOWNS_MAX];
    size_t n = place_namesakes(&l->k->places, name, rows, TOWNS_MAX);
    for (size_t i = 0; i < n; i++) {
        char *code = arena_copy(l->arena, rows[i]->code, 3);
        add(l, "town", name,
            (attache_considered){.name = place_name(&l->k->places, rows[i]),
                                 .code = code,
                                 .sector = "",
                                 .office = "",
                                 .how = arena_printf(l->arena, "GeoNames %u", rows[i]->geonameid),
                                 .note = arena_printf(l->arena, "%.4s, %u people", rows[i]->admin, rows[i]->population)});
    }
}

/* Looks up runs of names in the sentence as towns. */
static void add_runs(List *l, const Words *w, size_t from) {
    for (size_t t = 0; t < w->s->n;) {
        size_t last = t;
        if (w->s->tokens[t].span.start < from || !token_is_name(w, t)) {
            t++;
            continue;
        }
        while (last + 1 < w->s->n && token_is_name(w, last + 1)) last++;
        add_towns(l, match_text(w, (uint16_t)t, (uint16_t)last));
        t = last + 1;
    }
}

void consider_phrase(const Kb *k, const Article *article, const Sentence *sentences, size_t n_sentences, size_t from, const char *date,
                     const Entity *answer, Arena *arena, attache_considered **list, size_t *n) {
    List l = {.k = k, .arena = arena, .answer = answer};
    if (!kb_date(slice_of(date), 0, &l.date)) l.date = DATE_UNKNOWN;
    for (size_t i = 0; i < n_sentences; i++) {
        const Sentence *s = &sentences[i];
        if (!s->n || s->tokens[s->n - 1].span.end <= from) continue;
        Words w;
        uint32_t *ids = arena_alloc(arena, (s->n + 1) * 2 * sizeof *ids);
        uint64_t *hashes = arena_alloc(arena, (s->n + 1) * sizeof *hashes);
        match_sentence(k, article->text, s, ids, ids + s->n, hashes, arena, &w);
        for (size_t m = 0; m < w.n_matches; m++)
            if (s->tokens[w.matches[m].first].span.start >= from) add_match(&l, &w, &w.matches[m]);
        add_runs(&l, &w, from);
    }
    *list = l.items;
    *n = l.n;
}
