/* net.h - a sentence with its tree, phrases and what the frames propose in; how likely each word tells an event of each category, and who its parties are, out.
 *
 *     rows of a word --summed--> e [E];   x = e, states of the language's network   [W = E + states]
 *     layers times: x --> z [3W] --> the next x, by a simple recurrent unit in both directions, as the language's own network has them
 *     x --> hidden [H] --> a word's scores: none and the sixteen categories; what kind of telling (NetTelling)
 *     x of a trigger, x of a phrase, rows of the two --summed--> [P] --> neither, actor, recipient
 *
 * All of it is done in whole numbers by the kernels of lang/, so that every machine answers alike. The model is made by train/events/ from labelled news; its sections in the
 * image of knowledge begin with "event.".
 *
 *     section "event.shape"     NetShape                 [1]
 *     section "event.words"     { u32 key, row }         [2^k] lemma_key -> row of the dictionary; key 0 free
 *     section "event.rows"      int8  [rows][embed], "event.units" int16 [rows]: a byte's worth in Q16
 *     section "event.pair"      int8  [rows][pair],  "event.pairunit" int16 [rows]
 *     section "event.lin.w"     int8, "event.lin.b" int32, "event.lin.s" float: the linear maps, one behind the other, in the order of NetLin
 */
#ifndef ATTACHE_EVENT_NET_H
#define ATTACHE_EVENT_NET_H

#include "event/features.h"
#include "lang/kernel.h"

#define EVENT_SECTIONS "event." /* how the names of all sections begin */
#define EVENT_MAGIC "ATTEVENT"
enum { EVENT_VERSION = 2 };

enum { NET_CLASSES = 17, EVENT_LAYERS_MAX = 4, EVENT_HIDDEN_MAX = 256 };

/* How an event is told, each on its own. */
typedef enum NetTelling { TELL_FUTURE, TELL_HYPOTHETICAL, TELL_HISTORICAL, TELL_NEGATION, TELL_REPORTED, TELL_QUOTED, TELL_OPTIONAL, TELL_RECIPROCAL, TELLINGS } NetTelling;

typedef struct EventShape {
    uint32_t n_words, embed, states, layers, hidden, pair;
} EventShape;

/* A word of the dictionary. */
typedef struct EventWord {
    uint32_t key; /* 0: a free place */
    uint32_t row;
} EventWord;

/* The linear maps behind the layers. */
typedef enum NetLin { NET_HIDDEN, NET_OUT, NET_TRIGGER, NET_PHRASE, NET_ROLE, NET_LINS } NetLin;

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
    double *odds; /* [NET_ODDS]: exp(-k / 1024) */
} EventNet;

/* Opens what the image has; without a model all words tell nothing. False if what is there is damaged. */
bool event_net_open(EventNet *net, const Image *im);
void event_net_close(EventNet *net);

/* Memory for one sentence after another. */
typedef struct NetScratch {
    uint8_t *x, *y;  /* [tokens][W or hidden] */
    int16_t *sums;   /* [tokens][3W] */
    int32_t *scores; /* [tokens][32] */
    int16_t *phrases; /* [heads][pair]: what a phrase gives to any trigger's question, from the first question of a sentence on */
    bool have_phrases;
} NetScratch;
/* Room for sentences of up to n tokens. */
void event_net_scratch(const EventNet *net, size_t n, Arena *arena, NetScratch *out);

/* Adds a word's row of the dictionary, less the mean of all, to a vector as wide as the rows; false if it has none. `hash` is that of the lemma. */
bool event_net_add_word(const EventNet *net, uint64_t hash, int64_t *vector);

/* What the network makes of a word. Probabilities are of 0 to 1. */
typedef struct NetWord {
    uint8_t best; /* the likeliest category */
    float any;    /* that it tells an event at all */
    float telling[TELLINGS];
} NetWord;

/* Runs the layers over a sentence; what it finds stands in the scratch until the next. */
void event_net_run(const EventNet *net, const EventView *v, NetScratch *s);
/* False where an event is less likely than `least`. */
bool event_net_word(const EventNet *net, const NetScratch *s, int t, float least, NetWord *out);

/* Of a trigger and each of v->heads: neither, actor, recipient. */
typedef struct NetRole {
    float neither, actor, recipient;
} NetRole;
void event_net_roles(const EventNet *net, const EventView *v, NetScratch *s, int trigger, unsigned category, Arena *arena, NetRole *out);

#endif
