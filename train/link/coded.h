/* coded.h - labelled documents in, their records as the program makes them out, each beside its label.
 *
 * Records are aligned with labels as scores do it: by category, sentence and the word of the deed, one to one. All belongs to the arena of the Corpus.
 */
#ifndef ATTACHE_TRAIN_CODED_H
#define ATTACHE_TRAIN_CODED_H

#include "api/attache_int.h"
#include "corpus.h"

void code_doc(Corpus *t, attache_context *ctx, Doc *d);
/* Joins the records of a document as the program does, by the forest at hand, and makes signatures of the reports. */
void make_reports(Corpus *t, Doc *d);
/* Of one record. */
Signature signature_of_record(const Doc *d, size_t event);

#endif
