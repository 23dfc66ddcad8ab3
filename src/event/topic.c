/* topic.c - estimates how likely an article is to be about politics at all. Sport, accidents, weather, shows and firms also use verbs of war and words of diplomacy,
 * but report no events. Words that put a sentence into a political context (contexts.tsv) and mentions of governments, armies, parties and the like count for it, words
 * of class @unpolitical (classes.tsv) against it. */
#include "event/candidate.h"

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

double topic_politics(const Classes *classes, const Reading *r, Arena *arena) {
    double words = 0, spoken = granted, aside = -0.4; /* one word alone is hardly a topic */
    for (size_t i = 0; i < r->n_sentences; i++) {
        Room room = room_open(arena);
        OpenSentence o = reading_open(r, (uint32_t)i, room.arena);
        uint32_t n = o.s->n;
        words += n;
        for (uint32_t t = 0; t < n; t++) {
            if (class_is(classes, CLASS_UNPOLITICAL, o.lemmas, o.forms, n, t))
                aside++;
            else if (class_contexts_at(classes, o.lemmas, o.forms, n, t) & political)
                spoken++;
        }
        room_close(&room);
    }
    for (size_t i = 0; i < r->n_mentions; i++) {
        const Mention *m = &r->mentions[i];
        spoken += m->n_entities && sector_in(of_power, reading_entity(r, m, 0)->sector);
    }
    if (aside < 0) aside = 0;
    double share = spoken / (spoken + aside + silent * words), x = log(share / (1 - share + 1e-9)) - log(even / (1 - even));
    return 1 / (1 + exp(-steepness * x));
}
