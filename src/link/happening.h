/* happening.h - the records of one happening in, what is written of it out: its category, the record that tells most, where it was, who took part, how many were hurt by whose count.
 *
 * A happening takes its category from most of its reports, its record from the one that tells most, its day and place from the one that tells them most exactly,
 * its numbers from most reports; where reports contradict each other, each value is kept beside it. A copy counts for its original.
 *
 * Ownership: all belongs to the arena of the Happening; texts are borrowed.
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

/* A document that tells of it. */
typedef struct Source {
    int64_t id, publisher, original; /* original: of which it is a copy, or itself */
    int32_t day;
    const char *name, *url;
    int64_t hash;
    int64_t report; /* its first here */
    bool counted;   /* an earlier one is the same text: a copy counts once */
    bool main;      /* it tells the happening first of all */
    uint64_t told;  /* of what is being counted, what it has told already, as bits */
} Source;

/* One record. */
typedef struct Telling {
    int64_t id, category;
    size_t source; /* index */
    int32_t day;
    int quad, aux, resolution, part;
    uint32_t sequence; /* of its sentence */
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
    Map documents, originals; /* by id: place in `sources` + 1 of itself, of the first that is a copy of it */
    const Telling *fullest;   /* the record of the category that tells most, once happening_choose was asked */
    int64_t category;
} Happening;

/* How often it was told. */
typedef struct Counts {
    int reports, copies, sources, main; /* main: reports that tell it first of all */
    int32_t first_day, last_day;
} Counts;

/* What some sources tell of a number, or of the mode. */
typedef struct Value {
    const char *text;
    const Telling *first;
    int32_t day; /* when it was published last */
    int votes;
} Value;

void happening_begin(Happening *h, Arena *arena);
/* The place of a document among the sources + 1, or 0. */
size_t happening_find_source(const Happening *h, int64_t document);
void happening_add_source(Happening *h, Source source);
/* Room for one more record. */
Telling *happening_add_telling(Happening *h);

/* Chooses category and record; there is at least one record. */
void happening_choose(Happening *h);
const Telling *happening_place(const Happening *h);
/* The record whose sentence is the best title: of a headline, else of the lead, by both parties, what is told and the judge's confidence. */
const Telling *happening_title(const Happening *h);
/* Published first, no copy; by name where that is no answer. */
const Source *happening_first(const Happening *h);
/* What most sources tell; of two, what was told later; of two, the higher. */
const char *happening_number(Happening *h, int number);
/* All that is told of a number, or, number being HAPPENING_NUMBERS, of the mode; returns how many. */
size_t happening_values(Happening *h, int number, Value out[HAPPENING_VALUES]);
/* "at least 10": the words before a number in the sentence that tells it which say how it is meant. */
const char *happening_hedged(const char *sentence, const char *digits, Arena *arena);
/* Who took part, by a vote of all records of the category weighed by their confidence, each source once: each on one side, those of the fullest first. */
size_t happening_parties(const Happening *h, HappeningParty out[HAPPENING_PARTIES]);
/* All contexts that are told, those of the fullest record first, joined by ';'. */
const char *happening_contexts(const Happening *h);
Counts happening_counts(const Happening *h);

#endif
