/* link.h - events in, happenings out: which events are reports of the same happening.
 *
 * The strings that are set belong to the arena that the caller passes.
 */
#ifndef ATTACHE_LINK_H
#define ATTACHE_LINK_H

#include "link/signature.h"

/* Sets `link` of the events of one document, which stand in the order of the text and know their part: DOC/h1, DOC/h2, ... `meanings` are theirs, or NULL; `published` is YYYY-MM-DD or "". Linear in n. */
void link_events(attache_event *events, const Meaning *meanings, size_t n, const char *doc_id, const char *published, Arena *arena);

/* The report that a document tells first of all: what its headline tells, else its highlights, else its first sentences; of several, what is said to have happened and comes
 * back most. Returns its place among the document's reports, or n if none is told there. */
size_t link_main(const Signature *reports, size_t n);

#endif
