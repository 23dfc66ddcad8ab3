/* record.h - writes events and articles as records in the formats of attache.h. Writers add to a Buf that the caller owns. */
#ifndef ATTACHE_RECORD_H
#define ATTACHE_RECORD_H

#include "attache.h"
#include "base/base.h"

void record_header(attache_format format, Buf *out);
void record_event(attache_format format, const attache_event *event, bool why, Buf *out);
void record_article(const char *file, const attache_article *article, Buf *out);

#endif
