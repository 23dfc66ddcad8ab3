/* dictionary.h - an actor or agent dictionary as PETRARCH and TABARI read them in, rows of our tables out.
 *
 *     NAME_ [CODE] [CODE 910101-931231] ; comment        a name, what it is coded as, and when; # begins a comment too
 *     +SYNONYM_                                          another name for the one above
 *     <tab>[CODE >940101]                                more codes for it; < and > leave an end open
 *     !PERSON! = MAN, WOMAN                              what !PERSON! stands for in the nouns below
 *     NOUN {PLURAL} [~CODE]                              a common noun; {} has no plural, none given is made
 *
 * docs/know.md tells what becomes of the codes; data/codes.tsv lists them.
 */
#ifndef ATTACHE_DICTIONARY_H
#define ATTACHE_DICTIONARY_H

#include "compile/tables.h"

/* Adds the entries of a dictionary to the set's current layer. A line that cannot be read is reported as FILE:LINE and passed over. */
attache_status dictionary_read(TableSet *s, const char *path, const Reporter *r);

#endif
