/* codebook.h - PLOVER's categories. */
#ifndef ATTACHE_CODEBOOK_H
#define ATTACHE_CODEBOOK_H

#include "base/base.h"

typedef enum Event {
    EVENT_NONE,
    EVENT_AGREE,
    EVENT_CONSULT,
    EVENT_SUPPORT,
    EVENT_CONCEDE,
    EVENT_COOPERATE,
    EVENT_AID,
    EVENT_RETREAT,
    EVENT_REQUEST,
    EVENT_ACCUSE,
    EVENT_REJECT,
    EVENT_THREATEN,
    EVENT_SANCTION,
    EVENT_PROTEST,
    EVENT_MOBILIZE,
    EVENT_COERCE,
    EVENT_ASSAULT,
    EVENT_COUNT
} Event;

extern const char *const event_names[EVENT_COUNT];
/* The category of a name, EVENT_NONE if there is no such. */
Event event_of(Slice name);

#endif
