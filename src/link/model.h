/* model.h - the learnt part of linking: how rare words are in news, which categories are given to one happening, and the trees of the judge.
 *
 * The model is part of the program (models/link.model), read-only; without one nothing is ever joined.
 */
#ifndef ATTACHE_LINK_MODEL_H
#define ATTACHE_LINK_MODEL_H

#include "base/base.h"

enum { JUDGE_DEPTH = 5, JUDGE_TREES = 160, JUDGE_SCREEN = 16, JUDGE_UNIT = 256, JUDGE_RARITIES = 65536, JUDGE_KIN = 32 };

typedef enum JudgeForest { JUDGE_WITHIN, JUDGE_ACROSS, JUDGE_FORESTS } JudgeForest;

/* A tree asks the same of all branches of one depth: the k-th bit of a leaf's number says whether evidence k is above its bound. */
typedef struct JudgeTree {
    uint8_t evidence[JUDGE_DEPTH], unused;
    int16_t bound[JUDGE_DEPTH], leaf[1 << JUDGE_DEPTH];
} JudgeTree;

/* models/link.model as it stands: numbers of two bytes are little-endian. */
typedef struct JudgeModel {
    char magic[8];
    uint8_t rarity[JUDGE_RARITIES];
    int8_t kin[JUDGE_KIN][JUDGE_KIN]; /* of two categories */
    JudgeTree trees[JUDGE_FORESTS][JUDGE_TREES];
    JudgeTree screen[JUDGE_SCREEN]; /* what they find less likely than `screen_least` is not weighed */
    int16_t screen_least, unused[3];
} JudgeModel;

/* The program's own, or the one that training uses; NULL if there is none. */
const JudgeModel *model_of_links(void);
/* Takes another model than the program's own, for training; it is borrowed. */
void model_use(const JudgeModel *model);
extern const char model_magic[8];

/* How rare a word is in news, by its hash, in eighths of a bit. */
uint8_t model_rarity(uint16_t hash);
/* How often two categories are given to one happening, beside what is to be expected: sixteenths of a natural logarithm. */
int model_kin(unsigned a, unsigned b);

#endif
