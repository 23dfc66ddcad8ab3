/* vocabulary.c - the names in words.inc, and the words in an image. */
#include "vocab/vocabulary.h"

const char *const word_names[WORD_COUNT] = {
#define WORD(name, text) text,
#define WORD_LIST(name, text)
#include <words.inc>
};

const char *const word_list_names[WORDS_COUNT] = {
#define WORD(name, text)
#define WORD_LIST(name, text) text,
#include <words.inc>
};

bool vocabulary_open(Vocabulary *v, const Image *im, const Lexicon *lexicon) {
    size_t n;
    v->lexicon = lexicon;
    v->of = image_section(im, "words.of", sizeof *v->of, &v->n_ids);
    v->rows = image_section(im, "words.rows", sizeof *v->rows, &n);
    v->places = image_section(im, "words.places", sizeof *v->places, &v->n_places);
    return v->of && v->rows && v->places && v->n_ids >= lexicon->n_ids;
}

int word_place(const Vocabulary *v, uint32_t id, WordList list) {
    if (!word_in(v, id, list)) return -1;
    const WordPlace *at = ITEM_WHERE(p, v->places, v->n_places, p->id == id && p->list == list);
    return at ? at->place : -1;
}
