/* attache_int.h - what attache.c and batch.c share: the opaque types of the public header. */
#ifndef ATTACHE_INT_H
#define ATTACHE_INT_H

#include "code/code.h"

struct attache {
    Reporter reporter;
    Image image; /* the knowledge, inside the program */
    Language *lang;
    Know *know;
    Coder *coder;
};

enum { COUNTRY_CACHE = 256 };

struct attache_context {
    const attache *self;
    LangScratch *scratch;
    Arena arena;          /* of the document at hand */
    attache_stats *stats; /* where sentences and events are counted, or NULL */
    struct {
        char code[4];
        const char *name;
    } countries[COUNTRY_CACHE]; /* names of states by their code, as met */
};

#endif
