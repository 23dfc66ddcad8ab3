/* signature.h - what a report tells, in a form that is cheap to compare and to keep: two reports in, whether they tell of the same happening out.
 *
 * A report is all events of one document that link_events has joined. Nothing here allocates; a Signature is a plain value.
 */
#ifndef ATTACHE_LINK_SIGNATURE_H
#define ATTACHE_LINK_SIGNATURE_H

#include "base/base.h"

enum { SIGNATURE_LABEL = 8, SIGNATURE_PARTIES = 8, SIGNATURE_WORDS = 24, SIGNATURE_PLACES = 3, SIGNATURE_NUMBERS = 4, SIGNATURE_BYTES = 512, SIGNATURE_KEYS = 256 };

typedef struct SignatureParty {
    char label[SIGNATURE_LABEL];
    uint8_t side;  /* 0 actor, 1 recipient */
    uint8_t kind;  /* SectorCamp */
    uint16_t name; /* hash of the last word of a name; 0: none */
} SignatureParty;

/* How exactly the day is told. A report that names no day happened on the day it was published, or on the day before. */
typedef enum Exactness { EXACT_DAY, EXACT_NEWS, EXACT_MONTH, EXACT_YEAR, EXACT_NOT } Exactness; /* from the most exact */

typedef struct Signature {
    uint64_t document; /* hash of the document's name, and the number in it: what orders reports that are alike in all else */
    uint32_t number;
    int32_t lo, hi;                          /* the days it may have happened on, counted from 1970 */
    int32_t published;                       /* likewise; 0: not known */
    int32_t day;                             /* as told: 20171111, 20171100, ... */
    uint8_t exactness, category, aux, cameo; /* cameo: its third digit */
    uint8_t n_parties, n_words, n_places, place_resolution;
    uint16_t mode, contexts; /* hash; bits by hash */
    char country[4];
    uint32_t places[SIGNATURE_PLACES];   /* towns, hashes of their names */
    uint32_t numbers[SIGNATURE_NUMBERS]; /* dead, injured, arrested, size; 0: not told */
    SignatureParty parties[SIGNATURE_PARTIES];
    uint16_t words[SIGNATURE_WORDS]; /* of its sentences, without names of parties; sorted */
} Signature;

/* A party as it is counted: its code, or where there is none its sector in lower case, or "". */
void signature_label(const char *code, const char *sector, char out[SIGNATURE_LABEL]);

/* The family of categories that reporters choose between for one deed; 0 for an unknown category. */
uint8_t signature_family(const char *category);

/* The words of the sentences of one document, each looked at once: one report in three stands on a sentence that another one has too. Begins as {0};
 * all that is made with it is of that document. */
typedef struct SignatureTexts {
    struct SignatureText *list; /* by attache_event.sequence */
    struct SignatureWord *words;
    size_t n, n_words, cap_words;
} SignatureTexts;
void signature_texts_free(SignatureTexts *texts);

/* Says what a report tells. `events` are its own, in the order of the text; `published` is YYYY-MM-DD or "",
 * `document` a hash of what the document is known by. */
void signature_make(const attache_event *const *events, size_t n, const char *published, uint64_t document, uint32_t number, SignatureTexts *texts,
                 Signature *out);

/* Whether two reports contradict each other in what both tell: day, town, parties, persons, modality. Symmetric. */
bool signature_contradict(const Signature *a, const Signature *b);
/* How much speaks for one happening, in tenths; 0 if not enough does, or they contradict each other. Symmetric. */
int signature_same(const Signature *a, const Signature *b);
/* What of a report one look tells apart from another one: labels, towns, names and words as bits of their hashes, and behind them the words themselves. */
typedef struct SignatureBrief {
    uint64_t word_bits;
    int32_t lo, hi, day;
    uint32_t actors, recipients, places, names, country;
    uint16_t contexts;
    uint8_t family, category, exactness, aux, n_words, words_hidden; /* words_hidden: that share a bit with another one */
    uint8_t numbers;                                                 /* bits: which are told */
    bool mutual, timeless, frequent;
    uint16_t words[SIGNATURE_WORDS];
} SignatureBrief;
SignatureBrief signature_brief(const Signature *t);
/* Whether one is hypothetical, to come or denied and the other is not. A look back at a day that is named tells of what was news on that day. */
static inline bool signature_modality_apart(uint8_t aux_a, uint8_t aux_b, Exactness a, Exactness b) {
    if ((aux_a ^ aux_b) & (uint8_t)~ATTACHE_HISTORICAL) return true;
    return aux_a != aux_b && (a != EXACT_DAY || b != EXACT_DAY);
}
/* Whether two contradict each other; many that do are not seen here, but none that do not is taken for one. */
static inline bool signature_apart(const SignatureBrief *a, const SignatureBrief *b) {
    if (a->lo > b->hi || b->lo > a->hi || a->family != b->family || a->timeless || b->timeless) return true;
    if (a->aux != b->aux && signature_modality_apart(a->aux, b->aux, (Exactness)a->exactness, (Exactness)b->exactness)) return true;
    if ((a->country != b->country && a->country && b->country) || (a->places && b->places && !(a->places & b->places))) return true;
    if (a->mutual || b->mutual) return false;
    return (a->actors && b->actors && !(a->actors & b->actors)) || (a->recipients && b->recipients && !(a->recipients & b->recipients));
}
/* Whether too little speaks for one happening, whatever signature_same would find: likewise on the safe side. Of two that are not apart. */
bool signature_too_little(const SignatureBrief *a, const SignatureBrief *b);
/* The order in which reports are joined: the more exact before the less, the earlier before the later. Never 0 for two reports. */
int signature_order(const Signature *a, const Signature *b);

/* Keys under which a report is kept, and those under which reports that may tell of the same are to be looked for, on days from lo - 1 to hi + 1 and in their
 * months: two that signature_same would join find each other from either side. */
size_t signature_keys(const Signature *t, int64_t out[SIGNATURE_KEYS]);
size_t signature_probes(const Signature *t, int64_t out[SIGNATURE_KEYS]);

/* As bytes, the same on every machine, and back; false if they are none that signature_write made. */
size_t signature_write(const Signature *t, char out[SIGNATURE_BYTES]);
bool signature_read(const char *p, size_t n, Signature *out);

#endif
