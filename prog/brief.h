/* brief.h - the view of a document that fits a screen: who did what to whom, with the words it stands on, and who took part. */
#ifndef BRIEF_H
#define BRIEF_H

#include "attache.h"

typedef struct Brief Brief;

/* `colour`: for a terminal. */
Brief *brief_new(bool colour);
/* Takes an event in; an attache_event_fn, with the brief as `user`. */
int brief_add(const attache_event *event, void *brief);
/* Prints what was taken in to standard output, under the title of `article`, and frees it. */
void brief_print(Brief *brief, const attache_article *article);
void brief_free(Brief *brief);

#endif
