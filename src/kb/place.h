/* place.h - the towns of the world: finds the town that a name refers to.
 *
 * GeoNames' towns, decoded at build time (place_build.c) into the image. Each name has two keys: an exact one (without case, diacritics and hyphens), and a loose one that is
 * the same for different transliterations ("Al Fallujah", "Falluja"). A look-up costs two binary searches, and happens only for names where a place can be, never for each word.
 *
 *     section place.rows    PlaceRow [n]     by hash of the exact key, then the largest first
 *     section place.loose   PlaceLoose [n]   by hash of the loose key
 *     section place.names   char []          GeoNames' spellings, each followed by NUL
 */
#ifndef ATTACHE_PLACE_H
#define ATTACHE_PLACE_H

#include "base/base.h"
#include "base/image.h"

enum {
    PLACE_COMMON = 0x80, /* in PlaceRow.rank: the name is also an ordinary word (Reading, Nice, Mobile) */
    PLACE_TIME = 0x40    /* a month or day (March): only with its state next to it */
};

typedef struct PlaceRow {
    uint32_t hash, name, geonameid, population;
    float lat, lon;
    char code[3];   /* the code in countries.tsv */
    uint8_t rank;   /* 3 capital, 2 seat of a region, 1 of a district, 0 otherwise; PLACE_COMMON, PLACE_TIME */
    char admin[4];  /* first-level division by GeoNames' number; in the United States by letters: TX */
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

/* The places of an image; none (n 0) if it was built without. */
void place_open(Places *p, const Image *im);

/* What a text says about the location of a place. */
typedef struct PlaceHint {
    const char *code;   /* the state next to the name ("Paris, Texas", "the Iraqi town of"), or "" */
    const char *admin;  /* its division, or "" */
    float (*weight)(const void *text, const char *code); /* how much the text mentions a state: 0 not at all; may be NULL */
    const void *text;
    bool locative;          /* in a position where only a place can be: in, near, a dateline */
    bool name;          /* may be a person's name */
    bool elsewhere;     /* the text mentions some state */
} PlaceHint;

/* The place that a name refers to, or NULL if that is not certain. */
const PlaceRow *place_find(const Places *p, Slice name, const PlaceHint *hint);
/* All places of a name, by its exact key, the largest first; returns their number, at most `max`. */
size_t place_namesakes(const Places *p, Slice name, const PlaceRow **out, size_t max);
/* The place with this name in a state that is nearest to a point, within `km`; NULL if there is none. */
const PlaceRow *place_near(const Places *p, Slice name, const char code[4], float lat, float lon, float km);
/* The distance of a town from a point. */
float place_km(const PlaceRow *row, float lat, float lon);

static inline const char *place_name(const Places *p, const PlaceRow *row) { return p->names + row->name; }

/* The key for comparing names; 0 for one without letters. `loose`: the same for different transliterations. */
size_t place_key(Slice name, bool loose, char *out, size_t cap);

#endif
