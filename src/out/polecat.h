/* polecat.h - the forty columns of POLECAT's weekly files, tab-separated: writes an event as one line of them (polecat.c), and defines what the importer
 * (import.c) needs to know about them.
 *
 * If a side has several parties, each of its cells has an item for each party, joined by "; ", with POLECAT_NONE for unknown values, and the sectors of one party
 * are joined by ','. If it has one party, the list is that of its sectors.
 */
#ifndef ATTACHE_POLECAT_H
#define ATTACHE_POLECAT_H

#include "attache.h"
#include "base/csv.h"

#define POLECAT_NONE "None"

/* A side, actors or recipients: its cells in order. */
enum { SIDE_NAME, SIDE_COUNTRY, SIDE_COW, SIDE_SECTOR, SIDE_SECTORS, SIDE_TITLE, SIDE_RAW, SIDE_WIKIPEDIA, SIDE_CELLS };

enum {
    POLECAT_ID, POLECAT_DATE, POLECAT_TYPE, POLECAT_MODE, POLECAT_INTENSITY, POLECAT_QUAD, POLECAT_CONTEXTS,
    POLECAT_ACTOR,
    POLECAT_RECIPIENT = POLECAT_ACTOR + SIDE_CELLS,
    POLECAT_PLACE = POLECAT_RECIPIENT + SIDE_CELLS, POLECAT_CITY, POLECAT_DISTRICT, POLECAT_PROVINCE, POLECAT_COUNTRY, POLECAT_LAT, POLECAT_LON, POLECAT_GEONAMEID,
    POLECAT_RAW_PLACE, POLECAT_FEATURE, POLECAT_SOURCE, POLECAT_PUBLISHED, POLECAT_PEOPLE, POLECAT_ORGANIZATIONS, POLECAT_LOCATIONS, POLECAT_LANGUAGE,
    POLECAT_VERSION, POLECAT_CELLS
};

extern const char *const polecat_columns[POLECAT_CELLS];
extern const char *const polecat_quads[5]; /* by quad class, 1 to 4 */

/* Adds the cells of an event to a row that is `plain`. */
void polecat_event(Csv *row, const attache_event *e);

#endif
