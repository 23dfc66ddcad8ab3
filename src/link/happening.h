/* happening.h - combines the records of one happening: category, fullest record, place, parties, numbers and their sources.
 *
 * A happening takes its category from the majority of its reports, its record from the most complete one, its day from the most exact, its place and parties from
 * a vote weighted by confidence, and its numbers from the majority; contradicting values are kept as well. A copy counts as its original.
 *
 * Ownership: everything is in the Happening's arena; texts are borrowed.
 */
#ifndef ATTACHE_LINK_HAPPENING_H
#define ATTACHE_LINK_HAPPENING_H

#include "base/map.h"

enum { HAPPENING_NUMBERS = 4, HAPPENING_SIDES = 3, HAPPENING_PARTIES = 48, HAPPENING_VALUES = 16 }; /* numbers: dead, injured, arrested, size */

typedef struct HappeningParty {
    int64_t entity;
    int side;
    const char *role, *code, *sector, *name, *office, *key;
} HappeningParty;

/* A document that reports it. */
typedef struct Source {
    int64_t id, publisher, original; /* original: the document that it copies, or itself */
    int32_t day;
    const char *name, *url;
    int64_t hash;
    int64_t report; /* its first one here */
    bool counted;   /* an earlier one has the same text: copies count once */
    bool main;      /* it is the document's main subject */
    uint64_t told;  /* bits: the values already counted for it */
} Source;

/* One record. */
typedef struct Telling {
    int64_t id, category;
    size_t source; /* index */
    int32_t day;
    int quad, aux, resolution, part;
    uint32_t sequence, before; /* of its sentence; bytes of the sentence before the trigger */
    double score, confidence, lat, lon;
    bool has_point;
    int64_t geonameid;
    const char *modes, *contexts, *cameo, *place, *country, *numbers[HAPPENING_NUMBERS];
    const HappeningParty *parties;
    size_t n_parties;
    const void *owner; /* the caller's own */
} Telling;

typedef struct Happening {
    Arena *arena;
    Source *sources;
    Telling *tellings;
    size_t n_sources, n_tellings, cap_sources, cap_tellings;
    Map documents, originals; /* by id: index in `sources` + 1 of itself, of its first copy */
    const Telling *fullest;   /* the fullest record of the category, after happening_choose */
    int64_t category;
} Happening;

/* How often it was reported. */
typedef struct Counts {
    int reports, copies, sources, main; /* main: reports of which it is the main subject */
    int32_t first_day, last_day;
} Counts;

/* What some sources say about a number, or the mode. */
typedef struct Value {
    const char *text;
    const Telling *first;
    int32_t day; /* the last day of publication */
    int votes;
} Value;

void happening_begin(Happening *h, Arena *arena);
/* The index of a document among the sources + 1, or 0. */
size_t happening_find_source(const Happening *h, int64_t document);
void happening_add_source(Happening *h, Source source);
/* Room for one more record. */
Telling *happening_add_telling(Happening *h);

/* Chooses category and record; there must be at least one record. */
void happening_choose(Happening *h);
/* The record whose place it gets: in the state with the most support, the most exact place and, of equally exact ones, the one with the most. Support is
 * the confidence of the records, each source once. */
const Telling *happening_place(Happening *h);
/* The record whose sentence makes the best title: of a document about the happening, at its beginning, soon coming to the event, with high confidence. */
const Telling *happening_title(const Happening *h);
/* The first one published, except copies; ties are broken by name. */
const Source *happening_first(const Happening *h);
/* The value given by most sources; in a tie the later, then the higher. */
const char *happening_number(Happening *h, int number);
/* All values given for a number or, if `number` is HAPPENING_NUMBERS, for the mode; returns how many. */
size_t happening_values(Happening *h, int number, Value out[HAPPENING_VALUES]);
/* "at least 10": the words before a number in its sentence that qualify it. */
const char *happening_hedged(const char *sentence, const char *digits, Arena *arena);
/* The parties, by a vote of all records of the category weighted by confidence, each source once: each in one role, those of the fullest record first. */
size_t happening_parties(const Happening *h, HappeningParty out[HAPPENING_PARTIES]);
/* All contexts, those of the fullest record first, joined by ';'. */
const char *happening_contexts(const Happening *h);
Counts happening_counts(const Happening *h);

#endif
