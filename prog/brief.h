/* brief.h - a view of a document that fits on a screen: who did what to whom, with the words that say so, and who took part. */
#ifndef BRIEF_H
#define BRIEF_H

#include "attache.h"

typedef struct Brief Brief;

/* `colour`: for a terminal. */
Brief *brief_new(bool colour);
/* Adds an event; an attache_event_fn, with the brief as `user`. */
int brief_add(const attache_event *event, void *brief);
/* Prints the events to standard output, under the title of `article`, and frees the brief. */
void brief_print(Brief *brief, const attache_article *article);
void brief_free(Brief *brief);

#endif
