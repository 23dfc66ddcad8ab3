/* train.h - what the files of the parser's trainer share. A Gold is a sentence of a treebank; its strings belong to the trainer's arena. */
#ifndef ATTACHE_TRAIN_H
#define ATTACHE_TRAIN_H

#include "base/lexicon.h"
#include "base/tsv.h"
#include "lang/lang_int.h"

/* A teacher's probabilities for the heads of a word: of the one in the tree and of others, in hundredths. */
enum { DOUBTS = 3 };
typedef struct Doubt {
    uint8_t sure, worth[DOUBTS];
    int16_t other[DOUBTS]; /* -1: none */
} Doubt;

typedef struct Gold {
    char **forms, **lemmas;
    uint16_t *tags; /* index into Trainer.tags */
    uint8_t *labels;
    int16_t *heads; /* n for the root */
    Doubt *doubts;  /* NULL if people made the tree */
    int n;
    bool made; /* by train_news.c or a teacher: its lemmas are not used */
} Gold;

typedef struct GoldList {
    Gold *list;
    size_t n, cap;
} GoldList;

typedef struct TagName {
    char xpos[8];
    uint8_t upos;
    size_t count;
} TagName;

typedef struct LemmaTable {
    LemmaEntry *slots;
    size_t mask, n;
    StringPool strings;
} LemmaTable;

typedef struct TrainOptions {
    unsigned epochs, threads, embed, width, layers, tag_layer, arc, label, batch, made;
    double rate, dropout, noise, share;
    uint64_t seed;
    const char *about, *checkpoint, *state;
} TrainOptions;

typedef struct Trainer {
    Arena arena;
    GoldList train, silver, held, dev;
    TagName tags[512];
    size_t n_tags;
    TrainOptions options;
    DictEntry *dict;
    size_t dict_mask;
    uint32_t *word_count; /* by row */
    LemmaTable lemmas;
    Language lang; /* as far as it has been built: dictionary and lemmas */
    Reporter reporter;
} Trainer;

/* ---- train_words.c: dictionary and lemmas ---- */
void train_words_build_dict(Trainer *t);
attache_status train_words_build_lemmas(Trainer *t, const char *data_dir);
void train_words_write(const Trainer *t, ImageWriter *w);

/* ---- train_net.c: the network ---- */
typedef struct Net Net;
Net *net_train(Trainer *t); /* trains according to the options; prints figures after each epoch */
void net_write(const Net *net, ImageWriter *w);
void net_free(Net *net);

/* ---- train_news.c ---- */
/* A word of a sentence: head counts from 1, 0 is the root. */
typedef struct Made {
    const char *form, *lemma, *xpos;
    uint8_t upos, label;
    int16_t head;
} Made;

enum { MADE_MAX = 96 };

typedef struct News News;

/* Reads the tables of `dir` whose words are used for generating news sentences. */
attache_status news_open(News **out, const char *dir, Arena *arena, const Reporter *r);
/* Generates one sentence with its tree, from `random` (any number); returns the number of words. */
int news_make(const News *news, uint64_t random, Made out[MADE_MAX]);

/* ---- train.c ---- */
int train_write_model(const Trainer *t, const Net *net, const char *path);

#endif
