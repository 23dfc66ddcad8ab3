/* net.h - from a sentence with its tree, phrases and frame proposals to the probability of each category at each word, and of each phrase as a party.
 *
 *     rows of a word --summed--> e [E];   x = e, states of the parser's network   [W = E + states]
 *     layers times: x --> z [3W] --> the next x, by a simple recurrent unit in both directions, as in the parser's network
 *     x --> hidden [H] --> a word's scores: none and the sixteen categories; how it is told (NetTelling)
 *     x of a trigger --> [P] --> scores of the modes of its category; "none" scores 0
 *     x of a trigger, x of a phrase, rows of the two --summed--> [P] --> neither, actor, recipient
 *
 * Everything is computed in integers by the kernels of lang/, so every machine gives the same result. train/events/ trains the model on labelled news; its sections in the
 * knowledge image begin with "event.".
 *
 *     section "event.shape"     NetShape                 [1]
 *     section "event.words"     { u32 key, row }         [2^k] lemma_key -> row of the dictionary; key 0 free
 *     section "event.rows"      int8  [rows][embed], "event.units" int16 [rows]: the scale of its bytes in Q16
 *     section "event.pair"      int8  [rows][pair],  "event.pairunit" int16 [rows]
 *     section "event.modes"     text: a line for each mode that the model knows, its category, a blank and its name
 *     section "event.lin.w"     int8, "event.lin.b" int32, "event.lin.s" float: the linear maps, consecutively, in the order of NetLin
 */
#ifndef ATTACHE_EVENT_NET_H
#define ATTACHE_EVENT_NET_H

#include "event/features.h"
#include "lang/kernel.h"

#define EVENT_SECTIONS "event." /* the prefix of all section names */
#define EVENT_MAGIC "ATTEVENT"
enum { EVENT_VERSION = 4 };

enum { NET_CLASSES = 17, EVENT_LAYERS_MAX = 4, EVENT_HIDDEN_MAX = 256, EVENT_MODES_MAX = 96 };

/* How an event is told; independent labels. */
typedef enum NetTelling { TELL_FUTURE, TELL_HYPOTHETICAL, TELL_HISTORICAL, TELL_NEGATION, TELL_REPORTED, TELL_QUOTED, TELL_OPTIONAL, TELL_RECIPROCAL, TELLINGS } NetTelling;

typedef struct EventShape {
    uint32_t n_words, embed, states, layers, hidden, pair, modes;
} EventShape;

/* A word of the dictionary. */
typedef struct EventWord {
    uint32_t key; /* 0: a free slot */
    uint32_t row;
} EventWord;

/* The linear maps after the layers. */
typedef enum NetLin { NET_HIDDEN, NET_OUT, NET_TRIGGER, NET_PHRASE, NET_ROLE, NET_MODE_HIDDEN, NET_MODE, NET_LINS } NetLin;

typedef struct EventNet {
    EventShape shape; /* n_words 0: no model */
    const NetKernels *kernels;
    Lin lins[EVENT_LAYERS_MAX + NET_LINS];
    const int8_t *rows, *pair_rows;
    const int16_t *units, *pair_units;
    const EventWord *words;
    size_t words_mask;
    uint32_t at[WORD_ROWS], pair_at[PAIR_ROWS]; /* where each table begins */
    int32_t middle[SUM_WIDTH_MAX]; /* the mean of the dictionary's rows */
    int16_t modes[EVENT_MODES_MAX]; /* what the model's modes are in event_modes; NONE for those that the codebook does not have */
    double *odds; /* [NET_ODDS]: exp(-k / 1024) */
} EventNet;

/* Opens the network if the image has one; without a model no word is an event. False if it is damaged. */
bool event_net_open(EventNet *net, const Image *im);
void event_net_close(EventNet *net);

/* Memory that is reused from sentence to sentence. */
typedef struct NetScratch {
    const uint8_t *states; /* of the present sentence (Sentence.states); NULL: it has none */
    uint32_t *words; /* [tokens]: rows of the dictionary */
    uint8_t *x, *y;  /* [tokens][W or hidden] */
    int16_t *sums;   /* [tokens][3W] */
    int32_t *scores; /* [words that may trigger an event][32] */
    int16_t *line;   /* [tokens]: which of these lines a word has */
    int16_t *phrases; /* [heads][pair]: the contribution of a phrase to any trigger's scores, computed once per sentence */
    bool have_phrases;
} NetScratch;
/* Room for sentences of up to n tokens. */
void event_net_scratch(const EventNet *net, size_t n, Arena *arena, NetScratch *out);

/* Adds a word's row of the dictionary, minus the mean of all rows, to a vector as wide as the rows; false if it has none. `hash` is that of the lemma. */
bool event_net_add_word(const EventNet *net, uint64_t hash, int64_t *vector);

/* The network's output for a word. Probabilities are 0 to 1. */
typedef struct NetWord {
    uint8_t best; /* the likeliest category */
    float any;    /* that it is an event at all */
    float telling[TELLINGS];
} NetWord;

/* What the last layer makes of a word of the sentence at hand: a vector of event_net_width bytes. */
static inline size_t event_net_width(const EventNet *net) { return net->shape.embed + net->shape.states; }
static inline const uint8_t *event_net_state(const EventNet *net, const NetScratch *s, int t) { return s->x + (size_t)t * event_net_width(net); }

/* Runs the layers over a sentence; the result stays in the scratch memory until the next. */
void event_net_run(const EventNet *net, const EventView *v, NetScratch *s);
/* Only for words that may trigger an event (event_may_tell). False if the probability of an event is below `least`. */
bool event_net_word(const EventNet *net, const NetScratch *s, int t, float least, NetWord *out);

/* The most likely mode of a word that reports an event of a category, as an index into event_modes; NONE if no mode is more likely. */
int event_net_mode(const EventNet *net, const NetScratch *s, int t, Event category);

/* For a trigger and each of v->heads: neither, actor, recipient. */
typedef struct NetRole {
    float neither, actor, recipient;
} NetRole;
void event_net_roles(const EventNet *net, const EventView *v, NetScratch *s, int trigger, unsigned category, Arena *arena, NetRole *out);

#endif
