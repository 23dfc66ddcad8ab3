/* shelf.h - keeps the sentences of a long text in few bytes, a quarter of a token's own (shelf.c). A Shelf belongs to an arena, and only grows. */
#ifndef ATTACHE_COREF_SHELF_H
#define ATTACHE_COREF_SHELF_H

#include "coref/coref.h"

Shelf *shelf_new(Arena *arena);
/* A sentence of at most LANG_SENTENCE_MAX tokens; nothing of it is needed any more. Its mentions count from `first_mention`. */
const uint8_t *shelf_put(Shelf *s, const OpenSentence *o, uint32_t first_mention);
/* The same again; `sentence` tells all but its tokens. */
void shelf_take(const Shelf *s, const uint8_t *from, const Sentence *sentence, Arena *arena, OpenSentence *out);
/* Room for the numbers of a sentence's words. */
OpenSentence open_sentence_new(const Sentence *s, Arena *arena);

#endif
