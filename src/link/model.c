/* model.c - models/link.model, as built into the program. */
#include <pthread.h>

#include "link/judge.h"
#include "link/model.h"
#include "vocab/codebook.h"

extern const char attache_link_start[], attache_link_end[];
const char model_magic[8] = "ATTLINK3";
_Static_assert(sizeof(JudgeTree) == 80 && sizeof(JudgeModel) % 2 == 0, "the model is read as it stands in the file");
_Static_assert((int)EVENT_COUNT <= (int)JUDGE_KIN, "each category has a row");

enum { RARITY_WITHOUT = 64 };

static const JudgeModel *used; /* set only by training */

void model_use(const JudgeModel *model) { used = model; }

static bool are_trees(const JudgeTree *trees, size_t n) {
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < JUDGE_DEPTH; k++)
            if (trees[i].evidence[k] >= EVIDENCE_COUNT) return false;
    return true;
}

bool model_is_whole(const JudgeModel *m) {
    return !memcmp(m->magic, model_magic, sizeof m->magic) && are_trees(m->trees[0], JUDGE_FORESTS * JUDGE_TREES) && are_trees(m->screen, JUDGE_SCREEN);
}

static const JudgeModel *own; /* the program's, if it is whole */
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void open_own(void) {
    const JudgeModel *m = (const JudgeModel *)(const void *)attache_link_start;
    if (attache_link_end - attache_link_start == (ptrdiff_t)sizeof *m && model_is_whole(m)) own = m;
}

const JudgeModel *model_of_links(void) {
    if (used) return used;
    pthread_once(&once, open_own);
    return own;
}

uint8_t model_rarity(uint16_t hash) {
    const JudgeModel *m = model_of_links();
    return m ? m->rarity[hash] : RARITY_WITHOUT;
}

int model_kin(unsigned a, unsigned b) {
    const JudgeModel *m = model_of_links();
    return m ? m->kin[a][b] : a == b;
}
