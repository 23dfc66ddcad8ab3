/* sketch.h - the sketch of a text's opening, for finding copies.
 *
 * A sketch is 32 minima of hashes of word triples (Broder 1997): the share of equal minima estimates the share of common triples. Four minima make a band; texts
 * that share a band are compared. Of text pairs with four triples in five in common, 98 in 100 share a band; of those with one in three, one in ten.
 */
#ifndef ATTACHE_LINK_SKETCH_H
#define ATTACHE_LINK_SKETCH_H

#include "base/base.h"

enum { SKETCH_MINIMA = 32, SKETCH_BANDS = 8, SKETCH_BYTES = SKETCH_MINIMA * sizeof(uint32_t), SKETCH_REACH = 3 }; /* SKETCH_REACH: maximum number of days between copies */

typedef struct Sketch {
    uint32_t minima[SKETCH_MINIMA];
} Sketch;

/* Sketches the first words of a text; false if there are too few to recognise a copy. */
bool sketch_make(const char *text, size_t n, Sketch *out);
/* As bytes and back: the minima, little-endian. */
void sketch_write(const Sketch *s, char out[SKETCH_BYTES]);
void sketch_read(const char in[SKETCH_BYTES], Sketch *out);
void sketch_bands(const Sketch *s, int64_t out[SKETCH_BANDS]);
/* Whether one is a copy of the other; days count from 1970, 0 is unknown. Symmetric. */
bool sketch_alike(const Sketch *a, const Sketch *b, int32_t day_a, int32_t day_b);

#endif
