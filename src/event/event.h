/* event.h - turns mentions into events: frames, roles, modality, attribution, modes, contexts, dates, places, numbers, evidence.
 *
 * A Coder is the compiled tables, read-only and shared. Events and everything they point to are in the arena passed to code_reading.
 */
#ifndef ATTACHE_EVENT_H
#define ATTACHE_EVENT_H

#include "coref/coref.h"
#include "event/records.h"

typedef struct Coder Coder;
/* Records with a confidence below `least` are left out; 0: the model's default, below 0: none is left out. */
attache_status code_open(Coder **out, const Image *im, const Kb *know, double least, const Reporter *r);
void code_close(Coder *c);

/* Gets each event with what the network makes of its trigger in the sentence (Candidate), which is forgotten afterwards; NULL: unknown. */
typedef void code_record_fn(const attache_event *event, const uint8_t *state, void *user);
/* The records of an article, in text order. The caller sets `link`, ids and article. */
void code_reading(const Coder *c, const Reading *reading, const char *date, Arena *arena, code_record_fn *on_record, void *user, Records *out);

#endif
