/* dictionary.h - turns an actor or agent dictionary for PETRARCH or TABARI into rows of our tables.
 *
 *     NAME_ [CODE] [CODE 910101-931231] ; comment        a name, its codes and their dates; # also starts a comment
 *     +SYNONYM_                                          another name for the one above
 *     <tab>[CODE >940101]                                more codes for it; < and > are open-ended
 *     !PERSON! = MAN, WOMAN                              the meaning of !PERSON! in the nouns below
 *     NOUN {PLURAL} [~CODE]                              a common noun; {} has no plural; without braces the plural is regular
 *
 * docs/know.md explains how the codes are used; data/codes.tsv lists them.
 */
#ifndef ATTACHE_DICTIONARY_H
#define ATTACHE_DICTIONARY_H

#include "compile/tables.h"

/* Adds the entries of a dictionary to the set's current layer. A line that cannot be read is reported as FILE:LINE and skipped. */
attache_status dictionary_read(TableSet *s, const char *path, const Reporter *r);

#endif
