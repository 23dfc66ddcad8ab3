/* how.h - the kinds of evidence for a party or place other than a table row: the texts for `how` in a record, from data/lists.tsv. */
#ifndef ATTACHE_HOW_H
#define ATTACHE_HOW_H

#include "vocab/wording.h"

typedef enum How {
    HOW_NAME,        /* by a name that is in no table */
    HOW_TITLE,       /* the same, after a title */
    HOW_POSSESSOR,   /* by its possessor: "Iran's team" */
    HOW_OF,          /* by the phrase after "of" */
    HOW_CONTEXT,     /* the state that the article is about */
    HOW_COUNTERPART, /* the same office on the other side */
    HOW_PRONOUN,     /* a pronoun; followed by its antecedent */
    HOW_SPEAKER,     /* "we" within quotation marks */
    HOW_BESIDE,      /* an unknown place next to a known state or region */
    HOW_TOWN,        /* a row of GeoNames; followed by its number, which of the next four it is, and its population */
    HOW_RANKS,
    HOW_DISTRICT_SEAT,
    HOW_REGION_SEAT,
    HOW_CAPITAL,
    HOW_ARTICLE,     /* the state that the article gives; followed by the probability */
    HOW_OUTSIDER,    /* the sentence does not name it; the article gives it */
    HOW_CORRECTED,   /* corrected by an analyst */
    HOW_COUNT
} How;

static inline const char *how_text(How how) { return wording[WORDING_HOWS].list[how]; }

#endif
