/* how.c - the texts for the kinds of evidence in how.h. */
#include "vocab/how.h"

const char *const how_texts[HOW_COUNT] = {
    [HOW_NAME] = "name in text",
    [HOW_TITLE] = "title in text",
    [HOW_POSSESSOR] = "possessor",
    [HOW_OF] = "of",
    [HOW_CONTEXT] = "state from context",
    [HOW_COUNTERPART] = "counterpart",
    [HOW_PRONOUN] = "pronoun ->",
    [HOW_SPEAKER] = "pronoun -> speaker",
    [HOW_BESIDE] = "beside",
    [HOW_TOWN] = "GeoNames",
    [HOW_RANKS] = "a town",
    [HOW_DISTRICT_SEAT] = "seat of a district",
    [HOW_REGION_SEAT] = "seat of a region",
    [HOW_CAPITAL] = "a capital",
    [HOW_ARTICLE] = "state from the article",
    [HOW_OUTSIDER] = "not named in the sentence, from the article",
    [HOW_CORRECTED] = "corrected",
};
