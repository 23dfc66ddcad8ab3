/* consider.c - lists all candidates for the words of a phrase: each matching row of the tables and the towns of that name, with any objection on the date. This
 * is for people who ask why; nothing else depends on it. */
#include "base/date.h"
#include "coref/coref_int.h"
#include "vocab/wording.h"

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

typedef enum Note { NOTE_FROM, NOTE_TO, NOTE_NOT_BEGUN, NOTE_OVER, NOTE_PEOPLE } Note;

static const char *note(Note n) { return wording[WORDING_CANDIDATE_NOTES].list[n]; }

/* "2009-01-20 to 2017-01-20, over by then". */
static const char *days_text(List *l, uint32_t from, uint32_t to) {
    if (from == 0 && to == DATE_NEVER) return "";
    const char *side = l->date < from ? note(NOTE_NOT_BEGUN) : l->date > to && l->date < DATE_UNKNOWN ? note(NOTE_OVER) : "";
    if (to == DATE_NEVER) return arena_printf(l->arena, "%s%s%s", note(NOTE_FROM), date_text(l, from), side);
    return arena_printf(l->arena, "%s%s%s%s%s", date_text(l, from), from ? " " : "", note(NOTE_TO), date_text(l, to), side);
}

/* Whether a row is among those of a `how`: countries.tsv:25 is not in "countries.tsv:250". */
static bool names_row(const char *how, const char *row) {
    size_t n = strlen(row);
    for (const char *p = strstr(how, row); p; p = strstr(p + 1, row))
        if (p[n] < '0' || p[n] > '9') return true;
    return false;
}

/* What `c` leaves out is empty. */
static void add(List *l, const char *kind, Slice words, attache_considered c) {
    const char **may_lack[] = {&c.sector, &c.office, &c.note};
    if (l->n == CONSIDERED_MAX) return;
    for (size_t i = 0; i < COUNT_OF(may_lack); i++)
        if (!*may_lack[i]) *may_lack[i] = "";
    c.kind = kind;
    c.words = arena_slice(l->arena, words);
    c.taken = c.how[0] && names_row(l->answer->how, c.how);
    *VEC_PUSH(l->arena, l->items, l->n, l->cap) = c;
}

static void add_office(List *l, const PersonRow *p, const OfficeRow *o, Slice words) {
    attache_considered c = {.name = kb_string(l->k, p->name), .code = o->code, .sector = sectors_text(l, &o->sectors), .office = kb_string(l->k, o->title)};
    c.how = kb_string(l->k, o->how), c.note = days_text(l, o->from, o->to);
    add(l, "person", words, c);
}

static void add_sense(List *l, const Sense *s, Slice words) {
    static const char *const kinds[] = {"state", "adjective", "people", "capital", "seat", "organisation", "person", "agent"}; /* by SenseType */
    const Kb *k = l->k;
    attache_considered c = {0};
    const char *kind = kinds[s->type];
    if (sense_is_country(s->type)) {
        const CountryRow *row = &k->countries[s->row];
        if (s->type == SENSE_COUNTRY && row->kind == COUNTRY_REGION) kind = "region";
        c.name = kb_string(k, row->name), c.code = row->code, c.how = kb_string(k, row->how);
    } else if (s->type == SENSE_ORG) {
        const OrgRow *row = &k->orgs[s->row];
        c.name = kb_string(k, row->name), c.code = row->code, c.how = kb_string(k, row->how);
        c.sector = sectors_text(l, &row->sectors), c.note = days_text(l, row->from, row->to);
    } else if (s->type == SENSE_AGENT) {
        const AgentRow *row = &k->agents[s->row];
        c.name = kb_string(k, row->phrase), c.code = row->code, c.how = kb_string(k, row->how), c.sector = sectors_text(l, &row->sectors);
    } else {
        const PersonRow *row = &k->people[s->row];
        for (uint32_t i = 0; i < row->n_offices; i++) add_office(l, row, &k->offices[row->office + i], words);
        return;
    }
    add(l, kind, words, c);
}

static void add_match(List *l, const Words *w, const Match *m) {
    FOR_SENSES(s, &l->k->senses[m->sense])
        if (match_fits(l->k, w, m, s)) add_sense(l, s, match_text(w, m->first, m->last));
}

/* The largest towns of a name. */
static void add_towns(List *l, Slice name) {
    const PlaceRow *rows[TOWNS_MAX];
    size_t n = place_namesakes(&l->k->places, name, rows, TOWNS_MAX);
    for (size_t i = 0; i < n; i++) {
        attache_considered c = {.name = place_name(&l->k->places, rows[i]), .code = arena_copy(l->arena, rows[i]->code, 3)};
        c.how = arena_printf(l->arena, "%s %u", how_text(HOW_TOWN), rows[i]->geonameid);
        c.note = arena_printf(l->arena, "%.4s, %u%s", rows[i]->admin, rows[i]->population, note(NOTE_PEOPLE));
        add(l, "town", name, c);
    }
}

/* Looks up runs of names in the sentence as towns. */
static void add_runs(List *l, const Words *w, size_t from) {
    for (size_t t = 0, last; t < w->s->n; t = last + 1) {
        last = t;
        if (w->s->tokens[t].span.start < from || !token_is_name(w, t)) continue;
        while (last + 1 < w->s->n && token_is_name(w, last + 1)) last++;
        add_towns(l, match_text(w, (uint16_t)t, (uint16_t)last));
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
