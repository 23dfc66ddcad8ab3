/* model.h - the trained part of linking: word frequencies in news, which categories describe the same happening, and the trees of the judge.
 *
 * The model is part of the program (models/link.model), read-only; without one nothing is ever joined.
 */
#ifndef ATTACHE_LINK_MODEL_H
#define ATTACHE_LINK_MODEL_H

#include "base/base.h"

enum { JUDGE_DEPTH = 5, JUDGE_TREES = 160, JUDGE_SCREEN = 16, JUDGE_UNIT = 256, JUDGE_RARITIES = 65536, JUDGE_KIN = 32, MODEL_STATE = 256, MODEL_STATE_UNIT = 64 };

typedef enum JudgeForest { JUDGE_WITHIN, JUDGE_ACROSS, JUDGE_FORESTS } JudgeForest;

/* All branches of a tree at the same depth test the same feature: the k-th bit of a leaf's number says whether feature k is above its threshold. */
typedef struct JudgeTree {
    uint8_t evidence[JUDGE_DEPTH], unused;
    int16_t bound[JUDGE_DEPTH], leaf[1 << JUDGE_DEPTH];
} JudgeTree;

/* The layout of models/link.model: numbers of two bytes are little-endian. */
typedef struct JudgeModel {
    char magic[8];
    uint8_t rarity[JUDGE_RARITIES];
    int8_t kin[JUDGE_KIN][JUDGE_KIN]; /* of two categories */
    int16_t middle[MODEL_STATE]; /* the mean of what the event network makes of triggers, in units of 1 / MODEL_STATE_UNIT */
    JudgeTree trees[JUDGE_FORESTS][JUDGE_TREES];
    JudgeTree screen[JUDGE_SCREEN]; /* pairs that they score below `screen_least` are dropped */
    int16_t screen_least, unused[3];
} JudgeModel;

/* Whether it can be used: all its trees test what there is. */
bool model_is_whole(const JudgeModel *model);
/* The program's own model, or the one set for training; NULL if there is none. */
const JudgeModel *model_of_links(void);
/* Sets another model for training; it is borrowed. */
void model_use(const JudgeModel *model);
extern const char model_magic[8];

/* The rarity of a word in news, by its hash, in eighths of a bit. */
uint8_t model_rarity(uint16_t hash);
/* How often two categories describe the same happening, relative to chance: sixteenths of a natural logarithm. */
int model_kin(unsigned a, unsigned b);

#endif
