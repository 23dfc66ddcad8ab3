/* happening.c - combines the records of one happening: votes, the fullest, the most exact. */
#include "link/happening.h"
#include "vocab/wording.h"

#include <ctype.h>
#include <stdlib.h>

enum { CATEGORIES = 64 };
_Static_assert(CATEGORIES <= 64 && HAPPENING_VALUES <= 64, "what a source has told is the bits of one number");

void happening_begin(Happening *h, Arena *arena) {
    *h = (Happening){.arena = arena};
    h->documents = h->originals = (Map){.arena = arena};
}

size_t happening_find_source(const Happening *h, int64_t document) { return map_get(&h->documents, (uint64_t)document); }

void happening_add_source(Happening *h, Source source) {
    uint64_t *before = map_put(&h->originals, (uint64_t)source.original);
    source.counted = *before != 0;
    *VEC_PUSH(h->arena, h->sources, h->n_sources, h->cap_sources) = source;
    *before = *map_put(&h->documents, (uint64_t)source.id) = h->n_sources;
}

Telling *happening_add_telling(Happening *h) { return VEC_PUSH(h->arena, h->tellings, h->n_tellings, h->cap_tellings); }

/* ---- selection ---- */

static void begin_counting(Happening *h) {
    for (size_t i = 0; i < h->n_sources; i++) h->sources[i].told = 0;
}

/* Whether a source that counts has the n-th of the values being counted, for the first time. */
static bool counts(Source *s, size_t n) {
    bool again = s->counted || s->told >> n & 1;
    s->told |= (uint64_t)1 << n;
    return !again;
}

/* How much information a record has; a title is shortest. */
static double fullness(const Telling *t) {
    double full = t->confidence + (t->part == ATTACHE_BODY) + 2 * (t->day % 100 != 0) + t->resolution / 2.0 + (t->modes[0] != 0);
    size_t sides[HAPPENING_SIDES] = {0};
    for (size_t i = 0; i < t->n_parties; i++) {
        const HappeningParty *p = &t->parties[i];
        if (p->side < HAPPENING_SIDES && sides[p->side]++ < 3) full += 1 + (p->sector[0] != 0) * 0.5 + (p->name[0] != 0) * 0.5;
    }
    full += sides[0] && (sides[1] || sides[0] > 1) ? 3 : 0;
    for (int i = 0; i < HAPPENING_NUMBERS; i++) full += t->numbers[i][0] != 0;
    return full;
}

/* The category given by most sources, counted by their first record of it; in a tie, that of the fullest record. */
static void choose_category(Happening *h) {
    h->category = h->tellings[0].category;
    if (h->n_tellings == 1) return;
    begin_counting(h);
    int votes[CATEGORIES] = {0};
    double full[CATEGORIES] = {0};
    for (size_t i = 0; i < h->n_tellings; i++) {
        const Telling *t = &h->tellings[i];
        size_t k = (size_t)t->category % CATEGORIES;
        votes[k] += counts(&h->sources[t->source], k);
        if (fullness(t) > full[k]) full[k] = fullness(t);
    }
    size_t best = 0;
    for (size_t k = 1; k < CATEGORIES; k++)
        if (votes[k] > votes[best] || (votes[k] == votes[best] && full[k] > full[best])) best = k;
    for (size_t i = 0; i < h->n_tellings; i++)
        if ((size_t)h->tellings[i].category % CATEGORIES == best) h->category = h->tellings[i].category;
}

/* The record of that category with the most information; in a tie, the first in the order of reports. */
static void choose_fullest(Happening *h) {
    for (size_t i = 0; i < h->n_tellings; i++) {
        const Telling *t = &h->tellings[i];
        if (t->category == h->category && !h->sources[t->source].counted && (!h->fullest || fullness(t) > fullness(h->fullest))) h->fullest = t;
    }
}

void happening_choose(Happening *h) {
    choose_category(h);
    choose_fullest(h);
    if (!h->fullest) h->fullest = &h->tellings[0];
}

/* A place, and the support that it has. */
typedef struct PlaceVote {
    const Telling *first;
    double support;
} PlaceVote;

static bool is_one_place(const Telling *a, const Telling *b) {
    if (a->geonameid && b->geonameid) return a->geonameid == b->geonameid;
    return a->resolution == b->resolution && !strcmp(a->place, b->place) && !strcmp(a->country, b->country);
}

/* A record of another category may be about something near by. */
static double worth_of_place(const Happening *h, const Telling *t) { return (0.05 + t->confidence) * (t->category == h->category ? 1 : 0.5); }

/* The places told, that of the fullest record first; each source counts once for each. */
static size_t list_places(Happening *h, PlaceVote out[HAPPENING_VALUES]) {
    size_t n = 0;
    if (h->fullest->resolution) out[n++] = (PlaceVote){h->fullest, 0};
    begin_counting(h);
    for (size_t i = 0; i < h->n_tellings; i++) {
        const Telling *t = &h->tellings[i];
        size_t k = 0;
        if (!t->resolution) continue;
        while (k < n && !is_one_place(out[k].first, t)) k++;
        if (k == HAPPENING_VALUES) continue;
        if (k == n) out[n++] = (PlaceVote){t, 0};
        if (counts(&h->sources[t->source], k)) out[k].support += worth_of_place(h, t);
    }
    return n;
}

/* Who tells a state, or another place in it, agrees on that much. */
static double support_of_state(const PlaceVote *places, size_t n, const Telling *in) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += strcmp(places[i].first->country, in->country) ? 0 : places[i].support;
    return sum;
}

const Telling *happening_place(Happening *h) {
    PlaceVote places[HAPPENING_VALUES];
    const PlaceVote *best = NULL;
    double most = 0;
    size_t n = h->n_tellings == 1 ? 0 : list_places(h, places);
    for (size_t i = 0; i < n; i++) {
        const PlaceVote *p = &places[i];
        double state = support_of_state(places, n, p->first);
        int finer = !best || state > most ? 1 : state < most ? -1 : p->first->resolution - best->first->resolution;
        if (finer > 0 || (!finer && p->support > best->support)) best = p, most = state;
    }
    return best ? best->first : h->fullest;
}

/* The quality of a record's sentence as a title. The weights were fitted to 55 happenings for which a reader picked the sentences that tell them: a sentence far down, one that
 * comes late to the event, or one of a text about something else mentions it in passing. A headline has its weight by being the first and short. */
static double titleness(const Happening *h, const Telling *t) {
    const Source *s = &h->sources[t->source];
    double good = 1.6 * t->confidence + 0.9 * s->main + 0.7 * (t->aux == h->fullest->aux) + 0.1 * (t->part == ATTACHE_TITLE) - 0.0056 * t->before;
    good += t->part == ATTACHE_BODY ? 0.6 / (1 + t->sequence / 4) : 0.6;
    return s->counted ? good - 8 : good;
}

const Telling *happening_title(const Happening *h) {
    const Telling *best = h->fullest;
    for (size_t i = 0; i < h->n_tellings; i++)
        if (titleness(h, &h->tellings[i]) > titleness(h, best)) best = &h->tellings[i];
    return best;
}

const Source *happening_first(const Happening *h) {
    const Source *best = &h->sources[0];
    for (size_t i = 1; i < h->n_sources; i++) {
        const Source *s = &h->sources[i];
        bool copy = s->original != s->id, best_copy = best->original != best->id;
        int order = copy - best_copy;
        if (!order && s->day != best->day) order = !s->day ? 1 : !best->day ? -1 : s->day < best->day ? -1 : 1;
        if (!order) order = strcmp(s->name, best->name);
        if (!order) order = strcmp(s->url, best->url);
        if (!order) order = s->hash < best->hash ? -1 : 1;
        if (order < 0) best = s;
    }
    return best;
}

/* ---- numbers and contradictions ---- */

size_t happening_values(Happening *h, int number, Value out[HAPPENING_VALUES]) {
    size_t n = 0;
    begin_counting(h);
    for (size_t i = 0; i < h->n_tellings; i++) {
        const Telling *t = &h->tellings[i];
        const char *text = number < HAPPENING_NUMBERS ? t->numbers[number] : t->modes;
        size_t k = 0;
        if (!text[0] || (number == HAPPENING_NUMBERS && t->category != h->category)) continue;
        while (k < n && strcmp(out[k].text, text) != 0) k++;
        if (k == HAPPENING_VALUES) continue;
        if (k == n) out[n++] = (Value){text, t, 0, 0};
        out[k].votes += counts(&h->sources[t->source], k);
        if (h->sources[t->source].day > out[k].day) out[k].day = h->sources[t->source].day;
    }
    return n;
}

const char *happening_number(Happening *h, int number) {
    if (h->n_tellings == 1) return h->fullest->numbers[number];
    Value values[HAPPENING_VALUES];
    size_t n = happening_values(h, number, values);
    const Value *best = NULL;
    for (size_t i = 0; i < n; i++) {
        const Value *v = &values[i];
        bool better = !best || v->votes > best->votes || (v->votes == best->votes && v->day > best->day) ||
                      (v->votes == best->votes && v->day == best->day && strtol(v->text, NULL, 10) > strtol(best->text, NULL, 10));
        if (better) best = v;
    }
    return best ? best->text : "";
}

static bool is_number_word(const char *p, size_t n, const char *digits) {
    long value = strtol(digits, NULL, 10);
    char plain[24];
    size_t k = 0;
    for (size_t i = 0; i < n && k + 1 < sizeof plain; i++)
        if (p[i] != ',') plain[k++] = (char)tolower((unsigned char)p[i]);
    plain[k] = 0;
    return !strcmp(plain, digits) || (value >= 0 && wording_place(WORDING_NUMBER_WORDS, (Slice){plain, k}) == value);
}

const char *happening_hedged(const char *sentence, const char *digits, Arena *arena) {
    const Wording *hedges = &wording[WORDING_HEDGES];
    const char *out = digits;
    for (size_t i = 0; i < hedges->n && out == digits; i++) {
        size_t n = strlen(hedges->list[i]);
        for (const char *p = sentence; (p = strcasestr(p, hedges->list[i])) && out == digits; p += n)
            if (p[n] == ' ' && is_number_word(p + n + 1, strcspn(p + n + 1, " ."), digits)) out = arena_printf(arena, "%s %s", hedges->list[i], digits);
    }
    return out;
}

/* ---- who took part ---- */

static const char *last_word(const char *name) {
    const char *space = strrchr(name, ' ');
    return space ? space + 1 : name;
}

static bool same_name(const char *a, const char *b) { return !strcasecmp(last_word(a), last_word(b)); }

/* The same full name and state: one person, though one report calls him a soldier and another a former one. */
static bool is_one_by_name(const HappeningParty *a, const HappeningParty *b) { return a->name[0] && !strcasecmp(a->name, b->name) && !strcmp(a->code, b->code); }

/* Whether two mentions can be the same party: an unknown value is no contradiction. Participants are compared only by name. */
static bool same_party(const HappeningParty *a, const HappeningParty *b) {
    if (a->name[0] && b->name[0] && !same_name(a->name, b->name)) return false;
    if (a->side == 2 || b->side == 2) return a->side == b->side && a->name[0] && b->name[0];
    if (a->code[0] && b->code[0] && strcmp(a->code, b->code) != 0) return false;
    if (!a->code[0] || !b->code[0]) return (a->name[0] && b->name[0]) || (!a->code[0] && !b->code[0] && !strcmp(a->sector, b->sector));
    return !a->sector[0] || !b->sector[0] || !strcmp(a->sector, b->sector) || is_one_by_name(a, b);
}

static int told(const HappeningParty *p) { return 8 * (p->code[0] != 0) + 4 * (p->name[0] != 0) + 2 * (p->sector[0] != 0) + (p->office[0] != 0); }

static bool tells_more(const HappeningParty *a, const HappeningParty *b) {
    if (told(a) != told(b)) return told(a) > told(b);
    return strlen(a->name) > strlen(b->name);
}

/* A party, and its support in each role. */
typedef struct Vote {
    HappeningParty party, unnamed; /* the most that a mention tells; and of those without a name, if there are any */
    double sides[HAPPENING_SIDES], with_name, without_name;
    const Telling *last[HAPPENING_SIDES]; /* the last record that was counted */
} Vote;

/* What the records of one source are worth in a role: the most that one of them is, and the sum. So a source with many records counts as one with a single record, and a
 * party that it names only once in many counts for little. */
typedef struct Worth {
    double most[HAPPENING_SIDES], sum[HAPPENING_SIDES];
} Worth;

static double worth_of(const Telling *t) { return 0.05 + t->confidence; }

static bool has_side(const Telling *t, int side) {
    for (size_t i = 0; i < t->n_parties; i++)
        if (t->parties[i].side == side) return true;
    return false;
}

/* Whether a record takes part in the vote: a copy adds nothing. */
static bool is_asked(const Happening *h, const Telling *t) { return (t->category == h->category || t == h->fullest) && !h->sources[t->source].counted; }

static Worth *weigh_sources(const Happening *h) {
    Worth *out = arena_zalloc(h->arena, (h->n_sources + 1) * sizeof *out);
    for (size_t i = 0; i < h->n_tellings; i++) {
        const Telling *t = &h->tellings[i];
        Worth *w = &out[t->source];
        for (int side = 0; side < HAPPENING_SIDES && is_asked(h, t); side++) {
            if (!has_side(t, side)) continue;
            w->sum[side] += worth_of(t);
            if (worth_of(t) > w->most[side]) w->most[side] = worth_of(t);
        }
    }
    return out;
}

/* Whether a record itself has this party in this role. */
static bool has_party(const Telling *t, const HappeningParty *p) {
    for (size_t i = 0; i < t->n_parties; i++)
        if (t->parties[i].side == p->side && same_party(&t->parties[i], p)) return true;
    return false;
}

/* Whether a mention in the other role is certainly this party: "the US" may be its president where both act, but where it is acted upon it says nothing about him. */
static bool is_surely(const HappeningParty *a, const HappeningParty *b) {
    if (a->name[0] && b->name[0]) return same_party(a, b);
    return !a->name[0] && !b->name[0] && !strcmp(a->code, b->code) && !strcmp(a->sector, b->sector);
}

/* Whether a record names this person in the role opposite to a mention's: then that mention is somebody else. */
static bool is_opposite(const Telling *t, const HappeningParty *person, const HappeningParty *mention) {
    for (size_t i = 0; i < t->n_parties; i++)
        if (mention->side < 2 && t->parties[i].side == !mention->side && is_one_by_name(&t->parties[i], person)) return true;
    return false;
}

/* Whether the record has told this party in this role already, in other words: "officials, among them Sessions" are two. */
static bool is_taken(const Vote *v, const HappeningParty *p, const Telling *t) {
    const HappeningParty *q = &v->party;
    return v->last[p->side] == t && !is_one_by_name(p, q) && (p->name[0] || q->name[0] || strcmp(p->code, q->code) != 0 || strcmp(p->sector, q->sector) != 0);
}

/* The party that a mention can belong to, first of all the person of the same name: in its own role, else in the other one, unless the record has that one too: in "the army shelled rebels" a state's army and its rebels are two.
 * Participants keep their role. */
static Vote *find_vote(Vote *all, size_t n, const HappeningParty *p, const Telling *t) {
    for (int by_name = 1; by_name >= 0; by_name--) {
        for (size_t i = 0; i < n; i++)
            if (all[i].party.side == p->side && (by_name ? is_one_by_name : same_party)(&all[i].party, p) && (by_name || (!is_opposite(t, &all[i].party, p) && !is_taken(&all[i], p, t)))) return &all[i];
        for (size_t i = 0; i < n && p->side < 2; i++)
            if (all[i].party.side < 2 && (by_name ? is_one_by_name : is_surely)(&all[i].party, p) && !has_party(t, &all[i].party)) return &all[i];
    }
    return NULL;
}

static void vote(Vote *all, size_t *n, const HappeningParty *p, const Telling *t, const Worth *w) {
    Vote *v = find_vote(all, *n, p, t);
    if (!v && *n == HAPPENING_PARTIES) return;
    if (!v) {
        v = &all[(*n)++];
        *v = (Vote){.party = *p};
    }
    double worth = v->last[p->side] != t ? worth_of(t) * w->most[p->side] / w->sum[p->side] : 0;
    v->sides[p->side] += worth;
    v->last[p->side] = t;
    if (!p->name[0] && (!v->without_name || tells_more(p, &v->unnamed))) v->unnamed = *p;
    *(p->name[0] ? &v->with_name : &v->without_name) += worth;
    int side = v->party.side;
    const char *role = v->party.role[0] ? v->party.role : p->role;
    if (tells_more(p, &v->party)) v->party = *p;
    v->party.side = side, v->party.role = role;
}

static bool is_told(const HappeningParty *p) { return p->side < HAPPENING_SIDES && (p->code[0] || p->sector[0] || p->name[0]); }

static void vote_all(const Happening *h, Vote *all, size_t *n, const Telling *t, const Worth *worth) {
    for (size_t k = 0; k < t->n_parties && is_asked(h, t); k++) {
        const HappeningParty *p = &t->parties[k];
        if (is_told(p)) vote(all, n, p, t, &worth[t->source]);
    }
}

static double support(const Vote *v) { return v->sides[v->party.side]; }

/* How many parties of the same role have more support or, of two equal ones, came first. */
static size_t rank_of(const Vote *all, size_t n, size_t i) {
    size_t before = 0;
    for (size_t k = 0; k < n; k++)
        before += all[k].party.side == all[i].party.side && (support(&all[k]) > support(&all[i]) || (support(&all[k]) == support(&all[i]) && k < i));
    return before;
}

/* Whether the same party has the other role with more support or, of two equal ones, came first: nobody acts upon himself, and no state does if somebody else has this role. */
static bool is_in_other_role(const Vote *all, size_t n, size_t i, bool is_first) {
    for (size_t k = 0; k < n; k++) {
        const HappeningParty *p = &all[i].party, *q = &all[k].party;
        if (p->side == 2 || q->side != !p->side || !(is_one_by_name(p, q) || (!is_first && !p->name[0] && is_surely(p, q)))) continue;
        if (support(&all[k]) > support(&all[i]) || (support(&all[k]) == support(&all[i]) && k < i)) return true;
    }
    return false;
}

static bool has_state(const Telling *t, const char *code, int side) {
    for (size_t i = 0; i < t->n_parties; i++)
        if (t->parties[i].side == side && !strcmp(t->parties[i].code, code)) return true;
    return false;
}

/* Whether a record has this state in both roles. */
static bool acts_on_its_own(const Happening *h, const char *code) {
    for (size_t i = 0; i < h->n_tellings; i++)
        if (is_asked(h, &h->tellings[i]) && has_state(&h->tellings[i], code, 0) && has_state(&h->tellings[i], code, 1)) return true;
    return false;
}

/* Whether a state, told without any of its people, has the other role with more support, be it by one of them, and no record has it in both: "the US and China agreed", "China agreed with the US". */
static bool is_of_other_role(const Happening *h, const Vote *all, size_t n, size_t i) {
    const HappeningParty *p = &all[i].party;
    if (p->side == 2 || p->name[0] || p->sector[0] || !p->code[0]) return false;
    for (size_t k = 0; k < n; k++)
        if (all[k].party.side == !p->side && !strcmp(all[k].party.code, p->code) && support(&all[k]) > support(&all[i])) return !acts_on_its_own(h, p->code);
    return false;
}

/* Each takes the role with more support, and a person only one; somebody named for a state by less than one record in four does not stand for the state; a role keeps as many as a record has in it on average, and those with at least four fifths of the support of its
 * first. */
static size_t count_votes(const Happening *h, Vote *all, size_t n, const double usual[HAPPENING_SIDES], HappeningParty *out) {
    double most[HAPPENING_SIDES] = {0};
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        Vote *v = &all[i];
        if (v->without_name > 3 * v->with_name) v->unnamed.side = v->party.side, v->unnamed.role = v->party.role, v->party = v->unnamed;
        if (v->party.side < 2 && v->sides[!v->party.side] > v->sides[v->party.side]) v->party.side = !v->party.side;
        if (support(v) > most[v->party.side]) most[v->party.side] = support(v);
    }
    for (size_t i = 0; i < n; i++) {
        int side = all[i].party.side;
        size_t rank = rank_of(all, n, i);
        bool enough = side == 2 || 5 * support(&all[i]) >= 4 * most[side] || (double)rank + 0.5 < usual[side];
        if (enough && !is_in_other_role(all, n, i, !rank) && !is_of_other_role(h, all, n, i)) out[kept++] = all[i].party;
    }
    return kept;
}

/* How many parties the records that have any in a role have in it, on average. */
static void find_usual(const Happening *h, double out[HAPPENING_SIDES]) {
    double worth[HAPPENING_SIDES] = {0};
    for (size_t i = 0; i < h->n_tellings; i++) {
        const Telling *t = &h->tellings[i];
        for (size_t k = 0; k < t->n_parties && is_asked(h, t); k++)
            if (is_told(&t->parties[k])) out[t->parties[k].side] += worth_of(t);
        for (int side = 0; side < HAPPENING_SIDES && is_asked(h, t); side++) worth[side] += has_side(t, side) ? worth_of(t) : 0;
    }
    for (int side = 0; side < HAPPENING_SIDES; side++) out[side] = worth[side] > 0 ? out[side] / worth[side] : 0;
}

size_t happening_parties(const Happening *h, HappeningParty out[HAPPENING_PARTIES]) {
    Vote all[HAPPENING_PARTIES];
    double usual[HAPPENING_SIDES] = {0};
    size_t n = 0;
    const Worth *worth = weigh_sources(h);
    find_usual(h, usual);
    vote_all(h, all, &n, h->fullest, worth);
    for (size_t i = 0; i < h->n_tellings; i++)
        if (&h->tellings[i] != h->fullest) vote_all(h, all, &n, &h->tellings[i], worth);
    return count_votes(h, all, n, usual, out);
}

/* ---- contexts and counts ---- */

const char *happening_contexts(const Happening *h) {
    Buf all = {0};
    if (h->n_tellings == 1) return h->fullest->contexts;
    buf_str(&all, h->fullest->contexts);
    for (size_t i = 0; i < h->n_tellings; i++) {
        if (h->tellings[i].category != h->category) continue;
        for (const char *p = h->tellings[i].contexts; *p; p += p[0] == ';') {
            size_t n = strcspn(p, ";");
            bool there = false;
            for (const char *q = all.n ? all.p : ""; *q; q += q[0] == ';') {
                size_t m = strcspn(q, ";");
                there |= m == n && !memcmp(p, q, n);
                q += m;
            }
            if (!there && all.n) buf_char(&all, ';');
            if (!there) buf_add(&all, p, n);
            p += n;
        }
    }
    const char *out = all.n ? arena_copy(h->arena, all.p, all.n) : "";
    buf_free(&all);
    return out;
}

Counts happening_counts(const Happening *h) {
    Counts out = {0};
    Map publishers = {.arena = h->arena};
    for (size_t i = 0; i < h->n_sources; i++) {
        const Source *s = &h->sources[i];
        out.reports += !s->counted, out.copies += s->counted, out.main += s->main && !s->counted;
        if (!s->counted) out.sources += map_add(&publishers, (uint64_t)s->publisher);
        if (s->day && (!out.first_day || s->day < out.first_day)) out.first_day = s->day;
        if (s->day > out.last_day) out.last_day = s->day;
    }
    return out;
}
