/* code.h - mentions in, events out: frames, roles, modality, attribution, modes, contexts, dates, places, numbers, why.
 *
 * A Coder is the compiled tables, read-only and shared. Events and all they point to belong to the arena that was passed to code_reading.
 */
#ifndef ATTACHE_CODE_H
#define ATTACHE_CODE_H

#include "know/know.h"

/* Compiles frames, classes, compose, cameo, plover and contexts into the builder; to be called after know_compile. ATTACHE_ERR_TABLE if there was a mistake. */
attache_status code_compile(KnowledgeBuilder *b);

/* Adds the weights of a model that tools/train_code.c wrote. */
attache_status code_add_model(KnowledgeBuilder *b, const char *path);

typedef struct Coder Coder;
attache_status code_open(Coder **out, const Image *im, const Know *know, const Reporter *r);
void code_close(Coder *c);

/* The events of an article, in the order of the text. `link`, ids and article are set by the caller. */
void code_reading(const Coder *c, const Reading *reading, const char *date, Arena *arena, attache_event **events, size_t *n_events);

/* A person's view of why: each sentence, its tree, its mentions, its events with their frames, and what was considered and dropped. */
void code_explain(const Coder *c, const Language *lang, const Reading *reading, const char *date, bool colour, Arena *arena, Buf *out);

/* The records of attache.h's formats (record.c). */
void record_header(attache_format format, Buf *out);
void record_event(attache_format format, const attache_event *event, bool why, Buf *out);
void record_article(const char *file, const attache_article *article, Buf *out);

#endif
