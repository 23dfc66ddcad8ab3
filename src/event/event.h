/* event.h - mentions in, events out: frames, roles, modality, attribution, modes, contexts, dates, places, numbers, why.
 *
 * A Coder is the compiled tables, read-only and shared. Events and all they point to belong to the arena that was passed to code_reading.
 */
#ifndef ATTACHE_EVENT_H
#define ATTACHE_EVENT_H

#include "attache.h"
#include "coref/coref.h"

typedef struct Coder Coder;
/* Records less sure than `least` are left out; 0: than the model's own default, below 0: none. */
attache_status code_open(Coder **out, const Image *im, const Kb *know, double least, const Reporter *r);
void code_close(Coder *c);

/* The events of an article, in the order of the text. `link`, ids and article are set by the caller. */
void code_reading(const Coder *c, const Reading *reading, const char *date, Arena *arena, attache_event **events, size_t *n_events);

#endif
