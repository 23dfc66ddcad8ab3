/* topic.h - an article in, how likely it is about politics at all out: sport, accidents, weather, shows and firms have verbs of war and words of diplomacy, too, and tell no events.
 *
 * Counted are the words that put a sentence into a political context (contexts.tsv), mentions of governments, armies, parties and the like, and the words of class @unpolitical
 * (classes.tsv). A record of an article is as likely right as its own evidence says, times this. */
#ifndef ATTACHE_EVENT_TOPIC_H
#define ATTACHE_EVENT_TOPIC_H

#include "coref/coref.h"
#include "syntax/classes.h"

double topic_politics(const Classes *classes, const Reading *reading);

#endif
