/* link.h - events in, happenings out: which events are reports of the same happening.
 *
 * The strings that are set belong to the arena that the caller passes.
 */
#ifndef ATTACHE_LINK_H
#define ATTACHE_LINK_H

#include "base/base.h"

/* Sets `link` of the events of one document, which stand in the order of the text and know their part: DOC/h1, DOC/h2, ... Linear in n. */
void link_events(attache_event *events, size_t n, const char *doc_id, Arena *arena);

#endif
