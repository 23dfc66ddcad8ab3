/* wording.h - the phrases of data/lines.tsv and data/lists.tsv, list by list.
 *
 * They become C when the program is built (build/gen/wording.inc), for code that works without the knowledge image: reading pages, comparing reports, compiling
 * tables. A phrase may have several forms, joined by =: "september=sep=sept".
 */
#ifndef ATTACHE_WORDING_H
#define ATTACHE_WORDING_H

#include "base/base.h"

typedef enum WordingList {
#define LIST(name, ...) WORDING_##name,
#include <wording.inc>
    WORDING_COUNT
} WordingList;

typedef struct Wording {
    const char *const *list;
    size_t n;
} Wording;

extern const Wording wording[WORDING_COUNT];

/* The index in a list of a word or of a phrase with that form; -1 if it is not in it. Compares bytes; costs one look-up. */
int wording_place(WordingList list, Slice word);
static inline bool wording_has(WordingList list, Slice word) { return wording_place(list, word) >= 0; }
/* The same, ignoring ASCII case. */
bool wording_has_folded(WordingList list, Slice word);
/* The first phrase of a list that `s` begins or ends with, ignoring ASCII case: its length, or 0. */
size_t wording_begins(WordingList list, Slice s);
size_t wording_ends(WordingList list, Slice s);
/* The number of a month, from 1, by its name or its first three letters ("Sept" too); 0 if it is none. */
int wording_month(Slice name);

#endif
