/* explain.h - the explanation for people: each sentence, its tree, its mentions, its events with their frames, and the dropped candidates with the reasons. */
#ifndef ATTACHE_EXPLAIN_H
#define ATTACHE_EXPLAIN_H

#include "event/event.h"

void explain_reading(const Coder *c, const Language *lang, const Reading *reading, const char *date, bool colour, Arena *arena, Buf *out);

#endif
