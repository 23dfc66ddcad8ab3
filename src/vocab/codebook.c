/* codebook.c - the lists of codebook.def as tables. */
#include "vocab/codebook.h"

#include <string.h>

#define NAME(name, ...) #name,
#define BLANK_NAME(name, ...) " " #name

#define QUAD(name, quad, score, family, meaning) quad,
#define SCORE(name, quad, score, family, meaning) score,
#define FAMILY(name, quad, score, family, meaning) FAMILY_##family,
const char *const event_names[EVENT_COUNT] = {"", EACH_CATEGORY(NAME)};
const uint8_t event_quads[EVENT_COUNT] = {0, EACH_CATEGORY(QUAD)};
const float event_scores[EVENT_COUNT] = {0, EACH_CATEGORY(SCORE)};
const uint8_t event_families[EVENT_COUNT] = {FAMILY_NONE, EACH_CATEGORY(FAMILY)};
const char event_list[] = EACH_CATEGORY(BLANK_NAME);

#define MODE(category, name, score) {EVENT_##category, name, score},
const EventMode event_modes[] = {EACH_MODE(MODE)};
const size_t n_event_modes = COUNT_OF(event_modes);

#define SECTOR_CAMP(code, camp, name) CAMP_##camp,
#define SECTOR_NAME(code, camp, name) name,
const char sector_codes[SECTOR_COUNT][4] = {"", EACH_SECTOR(NAME)};
const char *const sector_names[SECTOR_COUNT] = {"", EACH_SECTOR(SECTOR_NAME)};
const uint8_t sector_camps[SECTOR_COUNT] = {CAMP_NONE, EACH_SECTOR(SECTOR_CAMP)};
const char sector_list[] = EACH_SECTOR(BLANK_NAME);

#define ACTOR_IS_ONE(code, one, states, name) one,
#define ACTOR_OF_STATES(code, one, states, name) states,
#define ACTOR_NAME(code, one, states, name) name,
const char actor_codes[ACTOR_COUNT][4] = {"", EACH_ACTOR(NAME)};
const char *const actor_names[ACTOR_COUNT] = {"", EACH_ACTOR(ACTOR_NAME)};
const bool actor_is_one[ACTOR_COUNT] = {false, EACH_ACTOR(ACTOR_IS_ONE)};
const bool actor_is_of_states[ACTOR_COUNT] = {false, EACH_ACTOR(ACTOR_OF_STATES)};
const char actor_list[] = EACH_ACTOR(BLANK_NAME);

const char *const people_parts[PEOPLE_COUNT] = {"", EACH_PART(NAME)};
const char *const context_names[CONTEXT_COUNT] = {EACH_CONTEXT(NAME)};

Event event_of(Slice name) {
    for (int e = 1; e < EVENT_COUNT; e++)
        if (name.n && name.p[0] == event_names[e][0] && slice_is(name, event_names[e])) return (Event)e;
    return EVENT_NONE;
}

bool event_is(const char *name, Event event) { return event_of(slice_of(name)) == event; }

static int number_of(const char *code, const char codes[][4], int n) {
    for (int i = 1; i < n; i++)
        if (code[0] == codes[i][0] && !strcmp(code, codes[i])) return i;
    return 0;
}

ActorCode actor_of(const char *code) { return (ActorCode)number_of(code, actor_codes, ACTOR_COUNT); }
Sector sector_of(const char *code) { return (Sector)number_of(code, sector_codes, SECTOR_COUNT); }

enum { CAMEO_DIGITS = 4, CAMEO_BASE = 11 }; /* a digit counts one more than it says: 0 is no digit */

static uint16_t cameo_padded(const char *code, unsigned behind) {
    unsigned n = 0, digits = 0;
    for (; digits < CAMEO_DIGITS && code[digits] >= '0' && code[digits] <= '9'; digits++) n = n * CAMEO_BASE + (unsigned)(code[digits] - '0') + 1;
    for (; digits < CAMEO_DIGITS; digits++) n = n * CAMEO_BASE + behind;
    return (uint16_t)n;
}

uint16_t cameo_number(const char *code) { return cameo_padded(code, 0); }
uint16_t cameo_last(const char *beginning) { return cameo_padded(beginning, CAMEO_BASE - 1); }
