/* describe.h - a phrase in, whom its words describe out.
 *
 *     describe.c   countries, sectors, names, offices: by the words of the phrase, of those that belong to it, and of the tables
 *     town.c       phrases that name a place -> which
 *     aside.c      phrases -> which words name a state only by the way
 *
 * A description asks nobody: all that it may know lies in a View. Where it needs to know whom another phrase stands for ("the minister of [that country]"), and the View
 * does not say so yet, it names that phrase; whoever asked finds out, and asks again.
 *
 * A View borrows all that it points to; strings of descriptions belong to its arena.
 */
#ifndef ATTACHE_DESCRIBE_H
#define ATTACHE_DESCRIBE_H

#include "mention/entity.h"
#include "mention/memory.h"
#include "mention/mention.h"
#include "read/read.h"

enum { KNOWN_NOBODY = -1, KNOWN_NOT_YET = -2 };

/* A sentence, with the article around it, as descriptions see it. */
typedef struct View {
    const Kb *k;
    const Article *article;
    Arena *arena, *room;  /* room: of what the sentence alone needs */
    uint32_t date;        /* yyyymmdd; past all dates if not known */
    const char *home;     /* code of the country that the dateline names, or "" */
    const Memory *memory; /* of the article so far */
    const Words *w;
    const Phrases *ph;
    const bool *aside; /* [tokens]: names a state only by the way (aside.c) */
    const Entity *entities;
    int32_t *known; /* [phrases]: the entity that a phrase stands for, KNOWN_NOBODY or KNOWN_NOT_YET */
    int16_t wanted; /* the phrase that was asked for and is not known yet, or NO_PHRASE */
} View;

/* Whom the words of a phrase describe, before the article is asked. */
typedef struct Desc {
    Entity e;
    Sectors sectors;
    uint8_t what;                       /* What */
    uint16_t core;                      /* the token that says what it is: "minister", the last word of a name */
    uint16_t name_first, name_last;     /* tokens, or NO_TOKEN */
    uint16_t office_first, office_last; /* tokens, or NO_TOKEN */
    int32_t person, org, country;       /* rows, or -1 */
    const AgentRow *agent;              /* of the core */
    bool former, definite, sure;        /* sure: a person beyond doubt */
    bool capital;                       /* a state or region by its seat of power */
    bool foreign;                       /* "foreign troops": of no country that the article would give */
    uint32_t keys[NAME_KEYS];           /* units of the name */
    uint8_t n_keys;
} Desc;

/* Describes a phrase of the sentence. Returns the phrase that has to be known first, NO_PHRASE if none has; only then is `out` right. */
int16_t describe_phrase(View *v, const Phrase *p, Desc *out);

/* Which tokens of the sentence name a state without saying whose somebody else in the article is: of who tells it, of where somebody was born (aside.c). */
bool *aside_mark(const View *v);

/* ---- places (town.c) ---- */

/* Forgets the matches of regions and their seats that mean another town here: Hyderabad, in a text that speaks of Pakistan and not of India. */
void town_doubt_matches(const View *v, Words *w);
/* Whether a phrase stands where only a place can: in, at, near ..., or in the dateline. */
bool town_is_place(const View *v, const Phrase *p);
/* Makes the description that of the town which the tokens [first, last] of a phrase name; false if they name none beyond doubt. */
bool town_compose(const View *v, Desc *d, const Phrase *p, size_t first, size_t last);
/* The same for a name of countries.tsv that means another place here: "Paris, Texas". */
bool town_elsewhere(const View *v, Desc *d, const Phrase *p, const Match *m);
/* Where a state, capital, seat of power or region is. */
void town_of_state(const View *v, Desc *d, const Match *m);
/* The code of the country that the dateline names, or "". */
const char *town_home(const View *v);

#endif
