/* how.h - in which ways a party or a place is known, where no row of a table says it: what stands in `how` of a record, each of them once. */
#ifndef ATTACHE_HOW_H
#define ATTACHE_HOW_H

typedef enum How {
    HOW_NAME,        /* by a name that no table has */
    HOW_TITLE,       /* the same, behind a title */
    HOW_POSSESSOR,   /* by whose it is: "Iran's team" */
    HOW_OF,          /* by what stands behind "of" */
    HOW_CONTEXT,     /* the state that the article speaks of */
    HOW_COUNTERPART, /* the same office on the other side */
    HOW_PRONOUN,     /* a pronoun; behind it, for whom it stands */
    HOW_SPEAKER,     /* "we" within quotation marks */
    HOW_BESIDE,      /* a place that is known nowhere, beside a state or region that is */
    HOW_TOWN,        /* a row of GeoNames; behind it, its number, which of the next four it is, and how many live there */
    HOW_RANKS,
    HOW_DISTRICT_SEAT,
    HOW_REGION_SEAT,
    HOW_CAPITAL,
    HOW_ARTICLE,     /* its state is the one that the article tells; behind it, how sure that is */
    HOW_OUTSIDER,    /* the sentence does not name it, and the article tells who it is */
    HOW_CORRECTED,   /* by a reader's correction */
    HOW_COUNT
} How;

extern const char *const how_texts[HOW_COUNT];

#endif
