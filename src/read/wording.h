/* wording.h - the wordings of data/lines.tsv, list by list. They become C when the program is built (build/gen/lines.inc), since pages are read without the tables. */
#ifndef ATTACHE_READ_WORDING_H
#define ATTACHE_READ_WORDING_H

#include "base/base.h"

typedef enum LineList {
#define LINES(name, ...) LINES_##name,
#include <lines.inc>
    LINES_COUNT
} LineList;

typedef struct Wording {
    const char *const *list;
    size_t n;
} Wording;

extern const Wording wording[LINES_COUNT];

#endif
