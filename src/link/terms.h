/* terms.h - bytes of a text in, its words out: by hash, without endings, with how rare each is in news.
 *
 * The rarities are part of models/link.model; nothing here allocates.
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

/* The next word of [*p, end): false at the end. Goes on behind it. */
bool terms_next(const char **p, const char *end, Term *out);
/* "Monday", "today"; "and", "people", which all reports have. */
bool terms_names_day(const Term *t);
bool terms_is_common(const Term *t);
/* A hash of 16 bits, never 0. */
uint16_t terms_hash(const char *p, size_t n);

#endif
