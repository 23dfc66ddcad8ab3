/* syntax_int.h - what the files of syntax/ share about who says something.
 *
 *     quotes.c       paragraphs -> text between quotation marks
 *     source.c       the phrase that says something -> the source of a record
 *     attribution.c  sentences -> who says what
 *
 * As in syntax.h, everything belongs to the arena that is passed.
 */
#ifndef ATTACHE_SYNTAX_INT_H
#define ATTACHE_SYNTAX_INT_H

#include "syntax/syntax.h"

/* ---- quotes.c ---- */
static inline bool quotes_end_sentence(char c) { return c == '.' || c == '!' || c == '?'; }
void quotes_find(const Article *article, Arena *arena, Quotes *out);
/* The quote around a byte, or NONE. */
int quotes_around(const Quotes *q, uint32_t at);

/* ---- source.c ---- */
/* Whether the phrase headed at a token can say something: not a day, a place, a picture or an attack. */
bool source_speaks(const Clause *c, int t);
/* Whether it stands for somebody whom nobody can name: "I", "you", "which", unless the entity is known. */
bool source_tells_nobody(const Clause *c, int t);
/* Whether it is a pronoun for an entity without a name. */
bool source_is_nameless_pronoun(const Clause *c, int t);
/* Whether it is a paper, an agency or a station, which passes on what others say. */
bool source_is_medium(const Clause *c, int t);
/* Whether it is a statement, a letter, a post: words that somebody else has written. */
bool source_is_message(const Clause *c, int t);
/* The source that a phrase stands for. A pronoun that stands for nobody gives a source without a name. */
Attribution source_at(const Clause *c, int t, uint8_t kind, Arena *arena);

#endif
