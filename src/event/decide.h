/* decide.h - what the frames propose and what the network makes of it in, the events of a sentence out.
 *
 * Every word is a candidate. The network says which category a word tells, if any, and who of the sentence's phrases are its parties; a frame of that category gives CAMEO code
 * and mode; the ranker of states (state.h) says whose state each party is of. What speaks for the whole record becomes one calibrated confidence. Bars, weights and map are
 * fitted by train/events/ and stand in the model.
 *
 *     section "event.bars"   float [DECIDE_BARS]    DecideBar
 *     section "event.conf"   float [CONF_WEIGHTS]   logistic regression over ConfFeature, bias first
 *     section "event.map"    float [n]              what a raw confidence of k / (n - 1) comes to
 */
#ifndef ATTACHE_EVENT_DECIDE_H
#define ATTACHE_EVENT_DECIDE_H

#include "event/net.h"
#include "event/state.h"

/* From where on something is taken: an event into consideration, a party, a first party where none reaches that, a way of telling; a record by its confidence, and by how likely
 * every coder would record its event. */
typedef enum DecideBar { BAR_EVENT, BAR_PARTY, BAR_FIRST_PARTY, BAR_TELLING, BAR_CONFIDENCE, BAR_FIRM, DECIDE_BARS } DecideBar;

typedef enum ConfFeature {
    CONF_BIAS,
    CONF_EVENT,     /* logit of the category */
    CONF_FIRM,
    CONF_ACTOR,     /* of the surest actor, or of its absence */
    CONF_RECIPIENT,
    CONF_ACTOR_STATE, /* of the least sure state */
    CONF_RECIPIENT_STATE,
    CONF_FRAME,     /* a frame tells the same category */
    CONF_TITLE,
    CONF_PRODUCT,   /* logit of the product of all */
    CONF_WEIGHTS
} ConfFeature;

typedef struct EventModels {
    EventNet net;
    StateModel state;
    const float *bars, *weights, *map; /* NULL: none */
    size_t n_map;
} EventModels;

/* Opens the network, the ranker of states and the calibration. Without a model there are no events but those of frames. False if the image's are damaged. */
bool models_open(EventModels *m, const Image *im);
void models_close(EventModels *m);

/* The candidates of a sentence: those that stand (dropped NULL) have category, parties, modes and ways of telling; the others say why they are none. */
void decide_sentence(Clause *c, const Speakers *speakers, NetScratch *scratch, Arena *arena, Candidate **out, size_t *n);

/* The calibrated probability that a record is right as a whole. */
double decide_confidence(const EventModels *m, const Clause *c, const Candidate *e, double actor_state, double recipient_state);
/* The same features, for training: into out[CONF_WEIGHTS]. */
void decide_features(const Clause *c, const Candidate *e, double actor_state, double recipient_state, float *out);

/* A raw confidence as a share of records: between the points of a map that never falls. */
double decide_mapped(const float *map, size_t n, double raw);

#endif
