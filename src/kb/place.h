/* place.h - the towns of the world: a name in, which of the towns of that name is meant out.
 *
 * GeoNames' towns, decoded at build time (place_build.c) into the image. Names are known by two keys: the exact one (case, diacritics and hyphens aside), and a loose one under which
 * transliterations meet ("Al Fallujah", "Falluja"). Looking up costs two binary searches and is done for names in the place of a place alone, never for each word.
 *
 *     section place.rows    PlaceRow [n]     by hash of the exact key, then the greatest first
 *     section place.loose   PlaceLoose [n]   by hash of the loose key
 *     section place.names   char []          names as GeoNames has them, each ended by NUL
 */
#ifndef ATTACHE_PLACE_H
#define ATTACHE_PLACE_H

#include "base/base.h"
#include "base/image.h"

enum {
    PLACE_COMMON = 0x80, /* in PlaceRow.rank: the name is a word like any other (Reading, Nice, Mobile) */
    PLACE_TIME = 0x40    /* a month or day (March): only with its state beside it */
};

typedef struct PlaceRow {
    uint32_t hash, name, geonameid, population;
    float lat, lon;
    char code[3];   /* as countries.tsv has it */
    uint8_t rank;   /* 3 capital, 2 seat of a region, 1 of a district, 0 else; PLACE_COMMON, PLACE_TIME */
    char admin[4];  /* first-level division, as GeoNames numbers them; of the United States by letters: TX */
} PlaceRow;

typedef struct PlaceLoose {
    uint32_t hash, row;
} PlaceLoose;

typedef struct Places {
    const PlaceRow *rows;
    const PlaceLoose *loose;
    const char *names;
    size_t n;
} Places;

/* The places of an image; none (n 0) where it was built without. */
void place_open(Places *p, const Image *im);

/* What a text says of where a place is. */
typedef struct PlaceHint {
    const char *code;   /* the state that stands beside the name ("Paris, Texas", "the Iraqi town of"), or "" */
    const char *admin;  /* its part, or "" */
    float (*weight)(const void *text, const char *code); /* how much the text speaks of a state: 0 not at all; may be NULL */
    const void *text;
    bool sure;          /* stands where only a place can: in, near, a dateline */
    bool name;          /* may be a person's */
    bool elsewhere;     /* the text speaks of some state */
} PlaceHint;

/* The place that a name means, or NULL if none does beyond doubt. */
const PlaceRow *place_find(const Places *p, Slice name, const PlaceHint *hint);
/* All places of a name, by its exact key, the greatest first; how many of at most `max`. */
size_t place_namesakes(const Places *p, Slice name, const PlaceRow **out, size_t max);
/* The place of a name in a state that is nearest to a point, within `km`; NULL if there is none. */
const PlaceRow *place_near(const Places *p, Slice name, const char code[4], float lat, float lon, float km);
/* Towns of some size from south to north, to look them up by where they are. Owns `rows`. */
typedef struct PlaceMap {
    const Places *places;
    uint32_t *rows;
    size_t n;
} PlaceMap;

void place_map_make(PlaceMap *m, const Places *p);
void place_map_free(PlaceMap *m);
/* The town of at least `least` people that is nearest to a point in a state, within `km`; NULL if there is none. */
const PlaceRow *place_at(const PlaceMap *m, const char code[4], float lat, float lon, float km, unsigned least);
/* The division that a point in a state is in, for "Paris, Texas": that of the next larger town; "" if there is none. */
const char *place_division(const PlaceMap *m, const char code[4], float lat, float lon);

static inline const char *place_name(const Places *p, const PlaceRow *row) { return p->names + row->name; }

/* By what names are compared; 0 for one that has no letters. `loose`: as transliterations have it in common. */
size_t place_key(Slice name, bool loose, char *out, size_t cap);

#endif
