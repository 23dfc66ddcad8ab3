/* coded.h - codes labelled documents with the program, and aligns their records with the labels.
 *
 * Records are aligned with labels as by the scorers: by category, sentence and trigger, one to one. Everything belongs to the arena of the Corpus.
 */
#ifndef ATTACHE_TRAIN_CODED_H
#define ATTACHE_TRAIN_CODED_H

#include "api/attache_int.h"
#include "corpus.h"

void code_doc(Corpus *t, attache_context *ctx, Doc *d);
/* Joins the records of a document as the program does, with the present forest, and makes signatures of the reports. */
void make_reports(Corpus *t, Doc *d);
/* Of one record. */
Signature signature_of_record(const Doc *d, size_t event);

#endif
