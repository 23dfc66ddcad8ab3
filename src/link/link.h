/* link.h - decides which events of a document are reports of the same happening.
 *
 * The strings that are set are in the arena that the caller passes.
 */
#ifndef ATTACHE_LINK_H
#define ATTACHE_LINK_H

#include "link/signature.h"

enum { LINK_STRETCH = 160 }; /* events of a document that are compared with each other */

/* The report of each event of a document, by its number from 0, in an arena; and which of them is the main one (link_main), n_reports if none is. */
typedef struct Links {
    uint32_t *reports;
    size_t n_reports, main;
} Links;

/* Gives the events of a document in their order: up to LINK_STRETCH from number `from` on, which may be forgotten when the next are asked for. */
typedef const attache_event *link_source_fn(size_t from, size_t n, void *user);

/* Finds the reports of all n events of a document, which must be in text order and have their part. `meanings` are theirs, or NULL; `published` is YYYY-MM-DD or "".
 * Linear in n. */
void link_find(link_source_fn *events, void *user, const Meaning *meanings, size_t n, const char *published, Arena *arena, Links *out);
/* Sets `link` of an event, DOC/h1, DOC/h2, ..., and `main`. */
void link_name(attache_event *e, const Links *links, size_t number, const char *doc_id, Arena *arena);
/* Both, for all events. */
void link_events(attache_event *events, const Meaning *meanings, size_t n, const char *doc_id, const char *published, Arena *arena);

/* The report that is the document's main subject: in its headline, else in its highlights, else in its first sentences; of several, the one that has happened and
 * is mentioned most. Returns its index among the document's reports, or n if there is none. */
size_t link_main(const Signature *reports, size_t n);

#endif
