/* corpus.h - labelled news in, documents with what their labels say out.
 *
 * Documents kept aside (a CRC-32 of the id that 5 divides), and stories kept aside by the same rule, are never learnt from.
 */
#ifndef ATTACHE_TRAIN_CORPUS_H
#define ATTACHE_TRAIN_CORPUS_H

#include "base/map.h"
#include "link/signature.h"

/* A label of an event. */
typedef struct Label {
    bool title;
    uint32_t from, to, trigger_from, trigger_to; /* quote, words of the deed */
    uint32_t categories;
    unsigned category;
    int64_t happening;
    bool optional; /* good to have: scores pass it over */
} Label;

typedef struct Doc {
    const char *id, *date, *title, *text;
    size_t text_size;
    char story[8]; /* "s003"; "invented"; the topic of one of ECB+: "e12" */
    int64_t happening; /* of one that is invented */
    const char *set;   /* whose labels it has: a document of two sets has those of the first */
    Label *labels;
    size_t n, cap;
    /* As the program codes it. */
    attache_event *events;
    const Meaning *meanings;
    uint32_t *labelled; /* of each event: its label + 1, or 0 */
    size_t n_events;
    const char *shown_date, *shown_title, *shown_text;
    /* As the program links it. */
    Signature *reports;
    int64_t **told;      /* of each report: the happenings of its records, ended by 0 */
    uint32_t *report_of; /* of each event */
    size_t n_reports;
} Doc;

static inline bool is_of_ecb(const Doc *d) { return d->story[0] == 'e'; }
static inline bool is_invented(const Doc *d) { return d->happening != 0; }

typedef struct Corpus {
    Arena arena;
    Doc *docs;
    size_t n, cap, n_texts; /* n_texts: the first ones, which are real news */
    Map by_id, by_happening; /* by the hash of an id: place + 1; of DOCUMENT:NUMBER: the number of its name */
} Corpus;

bool is_kept(const char *id);
/* JSON lines: id, date, title, text. */
void read_documents(Corpus *t, const char *path);
/* Short reports: HAPPENING | PUBLISHED | PUBLISHER | TITLE | TEXT (tests/link/reports.txt). */
void read_invented(Corpus *t, const char *path);
/* ECB+ (Cybulska and Vossen 2014): mentions of events with their chains, in a few sentences of each document. Those of a subtopic tell of one thing; no day is told, so they are
 * given one, and a day more or less. */
void read_ecb(Corpus *t, const char *path);
/* Happenings that several documents tell, and with them which story a document is of; then the labels. */
void read_happenings(Corpus *t, const char *folder);
void read_labels(Corpus *t, const char *folder, const char *name);

#endif
