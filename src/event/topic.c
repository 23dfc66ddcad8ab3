/* topic.c - estimates how likely an article is to be about politics at all. Sport, accidents, weather, shows and firms also use verbs of war and words of diplomacy,
 * but report no events. Words that put a sentence into a political context (contexts.tsv) and mentions of governments, armies, parties and the like count for it, words
 * of class @unpolitical (classes.tsv) against it. The same pass over the words notes the contexts of each sentence. */
#include "event/state.h"

#include <math.h>

#include "vocab/codebook.h"

#define BIT(context) (UINT64_C(1) << CONTEXT_##context)
static const uint64_t political = BIT(military) | BIT(intelligence) | BIT(executive) | BIT(legislative) | BIT(election) | BIT(political_institutions) | BIT(pro_democracy) |
                                  BIT(pro_autocracy) | BIT(human_rights) | BIT(rights_freedoms) | BIT(repression) | BIT(diplomatic) | BIT(territory) | BIT(peacekeeping) |
                                  BIT(asylum) | BIT(migration) | BIT(terrorism) | BIT(cbrn) | BIT(cyber) | BIT(corruption);

static const uint32_t of_power = SECTOR_BIT(SECTOR_GOV) | SECTOR_BIT(SECTOR_MIL) | SECTOR_BIT(SECTOR_REB) | SECTOR_BIT(SECTOR_LEG) | SECTOR_BIT(SECTOR_PTY) | SECTOR_BIT(SECTOR_OPP) |
                                 SECTOR_BIT(SECTOR_SPY) | SECTOR_BIT(SECTOR_UAF) | SECTOR_BIT(SECTOR_REF) | SECTOR_BIT(SECTOR_PRM);

/* Set by hand: 249 of 254 labelled articles have a share above EVEN, as do 30 of 60 pages of any kind and 10 of 45 short reports on sport, accidents, weather, firms and shows.
 * Labels cannot set them: only 46 of the 1 758 documents to learn from report no event, far fewer than in an archive. */
static const double even = 0.36, steepness = 3;
/* A political word counts as much as a hundred neutral ones, and half of one is assumed. */
static const double silent = 0.01, granted = 0.5;

/* Counts the words of a sentence for and against; returns its contexts. */
static uint64_t read_words(const Classes *classes, const OpenSentence *o, double *spoken, double *aside) {
    uint64_t all = 0;
    for (uint32_t t = 0; t < o->s->n; t++) {
        uint64_t bits = class_contexts_at(classes, o->lemmas, o->forms, o->s->n, t);
        all |= bits;
        if (class_is(classes, CLASS_UNPOLITICAL, o->lemmas, o->forms, o->s->n, t)) ++*aside;
        else *spoken += (bits & political) != 0;
    }
    return all;
}

/* Lends the first contexts in each paragraph to its sentences without any. */
static void lend_contexts(const Reading *r, uint64_t *contexts) {
    for (size_t i = 0, next; i < r->n_sentences; i = next) {
        uint64_t first = 0;
        for (next = i; next < r->n_sentences && r->sentences[next].block == r->sentences[i].block; next++) first = first ? first : contexts[next];
        for (size_t k = i; k < next; k++) contexts[k] = contexts[k] ? contexts[k] : first;
    }
}

void topic_read(const Classes *classes, Arena *arena, Story *story) {
    const Reading *r = story->reading;
    double words = 0, spoken = granted, aside = -0.4; /* one word alone is hardly a topic */
    story->contexts = arena_alloc(arena, (r->n_sentences + 1) * sizeof *story->contexts);
    for (size_t i = 0; i < r->n_sentences; i++) {
        Room room = room_open(arena);
        OpenSentence o = reading_open(r, (uint32_t)i, room.arena);
        words += o.s->n;
        story->contexts[i] = read_words(classes, &o, &spoken, &aside);
        room_close(&room);
    }
    lend_contexts(r, story->contexts);
    for (size_t i = 0; i < r->n_mentions; i++) {
        const Entity *who = reading_who(r, &r->mentions[i]);
        spoken += who && sector_in(of_power, who->sector);
    }
    if (aside < 0) aside = 0;
    double share = spoken / (spoken + aside + silent * words), x = log(share / (1 - share + 1e-9)) - log(even / (1 - even));
    story->politics = 1 / (1 + exp(-steepness * x));
}
