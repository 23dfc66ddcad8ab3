/* link.h - decides which events of a document are reports of the same happening.
 *
 * The strings that are set are in the arena that the caller passes.
 */
#ifndef ATTACHE_LINK_H
#define ATTACHE_LINK_H

#include "link/signature.h"

/* Sets `link` of the events of one document, which must be in text order and have their part: DOC/h1, DOC/h2, ..., and `main` of the events of its main report
 * (link_main). `meanings` are theirs, or NULL; `published` is YYYY-MM-DD or "". Linear in n. */
void link_events(attache_event *events, const Meaning *meanings, size_t n, const char *doc_id, const char *published, Arena *arena);

/* The report that is the document's main subject: in its headline, else in its highlights, else in its first sentences; of several, the one that has happened and
 * is mentioned most. Returns its index among the document's reports, or n if there is none. */
size_t link_main(const Signature *reports, size_t n);

#endif
