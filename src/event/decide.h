/* decide.h - decides about the events of a sentence, from the frames' proposals and the network's scores.
 *
 * Every word is a candidate. The network gives the category of a word, if any, and its parties among the sentence's phrases; a frame of that category gives the CAMEO code
 * and the mode; the state model (state.h) gives each party's state. All scores of a record become one calibrated confidence. train/events/ fits the thresholds, weights and
 * map, and the model contains them.
 *
 *     section "event.bars"   float [DECIDE_BARS]    DecideBar
 *     section "event.conf"   float [CONF_WEIGHTS]   logistic regression over ConfFeature, bias first
 *     section "event.map"    float [n]              the calibrated value of a raw confidence of k / (n - 1)
 */
#ifndef ATTACHE_EVENT_DECIDE_H
#define ATTACHE_EVENT_DECIDE_H

#include "event/net.h"
#include "event/state.h"

/* Thresholds: for considering an event, for a party, for a first party if none reaches that, for a way of telling; for the confidence of a record, and for the
 * probability that every coder would record its event. */
typedef enum DecideBar { BAR_EVENT, BAR_PARTY, BAR_FIRST_PARTY, BAR_TELLING, BAR_CONFIDENCE, BAR_FIRM, DECIDE_BARS } DecideBar;

typedef enum ConfFeature {
    CONF_BIAS,
    CONF_EVENT,     /* logit of the category */
    CONF_FIRM,
    CONF_ACTOR,     /* of the most probable actor, or of having none */
    CONF_RECIPIENT,
    CONF_ACTOR_STATE, /* of the least certain state */
    CONF_RECIPIENT_STATE,
    CONF_FRAME,     /* a frame has the same category */
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

/* Opens the network, the state model and the calibration. Without a model, only frames make events. False if they are damaged. */
bool models_open(EventModels *m, const Image *im);
void models_close(EventModels *m);

/* The candidates of a sentence. Those with dropped NULL have category, parties, modes and ways of telling; the others say why they were dropped. */
void decide_sentence(Clause *c, const Speakers *speakers, NetScratch *scratch, Arena *arena, Candidate **out, size_t *n);

/* The evidence for a record, into out[CONF_WEIGHTS]; how sure the states of its parties are comes from outside. */
void decide_features(const Clause *c, const Candidate *e, double actor_state, double recipient_state, float *out);
/* The calibrated probability that a record with this evidence is entirely right. */
double decide_confidence(const EventModels *m, const float *evidence);

/* Maps a raw confidence to the observed precision: linear between the points of a monotone map. */
double decide_mapped(const float *map, size_t n, double raw);

#endif
