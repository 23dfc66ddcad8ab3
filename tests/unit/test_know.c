/* test_know.c - tables compile or their mistakes are reported; phrases are described and people, pronouns and sides resolved, on hand-written trees.
 *
 * A sentence is written as tokens FORM/UPOS/HEAD/RELATION[/LEMMA], with heads from 1, 0 for the root; a lemma that differs marks a plural noun.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "compile/compile.h"
#include "coref/coref_int.h"
#include "fixture.h"

static const char spelling[] = "variant\tsame_as\ndefence\tdefense\n";
static const char countries[] =
    "code\tkind\tname\tnames\tadjectives\tpeople\tcapital\tseats\tlat\tlon\n"
    "KAZ\tstate\tKazakhstan\t\tKazakh|Kazakhstani\tKazakh\tAstana\t\t51.1\t71.4\n"
    "IND\tstate\tIndia\tRepublic of India\tIndian\tIndian\tNew Delhi|Delhi\t\t28.6\t77.2\n"
    "RUS\tstate\tRussia\tRussian Federation\tRussian\tRussian\tMoscow\tthe Kremlin\t55.7\t37.6\n"
    "CHN\tstate\tChina\tPRC\tChinese\tChinese\tBeijing\t\t39.9\t116.4\n"
    "USA\tstate\tUnited States\tU.S.|USA|America\tAmerican\tAmerican\tWashington\tthe White House\t38.9\t-77\n"
    "SYR\tstate\tSyria\t\tSyrian\tSyrian\tDamascus\t\t33.5\t36.3\n"
    "SAU\tstate\tSaudi Arabia\t\tSaudi\tSaudi\tRiyadh\t\t24.7\t46.7\n"
    "AFG\tstate\tAfghanistan\t\tAfghan\tAfghan\tKabul\t\t34.5\t69.2\n"
    "DEU\tstate\tGermany\t\tGerman\tGerman\tBerlin\t\t52.5\t13.4\n"
    "GEO\tbreakaway\tSouth Ossetia\t\tSouth Ossetian\tSouth Ossetian\tTskhinvali\t\t\t\n"
    "LBY\tstate\tLibya\t\tLibyan\tLibyan\tTripoli\t\t32.9\t13.2\n";
static const char organisations[] =
    "code\tkind\tname\tnames\tsectors\tfrom\tto\n"
    "IGO\tigo\tShanghai Cooperation Organisation\tSCO|Shanghai Cooperation Organization\t\t\t\n"
    "IGO\tigo\tNATO\tNorth Atlantic Treaty Organization\tMIL\t\t\n"
    "USA\tmedia\tThe Diplomat\t\tJRN\t\t\n"
    "USA\tmedia\tThe New York Times\tNYT\tJRN\t\t\n"
    "IND\tarmy\tIndian Army\t\tMIL\t\t\n"
    "AFG\tarmed\tTaliban\t\tREB\t\t2021-08-14\n"
    "AFG\tarmed\tTaliban\t\tGOV\t2021-08-15\t\n"
    "CHN\tbank\tBank of China\t\tBUS\t\t\n"
    "USA\tcourt\tUnited States Supreme Court\tSupreme Court\tJUD\t\t\n";
static const char people[] =
    "code\tname\tnames\tgender\toffice\tsectors\tfrom\tto\n"
    "USA\tBarack Obama\tObama\tm\tPresident\tGOV\t2009-01-20\t2017-01-20\n"
    "USA\tBarack Obama\t\tm\tSenator\tLEG\t2005-01-03\t2008-11-16\n"
    "DEU\tAngela Merkel\tMerkel\tf\tChancellor\tGOV\t2005-11-22\t2021-12-08\n"
    "RUS\tVladimir Putin\tPutin\tm\tPresident\tGOV\t2012-05-07\t\n"
    "USA\tKathleen Hicks\t\tf\tDeputy Secretary of Defense\tGOV|MIL\t2021-02-09\t2025-01-20\n";
/* A part of people.tsv: people only in it are less known. */
static const char more_people[] =
    "code\tname\tnames\tgender\toffice\tsectors\tfrom\tto\n"
    "USA\tJane Porter\t\tf\tSenator\tLEG\t2011-01-03\t\n"
    "IND\tJane Porter (India)\t\tf\tFinance Minister\tGOV\t2012-01-01\t2019-01-01\n"
    "RUS\tVladimir Putin\tVolodya Putin\tm\tPrime Minister\tGOV\t2008-05-08\t2012-05-07\n";
static const char agents[] =
    "phrase\tnames\tkind\tsectors\tcode\tgender\n"
    "defence minister\t\toffice\tGOV|MIL\t\t\n"
    "minister\t\toffice\tGOV\t\t\n"
    "secretary\t\toffice\tGOV\t\t\n"
    "defence secretary\t\toffice\tGOV|MIL\t\t\n"
    "ambassador\t\toffice\tGOV\t\t\n"
    "president\t\toffice\tGOV\t\t\n"
    "king\t\toffice\tGOV\t\tm\n"
    "chief of army staff\t\toffice\tMIL\t\t\n"
    "lieutenant general\tLt Gen\trank\tMIL\t\t\n"
    "general\tGen\trank\tMIL\t\t\n"
    "military\t\tbody\tMIL\t\t\n"
    "officer\t\tperson\t\t\t\n"
    "official\t\tperson\tGOV\t\t\n"
    "delegation\t\tbody\tGOV\t\t\n"
    "rebel\t\tperson\tREB\t\t\n"
    "commander\t\toffice\tMIL\t\t\n"
    "lawmaker\tmember of parliament\tperson\tLEG\t\t\n"
    "opposition\t\tmodifier\tOPP\t\t\n"
    "opposition leader\t\toffice\tPTY|OPP\t\t\n"
    "member\t\tperson\t\t\t\n"
    "leader\t\toffice\t\t\t\n"
    "court\t\tbody\tJUD\t\t\n"
    "police\t\tgroup\tCOP\t\t\n"
    "gunman\tgunmen\tperson\tUAF\t\t\n"
    "coalition\t\tbody\t\t\t\n"
    "deputy\t\tmodifier\t\t\t\n"
    "former\tex\tmodifier\tELI\t\t\n"
    "national army\t\tbody\tMIL\t\t\n"
    "authorities\t\tgroup\tGOV\t\t\n";

static void write_tables(void) {
    write_table("spelling.tsv", spelling);
    write_table("countries.tsv", countries);
    write_table("organisations.tsv", organisations);
    write_table("people.tsv", people);
    write_table("people_more.tsv", more_people);
    write_table("agents.tsv", agents);
    write_table("divisions.tsv", "code\tadmin\tnames\nUSA\tCA\tCalif.|CA\n");
    write_table("outlets.tsv", "name\tdomains\tnames\nSteppe Courier\tcourier.example\tCourier of the Steppe\nLake Post\tpost.example|lake.example\t\n");
}

/* ---- compiling ---- */

static attache_status compile_tables(Buf *out) {
    Reporter r = {note, NULL};
    KnowledgeBuilder b;
    messages[0] = 0;
    knowledge_builder_init(&b, dir, &r);
    attache_status status = kb_compile(&b);
    if (status == ATTACHE_OK) knowledge_builder_finish(&b, out);
    knowledge_builder_free(&b);
    return status;
}

static void expect_mistake(const char *table, const char *text, const char *where, const char *says) {
    Buf out = {0};
    write_tables();
    write_table(table, text);
    assert_int_equal(compile_tables(&out), ATTACHE_ERR_TABLE);
    write_tables();
    for (char *line = strtok(messages, "\n"); line; line = strtok(NULL, "\n"))
        if (strstr(line, where) && strstr(line, says)) return;
    fail_msg("nothing reported at %s says \"%s\"", where, says);
}

/* words.tsv has exactly the names that the code refers to, and each word has at most one of them. */
static void test_words_want_their_names(void **state) {
    (void)state;
    expect_mistake("words.tsv", "name\twords\tnote\nfrobble\tfrobble\n", "words.tsv:2", "the program knows no \"frobble\"");
    expect_mistake("words.tsv", "name\twords\tnote\nof\tof\nthe\tof\n", "words.tsv:3", "\"of\" has a name already");
    expect_mistake("words.tsv", "name\twords\tnote\nof\tof\n", "words.tsv", "ends without \"@month\"");
    write_words();
}

static void test_mistakes_name_their_line(void **state) {
    (void)state;
    expect_mistake("countries.tsv", "code\tkind\tname\tnames\tadjectives\tpeople\tcapital\tseats\tlat\tlon\nKZ\tstate\tKazakhstan\n", "countries.tsv:2", "code");
    expect_mistake("countries.tsv", "code\tkind\tname\tnames\tadjectives\tpeople\tcapital\tseats\tlat\tlon\n# so\nKAZ\tland\tKazakhstan\n", "countries.tsv:3", "kind");
    expect_mistake("organisations.tsv", "code\tkind\tname\tnames\tsectors\tfrom\tto\nIGO\tigo\tSCO\t\tABC\n", "organisations.tsv:2", "sector");
    expect_mistake("organisations.tsv", "code\tkind\tname\tnames\tsectors\tfrom\tto\nXQZ\tparty\tNobody's Party\n", "organisations.tsv:2", "XQZ");
    expect_mistake("people.tsv", "code\tname\tnames\tgender\toffice\tsectors\tfrom\tto\nUSA\tX Y\t\tm\tPresident\tGOV\t2009-1x\n", "people.tsv:2", "date");
    expect_mistake("agents.tsv", "phrase\tnames\tkind\tsectors\tcode\tgender\npolice\t\tgang\n", "agents.tsv:2", "kind");
    expect_mistake("agents.tsv", "phrase\tkind\npolice\tgroup\n", "agents.tsv", "header");
    expect_mistake("spelling.tsv", "variant\tsame_as\ncolour\tcolor\ncolour\ttint\n", "spelling.tsv:3", "already");
}

/* ---- reading sentences written by hand ---- */

typedef struct Fixture {
    Buf image;
    Image im;
    Kb *know;
    Arena arena;
    Buf text;
    Sentence sentences[8];
    size_t n;
    Article article;
    Reading reading;
} Fixture;

static Fixture fx;

static void test_words_are_found(void **state) {
    (void)state;
    const Vocabulary *v = &fx.know->words;
    uint32_t of = lexicon_find(v->lexicon, "Of", 2), september = lexicon_find(v->lexicon, "sept", 4), lord = lexicon_find(v->lexicon, "lord", 4);
    assert_int_equal(word_name(v, of), WORD_OF);
    assert_int_equal(word_name(v, 0), WORD_NONE);
    assert_int_equal(word_place(v, september, WORDS_MONTH), 8);
    assert_int_equal(word_place(v, of, WORDS_MONTH), -1);
    assert_true(word_in(v, lord, WORDS_HONORIFIC) && word_in(v, lord, WORDS_HONORIFIC_MAN) && !word_in(v, lord, WORDS_MONTH));
}

static unsigned upos_of(const char *name) {
    static const char *const names[] = {"X", "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB"};
    for (unsigned i = 0; i < COUNT_OF(names); i++)
        if (!strcmp(names[i], name)) return i;
    fail_msg("no tag %s", name);
    return 0;
}

static unsigned deprel_of(const char *name) {
    static const struct {
        const char *name;
        unsigned rel;
    } rels[] = {{"root", DEP_ROOT},     {"nsubj", DEP_NSUBJ},       {"obj", DEP_OBJ},         {"obl", DEP_OBL},       {"nmod", DEP_NMOD},     {"poss", DEP_NMOD_POSS}, {"amod", DEP_AMOD},
                {"det", DEP_DET},       {"case", DEP_CASE},         {"punct", DEP_PUNCT},     {"compound", DEP_COMPOUND}, {"flat", DEP_FLAT}, {"appos", DEP_APPOS},    {"conj", DEP_CONJ},
                {"cc", DEP_CC},         {"nummod", DEP_NUMMOD},     {"pass", DEP_NSUBJ_PASS}, {"agent", DEP_OBL_AGENT}, {"aux", DEP_AUX},     {"advmod", DEP_ADVMOD}};
    for (size_t i = 0; i < COUNT_OF(rels); i++)
        if (!strcmp(rels[i].name, name)) return rels[i].rel;
    fail_msg("no relation %s", name);
    return 0;
}

static void read_parts(char *word, char *parts[5]) {
    for (int i = 0; i < 5; i++) parts[i] = NULL;
    for (int i = 0; i < 5 && word; i++) parts[i] = strsep(&word, "/");
}

static bool clings(const char *form) { return strchr(".,)'-:", form[0]) || !strcmp(form, "'s"); }

static void add_token(Sentence *s, char *word) {
    char *parts[5], lower[64];
    read_parts(word, parts);
    bool first = s->n == 0;
    char before = fx.text.n ? fx.text.p[fx.text.n - 1] : '\n';
    if (!first && !clings(parts[0]) && before != '(' && before != '-') buf_char(&fx.text, ' ');
    else if (!first) s->tokens[s->n - 1].space_after = false;
    size_t k = utf8_fold(parts[0], strlen(parts[0]), lower, sizeof lower);
    unsigned upos = upos_of(parts[1]);
    const char *lemma = parts[4] ? parts[4] : upos == UPOS_PROPN ? parts[0] : arena_copy(&fx.arena, lower, k);
    Token *t = &s->tokens[s->n++];
    *t = (Token){.span = {(uint32_t)fx.text.n, (uint32_t)(fx.text.n + strlen(parts[0]))}, .head = (int16_t)(atoi(parts[2]) - 1), .upos = (uint8_t)upos, .deprel = (uint8_t)deprel_of(parts[3]), .space_after = true};
    t->lemma = arena_copy(&fx.arena, lemma, strlen(lemma));
    t->lemma_len = (uint16_t)strlen(lemma);
    if (parts[4] && (upos == UPOS_NOUN || upos == UPOS_PROPN)) t->feats = FEAT_PLUR;
    buf_str(&fx.text, parts[0]);
}

/* Adds a sentence to the present article. */
static void say(const char *written) {
    Sentence *s = &fx.sentences[fx.n++];
    *s = (Sentence){.tokens = arena_zalloc(&fx.arena, 64 * sizeof(Token))};
    char *copy = arena_copy(&fx.arena, written, strlen(written)), *word;
    if (fx.text.n) buf_char(&fx.text, ' ');
    s->span.start = (uint32_t)fx.text.n;
    while ((word = strsep(&copy, " ")))
        if (*word) add_token(s, word);
    s->span.end = (uint32_t)fx.text.n;
}

static void begin(void) {
    arena_reset(&fx.arena);
    buf_clear(&fx.text);
    fx.n = 0;
}

static void read_all(const char *date) {
    fx.article = (Article){.text = fx.text.p, .size = (uint32_t)fx.text.n, .dateline_place = ""};
    coref_read(fx.know, &fx.article, fx.sentences, fx.n, date, &fx.arena, &fx.reading);
}

/* The mention whose words are these, in the sentence. */
static const Mention *mention(size_t sentence, const char *words) {
    for (size_t i = 0; i < fx.reading.n_mentions; i++) {
        const Mention *m = &fx.reading.mentions[i];
        if (m->sentence == sentence && slice_is(slice_sub(fx.text.p, m->span), words)) return m;
    }
    for (size_t i = 0; i < fx.reading.n_mentions; i++) {
        Slice s = slice_sub(fx.text.p, fx.reading.mentions[i].span);
        print_message("%u: %.*s\n", fx.reading.mentions[i].sentence, (int)s.n, s.p);
    }
    fail_msg("no mention \"%s\"", words);
    return NULL;
}

static const Entity *entity(size_t sentence, const char *words, unsigned which) {
    const Mention *m = mention(sentence, words);
    if (m->n_entities <= which) fail_msg("\"%s\" stands for %d", words, m->n_entities);
    return &fx.reading.entities[fx.reading.refs[m->entities + which]];
}

static void expect(size_t sentence, const char *words, const char *code, const char *sector, const char *second, const char *name) {
    const Entity *e = entity(sentence, words, 0);
    assert_string_equal(e->code, code);
    assert_string_equal(sector_codes[e->sector], sector);
    assert_string_equal(sector_codes[e->other[0]], second);
    assert_string_equal(e->name, name);
}

static int open_fixture(void **state) {
    (void)state;
    assert_true(make_fixture_dir());
    write_tables();
    arena_init(&fx.arena);
    attache_status status = compile_tables(&fx.image);
    if (status != ATTACHE_OK) print_message("%s", messages);
    assert_int_equal(status, ATTACHE_OK);
    Reporter r = {note, NULL};
    assert_int_equal(image_open(&fx.im, fx.image.p, fx.image.n, KB_MAGIC, KB_VERSION, "image", ATTACHE_ERR_TABLE, &r), ATTACHE_OK);
    assert_int_equal(kb_open(&fx.know, &fx.im, &r), ATTACHE_OK);
    return 0;
}

static int close_fixture(void **state) {
    (void)state;
    static const char *const names[] = {"spelling.tsv", "countries.tsv", "organisations.tsv", "people.tsv", "people_more.tsv", "agents.tsv", "divisions.tsv", "outlets.tsv", "words.tsv"};
    kb_close(fx.know);
    buf_free(&fx.image);
    buf_free(&fx.text);
    arena_free(&fx.arena);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        unlink(path);
    }
    return rmdir(dir);
}

/* ---- phrases ---- */

static void test_title_and_name(void **state) {
    (void)state;
    begin();
    say("He/PRON/2/nsubj met/VERB/0/root India/PROPN/6/poss 's/PART/3/case Defence/PROPN/6/compound Minister/PROPN/2/obj Nirmala/PROPN/6/flat Sitharaman/PROPN/6/flat ./PUNCT/2/punct");
    read_all("");
    expect(0, "India's Defence Minister Nirmala Sitharaman", "IND", "GOV", "MIL", "Nirmala Sitharaman");
    assert_string_equal(entity(0, "India's Defence Minister Nirmala Sitharaman", 0)->office, "Defence Minister");
    assert_int_equal(mention(0, "India")->kind, MENTION_MODIFIER);
    assert_string_equal(kb_country_name(fx.know, "IND"), "India");
}

static void test_title_survives_a_wrong_tree(void **state) {
    (void)state;
    begin();
    say("The/DET/3/det Kazakh/ADJ/3/amod delegation/NOUN/5/pass was/AUX/5/aux headed/VERB/0/root by/ADP/11/case the/DET/8/det country/NOUN/11/poss 's/PART/8/case Deputy/PROPN/11/compound "
        "Defence/PROPN/5/agent Minister/PROPN/5/obl Lieutenant/PROPN/14/compound General/PROPN/12/flat Erlan/PROPN/5/obj Ospanov/PROPN/15/flat ./PUNCT/5/punct");
    say("He/PRON/3/pass was/AUX/3/aux joined/VERB/0/root by/ADP/5/case Ambassador/PROPN/3/agent of/ADP/7/case Kazakhstan/PROPN/5/nmod to/ADP/9/case India/PROPN/5/nmod Serik/PROPN/9/flat "
        "Nurbekov/PROPN/9/flat ./PUNCT/3/punct");
    say("Ospanov/PROPN/2/nsubj left/VERB/0/root ./PUNCT/2/punct");
    read_all("");
    expect(0, "The Kazakh delegation", "KAZ", "GOV", "", "");
    expect(0, "the country's Deputy Defence Minister Lieutenant General Erlan Ospanov", "KAZ", "GOV", "MIL", "Erlan Ospanov");
    assert_string_equal(entity(0, "the country's Deputy Defence Minister Lieutenant General Erlan Ospanov", 0)->office, "Deputy Defence Minister");
    expect(1, "He", "KAZ", "GOV", "MIL", "Erlan Ospanov");
    assert_string_equal(entity(1, "He", 0)->how, "pronoun -> Erlan Ospanov");
    expect(1, "Ambassador of Kazakhstan to India Serik Nurbekov", "KAZ", "GOV", "", "Serik Nurbekov");
    expect(2, "Ospanov", "KAZ", "GOV", "MIL", "Erlan Ospanov");
}

static void test_office_comma_name(void **state) {
    (void)state;
    begin();
    say("He/PRON/2/nsubj met/VERB/0/root India/PROPN/6/poss 's/PART/3/case Defence/PROPN/6/compound Minister/PROPN/2/obj Nirmala/PROPN/6/flat Sitharaman/PROPN/6/flat ,/PUNCT/12/punct "
        "Defence/PROPN/12/compound Secretary/PROPN/12/compound Sanjay/PROPN/6/conj Mitra/PROPN/12/flat and/CCONJ/15/cc Chief/PROPN/6/conj of/ADP/18/case Army/PROPN/18/compound Staff/PROPN/15/nmod "
        "of/ADP/22/case the/DET/22/det Indian/ADJ/22/amod Army/PROPN/15/nmod ,/PUNCT/25/punct General/PROPN/25/compound Bipin/PROPN/15/conj Rawat/PROPN/25/flat ./PUNCT/2/punct");
    read_all("");
    expect(0, "Defence Secretary Sanjay Mitra", "IND", "GOV", "MIL", "Sanjay Mitra");
    assert_non_null(strstr(entity(0, "Defence Secretary Sanjay Mitra", 0)->how, "context"));
    expect(0, "Chief of Army Staff of the Indian Army", "IND", "MIL", "", "Bipin Rawat");
    expect(0, "General Bipin Rawat", "IND", "MIL", "", "Bipin Rawat");
}

static void test_agents(void **state) {
    (void)state;
    begin();
    say("Kazakh/ADJ/3/amod military/ADJ/3/amod officers/NOUN/4/nsubj/officer joined/VERB/0/root US/PROPN/7/compound -/PUNCT/7/punct backed/VERB/9/amod Syrian/ADJ/9/amod rebels/NOUN/4/obj/rebel "
        "./PUNCT/4/punct");
    say("A/DET/3/det Russian/ADJ/3/amod court/NOUN/4/nsubj freed/VERB/0/root officials/NOUN/4/obj/official from/ADP/7/case China/PROPN/5/nmod ./PUNCT/4/punct");
    say("A/DET/3/det rebel/NOUN/3/compound commander/NOUN/7/nsubj and/CCONJ/6/cc opposition/NOUN/6/compound lawmakers/NOUN/3/conj/lawmaker met/VERB/0/root members/NOUN/7/obj/member "
        "of/ADP/11/case the/DET/11/det Taliban/PROPN/8/nmod ./PUNCT/7/punct");
    say("The/DET/5/det Saudi/ADJ/4/obl -/PUNCT/4/punct led/VERB/5/amod coalition/NOUN/6/nsubj agreed/VERB/0/root ./PUNCT/6/punct");
    read_all("2018-01-01");
    expect(0, "Kazakh military officers", "KAZ", "MIL", "", "");
    expect(0, "US-backed Syrian rebels", "SYR", "REB", "", "");
    expect(1, "A Russian court", "RUS", "JUD", "", "");
    expect(1, "officials from China", "CHN", "GOV", "", "");
    assert_int_equal(entity(2, "A rebel commander", 0)->sector, SECTOR_REB);
    assert_int_equal(entity(2, "opposition lawmakers", 0)->sector, SECTOR_LEG);
    assert_int_equal(entity(2, "opposition lawmakers", 0)->other[0], SECTOR_OPP);
    expect(2, "members of the Taliban", "AFG", "REB", "", "");
    expect(3, "The Saudi-led coalition", "SAU", "", "", "");
}

static void test_known_people_by_date(void **state) {
    (void)state;
    begin();
    say("Obama/PROPN/2/nsubj met/VERB/0/root Angela/PROPN/2/obj Merkel/PROPN/3/flat ./PUNCT/2/punct");
    read_all("2007-05-01");
    expect(0, "Obama", "USA", "LEG", "", "Barack Obama");
    read_all("2012-05-01");
    expect(0, "Obama", "USA", "GOV", "", "Barack Obama");
    assert_string_equal(entity(0, "Obama", 0)->office, "President");
    read_all("2018-05-01");
    expect(0, "Obama", "USA", "ELI", "", "Barack Obama");
    read_all("");
    expect(0, "Angela Merkel", "DEU", "ELI", "", "Angela Merkel");
    begin();
    say("President/PROPN/2/compound Obama/PROPN/3/nsubj left/VERB/0/root ./PUNCT/3/punct");
    read_all("2001-04-01"); /* before his first office */
    expect(0, "President Obama", "USA", "", "", "Barack Obama");
    begin();
    say("Deputy/PROPN/3/compound Secretary/PROPN/3/compound Hicks/PROPN/7/nsubj and/CCONJ/6/cc former/ADJ/6/amod President/PROPN/3/conj Obama/PROPN/6/flat spoke/VERB/0/root ./PUNCT/8/punct");
    read_all("2022-04-01");
    expect(0, "Deputy Secretary Hicks", "USA", "GOV", "MIL", "Kathleen Hicks");
    expect(0, "former President Obama", "USA", "ELI", "", "Barack Obama");
}

static void test_less_known_people(void **state) {
    (void)state;
    begin();
    say("Jane/PROPN/3/nsubj Porter/PROPN/1/flat left/VERB/0/root ./PUNCT/3/punct");
    read_all("2011-06-01");
    expect(0, "Jane Porter", "USA", "LEG", "", "Jane Porter"); /* the one who is in office */
    begin();
    say("India/PROPN/2/nsubj protested/VERB/0/root ./PUNCT/2/punct");
    say("Jane/PROPN/3/nsubj Porter/PROPN/1/flat left/VERB/0/root ./PUNCT/3/punct");
    read_all("2015-06-01");
    expect(1, "Jane Porter", "IND", "GOV", "", "Jane Porter"); /* the brackets of the table are no part of her name */
    begin();
    say("China/PROPN/2/nsubj protested/VERB/0/root ./PUNCT/2/punct");
    say("Jane/PROPN/3/nsubj Porter/PROPN/1/flat left/VERB/0/root ./PUNCT/3/punct");
    read_all("2015-06-01");
    expect(1, "Jane Porter", "", "", "", "Jane Porter"); /* somebody else */
    begin();
    say("Volodya/PROPN/3/nsubj Putin/PROPN/1/flat left/VERB/0/root ./PUNCT/3/punct");
    read_all("2010-06-01");
    expect(0, "Volodya Putin", "RUS", "GOV", "", "Vladimir Putin");
    assert_string_equal(entity(0, "Volodya Putin", 0)->office, "Prime Minister");
}

static void test_names_that_hold_a_country(void **state) {
    (void)state;
    begin();
    say("The/DET/4/det New/PROPN/4/compound York/PROPN/4/compound Times/PROPN/5/nsubj asked/VERB/0/root the/DET/7/det Bank/PROPN/5/obj of/ADP/9/case China/PROPN/7/nmod ./PUNCT/5/punct");
    read_all("");
    expect(0, "The New York Times", "USA", "JRN", "", "The New York Times");
    assert_int_equal(entity(0, "The New York Times", 0)->kind, ENT_DOCUMENT);
    expect(0, "the Bank of China", "CHN", "BUS", "", "Bank of China");
    for (size_t i = 0; i < fx.reading.n_mentions; i++) assert_int_not_equal(fx.reading.entities[fx.reading.refs[fx.reading.mentions[i].entities]].kind, ENT_STATE);
}

static void test_apposition(void **state) {
    (void)state;
    begin();
    say("Kazakhstan/PROPN/4/poss 's/PART/1/case northern/ADJ/4/amod neighbour/NOUN/7/nsubj ,/PUNCT/6/punct Russia/PROPN/4/appos objected/VERB/0/root ./PUNCT/7/punct");
    say("In/ADP/2/case Kazakhstan/PROPN/5/obl ,/PUNCT/2/punct India/PROPN/2/appos held/VERB/0/root talks/NOUN/5/obj/talk ./PUNCT/5/punct");
    read_all("");
    expect(0, "Kazakhstan's northern neighbour", "RUS", "", "", "");
    expect(0, "Russia", "RUS", "", "", "");
    expect(1, "India", "IND", "", "", "");
    expect(1, "Kazakhstan", "KAZ", "", "", "");
}

static void test_acronym_is_bound(void **state) {
    (void)state;
    begin();
    say("The/DET/4/det Libyan/PROPN/4/compound National/PROPN/4/compound Army/PROPN/8/nsubj (/PUNCT/6/punct LNA/PROPN/4/appos )/PUNCT/6/punct advanced/VERB/0/root ./PUNCT/8/punct");
    say("Later/ADV/3/advmod LNA/PROPN/3/nsubj stopped/VERB/0/root ./PUNCT/3/punct");
    read_all("");
    assert_string_equal(entity(0, "The Libyan National Army", 0)->code, "LBY");
    assert_string_equal(entity(1, "LNA", 0)->code, "LBY");
    assert_int_equal(entity(1, "LNA", 0)->sector, SECTOR_MIL);
}

static void test_capital_as_government_or_place(void **state) {
    (void)state;
    begin();
    say("New/PROPN/2/compound Delhi/PROPN/3/nsubj warned/VERB/0/root Beijing/PROPN/3/obj in/ADP/6/case Moscow/PROPN/3/obl ./PUNCT/3/punct");
    read_all("");
    expect(0, "New Delhi", "IND", "GOV", "", "");
    expect(0, "Beijing", "CHN", "GOV", "", "");
    assert_int_equal(entity(0, "Moscow", 0)->kind, ENT_PLACE);
    assert_true(entity(0, "Moscow", 0)->lat > 55);
}

static void test_case(void **state) {
    (void)state;
    begin();
    say("They/PRON/2/nsubj told/VERB/0/root us/PRON/2/obj of/ADP/5/case US/PROPN/2/obl ./PUNCT/2/punct");
    say("russia/PROPN/2/nsubj warned/VERB/0/root china/PROPN/2/obj ./PUNCT/2/punct");
    read_all("");
    assert_int_equal(mention(0, "us")->n_entities, 0);
    assert_string_equal(entity(0, "US", 0)->code, "USA");
    assert_string_equal(entity(1, "russia", 0)->code, "RUS");
    assert_string_equal(entity(1, "china", 0)->code, "CHN");
}

static void test_breakaway(void **state) {
    (void)state;
    begin();
    say("South/PROPN/2/compound Ossetia/PROPN/3/nsubj thanked/VERB/0/root Russia/PROPN/3/obj ./PUNCT/3/punct");
    read_all("");
    expect(0, "South Ossetia", "GEO", "PRE", "", "");
}

/* ---- the article ---- */

static void test_both_sides(void **state) {
    (void)state;
    begin();
    say("Kazakhstan/PROPN/4/nsubj and/CCONJ/3/cc India/PROPN/1/conj met/VERB/0/root ./PUNCT/4/punct");
    say("Both/DET/2/det sides/NOUN/3/nsubj/side agreed/VERB/0/root ./PUNCT/3/punct");
    say("The/DET/3/det two/NUM/3/nummod countries/NOUN/4/nsubj/country spoke/VERB/0/root of/ADP/6/case Russia/PROPN/4/obl ./PUNCT/4/punct");
    say("Arab/ADJ/2/amod countries/NOUN/3/nsubj/country objected/VERB/0/root ./PUNCT/3/punct");
    read_all("");
    assert_string_equal(entity(1, "Both sides", 0)->code, "KAZ");
    assert_string_equal(entity(1, "Both sides", 1)->code, "IND");
    assert_int_equal(mention(2, "The two countries")->n_entities, 2);
    assert_string_equal(entity(3, "Arab countries", 0)->code, "");
}

static void test_minister_again_and_pronouns(void **state) {
    (void)state;
    begin();
    say("Russian/ADJ/2/amod President/PROPN/5/nsubj Vladimir/PROPN/2/flat Putin/PROPN/2/flat met/VERB/0/root India/PROPN/9/poss 's/PART/6/case Defence/PROPN/9/compound Minister/PROPN/5/obj "
        "Nirmala/PROPN/9/flat Sitharaman/PROPN/9/flat ./PUNCT/5/punct");
    say("The/DET/2/det minister/NOUN/3/nsubj praised/VERB/0/root its/PRON/5/poss king/NOUN/3/obj ./PUNCT/3/punct");
    say("She/PRON/2/nsubj left/VERB/0/root ./PUNCT/2/punct");
    read_all("2017-01-01");
    expect(0, "Russian President Vladimir Putin", "RUS", "GOV", "", "Vladimir Putin");
    expect(1, "The minister", "IND", "GOV", "MIL", "Nirmala Sitharaman");
    expect(2, "She", "IND", "GOV", "MIL", "Nirmala Sitharaman");
}

static void test_the_article(void **state) {
    (void)state;
    begin();
    say("An/DET/2/det article/NOUN/6/nsubj in/ADP/5/case The/DET/5/det Diplomat/PROPN/2/nmod praised/VERB/0/root India/PROPN/6/obj ./PUNCT/6/punct");
    say("The/DET/2/det article/NOUN/3/nsubj criticised/VERB/0/root China/PROPN/3/obj ./PUNCT/3/punct");
    read_all("");
    assert_string_equal(entity(1, "The article", 0)->name, "The Diplomat");
    assert_int_equal(entity(1, "The article", 0)->kind, ENT_DOCUMENT);
}

static void test_parts_stand_for_the_whole(void **state) {
    (void)state;
    begin();
    say("Hundreds/NOUN/6/nsubj/hundred of/ADP/4/case Syrian/ADJ/4/amod rebels/NOUN/1/nmod/rebel have/AUX/6/aux fheaded/VERB/0/root ./PUNCT/6/punct");
    say("A/DET/2/det group/NOUN/6/nsubj of/ADP/5/case Indian/ADJ/5/amod officers/NOUN/2/nmod/officer left/VERB/0/root ./PUNCT/6/punct");
    read_all("");
    expect(0, "Hundreds of Syrian rebels", "SYR", "REB", "", "");
    assert_string_equal(entity(1, "A group of Indian officers", 0)->code, "IND");
}

static void test_counterpart_and_pair(void **state) {
    (void)state;
    begin();
    say("India/PROPN/4/poss 's/PART/1/case Defence/PROPN/4/compound Minister/PROPN/7/nsubj Nirmala/PROPN/4/flat Sitharaman/PROPN/4/flat met/VERB/0/root her/PRON/10/poss Chinese/ADJ/10/amod "
        "counterpart/NOUN/7/obj ./PUNCT/7/punct");
    say("China/PROPN/4/nsubj and/CCONJ/3/cc Russia/PROPN/1/conj agreed/VERB/0/root ./PUNCT/4/punct");
    say("The/DET/2/det latter/ADJ/3/nsubj waited/VERB/0/root ./PUNCT/3/punct");
    read_all("");
    expect(0, "her Chinese counterpart", "CHN", "GOV", "MIL", "");
    assert_string_equal(entity(2, "The latter", 0)->code, "RUS");
}

static void test_bodies_of_one_name(void **state) {
    (void)state;
    begin();
    say("The/DET/4/det Indian/ADJ/4/amod Supreme/PROPN/4/compound Court/PROPN/5/nsubj ruheaded/VERB/0/root ./PUNCT/5/punct");
    say("The/DET/3/det U.S./PROPN/3/compound court/NOUN/4/nsubj ruheaded/VERB/0/root ./PUNCT/4/punct");
    read_all("");
    assert_string_equal(entity(0, "The Indian Supreme Court", 0)->code, "IND");
    assert_int_equal(entity(0, "The Indian Supreme Court", 0)->sector, SECTOR_JUD);
    expect(1, "The U.S. court", "USA", "JUD", "", "");
}

static void test_who_stands_behind_is_not_who_acts(void **state) {
    (void)state;
    begin();
    say("Pro/ADJ/3/amod -/PUNCT/3/punct Russian/ADJ/4/amod rebels/NOUN/5/nsubj/rebel fheaded/VERB/0/root ./PUNCT/5/punct");
    say("Foreign/ADJ/2/amod officials/NOUN/3/nsubj/official left/VERB/0/root ./PUNCT/3/punct");
    read_all("");
    assert_int_equal(entity(0, "Pro-Russian rebels", 0)->sector, SECTOR_REB);
    assert_string_equal(entity(0, "Pro-Russian rebels", 0)->code, "");
    assert_string_equal(entity(1, "Foreign officials", 0)->code, "");
}

static void test_units(void **state) {
    (void)state;
    const char *text = "Lt. al-Hassan\xe2\x80\x99s U.S.", *at = text, *end = text + strlen(text);
    static const char *const want[] = {"lt", "al", "hassan", "'s", "us"};
    UnitText u;
    size_t n = 0;
    for (; units_next(&at, end, &u); n++) {
        assert_true(n < COUNT_OF(want));
        assert_int_equal(u.n, strlen(want[n]));
        assert_memory_equal(u.p, want[n], u.n);
    }
    assert_int_equal(n, COUNT_OF(want));
    assert_true(u.flags & UNIT_CAPS);
}

static void test_outlets_by_name_and_address(void **state) {
    (void)state;
    assert_string_equal(outlet_find(fx.know, "The  STEPPE courier ", ""), "Steppe Courier");
    assert_string_equal(outlet_find(fx.know, "Courier of the Steppe", "https://lake.example/1"), "Steppe Courier"); /* the name goes first */
    assert_string_equal(outlet_find(fx.know, "World", "https://www.english.lake.example/1?a=b"), "Lake Post");
    assert_string_equal(outlet_find(fx.know, "www.post.example", ""), "Lake Post");
    assert_null(outlet_find(fx.know, "", ""));
    assert_null(outlet_find(fx.know, "World", "https://notpost.example/"));
}

static void test_any_tree_is_safe(void **state) {
    (void)state;
    unsigned seed = 7;
    for (int round = 0; round < 300; round++) {
        begin();
        say("India/PROPN/2/poss 's/PART/1/case Minister/PROPN/0/root of/ADP/5/case the/DET/6/det Army/PROPN/3/nmod (/PUNCT/6/punct LNA/PROPN/6/appos )/PUNCT/6/punct ,/PUNCT/3/punct "
            "General/PROPN/12/compound X/PROPN/3/appos and/CCONJ/15/cc his/PRON/15/poss king/NOUN/3/conj");
        fx.sentences[fx.n++] = (Sentence){.n = 0};
        for (uint32_t t = 0; t < fx.sentences[0].n; t++) {
            Token *tok = &fx.sentences[0].tokens[t];
            seed = seed * 1103515245u + 12345u;
            tok->head = (int16_t)((int)((seed >> 16) % (fx.sentences[0].n + 1)) - 1);
            tok->deprel = (uint8_t)((seed >> 8) % DEP_COUNT);
            if ((seed >> 20) % 4 == 0) tok->upos = (uint8_t)((seed >> 24) % UPOS_COUNT);
        }
        read_all("2018-01-01");
        for (size_t i = 0; i < fx.reading.n_mentions; i++) {
            const Mention *m = &fx.reading.mentions[i];
            assert_true(m->first <= m->last && m->last < fx.sentences[m->sentence].n && m->head < fx.sentences[m->sentence].n);
        }
    }
}

/* A sentence that was shelved is the same again, whatever its tree, and so are its mentions. */
static void test_shelved_sentences_are_the_same(void **state) {
    (void)state;
    unsigned seed = 11;
    for (int round = 0; round < 100; round++) {
        Reading shelved;
        begin();
        for (int k = 0; k < 3; k++)
            say("India/PROPN/2/poss 's/PART/1/case Minister/PROPN/0/root of/ADP/5/case the/DET/6/det Army/PROPN/3/nmod (/PUNCT/6/punct LNA/PROPN/6/appos )/PUNCT/6/punct ,/PUNCT/3/punct "
                "Generals/PROPN/12/compound/General X/PROPN/3/appos and/CCONJ/15/cc his/PRON/15/poss king/NOUN/3/conj");
        fx.sentences[fx.n] = (Sentence){.span = {(uint32_t)fx.text.n, (uint32_t)fx.text.n}}, fx.n++;
        for (uint32_t t = 0; t < 3 * fx.sentences[0].n; t++) {
            Token *tok = &fx.sentences[t / fx.sentences[0].n].tokens[t % fx.sentences[0].n];
            seed = seed * 1103515245u + 12345u;
            tok->head = (int16_t)((int)((seed >> 16) % (fx.sentences[0].n + 1)) - 1);
            tok->deprel = (uint8_t)((seed >> 8) % DEP_COUNT);
            tok->feats = (uint32_t)round * t << (seed >> 20) % 12;
            tok->mwt = (uint8_t)((seed >> 12) % 3), tok->xpos = (uint8_t)(seed >> 4);
            if ((seed >> 20) % 4 == 0) tok->upos = (uint8_t)((seed >> 24) % UPOS_COUNT);
        }
        read_all("2018-01-01");
        Resolver *r = coref_begin(fx.know, &fx.article, "2018-01-01", &fx.arena, &shelved);
        for (size_t i = 0; i < fx.n; i++) coref_sentence(r, &fx.sentences[i], true);
        assert_int_equal(shelved.n_mentions, fx.reading.n_mentions);
        for (uint32_t i = 0; i < fx.n; i++) {
            OpenSentence a = reading_open(&fx.reading, i, &fx.arena), b = reading_open(&shelved, i, &fx.arena);
            assert_int_equal(b.s->n, a.s->n);
            for (uint32_t t = 0; t < a.s->n; t++) {
                const Token *x = &a.s->tokens[t], *y = &b.s->tokens[t];
                assert_true(x->span.start == y->span.start && x->span.end == y->span.end && x->feats == y->feats && x->head == y->head && x->upos == y->upos && x->xpos == y->xpos);
                assert_true(x->deprel == y->deprel && x->mwt == y->mwt && x->space_after == y->space_after && x->lemma_len == y->lemma_len);
                assert_string_equal(x->lemma, y->lemma);
                assert_true(a.forms[t] == b.forms[t] && a.lemmas[t] == b.lemmas[t] && a.hashes[t] == b.hashes[t] && a.mention_at[t] == b.mention_at[t]);
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mistakes_name_their_line),
        cmocka_unit_test(test_words_want_their_names),
        cmocka_unit_test(test_words_are_found), cmocka_unit_test(test_title_and_name),     cmocka_unit_test(test_title_survives_a_wrong_tree),
        cmocka_unit_test(test_office_comma_name),        cmocka_unit_test(test_agents),             cmocka_unit_test(test_known_people_by_date),
        cmocka_unit_test(test_less_known_people),
        cmocka_unit_test(test_names_that_hold_a_country), cmocka_unit_test(test_apposition),        cmocka_unit_test(test_acronym_is_bound),
        cmocka_unit_test(test_capital_as_government_or_place), cmocka_unit_test(test_case),         cmocka_unit_test(test_breakaway),
        cmocka_unit_test(test_both_sides),               cmocka_unit_test(test_minister_again_and_pronouns), cmocka_unit_test(test_the_article),
        cmocka_unit_test(test_parts_stand_for_the_whole), cmocka_unit_test(test_counterpart_and_pair), cmocka_unit_test(test_bodies_of_one_name),
        cmocka_unit_test(test_who_stands_behind_is_not_who_acts), cmocka_unit_test(test_units),     cmocka_unit_test(test_any_tree_is_safe),
        cmocka_unit_test(test_outlets_by_name_and_address), cmocka_unit_test(test_shelved_sentences_are_the_same),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
