/* codebook.c - the lists of codebook.def as tables. */
#include "vocab/codebook.h"

#include <string.h>

const char *const event_names[EVENT_COUNT] = {"",
#define CATEGORY(name, quad, score, family, meaning) #name,
#include "vocab/codebook.def"
};

const uint8_t event_quads[EVENT_COUNT] = {0,
#define CATEGORY(name, quad, score, family, meaning) quad,
#include "vocab/codebook.def"
};

const float event_scores[EVENT_COUNT] = {0,
#define CATEGORY(name, quad, score, family, meaning) score,
#include "vocab/codebook.def"
};

const uint8_t event_families[EVENT_COUNT] = {FAMILY_NONE,
#define CATEGORY(name, quad, score, family, meaning) FAMILY_##family,
#include "vocab/codebook.def"
};

static const char categories[] = ""
#define CATEGORY(name, quad, score, family, meaning) " " #name
#include "vocab/codebook.def"
    ;
const char *const event_list = categories + 1;

const EventMode event_modes[] = {
#define MODE(category, name, score) {EVENT_##category, name, score},
#include "vocab/codebook.def"
};
const size_t n_event_modes = COUNT_OF(event_modes);

const char sector_codes[SECTOR_COUNT][4] = {"",
#define SECTOR(code, camp, name) #code,
#include "vocab/codebook.def"
};

const char *const sector_names[SECTOR_COUNT] = {"",
#define SECTOR(code, camp, name) name,
#include "vocab/codebook.def"
};

const uint8_t sector_camps[SECTOR_COUNT] = {CAMP_NONE,
#define SECTOR(code, camp, name) CAMP_##camp,
#include "vocab/codebook.def"
};

static const char sectors[] = ""
#define SECTOR(code, camp, name) " " #code
#include "vocab/codebook.def"
    ;
const char *const sector_list = sectors + 1;

const char actor_codes[ACTOR_COUNT][4] = {"",
#define ACTOR(code, one, states, name) #code,
#include "vocab/codebook.def"
};

const char *const actor_names[ACTOR_COUNT] = {"",
#define ACTOR(code, one, states, name) name,
#include "vocab/codebook.def"
};

const bool actor_is_one[ACTOR_COUNT] = {false,
#define ACTOR(code, one, states, name) one,
#include "vocab/codebook.def"
};

const bool actor_is_of_states[ACTOR_COUNT] = {false,
#define ACTOR(code, one, states, name) states,
#include "vocab/codebook.def"
};

static const char actors[] = ""
#define ACTOR(code, one, states, name) " " #code
#include "vocab/codebook.def"
    ;
const char *const actor_list = actors + 1;

const char *const people_parts[PEOPLE_COUNT] = {"",
#define PART(name) #name,
#include "vocab/codebook.def"
};

const char *const context_names[CONTEXT_COUNT] = {
#define CONTEXT(name) #name,
#include "vocab/codebook.def"
};

Event event_of(Slice name) {
    for (int e = 1; e < EVENT_COUNT; e++)
        if (name.n && name.p[0] == event_names[e][0] && slice_is(name, event_names[e])) return (Event)e;
    return EVENT_NONE;
}

bool event_is(const char *name, Event event) { return event_of(slice_of(name)) == event; }

ActorCode actor_of(const char *code) {
    for (int a = 1; a < ACTOR_COUNT; a++)
        if (code[0] == actor_codes[a][0] && !strcmp(code, actor_codes[a])) return (ActorCode)a;
    return ACTOR_NONE;
}

Sector sector_of(const char *code) {
    for (int s = 1; s < SECTOR_COUNT; s++)
        if (code[0] == sector_codes[s][0] && !strcmp(code, sector_codes[s])) return (Sector)s;
    return SECTOR_NONE;
}

enum { CAMEO_DIGITS = 4, CAMEO_BASE = 11 }; /* a digit counts one more than it says: 0 is no digit */

static uint16_t cameo_padded(const char *code, unsigned behind) {
    unsigned n = 0, digits = 0;
    for (; digits < CAMEO_DIGITS && code[digits] >= '0' && code[digits] <= '9'; digits++) n = n * CAMEO_BASE + (unsigned)(code[digits] - '0') + 1;
    for (; digits < CAMEO_DIGITS; digits++) n = n * CAMEO_BASE + behind;
    return (uint16_t)n;
}

uint16_t cameo_number(const char *code) { return cameo_padded(code, 0); }
uint16_t cameo_last(const char *beginning) { return cameo_padded(beginning, CAMEO_BASE - 1); }
