/* outlet.h - from the name that a page or archive gives its publisher, and the address, to the outlet's name in data/outlets.tsv.
 */
#ifndef ATTACHE_KB_OUTLET_H
#define ATTACHE_KB_OUTLET_H

#include "base/base.h"

typedef struct Kb Kb;

/* A name or domain by outlet_key. Sorted by key; of two equal keys the upper row's comes first. */
typedef struct OutletKey {
    uint64_t key;
    uint32_t name, order; /* string; the row's index */
} OutletKey;

/* Hash of a name, ignoring case, accents and a leading "the", or of a domain; 0 if there is nothing. */
uint64_t outlet_key(Slice name);

/* The outlet with this name or, if there is none, with this address; NULL if there is neither. Both arguments may be "". The string belongs to the Kb. */
const char *outlet_find(const Kb *k, const char *name, const char *url);

#endif
