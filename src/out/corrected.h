/* corrected.h - a store in; its records, happenings and pairs as they would be had the records said what analysts say, to list and to select from.
 *
 * Ownership: what is made lives in tables and views of the connection's own, which stand before the store's of the same names from corrected_begin to corrected_end;
 * the file is never written to.
 */
#ifndef ATTACHE_CORRECTED_H
#define ATTACHE_CORRECTED_H

#include "out/stored.h"

attache_status corrected_begin(Store *s, stored_country_fn *country, void *user);
/* After it everything is as it was. Statements that were prepared in between are to be finalized before. */
void corrected_end(Store *s);

#endif
