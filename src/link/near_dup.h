/* near_dup.h - texts in, which of them are copies of which out: agency texts that papers print under titles of their own, cut at the end.
 *
 * Texts that are alike are one group, and so are those that are alike to one of them; the original is the one that was published first, by name where that is no answer. The same
 * whatever the order in which they come.
 */
#ifndef ATTACHE_LINK_NEAR_DUP_H
#define ATTACHE_LINK_NEAR_DUP_H

#include "base/map.h"
#include "link/sketch.h"

/* A text, as it is grouped. */
typedef struct NearDup {
    int64_t id, copy_of, hash; /* copy_of: what it has been called a copy of so far; 0: none */
    int32_t day;               /* from 1970; 0: not known */
    uint32_t up;               /* towards the one that stands for its group */
    const char *name, *url;
    void *owner; /* the caller's own */
    Sketch sketch;
    bool sketched, reached;
    bool is_again; /* another new one has the same sketch and day */
} NearDup;

/* Texts that are being grouped. Begins as {0}; names are borrowed. */
typedef struct NearDups {
    NearDup *items;
    size_t n, cap;
    Map index; /* by id: place + 1 */
} NearDups;

/* A band of a text. */
typedef struct Band {
    int64_t band, id;
    int32_t day;
    uint32_t at; /* of the text in the group */
} Band;

void near_dup_free(NearDups *g);
void near_dup_clear(NearDups *g);
/* Adds a text, as a group of its own. */
void near_dup_add(NearDups *g, NearDup d);
NearDup *near_dup_find(NearDups *g, int64_t id);
/* Adds the bands of the text added last to `out`, which has room for SKETCH_BANDS more. */
void near_dup_list_bands(const NearDups *g, Band *out);
/* Puts bands in the order of band, day and text; they come in the order of texts. */
void near_dup_sort_bands(Band *bands, size_t n);
/* Unites those that share a band and are alike: of those that have one sketch and one day, which are copies, the first stands for all (is_again). */
void near_dup_compare_new(NearDups *g, const Band *bands, size_t n);
/* Unites two if they are alike; two, whatever they are. */
void near_dup_compare(NearDups *g, int64_t a, int64_t b);
void near_dup_unite(NearDups *g, uint32_t a, uint32_t b);
/* The original of a text: its place in the group. */
uint32_t near_dup_original(NearDups *g, uint32_t at);
/* Marks as `reached` all that are linked to a text, by others in between: in one band and alike. Returns the original of them. */
const NearDup *near_dup_reach(NearDups *g, size_t from);

#endif
