/* link.h - events in, happenings out: which events are reports of the same happening.
 *
 * The strings that are set belong to the arena that the caller passes.
 */
#ifndef ATTACHE_LINK_H
#define ATTACHE_LINK_H

#include "link/meaning.h"

/* Sets `link` of the events of one document, which stand in the order of the text and know their part: DOC/h1, DOC/h2, ... `meanings` are theirs, or NULL; `published` is YYYY-MM-DD or "". Linear in n. */
void link_events(attache_event *events, const Meaning *meanings, size_t n, const char *doc_id, const char *published, Arena *arena);

#endif
