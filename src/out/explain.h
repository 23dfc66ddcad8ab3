/* explain.h - a person's view of why: each sentence, its tree, its mentions, its events with their frames, and what was considered and dropped. */
#ifndef ATTACHE_EXPLAIN_H
#define ATTACHE_EXPLAIN_H

#include "event/event.h"

void explain_reading(const Coder *c, const Language *lang, const Reading *reading, const char *date, bool colour, Arena *arena, Buf *out);

#endif
