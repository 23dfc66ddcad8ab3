/* judge.h - two reports in, how likely they tell of the same happening out.
 *
 * What speaks for and against it is some fifty whole numbers (JudgeEvidence); two forests of small trees that train/link has made of labelled news weigh them, one for
 * two records of one document, one for two reports of different ones. All in whole numbers: every machine answers alike. Symmetric.
 *
 * Odds are natural logarithms, JUDGE_UNIT to one; 0 is as likely as not. The model is part of the program, read-only; without one nothing is ever joined.
 */
#ifndef ATTACHE_LINK_JUDGE_H
#define ATTACHE_LINK_JUDGE_H

#include "link/model.h"
#include "link/signature.h"

enum { JUDGE_NEVER = -30 * JUDGE_UNIT };

/* What is compared. -1: one of the two does not tell it. */
typedef enum JudgeEvidence {
    EVIDENCE_KIN,             /* model_kin */
    EVIDENCE_SAME_CATEGORY,
    EVIDENCE_CATEGORIES,      /* in common */
    EVIDENCE_CATEGORY_LOW,
    EVIDENCE_CATEGORY_HIGH,
    EVIDENCE_TRIGGER,         /* how rare the word of the deed is that both have */
    EVIDENCE_OPENING,         /* words of the deed that begin alike */
    EVIDENCE_TRIGGER_IN_WORDS,
    EVIDENCE_TRIGGER_MEANING, /* bits of meaning that differ */
    EVIDENCE_NEAR_MEANING,
    EVIDENCE_ACTORS,          /* SideMeeting */
    EVIDENCE_RECIPIENTS,
    EVIDENCE_ACTORS_SURE,
    EVIDENCE_RECIPIENTS_SURE,
    EVIDENCE_CROSSED,         /* labels that one has as actor and the other as recipient */
    EVIDENCE_PARTIES,         /* labels in common */
    EVIDENCE_PARTIES_RARE,    /* the rarest of them */
    EVIDENCE_PARTIES_APART,   /* labels that one alone has, of the one that has fewer */
    EVIDENCE_BY_OTHERS,       /* the words themselves tell the states of all actors, and they have none in common */
    EVIDENCE_NAMES,           /* in common */
    EVIDENCE_NAMES_APART,
    EVIDENCE_WORDS,           /* cosine of the words, by rarity, in hundredths */
    EVIDENCE_WORDS_SUM,
    EVIDENCE_WORDS_RAREST,
    EVIDENCE_WORDS_FEWER,
    EVIDENCE_NEAR,            /* the same of the words next to the deed */
    EVIDENCE_NEAR_SUM,
    EVIDENCE_NEAR_RAREST,
    EVIDENCE_NEAR_IN_WORDS,   /* how rare the words next to the one deed are that stand in the sentence of the other */
    EVIDENCE_TOPICS,          /* the same of what the documents are about */
    EVIDENCE_TOPICS_SUM,
    EVIDENCE_STORY,           /* in common of the first words that the documents are about */
    EVIDENCE_DAYS_APART,      /* between the stretches of days */
    EVIDENCE_DAYS,            /* between the days that are told */
    EVIDENCE_LESS_EXACT,
    EVIDENCE_MORE_EXACT,
    EVIDENCE_PUBLISHED,       /* days between */
    EVIDENCE_PLACE,           /* PlaceMeeting */
    EVIDENCE_KILOMETRES,
    EVIDENCE_NUMBERS,         /* alike */
    EVIDENCE_NUMBERS_APART,
    EVIDENCE_AUX_APART,
    EVIDENCE_AUX,             /* still to come, hypothetical or denied in either */
    EVIDENCE_FIRST,           /* sentence, of the earlier one */
    EVIDENCE_SECOND,
    EVIDENCE_QUOTED,          /* how many of the two rest on somebody's word */
    EVIDENCE_MODE,
    EVIDENCE_CAMEO,
    EVIDENCE_CONTEXTS,
    EVIDENCE_EVENTS,          /* records of the report that has fewer */
    EVIDENCE_PARTS,           /* 0 both in the body, 1 one, 2 none */
    EVIDENCE_CONFIDENCE,      /* of the less sure one, in hundredths */
    EVIDENCE_SENTENCES_APART,
    EVIDENCE_COUNT
} JudgeEvidence;

void judge_compare(const Signature *a, const Signature *b, int16_t out[EVIDENCE_COUNT]);
/* A few trees look at what costs little to compare: false for a pair of different documents that is hardly ever one. */
bool judge_may_be_one(const Signature *a, const Signature *b);
/* Whether these look at an evidence. */
bool judge_is_cheap(JudgeEvidence e);
int judge_sum(const JudgeTree *trees, size_t n, const int16_t evidence[EVIDENCE_COUNT]);
/* The odds by a forest. */
int judge_weigh(JudgeForest forest, const int16_t evidence[EVIDENCE_COUNT]);
/* Both, but JUDGE_NEVER where two can never be one: deeds of which one is denied, towns of two countries, categories that are hardly ever given to one happening; in one document also other days, and what only might be. */
int judge_odds(JudgeForest forest, const Signature *a, const Signature *b);
bool judge_is_never(const Signature *a, const Signature *b);

#endif
