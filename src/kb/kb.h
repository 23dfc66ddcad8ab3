/* kb.h - the knowledge base: countries, organisations, people, offices, places, as rows of the compiled tables, and looking them up by name.
 *
 *     kb.c      image -> Kb
 *     units.c   bytes -> units: the words that phrases consist of, in tables as in text
 *     place.c   the towns of the world
 *     outlet.c  news publishers
 *
 * Compiled from data/ at build time (compile/), mapped and read-only. A Kb borrows its Image; rows and strings belong to the image.
 */
#ifndef ATTACHE_KB_H
#define ATTACHE_KB_H

#include "base/base.h"
#include "base/image.h"
#include "base/lexicon.h"
#include "kb/place.h"
#include "kb/trie.h"
#include "vocab/codebook.h"
#include "vocab/vocabulary.h"

#define KB_MAGIC "ATTKNOW1"
enum { KB_VERSION = 6 };

/* ---- knowledge ---- */

typedef struct Kb Kb;

/* Opens the knowledge in an image (borrowed for its lifetime). */
attache_status kb_open(Kb **out, const Image *im, const Reporter *r);
void kb_close(Kb *k);
/* ISO alpha-3 code -> the state's common name, or "". */
const char *kb_country_name(const Kb *k, const char *code);
/* ---- compiled tables ---- */

typedef enum SenseType { SENSE_COUNTRY, SENSE_ADJECTIVE, SENSE_PEOPLE, SENSE_CAPITAL, SENSE_SEAT, SENSE_ORG, SENSE_PERSON, SENSE_AGENT } SenseType;
/* Whether a sense is a row of countries.tsv that names the state itself or its people, not one of its towns. */
static inline bool sense_names_state(unsigned type) { return type == SENSE_COUNTRY || type == SENSE_ADJECTIVE || type == SENSE_PEOPLE; }
static inline bool sense_is_country(unsigned type) { return sense_names_state(type) || type == SENSE_CAPITAL || type == SENSE_SEAT; }

enum {
    SENSE_LAST = 1,    /* the last sense of this phrase */
    SENSE_ACRONYM = 2, /* matches only in capitals */
    SENSE_PLURAL = 4,
    SENSE_SHORT = 8 /* a person known by a single word */
};

/* One meaning of a phrase. The trie's value is the index of the first meaning plus one. */
typedef struct Sense {
    uint32_t row;  /* in the table of its type */
    uint16_t caps; /* bit i: unit i must be capitalised */
    uint8_t type, flags;
} Sense;

/* The senses of a phrase, from one on; the first of them for which a condition holds, or NULL. */
static inline const Sense *sense_next(const Sense *s) { return s->flags & SENSE_LAST ? NULL : s + 1; }
#define FOR_SENSES(s, from) for (const Sense *s = (from); s; s = sense_next(s))
#define SENSE_WHERE(s, from, condition)                                                                                                              \
    __extension__({                                                                                                                                  \
        const Sense *s = (from);                                                                                                                     \
        while (s && !(condition)) s = sense_next(s);                                                                                                 \
        s;                                                                                                                                           \
    })

enum { SECTORS = 4 };
/* A party's sectors, the main one first. */
typedef struct Sectors {
    uint8_t s[SECTORS]; /* Sector; SECTOR_NONE at the end */
} Sectors;

typedef enum CountryKind { COUNTRY_STATE, COUNTRY_TERRITORY, COUNTRY_BREAKAWAY, COUNTRY_REGION } CountryKind;

typedef struct CountryRow {
    char code[4];
    uint32_t name, capital, how; /* strings */
    float lat, lon;
    uint32_t kind;
    uint32_t seat; /* its capital among the towns of the world: index + 1, or 0 */
    uint32_t town; /* likewise for a region that is a town */
    char admin[4]; /* for a region that is a division of its state: its number (place.h) */
} CountryRow;

#define EACH_ORG_KIND(KIND)                                                                                                                          \
    KIND(IGO, igo) KIND(UN, un) KIND(MINISTRY, ministry) KIND(PARLIAMENT, parliament) KIND(COURT, court) KIND(AGENCY, agency) KIND(PARTY, party)     \
    KIND(ARMED, armed) KIND(ARMY, army) KIND(POLICE, police) KIND(INTELLIGENCE, intelligence) KIND(COMPANY, company) KIND(MEDIA, media)              \
    KIND(NGO, ngo) KIND(MOVEMENT, movement) KIND(RELIGIOUS, religious) KIND(UNION, union) KIND(CRIMINAL, criminal) KIND(UNIVERSITY, university)      \
    KIND(BANK, bank)
#define ORG_NUMBER(number, name) ORG_##number,
typedef enum OrgKind { EACH_ORG_KIND(ORG_NUMBER) ORG_KINDS } OrgKind;

/* Dates are yyyymmdd; `from` 0 and `to` DATE_NEVER mean no limit. */
enum { DATE_NEVER = 99999999, DATE_UNKNOWN = DATE_NEVER - 1 };

typedef struct OrgRow {
    char code[4];
    Sectors sectors;
    uint32_t name, how, from, to, kind;
} OrgRow;

typedef struct PersonRow {
    uint32_t name, gender, office, n_offices; /* offices, ordered by their first day */
    uint32_t lesser; /* none of the person's rows is in people.tsv itself: the name alone may mean somebody else */
} PersonRow;

typedef struct OfficeRow {
    char code[4];
    Sectors sectors;
    uint32_t title, how, from, to;
} OfficeRow;

typedef enum AgentKind { AGENT_OFFICE, AGENT_RANK, AGENT_PERSON, AGENT_BODY, AGENT_GROUP, AGENT_MODIFIER } AgentKind;
/* Whether a noun denotes an individual, not a body. */
static inline bool agent_is_person(unsigned kind) { return kind == AGENT_OFFICE || kind == AGENT_RANK || kind == AGENT_PERSON; }

typedef struct AgentRow {
    char code[4];
    Sectors sectors;
    uint32_t phrase, how;
    uint8_t kind, gender, pad[2];
} AgentRow;

/* A word of a person's name: the last words of all names (section know.last), sorted by word, then person. */
typedef struct NameKey {
    uint32_t word, person;
} NameKey;

/* A first name and the gender of its bearers. */
typedef struct GivenName {
    uint32_t word, gender;
} GivenName;

/* The abbreviation of a division of a state, as written after a town: Calif. Sorted by word. */
typedef struct DivisionRow {
    uint32_t word;
    char code[4], admin[4];
    uint32_t caps; /* needs capitals (CA); otherwise the full stop (Calif.) */
} DivisionRow;

/* A publisher's name or domain in outlets.tsv, by outlet_key. Sorted by key; of two equal keys the upper row's comes first. */
typedef struct OutletKey {
    uint64_t key;
    uint32_t name, order; /* string; the row's index */
} OutletKey;

struct Kb {
    const Image *image;
    Lexicon lexicon;
    Trie names;
    const char *strings;
    const Sense *senses;
    const CountryRow *countries;
    const OrgRow *orgs;
    const PersonRow *people;
    const OfficeRow *offices;
    const AgentRow *agents;
    const NameKey *last_names;
    const GivenName *given;
    const DivisionRow *divisions;
    const OutletKey *outlets;
    size_t n_countries, n_people, n_last_names, n_given, n_divisions, n_outlets;
    Places places;
    Vocabulary words;
};

static inline const char *kb_string(const Kb *k, uint32_t at) { return k->strings + at; }

/* The state with an ISO alpha-3 code; NULL if the code is not a state's. */
const CountryRow *kb_state(const Kb *k, const char *code);
/* yyyymmdd for YYYY, YYYY-MM or YYYY-MM-DD; missing parts become `fill` (0 or 99). False if it is not a date. */
bool kb_date(Slice s, uint32_t fill, uint32_t *out);
/* m, f or 0, by first name. */
uint8_t kb_given_gender(const Kb *k, uint32_t word);
/* The first index of a word in last_names, or where it would be. */
size_t kb_last_name(const Kb *k, uint32_t word);
/* Whether somebody in people.tsv itself has this name, first or last. */
bool kb_is_surname(const Kb *k, uint32_t word);
/* The first sense of a complete name, or NULL if no table has it; the office, rank or other noun of agents.tsv. */
const Sense *kb_named(const Kb *k, Slice name);
const AgentRow *kb_agent_named(const Kb *k, Slice name);

/* ---- units (units.c) ---- */

/* UNIT_GIVEN: a person's, set by match.c like UNIT_SIGN. */
enum { UNIT_CAPITAL = 1, UNIT_CAPS = 2, UNIT_LETTERS = 4, UNIT_SKIP = 8, UNIT_LOWER = 16, UNIT_GIVEN = 32, UNIT_SIGN = 64 };

/* A word as phrases count it: cut at hyphens, without dots and apostrophes, folded. */
typedef struct UnitText {
    char p[LEX_WORD_MAX];
    uint32_t n;
    uint8_t flags; /* UNIT_* */
} UnitText;

/* The next unit in [*at, end); false at the end. A final 's, or ' after s, is a unit of its own ("'s"). */
bool units_next(const char **at, const char *end, UnitText *out);

/* ---- news publishers (outlet.c) ---- */

/* Hash of a name, ignoring case, accents and a leading "the", or of a domain; 0 if there is nothing. */
uint64_t outlet_key(Slice name);
/* The outlet with the name that a page or archive gives its publisher or, if there is none, with its address; NULL if there is neither. Both may be "". The string
 * belongs to the Kb. */
const char *outlet_find(const Kb *k, const char *name, const char *url);

#endif
