/* near_dup.h - finds which texts are copies of which: agency texts that papers print under titles of their own, cut at the end.
 *
 * Similar texts form a group, and so do texts that are similar to a member; the original is the one published first, with ties broken by name. The result does
 * not depend on the order of the texts.
 */
#ifndef ATTACHE_LINK_NEAR_DUP_H
#define ATTACHE_LINK_NEAR_DUP_H

#include "base/map.h"
#include "link/sketch.h"

/* A text, as it is grouped. */
typedef struct NearDup {
    int64_t id, copy_of, hash; /* copy_of: its present original; 0: none */
    int32_t day;               /* days since 1970; 0: unknown */
    uint32_t up;               /* towards the representative of its group */
    const char *name, *url;
    void *owner; /* the caller's own */
    Sketch sketch;
    bool sketched, reached;
    bool is_again; /* another new one has the same sketch and day */
} NearDup;

/* Texts being grouped. Initialise it with {0}; names are borrowed. */
typedef struct NearDups {
    NearDup *items;
    size_t n, cap;
    Map index; /* by id: index + 1 */
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
/* Adds the bands of the text added last to `out`, which must have room for SKETCH_BANDS more. */
void near_dup_list_bands(const NearDups *g, Band *out);
/* Sorts bands by band, day and text; they come in the order of texts. */
void near_dup_sort_bands(Band *bands, size_t n);
/* Unites texts that share a band and are similar: of those with the same sketch and day, which are copies, the first represents all (is_again). */
void near_dup_compare_new(NearDups *g, const Band *bands, size_t n);
/* Unites two if they are similar; the second unites any two. */
void near_dup_compare(NearDups *g, int64_t a, int64_t b);
void near_dup_unite(NearDups *g, uint32_t a, uint32_t b);
/* The original of a text: its index in the group. */
uint32_t near_dup_original(NearDups *g, uint32_t at);
/* Marks as `reached` all texts linked to a text, possibly through others: by a common band and similarity. Returns their original. */
const NearDup *near_dup_reach(NearDups *g, size_t from);

#endif
