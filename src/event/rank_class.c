/* rank_class.c - CAMEO codes and PLOVER categories in, the classes of the models out. */
#include "event/rank.h"

static const struct {
    const char *root; /* CAMEO root that stands for the class */
    unsigned event;
} classes[RANK_CLASSES] = {
    [RANK_NONE] = {"010", EVENT_NONE},         [RANK_AGREE] = {"030", EVENT_AGREE},         [RANK_CONSULT] = {"040", EVENT_CONSULT},
    [RANK_SUPPORT] = {"050", EVENT_SUPPORT},   [RANK_COOPERATE] = {"060", EVENT_COOPERATE}, [RANK_AID] = {"070", EVENT_AID},
    [RANK_YIELD] = {"080", EVENT_CONCEDE},     [RANK_REQUEST] = {"100", EVENT_REQUEST},     [RANK_ACCUSE] = {"110", EVENT_ACCUSE},
    [RANK_REJECT] = {"120", EVENT_REJECT},     [RANK_THREATEN] = {"130", EVENT_THREATEN},   [RANK_PROTEST] = {"140", EVENT_PROTEST},
    [RANK_MOBILIZE] = {"150", EVENT_MOBILIZE}, [RANK_SANCTION] = {"160", EVENT_SANCTION},   [RANK_COERCE] = {"170", EVENT_COERCE},
    [RANK_ASSAULT] = {"190", EVENT_ASSAULT},
};

unsigned rank_event(RankClass k) { return classes[k].event; }
const char *rank_cameo(RankClass k) { return classes[k].root; }

RankClass rank_class_of(const char *cameo, unsigned event) {
    static const uint8_t by_root[21] = {[2] = RANK_REQUEST, [3] = RANK_AGREE,     [4] = RANK_CONSULT,  [5] = RANK_SUPPORT,   [6] = RANK_COOPERATE,
                                        [7] = RANK_AID,     [8] = RANK_YIELD,     [9] = RANK_ACCUSE,   [10] = RANK_REQUEST,  [11] = RANK_ACCUSE,
                                        [12] = RANK_REJECT, [13] = RANK_THREATEN, [14] = RANK_PROTEST, [15] = RANK_MOBILIZE, [16] = RANK_SANCTION,
                                        [17] = RANK_COERCE, [18] = RANK_ASSAULT,  [19] = RANK_ASSAULT, [20] = RANK_ASSAULT};
    bool coded = cameo[0] >= '0' && cameo[0] <= '2' && cameo[1] >= '0' && cameo[1] <= '9';
    int root = coded ? (cameo[0] - '0') * 10 + cameo[1] - '0' : 0;
    if (root > 1 && root <= 20) return (RankClass)by_root[root];
    for (int k = 1; k < RANK_CLASSES; k++)
        if (classes[k].event == event) return (RankClass)k;
    return event == EVENT_RETREAT ? RANK_YIELD : RANK_NONE;
}
