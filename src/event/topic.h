/* topic.h - how likely an article is to be about politics at all. Sport, accidents, weather, shows and firms also use verbs of war and words of diplomacy, but report no events.
 *
 * Words that put a sentence into a political context (contexts.tsv) and mentions of governments, armies, parties and the like count for it, words of class @unpolitical
 * (classes.tsv) against it. The confidence of a record is multiplied by the result.
 */
#ifndef ATTACHE_EVENT_TOPIC_H
#define ATTACHE_EVENT_TOPIC_H

#include "coref/coref.h"
#include "syntax/classes.h"

/* The probability, 0 to 1. */
double topic_politics(const Classes *classes, const Reading *reading, Arena *arena);

#endif
