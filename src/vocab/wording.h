/* wording.h - the wordings of data/lines.tsv and data/lists.tsv, list by list.
 *
 * They become C when the program is built (build/gen/wording.inc), for what works without the image of the knowledge: reading pages, comparing reports, compiling tables.
 * A wording may be forms of one thing, joined by =: "september=sep=sept".
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

/* Where in a list a word stands, itself or as one of the forms, from 0; -1 if it is not in it. Byte for byte; costs one look-up. */
int wording_place(WordingList list, Slice word);
static inline bool wording_has(WordingList list, Slice word) { return wording_place(list, word) >= 0; }
/* The same, whatever the case of ASCII letters. */
bool wording_has_folded(WordingList list, Slice word);
/* The first wording of a list that `s` begins or ends with, whatever the case of ASCII letters: its length, or 0. */
size_t wording_begins(WordingList list, Slice s);
size_t wording_ends(WordingList list, Slice s);
/* The month of an English name or its first three letters, "Sept" too, from 1; 0 if it is none. */
int wording_month(Slice name);

#endif
