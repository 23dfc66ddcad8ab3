/* codebook.c - the names of PLOVER's categories. */
#include "vocab/codebook.h"

const char *const event_names[EVENT_COUNT] = {"",       "AGREE",  "CONSULT",  "SUPPORT",  "CONCEDE", "COOPERATE", "AID",    "RETREAT", "REQUEST",
                                              "ACCUSE", "REJECT", "THREATEN", "SANCTION", "PROTEST", "MOBILIZE",  "COERCE", "ASSAULT"};

Event event_of(Slice name) {
    for (int e = 1; e < EVENT_COUNT; e++)
        if (slice_is(name, event_names[e])) return (Event)e;
    return EVENT_NONE;
}
