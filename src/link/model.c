/* model.c - models/link.model, as built into the program. */
#include "link/model.h"

#include "vocab/codebook.h"

extern const char attache_link_start[], attache_link_end[];
const char model_magic[8] = "ATTLINK3";
_Static_assert(sizeof(JudgeTree) == 80 && sizeof(JudgeModel) % 2 == 0, "the model is read as it stands in the file");
_Static_assert((int)EVENT_COUNT <= (int)JUDGE_KIN, "each category has a row");

enum { RARITY_WITHOUT = 64 };

static const JudgeModel *used; /* set only by training */

void model_use(const JudgeModel *model) { used = model; }

const JudgeModel *model_of_links(void) {
    if (used) return used;
    bool good = attache_link_end - attache_link_start == (ptrdiff_t)sizeof(JudgeModel) && !memcmp(attache_link_start, model_magic, sizeof model_magic);
    return good ? (const JudgeModel *)(const void *)attache_link_start : NULL;
}

uint8_t model_rarity(uint16_t hash) {
    const JudgeModel *m = model_of_links();
    return m ? m->rarity[hash] : RARITY_WITHOUT;
}

int model_kin(unsigned a, unsigned b) {
    const JudgeModel *m = model_of_links();
    return m ? m->kin[a][b] : a == b;
}
