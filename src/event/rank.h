/* rank.h - linear models over words, tree and frames: which category a candidate is of, who is actor and who recipient, how sure all of it is.
 *
 * Multinomial logistic regression over hashed features, weights of eight bits: integer sums, so the same on every machine. Trained by train/train_code.c on
 * sentences with known categories and parties; they correct a frame where the words around it say otherwise, and speak where no frame does.
 *
 *     section "rank.kind.w"  int8  [RANK_BUCKETS][RANK_CLASSES]     category (rank.c)
 *     section "rank.role.w"  int8  [ROLE_BUCKETS][ROLE_CLASSES]     parties (roles.c)
 *     section "rank.sure.w"  int8  [SURE_BUCKETS][SURE_CLASSES]     confidence (sure.c)
 *     sections "rank.*.s"    float [1]                              of one step of a weight
 *     section "rank.map"     float [n]                              what a confidence of k / (n - 1) comes to
 */
#ifndef ATTACHE_RANK_H
#define ATTACHE_RANK_H

#include "event/candidate.h"

#define RANK_SECTIONS "rank." /* how the names of all sections begin */
#define RANK_MAGIC "ATTRANK2"
enum {
    RANK_VERSION = 2,
    RANK_BUCKETS = 1 << 17,
    RANK_CLASSES = 16,
    RANK_FEATURES_MAX = 640,
    ROLE_BUCKETS = 1 << 16,
    ROLE_CLASSES = 4, /* one of them never used, so that a row of weights is one word */
    ROLE_FEATURES_MAX = 64,
    PARTIES_ASKED = 64,
    SURE_BUCKETS = 1 << 14,
    SURE_CLASSES = 2,
    SURE_FEATURES_MAX = 96
};

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
void rank_close(Rank *r);
/* What a kind of feature looks at, in words that a person reads: "the word", "its object". */
const char *rank_reason(unsigned kind);
/* The class of a coded event: by its CAMEO root, else by its category. */
RankClass rank_class_of(const char *cameo, unsigned event);
/* PLOVER category and CAMEO root code of a class, for an event that the model and no frame coded. */
unsigned rank_event(RankClass k);
const char *rank_cameo(RankClass k);

/* ---- features, as bucket numbers ---- */

/* What a feature is about; mixed into its hash so that kinds do not meet. */
typedef enum FeatureKind {
    KIND_BIAS = 1,
    KIND_WORD,
    KIND_PAIR,
    KIND_FRAME,
    KIND_CODE,
    KIND_TRIGGER,
    KIND_TRIGGER_OBJECT,
    KIND_TRIGGER_PREP,
    KIND_OBJECT,
    KIND_ACTOR,
    KIND_RECIPIENT,
    KIND_SHAPE,
    KIND_ABOVE,
    KIND_CHILD,
    KIND_NEAR,
    KIND_OTHER,
    KIND_AUX,
    KIND_SECTORS,
    KIND_INNER,
    KIND_RULE,
    KIND_PREP_OBJECT,
    ROLE_BIAS,
    ROLE_SAID,
    ROLE_FILLED,
    ROLE_PATH,
    ROLE_STEPS,
    ROLE_MEETS,
    ROLE_MARK,
    ROLE_PLACE,
    ROLE_ORDER,
    ROLE_FIRST,
    ROLE_WORD,
    ROLE_HANGS,
    ROLE_NEXT,
    ROLE_INSIDE,
    SURE_BIAS,
    SURE_CATEGORY,
    SURE_PARTIES,
    SURE_PLACE,
    SURE_TRIGGER,
    SURE_HOW,
    SURE_RIVALS
} FeatureKind;

typedef struct Features {
    uint32_t *out;
    size_t n, max;
    uint32_t buckets;
    const Linear *model; /* whose weights they ask for; it may have none */
    Reason *notes;       /* of each feature what it is about, for those who ask why; or NULL */
    int16_t about;       /* the word that the next ones are about */
} Features;

/* Rows of weights lie far apart: memory is asked for each as soon as it is known. */
static inline void feature(Features *f, FeatureKind kind, uint64_t a, uint64_t b) {
    if (f->n == f->max) return;
    uint32_t bucket = (uint32_t)(hash_mix(hash_mix(a, kind), b) >> 40) & (f->buckets - 1);
    if (f->model->weights) __builtin_prefetch(f->model->weights + (size_t)bucket * (size_t)f->model->classes);
    if (f->notes) f->notes[f->n] = (Reason){(uint8_t)kind, f->about};
    f->out[f->n++] = bucket;
}

/* Of a sentence as a whole, and of a candidate in it. Return how many (at most RANK_FEATURES_MAX). */
size_t rank_sentence_features(const Clause *c, uint32_t *out);
size_t rank_candidate_features(Clause *c, const Candidate *e, const Candidate *all, size_t n_all, uint32_t *out);

/* ---- a linear model ---- */

/* Adds the weights of features to sums[m->classes]. */
void linear_sum(const Linear *m, const uint32_t *features, size_t n, int32_t *sums);
/* Softmax of sums. */
void linear_probabilities(const Linear *m, const int32_t *sums, double *out);

/* ---- category (rank.c) ---- */

/* Whether two states or more are among the parties of a candidate. */
bool rank_is_between_states(const Clause *c, const Candidate *e);
/* Judges all candidates of a sentence: sets their probability, gives them another category where the model is sure of it, drops what it holds for no event. */
void rank_candidates(Clause *c, Candidate *list, size_t n);

/* ---- roles (roles.c) ---- */

typedef enum RoleClass { ROLE_NEITHER, ROLE_ACTOR, ROLE_RECIPIENT } RoleClass;

/* A candidate as its parties see it. */
typedef struct RoleView {
    Clause *c;
    const Candidate *e;
    int16_t parties[PARTIES_ASKED]; /* tokens: what the frame named, then all other phrases of the sentence */
    size_t n;
    uint64_t trigger, code, voice;
} RoleView;

void roles_view(Clause *c, const Candidate *e, RoleView *v);
/* Of party i. Returns how many (at most ROLE_FEATURES_MAX). */
size_t roles_features(const RoleView *v, size_t i, uint32_t *out);
/* Corrects and fills the roles of all candidates that stand. */
void roles_assign(Clause *c, Candidate *list, size_t n);

/* ---- confidence (sure.c) ---- */

/* Of candidate i among the n of its sentence. Returns how many (at most SURE_FEATURES_MAX). */
size_t sure_features(Clause *c, const Candidate *list, size_t n, size_t i, uint32_t *out);
/* What the linear model alone holds for the probability that it is right. */
double sure_raw(const Linear *m, const uint32_t *features, size_t n);
/* The same as a share of records: between the points of a map that never falls. */
double sure_mapped(const float *map, size_t n, double raw);
/* Sets `sure` of all candidates that stand. */
void sure_candidates(Clause *c, Candidate *list, size_t n);

#endif
