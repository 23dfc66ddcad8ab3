/* judge.h - the log-odds that two reports describe the same happening.
 *
 * The evidence is about fifty integers (JudgeEvidence). Two forests of small trees, trained by train/link on labelled news, score them: one for two records of
 * one document, one for two reports from different ones. Everything is computed in integers, with the same result on every machine. Symmetric.
 *
 * Odds are natural logarithms, JUDGE_UNIT to one; 0 means even odds. The model is part of the program, read-only; without one nothing is ever joined.
 */
#ifndef ATTACHE_LINK_JUDGE_H
#define ATTACHE_LINK_JUDGE_H

#include "link/model.h"
#include "link/signature.h"

enum { JUDGE_NEVER = -30 * JUDGE_UNIT };

/* The features. -1: unknown for one of the two. */
typedef enum JudgeEvidence {
    EVIDENCE_KIN,             /* model_kin */
    EVIDENCE_SAME_CATEGORY,
    EVIDENCE_CATEGORIES,      /* in common */
    EVIDENCE_CATEGORY_LOW,
    EVIDENCE_CATEGORY_HIGH,
    EVIDENCE_TRIGGER,         /* the rarity of the trigger word that both share */
    EVIDENCE_OPENING,         /* trigger words with the same beginning */
    EVIDENCE_TRIGGER_IN_WORDS,
    EVIDENCE_TRIGGER_MEANING, /* bits of meaning that differ */
    EVIDENCE_NEAR_MEANING,
    EVIDENCE_SENSE,           /* bits of the sense that differ */
    EVIDENCE_ACTORS,          /* SideMeeting */
    EVIDENCE_RECIPIENTS,
    EVIDENCE_ACTORS_SURE,
    EVIDENCE_RECIPIENTS_SURE,
    EVIDENCE_CROSSED,         /* labels that are actor in one and recipient in the other */
    EVIDENCE_PARTIES,         /* labels in common */
    EVIDENCE_PARTIES_RARE,    /* the rarity of the rarest */
    EVIDENCE_PARTIES_APART,   /* labels in only one of them, for the one with fewer */
    EVIDENCE_BY_OTHERS,       /* the states of all actors are explicit, and none is in common */
    EVIDENCE_NAMES,           /* in common */
    EVIDENCE_NAMES_APART,
    EVIDENCE_WORDS,           /* cosine of the words, weighted by rarity, in hundredths */
    EVIDENCE_WORDS_SUM,
    EVIDENCE_WORDS_RAREST,
    EVIDENCE_WORDS_FEWER,
    EVIDENCE_NEAR,            /* the same for the words next to the trigger */
    EVIDENCE_NEAR_SUM,
    EVIDENCE_NEAR_RAREST,
    EVIDENCE_NEAR_IN_WORDS,   /* the rarity of words next to one trigger that occur in the other's sentence */
    EVIDENCE_TOPICS,          /* the same for the documents' topics */
    EVIDENCE_TOPICS_SUM,
    EVIDENCE_STORY,           /* in common among the documents' first topic words */
    EVIDENCE_DAYS_APART,      /* between the ranges of possible days */
    EVIDENCE_DAYS,            /* between the explicit days */
    EVIDENCE_LESS_EXACT,
    EVIDENCE_MORE_EXACT,
    EVIDENCE_PUBLISHED,       /* days between */
    EVIDENCE_PLACE,           /* PlaceMeeting */
    EVIDENCE_KILOMETRES,
    EVIDENCE_NUMBERS,         /* equal */
    EVIDENCE_NUMBERS_APART,
    EVIDENCE_AUX_APART,
    EVIDENCE_AUX,             /* future, hypothetical or denied in either */
    EVIDENCE_FIRST,           /* sentence number of the earlier one */
    EVIDENCE_SECOND,
    EVIDENCE_QUOTED,          /* how many of the two are attributed to a source */
    EVIDENCE_MODE,
    EVIDENCE_CAMEO,
    EVIDENCE_CONTEXTS,
    EVIDENCE_EVENTS,          /* records in the smaller report */
    EVIDENCE_PARTS,           /* 0 both in the body, 1 one, 2 none */
    EVIDENCE_CONFIDENCE,      /* of the less certain one, in hundredths */
    EVIDENCE_SENTENCES_APART,
    EVIDENCE_COUNT
} JudgeEvidence;

void judge_compare(const Signature *a, const Signature *b, int16_t out[EVIDENCE_COUNT]);
/* A few trees check the features that are cheap to compute: false for a pair from different documents that is hardly ever the same. */
bool judge_may_be_one(const Signature *a, const Signature *b);
/* Whether these trees use a feature. */
bool judge_is_cheap(JudgeEvidence e);
int judge_sum(const JudgeTree *trees, size_t n, const int16_t evidence[EVIDENCE_COUNT]);
/* The odds by a forest. */
int judge_weigh(JudgeForest forest, const int16_t evidence[EVIDENCE_COUNT]);
/* Both steps, but JUDGE_NEVER for pairs that cannot be the same: an event and its denial, towns in different countries, incompatible categories; within a
 * document also different days, and fact against hypothesis. */
int judge_odds(JudgeForest forest, const Signature *a, const Signature *b);
bool judge_is_never(const Signature *a, const Signature *b);
/* The odds of a report with each of n from other documents: JUDGE_NEVER for those with which it may not be one, else judge_odds. Faster than one by one. */
void judge_many(const Signature *one, const Signature *const *others, size_t n, int *odds);

#endif
