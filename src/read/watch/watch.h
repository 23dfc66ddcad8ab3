/* watch.h - behind attache_watch_run: feeds and the pages that they tell of, fetched into dated web archives. */
#ifndef ATTACHE_WATCH_H
#define ATTACHE_WATCH_H

#include "base/base.h"

/* `mode`: permissions of what is made. */
attache_status watch_run(const attache_watch *options, unsigned mode, const Reporter *r, attache_watch_counts *out);

#endif
