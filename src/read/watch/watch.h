/* watch.h - behind attache_watch_run: feeds and the pages that they tell of, fetched into dated web archives. */
#ifndef ATTACHE_WATCH_H
#define ATTACHE_WATCH_H

#include "base/base.h"

attache_status watch_run(const attache_watch *options, const Reporter *r, attache_watch_counts *out);

#endif
