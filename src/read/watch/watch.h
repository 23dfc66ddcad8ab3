/* watch.h - implements attache_watch_run: fetches feeds and their pages into dated web archives. */
#ifndef ATTACHE_WATCH_H
#define ATTACHE_WATCH_H

#include "base/base.h"

/* `mode`: permissions of new files. */
attache_status watch_run(const attache_watch *options, unsigned mode, const Reporter *r, attache_watch_counts *out);

#endif
