/* test_cluster.c - reports of the same happening are joined and others kept apart; copies have one original; the records of a happening are combined. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "link/average.h"
#include "link/block.h"
#include "link/cluster.h"
#include "link/happening.h"
#include "link/judge.h"
#include "link/near_dup.h"

static Arena arena;

/* ---- clusters ---- */

static attache_entity state(const char *code) {
    return (attache_entity){.code = code, .country = "", .sector = "GOV", .text = "", .identifier = "", .office = "", .role = "", .how = "", .entity = ""};
}

/* KAZ and IND talk in a town on a day. */
static Member talks(int64_t report, const char *date, const char *town) {
    static const char sentence[] = "Ministers of Kazakhstan and India held talks about peacekeepers and the harvest of Karaganda on Saturday.";
    attache_entity parties[] = {state("KAZ"), state("IND")};
    attache_event e = {.event = "CONSULT", .cameo = "046", .date = date, .actors = parties, .n_actors = 2, .event_text = "talks", .confidence = 0.9, .text = sentence, .why_frame = "", .why_path = ""};
    const attache_event *list[] = {&e};
    e.loc.resolved_place = town, e.loc.country_code = town[0] ? "IND" : "", e.loc.resolution = town[0] ? 4 : 0;
    e.size.dead = e.size.injured = e.size.arrested = e.size.participants = "";
    Member m = {.report = report, .document = report, .n_events = 1};
    SignatureTexts texts = {0};
    signature_read_text(&texts, "Talks about peacekeepers", sentence, sizeof sentence - 1);
    signature_make(list, 1, date, (uint64_t)report, 1, &texts, &m.signature);
    signature_texts_free(&texts);
    return m;
}

/* Adds reports in an order, finds their parents, and gathers the tree of the first. */
static size_t parts_of(const Member *reports, const size_t *order, size_t n, int64_t parents[]) {
    Clusters c;
    Nodes tree = {0};
    clusters_init(&c);
    for (size_t i = 0; i < n; i++) clusters_add_new(&c, &reports[order[i]]);
    clusters_number_new(&c);
    for (size_t i = 0; i < c.added.n; i++) clusters_plan(&c, c.added.items[i]);
    clusters_close_probes(&c);
    for (size_t i = 0; i < n; i++) {
        Node *node = clusters_node(&c, reports[i].report), *best = clusters_find(&c, node);
        node->parent = parents[i] = best ? best->member.report : 0;
        nodes_push(&tree, node);
    }
    clusters_cut(&c, &tree);
    size_t parts = c.n_parts;
    free(tree.items);
    clusters_free(&c);
    return parts;
}

static void test_reports_of_the_same_have_one_parent_whatever_their_order(void **unused) {
    (void)unused;
    Member reports[] = {talks(1, "2017-11-11", "New Delhi"), talks(2, "2017-11-11", "New Delhi"), talks(3, "2017-11-11", ""), talks(4, "2018-02-20", "New Delhi")};
    static const size_t orders[][4] = {{0, 1, 2, 3}, {3, 2, 1, 0}, {2, 0, 3, 1}};
    int64_t first[4], parents[4];
    size_t parts = parts_of(reports, orders[0], 4, first);
    assert_int_equal(parts, 2); /* the talks of February are others */
    assert_int_equal(first[3], 0);
    int joined = 0;
    for (int i = 0; i < 3; i++) joined += first[i] != 0;
    assert_int_equal(joined, 2);
    for (size_t o = 1; o < COUNT_OF(orders); o++) {
        assert_int_equal(parts_of(reports, orders[o], 4, parents), parts);
        assert_memory_equal(parents, first, sizeof first);
    }
}

/* Some words, sorted. */
static uint8_t some_words(SignatureWord *out, size_t cap, uint32_t *seed) {
    uint8_t n = 0;
    for (uint16_t hash = 0; hash < 60 && n < cap; hash++) {
        *seed = *seed * 1664525 + 1013904223;
        if (*seed >> 31) out[n++] = (SignatureWord){hash, model_rarity(hash)};
    }
    return n;
}

static void vary(Signature *t, uint32_t seed) {
    memset(t->words, 0, sizeof t->words), memset(t->near, 0, sizeof t->near), memset(t->topics, 0, sizeof t->topics);
    t->n_words = some_words(t->words, seed % (SIGNATURE_WORDS + 1), &seed);
    t->n_near = some_words(t->near, seed >> 8 & 7, &seed);
    t->n_topics = some_words(t->topics, SIGNATURE_TOPICS, &seed);
    t->sequence = (uint8_t)(seed >> 16 & 31);
}

static void test_many_are_weighed_as_one_by_one(void **unused) {
    (void)unused;
    Member members[21]; /* no multiple of the pairs that are weighed together */
    const Signature *others[COUNT_OF(members)];
    int odds[COUNT_OF(members)], likely = 0;
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        members[i] = talks((int64_t)i + 1, i % 4 ? "2017-11-11" : "2017-11-13", i % 3 ? "New Delhi" : "");
        vary(&members[i].signature, (uint32_t)i * 7919);
        others[i] = &members[i].signature;
    }
    members[5].signature.aux = ATTACHE_NEGATION;
    for (size_t k = 0; k < COUNT_OF(members); k++) {
        judge_many(others[k], others, COUNT_OF(members), odds);
        for (size_t i = 0; i < COUNT_OF(members); i++) {
            bool may = judge_may_be_one(others[i], others[k]);
            assert_int_equal(odds[i], may ? judge_odds(JUDGE_ACROSS, others[i], others[k]) : JUDGE_NEVER);
            likely += may;
        }
    }
    assert_true(likely > 100);
    judge_many(others[0], others, 0, odds);
}

static void test_common_words_are_counted(void **unused) {
    (void)unused;
    for (uint32_t seed = 0; seed < 500; seed++) {
        Member a = talks(1, "2017-11-11", ""), b = talks(2, "2017-11-11", "");
        int16_t evidence[EVIDENCE_COUNT];
        int sum = 0, rarest = 0;
        vary(&a.signature, seed), vary(&b.signature, seed * 31 + 7);
        for (size_t i = 0; i < a.signature.n_words; i++)
            for (size_t k = 0; k < b.signature.n_words; k++) {
                int rarity = a.signature.words[i].rarity;
                if (a.signature.words[i].hash != b.signature.words[k].hash) continue;
                sum += rarity, rarest = rarity > rarest ? rarity : rarest;
            }
        judge_compare(&a.signature, &b.signature, evidence);
        assert_int_equal(evidence[EVIDENCE_WORDS_SUM], sum);
        assert_int_equal(evidence[EVIDENCE_WORDS_RAREST], rarest);
        judge_compare(&a.signature, &a.signature, evidence);
        assert_int_equal(evidence[EVIDENCE_WORDS], a.signature.n_words ? 100 : 0);
    }
}

static void test_a_tree_is_cut_where_members_are_not_likely_one(void **state) {
    (void)state;
    Member reports[] = {talks(1, "2017-11-11", "New Delhi"), talks(2, "2017-11-11", "New Delhi"), talks(3, "2017-11-14", "New Delhi")};
    static const size_t order[] = {0, 1, 2};
    int64_t parents[3];
    assert_int_equal(parts_of(reports, order, 3, parents), 2); /* three days later it is another meeting */
}

/* Two reports of one document were found to be different there: by themselves they stay so, but not against others that are like both. */
static void test_two_reports_of_a_document_are_one_only_by_others(void **state) {
    (void)state;
    static const size_t order[] = {0, 1, 2, 3};
    Member reports[4];
    int64_t parents[4];
    for (uint8_t i = 0; i < 4; i++) reports[i] = talks(i + 1, "2017-11-11", "New Delhi"), reports[i].signature.sequence = 2 + i; /* or they would be copies */
    reports[1].document = reports[0].document, reports[1].signature.document = reports[0].signature.document, reports[1].signature.number = 2;
    assert_int_equal(parts_of(reports, order, 2, parents), 2);
    assert_int_equal(parts_of(reports, order, 4, parents), 1);
}

/* Without a store: 1, 2 and 3 are one, 4 is another. */
static void test_a_block_of_reports_comes_together_as_in_a_store(void **state) {
    (void)state;
    Member reports[] = {talks(4, "2018-02-20", "New Delhi"), talks(2, "2017-11-11", "New Delhi"), talks(3, "2017-11-11", ""), talks(1, "2017-11-11", "New Delhi")};
    size_t cluster[4];
    assert_int_equal(block_join(reports, 4, cluster), 2);
    assert_int_equal(cluster[0], 0);
    for (int i = 1; i < 4; i++) assert_int_equal(cluster[i], 3); /* the first one in signature_order */
    assert_int_equal(block_join(NULL, 0, NULL), 0);
}

/* How many candidates the last of six has, each in words of its own, of a crowd of two; the days are those of a block, or 0 and 0. */
static size_t candidates_in_a_crowd(int32_t from, int32_t to) {
    Clusters c;
    clusters_init(&c);
    c.crowd = 2, c.from = from, c.to = to;
    for (uint8_t i = 0; i < 6; i++) {
        Member m = talks(6 - i, "2017-11-11", "New Delhi");
        m.signature.sequence = i;
        clusters_add_new(&c, &m);
    }
    clusters_number_new(&c);
    for (size_t i = 0; i < c.added.n; i++) clusters_plan(&c, c.added.items[i]);
    clusters_close_probes(&c);
    for (int64_t report = 1; report <= 6; report++) {
        const Node *parent = clusters_find(&c, clusters_node(&c, report));
        assert_true(!parent || parent->member.report <= 2);
        assert_int_equal(parent != NULL, report > 1 && c.candidates.n > 0);
    }
    size_t n = c.candidates.n;
    clusters_free(&c);
    return n;
}

static void test_only_the_first_of_a_crowd_are_compared(void **state) {
    (void)state;
    assert_int_equal(candidates_in_a_crowd(0, 0), 2);
    assert_int_equal(candidates_in_a_crowd(20171100, 20171199), 2);
    assert_int_equal(candidates_in_a_crowd(20171200, 20171299), 0); /* another block has the whole day */
}

static void test_the_average_joins_and_not_one_pair(void **state) {
    (void)state;
    /* 0 and 1 are one, 2 is similar only to 1; 3 to none */
    int32_t odds[] = {0, 900, -900, -500, 900, 0, 300, -500, -900, 300, 0, -500, -500, -500, -500, 0};
    uint32_t cluster[4], room[8];
    assert_int_equal(average_cluster(odds, 4, 0, cluster, room), 3);
    assert_true(cluster[0] == 0 && cluster[1] == 0 && cluster[2] == 2 && cluster[3] == 3);
}

/* ---- copies ---- */

static const char text[] = "The harbour was closed for three days after a storm that took away two cranes and most of the pier, its master said. Ships waited outside, among them "
                           "one with grain for the mills of the north, where bread has become dear since spring and queues form before dawn.";
static const char other[] = "Ministers of four states met in the capital to talk about water, and agreed to meet again when the rains have ended and the river can be measured.";

static void add_text(NearDups *g, Band *bands, int64_t id, int32_t day, const char *words) {
    NearDup d = {.id = id, .day = day, .name = "", .url = "", .hash = id, .sketched = true};
    assert_true(sketch_make(words, strlen(words), &d.sketch));
    near_dup_add(g, d);
    near_dup_list_bands(g, bands + (g->n - 1) * SKETCH_BANDS);
}

static void test_copies_have_the_earliest_as_original(void **unused) {
    (void)unused;
    NearDups g = {0};
    Band bands[4 * SKETCH_BANDS];
    add_text(&g, bands, 1, 102, text);
    add_text(&g, bands, 2, 100, text);
    add_text(&g, bands, 3, 101, other);
    add_text(&g, bands, 4, 120, text); /* too late for a copy */
    near_dup_sort_bands(bands, COUNT_OF(bands));
    near_dup_compare_new(&g, bands, COUNT_OF(bands));
    static const uint32_t originals[] = {1, 1, 2, 3};
    for (uint32_t i = 0; i < 4; i++) assert_int_equal(near_dup_original(&g, i), originals[i]);
    assert_int_equal(near_dup_reach(&g, 0)->id, 2);
    assert_true(g.items[0].reached && g.items[1].reached && !g.items[2].reached && !g.items[3].reached);
    near_dup_free(&g);
}

/* ---- happenings ---- */

static void add_record(Happening *h, int64_t source, int64_t category, const char *dead, double confidence) {
    Telling *t = happening_add_telling(h);
    *t = (Telling){.id = (int64_t)h->n_tellings, .category = category, .source = happening_find_source(h, source) - 1, .confidence = confidence, .modes = "", .contexts = "military", .cameo = "",
                   .place = "", .country = "", .numbers = {dead, "", "", ""}};
}

/* Two say that KAZ did it to IND, one less sure that IND did it to KAZ, and one names somebody else besides. */
static void test_parties_are_voted_for_by_side(void **unused) {
    (void)unused;
    static const char *const told[][2] = {{"KAZ", "IND"}, {"KAZ", "IND"}, {"IND", "KAZ"}, {"KAZ", "IND"}};
    HappeningParty parties[4][3], out[HAPPENING_PARTIES];
    Happening h;
    happening_begin(&h, &arena);
    for (int64_t i = 0; i < 4; i++) {
        happening_add_source(&h, (Source){.id = i + 1, .original = i + 1, .name = "", .url = "", .day = 20171111});
        add_record(&h, i + 1, 3, "", i == 2 ? 0.3 : 0.8);
        for (int side = 0; side < 2; side++) parties[i][side] = (HappeningParty){.entity = side + 1, .side = side, .role = "", .code = told[i][side], .sector = "GOV", .name = "", .office = ""};
        parties[i][2] = (HappeningParty){.entity = 3, .role = "", .code = "PAK", .sector = "GOV", .name = "", .office = ""};
        h.tellings[i].parties = parties[i], h.tellings[i].n_parties = i == 2 ? 3 : 2;
    }
    happening_choose(&h);
    assert_int_equal(happening_parties(&h, out), 2);
    for (size_t i = 0; i < 2; i++) assert_string_equal(out[i].code, out[i].side ? "IND" : "KAZ");
}

/* A state's army and its people are two where one record has both; elsewhere "Nigeria" may be either. */
static void test_two_of_one_state_stay_two(void **unused) {
    (void)unused;
    static const char *const sectors[][2] = {{"", "CVL"}, {"MIL", ""}};
    HappeningParty parties[2][2], out[HAPPENING_PARTIES];
    Happening h;
    happening_begin(&h, &arena);
    for (int64_t i = 0; i < 2; i++) {
        happening_add_source(&h, (Source){.id = i + 1, .original = i + 1, .name = "", .url = "", .day = 20171111});
        add_record(&h, i + 1, 3, "", 0.8);
        for (int side = 0; side < 2; side++) parties[i][side] = (HappeningParty){.entity = side + 1, .side = side, .role = "", .code = "NGA", .sector = sectors[i][side], .name = "", .office = ""};
        h.tellings[i].parties = parties[i], h.tellings[i].n_parties = 2;
    }
    happening_choose(&h);
    assert_int_equal(happening_parties(&h, out), 2);
    for (size_t i = 0; i < 2; i++) assert_string_equal(out[i].sector, out[i].side ? "CVL" : "MIL");
}

/* One calls him a soldier, one a former one: he is one. Where one has him as actor and two as recipient, he is the recipient alone. */
static void test_a_person_is_one_party_in_one_role(void **unused) {
    (void)unused;
    static const char *const sectors[] = {"MIL", "ELI", "MIL"}, *const by[] = {"CVL", "CVL", "GOV"};
    HappeningParty parties[3][2], out[HAPPENING_PARTIES];
    Happening h;
    happening_begin(&h, &arena);
    for (int64_t i = 0; i < 3; i++) {
        happening_add_source(&h, (Source){.id = i + 1, .original = i + 1, .name = "", .url = "", .day = 20171111});
        add_record(&h, i + 1, 3, "", 0.8);
        parties[i][0] = (HappeningParty){.side = 0, .role = "", .code = i == 2 ? "KAZ" : "IND", .sector = by[i], .name = i == 2 ? "Talgat Mukhtarov" : "", .office = ""};
        parties[i][1] = (HappeningParty){.side = 1, .role = "", .code = "KAZ", .sector = sectors[i], .name = "Talgat Mukhtarov", .office = ""};
        h.tellings[i].parties = parties[i], h.tellings[i].n_parties = 2;
    }
    happening_choose(&h);
    assert_int_equal(happening_parties(&h, out), 2);
    for (size_t i = 0; i < 2; i++) assert_string_equal(out[i].code, out[i].side ? "KAZ" : "IND");
}

/* "The government accused Mukhtarov" and "Mukhtarov accused": he does not lend his name to the government. */
static void test_nobody_acts_upon_himself(void **unused) {
    (void)unused;
    HappeningParty first[2] = {{.side = 0, .role = "", .code = "KAZ", .sector = "GOV", .name = "", .office = ""}, {.side = 1, .role = "", .code = "KAZ", .sector = "GOV", .name = "Talgat Mukhtarov", .office = ""}};
    HappeningParty second = first[1], out[HAPPENING_PARTIES];
    second.side = 0;
    Happening h;
    happening_begin(&h, &arena);
    for (int64_t i = 0; i < 2; i++) {
        happening_add_source(&h, (Source){.id = i + 1, .original = i + 1, .name = "", .url = "", .day = 20171111});
        add_record(&h, i + 1, 3, "", 0.8);
        h.tellings[i].parties = i ? &second : first, h.tellings[i].n_parties = i ? 1 : 2;
    }
    happening_choose(&h);
    assert_int_equal(happening_parties(&h, out), 2);
    for (size_t i = 0; i < 2; i++) assert_string_equal(out[i].name, out[i].side ? "Talgat Mukhtarov" : "");
}

/* Records of several sources, each with one actor and one recipient: their codes and names. */
static void add_pairs_of(Happening *h, HappeningParty parties[][2], const char *const told[][4], size_t n) {
    happening_begin(h, &arena);
    for (size_t i = 0; i < n; i++) {
        happening_add_source(h, (Source){.id = (int64_t)i + 1, .original = (int64_t)i + 1, .name = "", .url = "", .day = 20171111});
        add_record(h, (int64_t)i + 1, 3, "", 0.8);
        for (int side = 0; side < 2; side++) parties[i][side] = (HappeningParty){.entity = (int64_t)i * 2 + side, .side = side, .role = "", .code = told[i][2 * side], .sector = "", .name = told[i][2 * side + 1], .office = ""};
        h->tellings[i].parties = parties[i], h->tellings[i].n_parties = 2;
    }
    happening_choose(h);
}

/* The third has another recipient than the first two. */
static void test_a_party_that_one_in_three_tells_is_none(void **unused) {
    (void)unused;
    static const char *const told[][4] = {{"KAZ", "", "IND", ""}, {"KAZ", "", "IND", ""}, {"KAZ", "", "PAK", ""}};
    HappeningParty parties[3][2], out[HAPPENING_PARTIES];
    Happening h;
    add_pairs_of(&h, parties, told, 3);
    assert_int_equal(happening_parties(&h, out), 2);
    for (size_t i = 0; i < 2; i++) assert_string_equal(out[i].code, out[i].side ? "IND" : "KAZ");
}

/* One source names PAK once and IND three times, as do the others. */
static void test_a_source_that_tells_it_often_has_one_vote(void **unused) {
    (void)unused;
    static const char *const told[][4] = {{"KAZ", "", "IND", ""}, {"KAZ", "", "PAK", ""}, {"KAZ", "", "PAK", ""}, {"KAZ", "", "PAK", ""}, {"KAZ", "", "IND", ""}};
    HappeningParty parties[5][2], out[HAPPENING_PARTIES];
    Happening h;
    add_pairs_of(&h, parties, told, 5);
    for (size_t i = 1; i < 4; i++) h.tellings[i].source = 1;
    assert_int_equal(happening_parties(&h, out), 2);
    for (size_t i = 0; i < 2; i++) assert_string_equal(out[i].code, out[i].side ? "IND" : "KAZ");
}

/* He resigns in two records, in one of them from "Kazakhstan", which is not he. */
static void test_a_state_is_no_vote_for_its_people(void **unused) {
    (void)unused;
    static const char *const told[][4] = {{"KAZ", "Aida Nurlan", "KAZ", "Talgat Mukhtarov"}, {"KAZ", "Talgat Mukhtarov", "KAZ", ""}, {"KAZ", "Talgat Mukhtarov", "KAZ", "Aida Nurlan"}};
    HappeningParty parties[3][2], out[HAPPENING_PARTIES];
    Happening h;
    add_pairs_of(&h, parties, told, 3);
    size_t n = happening_parties(&h, out);
    for (size_t i = 0; i < n; i++)
        if (!strcmp(out[i].name, "Talgat Mukhtarov")) assert_int_equal(out[i].side, 0);
}

/* Of parties that meet, a record names two: the best two, though the second has half the votes of the first. */
static void test_a_role_keeps_as_many_as_a_record_has(void **unused) {
    (void)unused;
    static const char *const told[][4] = {{"KAZ", "", "IND", ""}, {"IND", "", "PAK", ""}, {"KAZ", "", "IND", ""}};
    HappeningParty parties[3][2], out[HAPPENING_PARTIES];
    Happening h;
    add_pairs_of(&h, parties, told, 3);
    for (size_t i = 0; i < 3; i++) parties[i][1].side = 0;
    h.tellings[2].confidence = 0.2;
    assert_int_equal(happening_parties(&h, out), 2);
    for (size_t i = 0; i < 2; i++) assert_string_equal(out[i].code, i ? "IND" : "KAZ");
}

/* One of two says that KAZ did it to itself. */
static void test_a_state_has_one_role_beside_another(void **unused) {
    (void)unused;
    static const char *const told[][4] = {{"KAZ", "", "IND", ""}, {"KAZ", "", "KAZ", ""}};
    HappeningParty parties[2][2], out[HAPPENING_PARTIES];
    Happening h;
    add_pairs_of(&h, parties, told, 2);
    assert_int_equal(happening_parties(&h, out), 2);
    for (size_t i = 0; i < 2; i++) assert_string_equal(out[i].code, out[i].side ? "IND" : "KAZ");
}

/* Four say that Kazakhstan voted, one of them also that Aida Nurlan did. */
static void test_one_voter_does_not_stand_for_a_state(void **unused) {
    (void)unused;
    static const char *const told[][4] = {{"KAZ", "", "IND", ""}, {"KAZ", "", "IND", ""}, {"KAZ", "", "IND", ""}, {"KAZ", "", "IND", ""}, {"KAZ", "Aida Nurlan", "IND", ""}};
    HappeningParty parties[5][2], out[HAPPENING_PARTIES];
    Happening h;
    add_pairs_of(&h, parties, told, 5);
    h.tellings[4].source = 0;
    assert_int_equal(happening_parties(&h, out), 2);
    for (size_t i = 0; i < 2; i++) assert_string_equal(out[i].name, "");
    h.tellings[4].source = 4; /* as another source, she is one of five */
    assert_int_equal(happening_parties(&h, out), 2);
    for (size_t i = 0; i < 4; i++) parties[i][0].name = i < 2 ? "Aida Nurlan" : "";
    assert_int_equal(happening_parties(&h, out), 2);
    for (size_t i = 0; i < 2; i++) assert_string_equal(out[i].name, out[i].side ? "" : "Aida Nurlan");
}

/* "Nurlan and Kumar agreed" and, less sure, "India agreed with Kazakhstan": Kazakhstan is no recipient. Where one record has it in both roles, it is. */
static void test_a_state_is_where_its_people_are(void **unused) {
    (void)unused;
    static const char *const told[][4] = {{"KAZ", "Aida Nurlan", "IND", "Kumar"}, {"IND", "", "KAZ", ""}};
    HappeningParty parties[2][2], out[HAPPENING_PARTIES];
    Happening h;
    add_pairs_of(&h, parties, told, 2);
    parties[0][0].sector = parties[0][1].sector = "GOV", parties[0][1].side = 0;
    h.tellings[1].confidence = 0.6;
    size_t n = happening_parties(&h, out);
    for (size_t i = 0; i < n; i++) assert_int_equal(out[i].side, 0);
    parties[1][0].code = "KAZ", parties[1][0].sector = "MIL";
    n = happening_parties(&h, out);
    assert_true(n > 0 && out[n - 1].side == 1);
}

/* "Officials, among them Nurlan": the record has two, and so has the happening. */
static void test_two_of_one_record_stay_two(void **unused) {
    (void)unused;
    static const char *const told[][4] = {{"KAZ", "", "KAZ", "Aida Nurlan"}, {"KAZ", "", "KAZ", "Aida Nurlan"}};
    HappeningParty parties[2][2], out[HAPPENING_PARTIES];
    Happening h;
    add_pairs_of(&h, parties, told, 2);
    for (size_t i = 0; i < 2; i++) parties[i][1].side = 0;
    assert_int_equal(happening_parties(&h, out), 2);
    assert_true(!out[0].name[0] != !out[1].name[0]);
}

static void set_place(Telling *t, const char *place, const char *country, int resolution) { t->place = place, t->country = country, t->resolution = resolution; }

/* Of two towns the one that most tell; a town of another state, told by one, is not the place, though it is more exact. */
static void test_most_sources_say_where(void **unused) {
    (void)unused;
    static const char *const told[][4] = {{"KAZ", "", "IND", ""}, {"KAZ", "", "IND", ""}, {"KAZ", "", "IND", ""}, {"KAZ", "", "IND", ""}};
    HappeningParty parties[4][2];
    Happening h;
    add_pairs_of(&h, parties, told, 4);
    set_place(&h.tellings[0], "Pune", "IND", 4);
    set_place(&h.tellings[1], "New Delhi", "IND", 4);
    set_place(&h.tellings[2], "India", "IND", 1);
    set_place(&h.tellings[3], "New Delhi", "IND", 4);
    assert_string_equal(happening_place(&h)->place, "New Delhi");
    set_place(&h.tellings[0], "Astana", "KAZ", 4);
    set_place(&h.tellings[1], "India", "IND", 1);
    set_place(&h.tellings[3], "", "", 0);
    assert_string_equal(happening_place(&h)->place, "India");
}

static void test_most_sources_say_how_many_and_a_copy_counts_once(void **unused) {
    (void)unused;
    Happening h;
    happening_begin(&h, &arena);
    for (int64_t id = 1; id <= 4; id++) /* 3 and 4 are copies of 2 */
        happening_add_source(&h, (Source){.id = id, .publisher = id, .original = id > 2 ? 2 : id, .day = 20180100 + (int32_t)id, .name = "", .url = ""});
    add_record(&h, 1, 16, "12", 0.9);
    add_record(&h, 1, 16, "12", 0.5);
    add_record(&h, 2, 16, "10", 0.8);
    add_record(&h, 3, 16, "10", 0.8);
    add_record(&h, 4, 15, "10", 0.8);
    happening_choose(&h);
    assert_int_equal(h.category, 16);
    assert_int_equal(h.fullest->id, 1);
    assert_string_equal(happening_number(&h, 0), "10"); /* one vote each: the later value */
    Counts counts = happening_counts(&h);
    assert_int_equal(counts.reports, 2);
    assert_int_equal(counts.copies, 2);
    assert_int_equal(counts.first_day, 20180101);
    assert_int_equal(happening_first(&h)->id, 1);
    assert_string_equal(happening_contexts(&h), "military");
    Value values[HAPPENING_VALUES];
    assert_int_equal(happening_values(&h, 0, values), 2);
    assert_string_equal(happening_hedged("At least ten soldiers were killed.", "10", &arena), "at least 10");
    assert_string_equal(happening_hedged("Ten soldiers were killed.", "10", &arena), "10");
}

static int set_up(void **unused) {
    (void)unused;
    arena_init(&arena);
    return 0;
}

static int tear_down(void **unused) {
    (void)unused;
    arena_free(&arena);
    return 0;
}

/* Of a headline, the sentence with high confidence far down, and a copy of the headline: the headline. */
static void test_a_headline_is_the_title(void **unused) {
    (void)unused;
    Happening h;
    happening_begin(&h, &arena);
    for (int64_t i = 0; i < 3; i++) {
        happening_add_source(&h, (Source){.id = i + 1, .original = i == 2 ? 2 : i + 1, .name = "", .url = "", .day = 20171111, .main = i == 1});
        add_record(&h, i + 1, 3, "", i == 0 ? 0.9 : 0.6);
        h.tellings[i].part = i == 0 ? ATTACHE_BODY : ATTACHE_TITLE, h.tellings[i].sequence = i == 0 ? 12 : 0;
    }
    happening_choose(&h);
    assert_ptr_equal(happening_title(&h), &h.tellings[1]);
    Counts counts = happening_counts(&h);
    assert_int_equal(counts.main, 1);
    assert_int_equal(counts.reports, 2);
}

/* Of two sentences of the same place in their texts, the one that comes to the event sooner. */
static void test_a_title_does_not_tell_something_else_first(void **unused) {
    (void)unused;
    Happening h;
    happening_begin(&h, &arena);
    for (int64_t i = 0; i < 2; i++) {
        happening_add_source(&h, (Source){.id = i + 1, .original = i + 1, .name = "", .url = "", .day = 20171111});
        add_record(&h, i + 1, 3, "", i == 0 ? 0.8 : 0.7);
        h.tellings[i].before = i == 0 ? 160 : 20;
    }
    happening_choose(&h);
    assert_ptr_equal(happening_title(&h), &h.tellings[1]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reports_of_the_same_have_one_parent_whatever_their_order),
        cmocka_unit_test(test_a_tree_is_cut_where_members_are_not_likely_one), cmocka_unit_test(test_two_reports_of_a_document_are_one_only_by_others), cmocka_unit_test(test_a_block_of_reports_comes_together_as_in_a_store),
        cmocka_unit_test(test_only_the_first_of_a_crowd_are_compared),
        cmocka_unit_test(test_the_average_joins_and_not_one_pair),
        cmocka_unit_test(test_many_are_weighed_as_one_by_one), cmocka_unit_test(test_common_words_are_counted),
        cmocka_unit_test(test_copies_have_the_earliest_as_original),
        cmocka_unit_test(test_a_headline_is_the_title), cmocka_unit_test(test_a_title_does_not_tell_something_else_first),
        cmocka_unit_test(test_a_party_that_one_in_three_tells_is_none), cmocka_unit_test(test_a_source_that_tells_it_often_has_one_vote),
        cmocka_unit_test(test_a_state_is_no_vote_for_its_people), cmocka_unit_test(test_most_sources_say_where),
        cmocka_unit_test(test_a_role_keeps_as_many_as_a_record_has), cmocka_unit_test(test_a_state_has_one_role_beside_another), cmocka_unit_test(test_one_voter_does_not_stand_for_a_state),
        cmocka_unit_test(test_two_of_one_record_stay_two), cmocka_unit_test(test_a_state_is_where_its_people_are),
        cmocka_unit_test(test_parties_are_voted_for_by_side),
        cmocka_unit_test(test_two_of_one_state_stay_two), cmocka_unit_test(test_a_person_is_one_party_in_one_role), cmocka_unit_test(test_nobody_acts_upon_himself),
        cmocka_unit_test(test_most_sources_say_how_many_and_a_copy_counts_once),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
