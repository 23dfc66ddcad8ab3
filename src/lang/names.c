/* names.c - the names of tags and relations in Universal Dependencies and the model. */
#include "lang/lang_int.h"

static const char *const upos_names[UPOS_COUNT] = {"X",   "ADJ",  "ADP",  "ADV",   "AUX",   "CCONJ", "DET", "INTJ", "NOUN",
                                                   "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB"};
static const char *const deprel_names[DEP_COUNT] = {
    "dep",       "root",        "nsubj",        "obj",        "iobj",       "csubj",        "ccomp",     "xcomp",     "obl",
    "vocative",  "expl",        "dislocated",   "advcl",      "advmod",     "discourse",    "aux",       "cop",       "mark",
    "nmod",      "appos",       "nummod",       "acl",        "amod",       "det",          "clf",       "case",      "conj",
    "cc",        "fixed",       "flat",         "list",       "parataxis",  "compound",     "orphan",    "goeswith",  "reparandum",
    "punct",     "nsubj:pass",  "csubj:pass",   "aux:pass",   "obl:agent",  "obl:unmarked", "nmod:poss", "nmod:desc", "nmod:unmarked",
    "acl:relcl", "advcl:relcl", "compound:prt", "cc:preconj", "det:predet", "nsubj:outer"};

const char *lang_upos_name(unsigned upos) { return upos < UPOS_COUNT ? upos_names[upos] : "X"; }
const char *lang_deprel_name(unsigned d) { return d < DEP_COUNT ? deprel_names[d] : "dep"; }
const char *lang_xpos_name(const Language *lang, unsigned xpos) { return xpos < lang->n_xpos ? lang->xpos_names + (size_t)xpos * 8 : "_"; }
