/* entity.h - whom words stand for: a state, a body, a person, a group, a place. Strings point into the image of the knowledge or the article's arena. */
#ifndef ATTACHE_ENTITY_H
#define ATTACHE_ENTITY_H

#include "base/base.h"
#include "vocab/codebook.h"
#include "vocab/how.h"

typedef enum EntityKind {
    ENT_UNKNOWN, /* a noun phrase of which nothing is known: "the decision" */
    ENT_STATE,   /* a state or its government: India, New Delhi as a government, the Kremlin */
    ENT_ORG,     /* a body with a name: SCO, Amnesty International */
    ENT_PERSON,  /* one person, by name or office: Nirmala Sitharaman, the minister */
    ENT_GROUP,   /* several people or a body without a name: Kazakh officers, the rebels, the army */
    ENT_PLACE,   /* a place as a place: in New Delhi */
    ENT_DOCUMENT /* a paper, report or medium that speaks: the article, a statement */
} EntityKind;

typedef struct Entity {
    char code[4];       /* ISO alpha-3 or IGO UNO ...; "" not known */
    uint8_t sector;     /* Sector; SECTOR_NONE: not known, or a state as a whole */
    uint8_t other[3];   /* further sectors, SECTOR_NONE at the end */
    const char *name;   /* of a person or organisation: "Talgat Mukhtarov"; else "" */
    const char *office; /* "Deputy Defence Minister"; else "" */
    const char *how;    /* "countries.tsv:57", "title in text", "pronoun -> Talgat Mukhtarov": how attache knows */
    uint8_t kind;       /* EntityKind */
    uint8_t gender;     /* 'm', 'f', 'n' or 0 */
    bool plural;
    bool by_pronoun;    /* a pronoun stands for it */
    bool by_context;    /* its state is the one that the article speaks of, not one that its words tell */
    char apart[4];      /* the state that its words tell it apart from: "Armenia's neighbour", "Iran-backed groups"; "" none */
    bool by_place;      /* its state is that of the place where it is told to be: "police in Lagos" */
    float lat, lon;     /* of a place or a state's capital; 0,0 unknown */
    const char *place;  /* of a place, state or seat of power: its usual name; NULL for all else */
    uint32_t geonameid; /* 0 not known */
    uint8_t resolution; /* as attache_event has it: 1 a state, 2 a region, 4 a town; 0 for what is no place */
} Entity;

#endif
