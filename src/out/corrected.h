/* corrected.h - the records, happenings and pairs of a store with analysts' corrections applied, for listing and selecting.
 *
 * Ownership: the results are temporary tables and views of the connection. From corrected_begin to corrected_end they hide the store's tables of the same names;
 * the file is never written to.
 */
#ifndef ATTACHE_CORRECTED_H
#define ATTACHE_CORRECTED_H

#include "out/stored.h"

attache_status corrected_begin(Store *s, stored_country_fn *country, void *user);
/* Restores the original state. Finalize statements that were prepared in between before you call it. */
void corrected_end(Store *s);

#endif
