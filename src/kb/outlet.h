/* outlet.h - what a page or an archive calls its publisher, and the address, in; the outlet's one name out (data/outlets.tsv).
 */
#ifndef ATTACHE_KB_OUTLET_H
#define ATTACHE_KB_OUTLET_H

#include "base/base.h"

typedef struct Kb Kb;

/* A name or domain by outlet_key. Sorted by key; of two alike the upper row's stands first. */
typedef struct OutletKey {
    uint64_t key;
    uint32_t name, order; /* string; the row's place */
} OutletKey;

/* Hash of a name, whatever case, accents and a "the" in front, or of a domain; 0 if there is nothing. */
uint64_t outlet_key(Slice name);

/* The outlet that has the name, or the address where no outlet has it; NULL if none has. Both may be "". The string belongs to the Kb. */
const char *outlet_find(const Kb *k, const char *name, const char *url);

#endif
