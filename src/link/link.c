/* link.c - the events of one document in, a number for the happening that each reports out.
 *
 * An event joins the first happening whose first report tells nothing that contradicts it: a like code, parties in common on both sides, dates of which one may
 * be the other, the same modality, no two different names for one party. So the headline, the highlights and the lead, which tell one thing three times, meet.
 * A headline is short and loose: it may call a deed by another category of its family, and where it names no day, its deed is of the days before.
 * Candidates are found by key (category, one party of each side) and at most KEY_TRIES a key are looked at, so that the cost stays linear. */
#include "link/link.h"

#include "base/date.h"
#include "base/map.h"
#include "link/signature.h"
#include "vocab/codebook.h"

enum { NEWS_DAYS = 3, KEY_TRIES = 16, PARTIES_A_SIDE = 6, KEYS_AN_EVENT = PARTIES_A_SIDE * PARTIES_A_SIDE };

/* What an event may be found by, those of one hash chained in the order of the text. */
typedef struct Key {
    uint32_t event; /* the first report of a happening */
    uint32_t next;  /* place + 1 of the next one of the same hash, 0 at the end */
    uint32_t last;  /* of the first one of a hash: place of the last */
} Key;

typedef struct Keys {
    Key *list;
    size_t n, cap;
    Map first; /* by hash: place + 1 */
} Keys;

/* ---- do two events contradict each other? ---- */

static bool is_party(const attache_entity *e) { return e->code[0] || e->sector[0]; }

static const char *last_word(const char *name) {
    const char *space = strrchr(name, ' ');
    return space ? space + 1 : name;
}

/* What tells a party: its code, or where there is none its sector; where neither is known, its name. */
static bool same_party(const attache_entity *a, const attache_entity *b) {
    if (!is_party(a) || !is_party(b)) return a->identifier[0] && !strcmp(last_word(a->identifier), last_word(b->identifier));
    if (a->code[0] || b->code[0]) return !strcmp(a->code, b->code);
    return a->sector[0] && !strcmp(a->sector, b->sector);
}

static bool knows_any(const attache_entity *list, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (is_party(&list[i])) return true;
    return false;
}

/* Two people, or two bodies, that have names of their own. */
static bool other_name(const attache_entity *a, const attache_entity *b) {
    return a->identifier[0] && b->identifier[0] && strcmp(a->identifier, b->identifier) != 0;
}

/* Whether two lists of parties have one in common and none that appears under two names. Two that name nobody agree. */
static bool side_agrees(const attache_entity *a, size_t n, const attache_entity *b, size_t m) {
    bool common = false, named = false;
    for (size_t i = 0; i < n; i++) {
        bool met = false, clash = false;
        for (size_t k = 0; k < m; k++) {
            if (!same_party(&a[i], &b[k])) continue;
            met |= !other_name(&a[i], &b[k]);
            clash |= other_name(&a[i], &b[k]);
        }
        common |= met;
        named |= clash && !met;
    }
    return (common && !named) || (!n && !m);
}

static bool is_reciprocal(const attache_event *e) { return !e->n_recipients && e->n_actors > 1; }

/* All parties of an event: a consultation told as "A met B" and one told as "A and B met" are the same. */
static size_t all_parties(const attache_event *e, attache_entity *out, size_t max) {
    size_t n = 0;
    for (size_t i = 0; i < e->n_actors && n < max; i++) out[n++] = e->actors[i];
    for (size_t i = 0; i < e->n_recipients && n < max; i++) out[n++] = e->recipients[i];
    return n;
}

static size_t shared_parties(const attache_entity *a, size_t n, const attache_entity *b, size_t m) {
    size_t shared = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < m; k++)
            if (same_party(&a[i], &b[k])) {
                shared++;
                break;
            }
    return shared;
}

static bool parties_agree(const attache_event *a, const attache_event *b) {
    if (!is_reciprocal(a) && !is_reciprocal(b)) {
        bool acts_a = knows_any(a->actors, a->n_actors), acts_b = knows_any(b->actors, b->n_actors);
        bool suffers_a = knows_any(a->recipients, a->n_recipients), suffers_b = knows_any(b->recipients, b->n_recipients);
        bool actors = side_agrees(a->actors, a->n_actors, b->actors, b->n_actors);
        if (suffers_a && suffers_b) return actors && side_agrees(a->recipients, a->n_recipients, b->recipients, b->n_recipients);
        /* one report leaves out to whom it was done; or one part of a sentence says by whom, another to whom */
        if (acts_a && acts_b) return actors;
        return a->sequence == b->sequence && a->part == b->part && ((acts_a && suffers_b) || (acts_b && suffers_a));
    }
    attache_entity x[2 * PARTIES_A_SIDE], y[2 * PARTIES_A_SIDE];
    size_t n = all_parties(a, x, COUNT_OF(x)), m = all_parties(b, y, COUNT_OF(y));
    return n > 1 && m > 1 && shared_parties(x, n, y, m) > 1 && side_agrees(x, n, y, m);
}

static bool is_headline(const attache_event *e) { return e->part != ATTACHE_BODY; }

/* Whether a headline that has the day of publication for want of another may tell of this day. */
static bool is_news_of(const attache_event *headline, const char *date) {
    const char *published = headline->article ? headline->article->date : "";
    if (!is_headline(headline) || strlen(published) != 10 || strlen(date) != 10 || strcmp(headline->date, published) != 0) return false;
    int32_t ago = date_day_number(date_day(published)) - date_day_number(date_day(date));
    return ago >= 0 && ago <= NEWS_DAYS;
}

/* Equal, or one less exact than the other: 2016 and 2016-05. */
static bool dates_agree(const attache_event *a, const attache_event *b) {
    size_t n = strlen(a->date), m = strlen(b->date);
    return !memcmp(a->date, b->date, n < m ? n : m) || is_news_of(a, b->date) || is_news_of(b, a->date);
}

static bool has_mode(const attache_event *e, const char *mode) {
    for (size_t i = 0; i < e->n_modes; i++)
        if (!strcmp(e->modes[i], mode)) return true;
    return false;
}

/* One mode in common, or one side that names none, or modes of different categories. */
static bool modes_agree(const attache_event *a, const attache_event *b) {
    if (strcmp(a->event, b->event) != 0) return true;
    for (size_t i = 0; i < a->n_modes; i++)
        if (has_mode(b, a->modes[i])) return true;
    return !a->n_modes || !b->n_modes;
}

static bool names_somebody(const attache_event *e) {
    for (size_t i = 0; i < e->n_actors; i++)
        if (e->actors[i].identifier[0]) return true;
    for (size_t i = 0; i < e->n_recipients; i++)
        if (e->recipients[i].identifier[0]) return true;
    return false;
}

/* A meeting with somebody by name is not the talks as a whole, once these have been told without names in the text itself. */
static bool is_meeting_within(const attache_event *first, bool told_in_body, const attache_event *e) {
    return told_in_body && event_is(e->event, EVENT_CONSULT) && names_somebody(e) && !names_somebody(first);
}

/* CAMEO's third digit tells kinds apart; a code of two digits, or with 0 there, is any kind. */
static bool codes_agree(const attache_event *a, const attache_event *b) {
    if (strcmp(a->event, b->event) != 0) return is_headline(a) || is_headline(b); /* of one family: they have a key in common */
    if (event_is(a->event, EVENT_CONSULT)) return true;
    if (strlen(a->cameo) < 3 || strlen(b->cameo) < 3) return true;
    return a->cameo[2] == '0' || b->cameo[2] == '0' || a->cameo[2] == b->cameo[2];
}

static bool is_same(const attache_event *a, const attache_event *b) {
    return a->aux == b->aux && codes_agree(a, b) && modes_agree(a, b) && dates_agree(a, b) && parties_agree(a, b);
}

/* ---- finding ---- */

static uint64_t party_hash(const attache_entity *e) {
    const char *key = e->code[0] ? e->code : e->sector;
    return hash_bytes(key, strlen(key));
}

/* Hashes under which an event is found: the family of its category with each pair of parties, whichever of the two acts, and with each party alone. */
static size_t keys_of(const attache_event *e, uint64_t *out) {
    attache_entity all[PARTIES_A_SIDE];
    uint64_t event = signature_family(e->event);
    size_t parties = all_parties(e, all, COUNT_OF(all)), n = 0;
    for (size_t i = 0; i < parties; i++) {
        if (!is_party(&all[i])) continue;
        uint64_t a = party_hash(&all[i]);
        out[n++] = hash_mix(event, a);
        for (size_t k = i + 1; k < parties; k++)
            if (is_party(&all[k])) out[n++] = hash_mix(event, a + party_hash(&all[k]));
    }
    return n;
}

static void add_key(Keys *keys, uint64_t hash, uint32_t event, Arena *arena) {
    uint32_t at = (uint32_t)keys->n;
    *VEC_PUSH(arena, keys->list, keys->n, keys->cap) = (Key){event, 0, at};
    uint64_t *first = map_put(&keys->first, hash);
    if (!*first)
        *first = at + 1;
    else {
        Key *chain = &keys->list[*first - 1];
        keys->list[chain->last].next = at + 1;
        chain->last = at;
    }
}

/* The earliest event of a key that is the same happening, or `none`. */
static uint32_t find_same(const Keys *keys, uint64_t hash, const attache_event *events, const bool *told_in_body, const attache_event *e,
                          uint32_t none) {
    uint64_t k = map_get(&keys->first, hash);
    for (int tries = 0; k && tries < KEY_TRIES; k = keys->list[k - 1].next, tries++) {
        uint32_t first = keys->list[k - 1].event;
        if (is_same(&events[first], e) && !is_meeting_within(&events[first], told_in_body[first], e)) return first;
    }
    return none;
}

void link_events(attache_event *events, size_t n, const char *doc_id, Arena *arena) {
    Keys keys = {.first = {.arena = arena}};
    uint32_t happenings = 0;
    bool *told_in_body = arena_zalloc(arena, n + 1); /* of the first report of each happening */
    for (uint32_t i = 0; i < n; i++) {
        uint64_t hashes[KEYS_AN_EVENT];
        size_t n_keys = keys_of(&events[i], hashes);
        uint32_t same = i;
        for (size_t k = 0; k < n_keys; k++) {
            uint32_t found = find_same(&keys, hashes[k], events, told_in_body, &events[i], i);
            if (found < same) same = found;
        }
        told_in_body[same] |= events[i].part == ATTACHE_BODY;
        if (same < i) {
            events[i].link = events[same].link;
            continue;
        }
        events[i].link = arena_numbered(arena, doc_id, "/h", ++happenings);
        for (size_t k = 0; k < n_keys; k++) add_key(&keys, hashes[k], i, arena);
    }
}
