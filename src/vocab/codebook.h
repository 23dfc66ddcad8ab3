/* codebook.h - PLOVER's categories, modes, sectors, parts and contexts as numbers and names, from codebook.def.
 *
 * Everything here is constant, and names are never freed.
 */
#ifndef ATTACHE_CODEBOOK_H
#define ATTACHE_CODEBOOK_H

#include "base/base.h"
#include "vocab/codebook.def"

/* ---- categories ---- */

#define EVENT_NUMBER(name, ...) EVENT_##name,
typedef enum Event { EVENT_NONE, EACH_CATEGORY(EVENT_NUMBER) EVENT_COUNT } Event;

/* Categories among which reporters choose for the same act. */
typedef enum EventFamily { FAMILY_NONE, FAMILY_TALK, FAMILY_GIVE, FAMILY_OBJECT, FAMILY_PRESS, FAMILY_PROTEST, FAMILY_FIGHT } EventFamily;

extern const char *const event_names[EVENT_COUNT];
extern const uint8_t event_quads[EVENT_COUNT], event_families[EVENT_COUNT];
extern const float event_scores[EVENT_COUNT];
/* The names of all categories, with a blank before each, for messages. */
extern const char event_list[];
/* The category of a name, or EVENT_NONE. */
Event event_of(Slice name);
/* Whether a name in a record is that of a category. */
bool event_is(const char *name, Event event);

/* ---- CAMEO ---- */

/* A CAMEO code of up to four digits as a number. Those that begin with the same digits are next to each other: from cameo_number to cameo_last of these. */
uint16_t cameo_number(const char *code);
uint16_t cameo_last(const char *beginning);

/* ---- modes ---- */

typedef struct EventMode {
    Event event;
    const char *name;
    float score;
} EventMode;

extern const EventMode event_modes[];
extern const size_t n_event_modes;

/* ---- sectors ---- */

#define SECTOR_NUMBER(code, ...) SECTOR_##code,
typedef enum Sector { SECTOR_NONE, EACH_SECTOR(SECTOR_NUMBER) SECTOR_COUNT } Sector;

typedef enum SectorCamp { CAMP_NONE, CAMP_STATE, CAMP_ARMED, CAMP_OTHER } SectorCamp;

extern const char sector_codes[SECTOR_COUNT][4]; /* "" for SECTOR_NONE */
extern const char *const sector_names[SECTOR_COUNT];
extern const uint8_t sector_camps[SECTOR_COUNT];
/* The codes of all sectors, with a blank before each, for messages. */
extern const char sector_list[];
/* The sector of a code, or SECTOR_NONE. */
Sector sector_of(const char *code);

/* Sets of sectors: a sector as a set, and whether a set contains one. */
#define SECTOR_BIT(sector) (UINT32_C(1) << (sector))
static inline bool sector_in(uint32_t set, Sector sector) { return set >> sector & 1; }
_Static_assert(SECTOR_COUNT <= 32, "sectors have to fit into a word");

/* ---- actors without a state ---- */

#define ACTOR_NUMBER(code, ...) ACTOR_##code,
typedef enum ActorCode { ACTOR_NONE /* a state */, EACH_ACTOR(ACTOR_NUMBER) ACTOR_COUNT } ActorCode;

extern const char actor_codes[ACTOR_COUNT][4];
extern const char *const actor_names[ACTOR_COUNT];
extern const bool actor_is_one[ACTOR_COUNT], actor_is_of_states[ACTOR_COUNT];
/* The codes of all, with a blank before each, for messages. */
extern const char actor_list[];
/* ACTOR_NONE for the code of a state, and for "". */
ActorCode actor_of(const char *code);

/* ---- parts ---- */

#define PART_NUMBER(name) PEOPLE_##name,
typedef enum PeoplePart { PEOPLE_NONE, EACH_PART(PART_NUMBER) PEOPLE_COUNT } PeoplePart;

extern const char *const people_parts[PEOPLE_COUNT]; /* "" for PEOPLE_NONE */

/* ---- contexts ---- */

#define CONTEXT_NUMBER(name) CONTEXT_##name,
typedef enum Context { EACH_CONTEXT(CONTEXT_NUMBER) CONTEXT_COUNT } Context;

extern const char *const context_names[CONTEXT_COUNT];
_Static_assert(CONTEXT_COUNT <= 63, "a store keeps a set of contexts as a signed number of 64 bits");

#endif
