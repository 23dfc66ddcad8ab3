/* entity.h - what words refer to: a state, a body, a person, a group, a place. Strings point into the knowledge image or the article's arena. */
#ifndef ATTACHE_ENTITY_H
#define ATTACHE_ENTITY_H

#include "base/base.h"
#include "kb/kb.h"
#include "vocab/how.h"

typedef enum EntityKind {
    ENT_UNKNOWN, /* a noun phrase about which nothing is known: "the decision" */
    ENT_STATE,   /* a state or its government: India, New Delhi as a government, the Kremlin */
    ENT_ORG,     /* a named body: SCO, Amnesty International */
    ENT_PERSON,  /* an individual, by name or office: Nirmala Sitharaman, the minister */
    ENT_GROUP,   /* several people, or a body without a name: Kazakh officers, the rebels, the army */
    ENT_PLACE,   /* a location: in New Delhi */
    ENT_DOCUMENT /* a paper, report or medium as a source: the article, a statement */
} EntityKind;

typedef struct Entity {
    const char *name;   /* of a person or organisation: "Talgat Mukhtarov"; else "" */
    const char *office; /* "Deputy Defence Minister"; else "" */
    const char *how;    /* "countries.tsv:57", "title in text", "pronoun -> Talgat Mukhtarov": the evidence */
    const char *place;  /* of a place, state or seat of power: its common name; NULL otherwise */
    float lat, lon;     /* of a place or a state's capital; 0,0 unknown */
    uint32_t geonameid; /* 0 unknown */
    char code[4];       /* ISO alpha-3 or IGO UNO ...; "" unknown */
    char apart[4];      /* the state that its words exclude: "Armenia's neighbour", "Iran-backed groups"; "" none */
    union {
        Sectors sectors;
        struct {
            uint8_t sector;             /* the main one; SECTOR_NONE: unknown, or a state as a whole */
            uint8_t other[SECTORS - 1]; /* further ones, SECTOR_NONE at the end */
        };
    };
    uint8_t kind;       /* EntityKind */
    uint8_t gender;     /* 'm', 'f', 'n' or 0 */
    bool plural;
    bool by_pronoun;    /* referred to by a pronoun */
    bool by_context;    /* its state comes from the article, not from its own words */
    bool by_place;      /* its state is that of its location: "police in Lagos" */
    uint8_t resolution; /* as in attache_event: 1 a state, 2 a region, 4 a town; 0 if it is not a place */
} Entity;

/* Nothing is known. */
static const Entity ENTITY_NONE = {.name = "", .office = "", .how = ""};

#endif
