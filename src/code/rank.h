/* rank.h - a linear model over words, tree and frames that says how likely each category is for a candidate.
 *
 * Multinomial logistic regression over hashed features, weights of eight bits: integer sums, so the same on every machine. Trained by tools/train_code.c on
 * sentences with known categories; it corrects a frame where the words around it say otherwise, and its probability is the record's confidence.
 *
 *     section "rank.weights"  int8  [RANK_BUCKETS][RANK_CLASSES]
 *     section "rank.scale"    float [1]      of one step of a weight
 */
#ifndef ATTACHE_RANK_H
#define ATTACHE_RANK_H

#include "code/code_int.h"

#define RANK_MAGIC "ATTRANK1"
#define RANK_SECTIONS "rank." /* how the names of all sections begin */
enum { RANK_VERSION = 1, RANK_BITS = 17, RANK_BUCKETS = 1 << RANK_BITS, RANK_CLASSES = 16, RANK_FEATURES_MAX = 640 };

/* The classes: none, then CAMEO's roots as the benchmarks fold them. */
typedef enum RankClass {
    RANK_NONE,
    RANK_AGREE,
    RANK_CONSULT,
    RANK_SUPPORT,
    RANK_COOPERATE,
    RANK_AID,
    RANK_YIELD,
    RANK_REQUEST,
    RANK_ACCUSE,
    RANK_REJECT,
    RANK_THREATEN,
    RANK_PROTEST,
    RANK_MOBILIZE,
    RANK_SANCTION,
    RANK_COERCE,
    RANK_ASSAULT
} RankClass;

void rank_open(Rank *r, const Image *im);
/* The class of a coded event: by its CAMEO root, else by its category. */
RankClass rank_class_of(const char *cameo, unsigned event);
/* PLOVER category and CAMEO root code of a class, for an event that the model and no frame coded. */
unsigned rank_event(RankClass k);
const char *rank_cameo(RankClass k);

/* Features of a sentence as a whole, and of a candidate in it, as bucket numbers. Return how many (at most RANK_FEATURES_MAX). */
size_t rank_sentence_features(const Clause *c, uint32_t *out);
size_t rank_candidate_features(Clause *c, const Candidate *e, const Candidate *all, size_t n_all, uint32_t *out);
/* Adds the weights of features to sums[RANK_CLASSES]. */
void rank_sum(const Rank *r, const uint32_t *features, size_t n, int32_t *sums);
/* Judges all candidates of a sentence: sets their probability, gives them another category where the model is sure of it, drops what it holds for no event. */
void rank_candidates(Clause *c, Candidate *list, size_t n);
/* Softmax of sums. */
void rank_probabilities(const Rank *r, const int32_t *sums, double *out);

#endif
