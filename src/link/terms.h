/* terms.h - splits text into words: hashes of stems, with their rarity in news.
 *
 * The rarities are part of models/link.model; nothing here allocates memory.
 */
#ifndef ATTACHE_LINK_TERMS_H
#define ATTACHE_LINK_TERMS_H

#include "base/base.h"

enum { TERM_MIN = 2, TERM_MAX = 30, TERM_OPENING = 4 };

typedef struct Term {
    const char *start;
    uint16_t hash, opening; /* of the stem; of its first TERM_OPENING letters */
    uint8_t n;              /* bytes */
    bool number;
} Term;

/* The next word in [*p, end): false at the end. Advances *p past it. */
bool terms_next(const char **p, const char *end, Term *out);
/* "Monday", "today"; "and", "people", which all reports contain. */
bool terms_names_day(const Term *t);
bool terms_is_common(const Term *t);
/* A 16-bit hash, never 0. */
uint16_t terms_hash(const char *p, size_t n);

#endif
