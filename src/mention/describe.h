/* describe.h - describes the entity that a phrase's words refer to.
 *
 *     describe.c   countries, sectors, names, offices, from the words of the phrase and those attached to it, and from the tables
 *     town.c       phrases that name a place -> the place
 *     aside.c      phrases -> the words that mention a state only in passing
 *
 * A description calls nobody: everything that it may use is in a View. If it needs the entity of another phrase ("the minister of [that country]") that the View
 * does not have yet, it returns that phrase; the caller resolves it, and tries again.
 *
 * A View borrows everything that it points to; strings of descriptions belong to its arena.
 */
#ifndef ATTACHE_DESCRIBE_H
#define ATTACHE_DESCRIBE_H

#include "mention/entity.h"
#include "mention/memory.h"
#include "mention/mention.h"
#include "read/read.h"

enum { KNOWN_NOBODY = -1, KNOWN_NOT_YET = -2 };

/* A sentence and its article, as descriptions see them. */
typedef struct View {
    const Kb *k;
    const Article *article;
    Arena *arena, *room;  /* room: for what only this sentence needs */
    uint32_t date;        /* yyyymmdd; after all dates if unknown */
    const char *home;     /* code of the country in the dateline, or "" */
    const Memory *memory; /* of the article so far */
    const Words *w;
    const Phrases *ph;
    const uint8_t *aside; /* [tokens]: mentions a state only in passing (aside.c) */
    const Entity *entities;
    int32_t *known; /* [phrases]: the phrase's entity, KNOWN_NOBODY or KNOWN_NOT_YET */
    int16_t wanted; /* the phrase that was needed and is not known yet, or NO_PHRASE */
} View;

/* The entity that a phrase's words describe, before the article is consulted. */
typedef struct Desc {
    Entity e;
    uint8_t what;                       /* What */
    uint16_t core;                      /* the head noun: "minister", the last word of a name */
    uint16_t name_first, name_last;     /* tokens, or NO_TOKEN */
    uint16_t office_first, office_last; /* tokens, or NO_TOKEN */
    int32_t person, org, country;       /* rows, or -1 */
    const AgentRow *agent;              /* of the core */
    bool former, definite, certain;        /* certainly a person */
    bool capital;                       /* a state or region named by its seat of power */
    bool foreign;                       /* "foreign troops": not from a country that the article would supply */
    uint32_t keys[NAME_KEYS];           /* units of the name */
    uint8_t n_keys;
} Desc;

/* Describes a phrase of the sentence. Returns the phrase that must be resolved first, or NO_PHRASE; only then is `out` valid. */
int16_t describe_phrase(View *v, const Phrase *p, Desc *out);

/* The tokens that mention a state without assigning anybody else in the article to it: the nationality of a narrator, a place of birth (aside.c). */
enum { ASIDE_TELLER = 1, ASIDE_PAST }; /* in the past it is not even the state of whoever was there */
uint8_t *aside_mark(const View *v);

/* ---- places (town.c) ---- */

/* Removes matches of regions and their seats that refer to another town here: Hyderabad, in a text about Pakistan and not about India. */
void town_doubt_matches(const View *v, Words *w);
bool town_in_dateline(const View *v, const Phrase *p);
/* Whether a phrase is where only a place can be: after in, at, near ..., or in the dateline. */
bool town_is_place(const View *v, const Phrase *p);
/* Describes the town that the tokens [first, last] of a phrase name; false if that is not certain. */
bool town_compose(const View *v, Desc *d, const Phrase *p, size_t first, size_t last);
/* The same for a name in countries.tsv that refers to another place here: "Paris, Texas". */
bool town_elsewhere(const View *v, Desc *d, const Phrase *p, const Match *m);
/* The coordinates of a state, capital, seat of power or region. */
void town_of_state(const View *v, Desc *d, const Match *m);
/* The code of the country in the dateline, or "". */
const char *town_home(const View *v);

#endif
