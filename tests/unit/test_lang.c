/* Tests of src/lang/ with the built-in model: words and sentences of text, lemmas, trees, CoNLL-U, kernels, damaged models, hostile text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "kb/kb.h"
#include "lang/lang_int.h"

#include "../kernel_run.h"

extern const char attache_knowledge_start[] __attribute__((visibility("hidden"))), attache_knowledge_end[] __attribute__((visibility("hidden")));
extern const char attache_model_start[] __attribute__((visibility("hidden"))), attache_model_end[] __attribute__((visibility("hidden")));

static Image tables;
static Language *lang;
static LangScratch *scratch;
static Arena arena;

static void ignore(attache_status status, const char *where, const char *message, void *user) {
    (void)status, (void)where, (void)message, (void)user;
}
static const Reporter quiet = {ignore, NULL};

static int set_up(void **state) {
    (void)state;
    arena_init(&arena);
    size_t size = (size_t)(attache_knowledge_end - attache_knowledge_start);
    if (image_open(&tables, attache_knowledge_start, size, KB_MAGIC, KB_VERSION, "knowledge", ATTACHE_ERR_TABLE, &quiet) != ATTACHE_OK) return 1;
    if (lang_open(&lang, NULL, &tables, &quiet) != ATTACHE_OK) return 1;
    scratch = lang_scratch_new(lang);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    lang_scratch_free(scratch);
    lang_close(lang);
    arena_free(&arena);
    return 0;
}

static Sentence *analyse(const char *text, size_t length, size_t *n) {
    Sentence *list = NULL;
    size_t cap = 0;
    *n = 0;
    arena_reset(&arena);
    lang_analyse(scratch, text, (Span){0, (uint32_t)length}, &arena, &list, n, &cap);
    return list;
}

/* Sentences beyond LANG_KEPT_WITHIN have no states; computed again, they are those of the same sentence at the beginning. */
static void test_states_of_a_long_text(void **state) {
    (void)state;
    static const char *const told[] = {"The minister of Peru, who had arrived late, didn't meet the rebels. ", "POLICE IN LAGOS ARRESTED 14 MEN! ", "Talks failed. "};
    Buf text = {0};
    size_t n;
    for (size_t i = 0; text.n < 2 * LANG_KEPT_WITHIN; i++) buf_str(&text, told[i % COUNT_OF(told)]);
    Sentence *list = analyse(text.p, text.n, &n);
    assert_true(n > 6 * COUNT_OF(told) && list[0].states && !list[n - 1].states);
    for (size_t i = n - 2 * COUNT_OF(told); i < n - 1; i++) { /* the last one can be different: it has no blank behind it */
        const Sentence *same = &list[COUNT_OF(told) + i % COUNT_OF(told)];
        size_t size = (size_t)list[i].n * list[i].width;
        assert_int_equal(list[i].n, same->n);
        assert_memory_equal(lang_states(scratch, text.p, &list[i], &arena), same->states, size);
        assert_ptr_equal(lang_states(scratch, text.p, same, &arena), same->states);
        assert_null(lang_states(NULL, text.p, &list[i], &arena));
    }
    buf_free(&text);
}

/* Words with blanks between them, sentences with " | " between them. */
static const char *words_of(const char *text) {
    static char out[4096];
    size_t n, at = 0;
    Sentence *list = analyse(text, strlen(text), &n);
    out[0] = 0;
    for (size_t s = 0; s < n; s++)
        for (uint32_t i = 0; i < list[s].n; i++) {
            Slice form = slice_sub(text, list[s].tokens[i].span);
            at += (size_t)snprintf(out + at, sizeof out - at, "%s%.*s", !at ? "" : i ? " " : " | ", (int)form.n, form.p);
        }
    return out;
}

static void test_words(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"They don't know.", "They do n't know ."},
        {"We cannot leave.", "We can not leave ."},
        {"India's ministers' talks", "India 's ministers ' talks"},
        {"Peru\xE2\x80\x99s army", "Peru \xE2\x80\x99s army"},
        {"\xE2\x80\x9CNo,\xE2\x80\x9D he said.", "\xE2\x80\x9C No , \xE2\x80\x9D he said ."},
        {"(Reuters) - Oil fell 5%.", "( Reuters ) - Oil fell 5 % ."},
        {"The U.S. envoy met Lt. Gen. Osei.", "The U.S. envoy met Lt. Gen. Osei ."},
        {"military-technical aid", "military - technical aid"},
        {"an e-mail from ex-minister", "an e-mail from ex-minister"},
        {"It cost $50 million, or \xE2\x82\xAC"
         "40.",
         "It cost $ 50 million , or \xE2\x82\xAC 40 ."},
        {"Well... perhaps", "Well ... perhaps"},
        {"See https://example.org/a?b=c, please", "See https://example.org/a?b=c , please"},
        {"at 10:30 on 1,500 acres", "at 10:30 on 1,500 acres"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) assert_string_equal(words_of(cases[i][0]), cases[i][1]);
}

static void test_sentences(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"He left. She stayed.", "He left . | She stayed ."},
        {"Gen. Osei left the U.S. on Monday.", "Gen. Osei left the U.S. on Monday ."},
        {"He lives in the U.S. The envoy left.", "He lives in the U.S. | The envoy left ."},
        {"\"Go home.\" The crowd left.", "\" Go home . \" | The crowd left ."},
        {"Peace talks resume\nRebels walk out", "Peace talks resume | Rebels walk out"},
        {"3. Delete the clause.", "3 . Delete the clause ."},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) assert_string_equal(words_of(cases[i][0]), cases[i][1]);
}

static void test_wrapped_lines_are_joined(void **state) {
    (void)state;
    const char *text = "The ministers of the two countries met on Monday in the old\n"
                       "capital and talked for several hours about the border, the\n"
                       "river and the railway that both of them would like to have\n"
                       "built soon.";
    size_t n;
    analyse(text, strlen(text), &n);
    assert_int_equal(n, 1);
}

static void test_mwt_and_space(void **state) {
    (void)state;
    size_t n;
    Sentence *s = analyse("Kenya's troops can't stay.", 26, &n);
    assert_int_equal(n, 1);
    assert_int_equal(s->tokens[0].mwt, 2);
    assert_false(s->tokens[0].space_after);
    assert_true(s->tokens[1].space_after);
    assert_int_equal(s->tokens[3].mwt, 2);
    assert_false(s->tokens[5].space_after);
}

static void test_lemmas(void **state) {
    (void)state;
    static const struct {
        const char *form;
        unsigned upos;
        const char *xpos, *lemma;
    } cases[] = {
        {"killed", UPOS_VERB, "VBD", "kill"},    {"met", UPOS_VERB, "VBD", "meet"},          {"held", UPOS_VERB, "VBN", "hold"},
        {"visiting", UPOS_VERB, "VBG", "visit"}, {"said", UPOS_VERB, "VBD", "say"},          {"accused", UPOS_VERB, "VBN", "accuse"},
        {"agreed", UPOS_VERB, "VBD", "agree"},   {"denied", UPOS_VERB, "VBD", "deny"},       {"stopped", UPOS_VERB, "VBD", "stop"},
        {"urging", UPOS_VERB, "VBG", "urge"},    {"imposes", UPOS_VERB, "VBZ", "impose"},    {"goes", UPOS_VERB, "VBZ", "go"},
        {"was", UPOS_AUX, "VBD", "be"},          {"has", UPOS_AUX, "VBZ", "have"},           {"struck", UPOS_VERB, "VBD", "strike"},
        {"fought", UPOS_VERB, "VBD", "fight"},   {"countries", UPOS_NOUN, "NNS", "country"}, {"men", UPOS_NOUN, "NNS", "man"},
        {"weapons", UPOS_NOUN, "NNS", "weapon"}, {"forces", UPOS_NOUN, "NNS", "force"},      {"Kenya", UPOS_PROPN, "NNP", "Kenya"},
        {"bombing", UPOS_VERB, "VBG", "bomb"},   {"signed", UPOS_VERB, "VBD", "sign"},       {"shelled", UPOS_VERB, "VBD", "shell"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Token t = {.span = {0, (uint32_t)strlen(cases[i].form)}, .upos = (uint8_t)cases[i].upos};
        while (t.xpos < lang->n_xpos && strcmp(lang_xpos_name(lang, t.xpos), cases[i].xpos)) t.xpos++;
        lemma_tokens(lang, scratch->forms, cases[i].form, &t, 1, &arena);
        assert_string_equal(t.lemma, cases[i].lemma);
    }
}

/* ---- trees ---- */

static const Token *find(const Sentence *s, const char *text, const char *form) {
    for (uint32_t i = 0; i < s->n; i++)
        if (slice_is(slice_sub(text, s->tokens[i].span), form)) return &s->tokens[i];
    fail_msg("no word %s", form);
    return NULL;
}

/* "dependent relation head" */
static void expect_arc(const char *text, const char *dependent, unsigned deprel, const char *head) {
    size_t n;
    Sentence *s = analyse(text, strlen(text), &n);
    const Token *d = find(s, text, dependent);
    if (lang_deprel_base(d->deprel) != lang_deprel_base(deprel)) fail_msg("%s: %s is %s", text, dependent, lang_deprel_name(d->deprel));
    if (head && &s->tokens[d->head] != find(s, text, head)) fail_msg("%s: %s hangs on another word than %s", text, dependent, head);
}

static void test_news(void **state) {
    (void)state;
    expect_arc("Norway, Chile hold joint naval talks", "hold", DEP_ROOT, NULL);
    expect_arc("Norway, Chile hold joint naval talks", "Norway", DEP_NSUBJ, "hold");
    expect_arc("Norway, Chile hold joint naval talks", "talks", DEP_OBJ, "hold");
    expect_arc("Police fired tear gas at protesters in Nairobi, killing three people.", "Police", DEP_NSUBJ, "fired");
    expect_arc("Police fired tear gas at protesters in Nairobi, killing three people.", "gas", DEP_OBJ, "fired");
    expect_arc("Israel was accused by the Palestinian Authority of violating the ceasefire.", "Israel", DEP_NSUBJ_PASS, "accused");
    expect_arc("Israel was accused by the Palestinian Authority of violating the ceasefire.", "Authority", DEP_OBL, "accused");
    expect_arc("Russian President Ivan Orlov said the army would not withdraw.", "withdraw", DEP_CCOMP, "said");
    expect_arc("Russian President Ivan Orlov said the army would not withdraw.", "army", DEP_NSUBJ, "withdraw");
    expect_arc("PRIME MINISTER RESIGNS AFTER PROTESTS", "MINISTER", DEP_NSUBJ, "RESIGNS");
}

static void expect_tree(const int16_t *heads, int n) {
    int roots = 0;
    for (int i = 0; i < n; i++) {
        int steps = 0, k = i;
        roots += heads[i] == n;
        for (; k != n && steps <= n; steps++) k = heads[k];
        assert_int_equal(k, n);
    }
    assert_int_equal(roots, 1);
}

static void test_best_tree(void **state) {
    (void)state;
    void *memory = base_alloc(tree_scratch_size());
    int32_t *scores = base_alloc(LANG_SENTENCE_MAX * (LANG_SENTENCE_MAX + 16) * sizeof *scores);
    int16_t heads[LANG_SENTENCE_MAX];
    uint64_t random = 1;
    for (int round = 0; round < 300; round++) {
        int n = 1 + round % 40;
        if (round == 299) n = LANG_SENTENCE_MAX;
        int stride = (n + 16) / 16 * 16;
        for (int i = 0; i < n * stride; i++) scores[i] = (int32_t)((random = hash_mix(random, 5)) % (round % 2 ? 1000u : 3u));
        for (int i = 0; i < n; i++) {
            scores[i * stride + i] = -1;
            heads[i] = (int16_t)kernel_find("plain")->best(scores + i * stride, n + 1);
        }
        tree_best(memory, scores, (size_t)stride, n, heads);
        expect_tree(heads, n);
    }
    free(scores);
    free(memory);
}

/* ---- CoNLL-U ---- */

static void test_conllu(void **state) {
    (void)state;
    const char *text = "Chad's army has left.";
    size_t n;
    Buf out = {0};
    Sentence *s = analyse(text, strlen(text), &n);
    conllu_write(lang, text, s, "", 7, &arena, &out);
    assert_non_null(strstr(out.p, "# sent_id = 7\n# text = Chad's army has left.\n1-2\tChad's\t_"));
    assert_non_null(strstr(out.p, "\n3\tarmy\tarmy\tNOUN\tNN\tNumber=Sing\t5\tnsubj\t_\t_\n"));
    assert_non_null(strstr(out.p, "\n5\tleft\tleave\tVERB\tVBN\tTense=Past|VerbForm=Part\t0\troot\t_\tSpaceAfter=No\n"));
    buf_free(&out);
}

/* ---- kernels ---- */

static uint64_t digest(const char *text) {
    size_t n;
    Sentence *list = analyse(text, strlen(text), &n);
    Buf out = {0};
    for (size_t i = 0; i < n; i++) conllu_write(lang, text, &list[i], "", (uint32_t)i, &arena, &out);
    uint64_t hash = hash_bytes(out.p, out.n);
    buf_free(&out);
    return hash;
}

static void test_kernels_agree(void **state) {
    (void)state;
    static const char *const names[] = {"plain", "avx2", "vnni", "amx", "neon", "dot"};
    const char *text = "Two officers of the coast guard, who had been held in Guinea since May, flew home on Friday after Portugal's envoy met the "
                       "junta's leader. \"We're glad,\" said one. No details were given.";
    net_set_kernels(lang, NULL);
    uint64_t best = digest(text);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (net_set_kernels(lang, names[i])) assert_true(digest(text) == best);
    assert_false(net_set_kernels(lang, "abacus"));
    net_set_kernels(lang, NULL);
}

static void test_each_kernel(void **state) {
    (void)state;
    static const char *const names[] = {"avx2", "vnni", "amx", "neon", "dot"};
    static KernelRun want, got;
    for (uint64_t seed = 1; seed < 50; seed++) {
        run_kernels(kernel_find("plain"), seed, &want);
        for (size_t i = 0; i < COUNT_OF(names); i++) {
            const NetKernels *k = kernel_find(names[i]);
            if (!k) continue;
            run_kernels(k, seed, &got);
            assert_memory_equal(&got, &want, sizeof got);
        }
    }
}

/* The cache does not change results: words evict each other, some are too long for it, and the same words come again. */
static void test_memo(void **state) {
    (void)state;
    const char *text =
        "Envoys from Chad, Niger and Mali met in Bamako; Chad, Niger and Mali signed a pact. Incomprehensibilities-and-counterrevolutionaries met.";
    Buf crowd = {0};
    uint64_t fresh = digest(text), first;
    for (int i = 0; i < 30000; i++) buf_printf(&crowd, "%c%x%s ", 'a' + i % 26, i * 7919 % 30011, i % 40 ? "" : ".");
    first = digest(crowd.p);
    assert_true(digest(text) == fresh);
    assert_true(digest(crowd.p) == first);
    lang_scratch_free(scratch);
    scratch = lang_scratch_new(lang);
    assert_true(digest(crowd.p) == first);
    assert_true(digest(text) == fresh);
    buf_free(&crowd);
}

/* ---- hostile input ---- */

static void check_sentences(const char *text, size_t length) {
    size_t n;
    Sentence *list = analyse(text, length, &n);
    uint32_t at = 0;
    Buf out = {0};
    for (size_t s = 0; s < n; s++) {
        int roots = 0;
        assert_in_range(list[s].n, 1, LANG_SENTENCE_MAX);
        for (uint32_t i = 0; i < list[s].n; i++) {
            const Token *t = &list[s].tokens[i];
            assert_true(t->span.start >= at && t->span.end > t->span.start && t->span.end <= length);
            assert_true(t->head >= -1 && t->head < (int)list[s].n && t->head != (int)i);
            assert_true((t->deprel == DEP_ROOT) == (t->head < 0));
            roots += t->head < 0;
            at = t->span.end;
        }
        assert_int_equal(roots, 1);
        conllu_write(lang, text, &list[s], "", 1, &arena, &out);
    }
    buf_free(&out);
}

static void test_hostile_text(void **state) {
    (void)state;
    Buf b = {0};
    static const char *const units[] = {"a",    "word ", "'",   "-",   "a-",   ".",     "\xD9\x85\xD8\xB1", "\xF0\x9F\x98\x80",
                                        "\x01", "\n",    "$1,", "\"(", "U.S.", "don't", "\xE2\x80\x99s ",   "1.",
                                        "?!",   "[",     "@.",  "://"};
    check_sentences("", 0);
    for (size_t u = 0; u < COUNT_OF(units); u++) {
        buf_clear(&b);
        while (b.n < (u ? 20000u : 100000u)) buf_str(&b, units[u]);
        check_sentences(b.p, b.n);
    }
    uint64_t random = 3;
    for (int round = 0; round < 300; round++) {
        buf_clear(&b);
        for (int i = 0; i < 60; i++) {
            random = hash_mix(random, 9);
            if (random % 3)
                buf_str(&b, units[random / 8 % COUNT_OF(units)]);
            else
                buf_char(&b, (char)(random / 8 % 95 + 32));
        }
        check_sentences(b.p, b.n);
    }
    buf_free(&b);
}

/* ---- damaged models ---- */

static void test_damaged_models(void **state) {
    (void)state;
    size_t size = (size_t)(attache_model_end - attache_model_start);
    char *copy = NULL;
    Language *l = NULL;
    if (posix_memalign((void **)&copy, 64, size)) fail();
    memcpy(copy, attache_model_start, size);
    assert_int_equal(lang_open_memory(&l, copy, size / 2, NULL, "half", &quiet), ATTACHE_ERR_MODEL);
    assert_int_equal(lang_open_memory(&l, copy, 7, NULL, "seven", &quiet), ATTACHE_ERR_MODEL);
    assert_int_equal(lang_open_memory(&l, copy, 0, NULL, "none", &quiet), ATTACHE_ERR_MODEL);
    uint64_t random = 11;
    for (int i = 0; i < 200; i++) { /* any one byte */
        size_t at = (random = hash_mix(random, 13)) % (i < 100 ? 800 : size);
        copy[at] ^= 0x41;
        if (lang_open_memory(&l, copy, size, NULL, "bent", &quiet) == ATTACHE_OK) lang_close(l);
        copy[at] ^= 0x41;
    }
    assert_int_equal(lang_open_memory(&l, copy, size, NULL, "whole", &quiet), ATTACHE_OK);
    lang_close(l);
    free(copy);
    assert_int_equal(lang_open(&l, "/nonexistent/model", NULL, &quiet), ATTACHE_ERR_IO);
}

/* A model with hostile sections and a correct checksum: refused, or harmless. */
static void test_hostile_models(void **state) {
    (void)state;
    static const struct {
        const char *name;
        uint32_t item;
    } sections[] = {{"net.shape", sizeof(NetShape)},
                    {"net.weights", 1},
                    {"net.bias", 4},
                    {"net.scale", 4},
                    {"net.embed", 1},
                    {"net.unit", 2},
                    {"net.arc_bias", 4},
                    {"net.arc_root", 1},
                    {"net.label_root", 2},
                    {"net.label_bias", 2},
                    {"lang.dict", sizeof(DictEntry)},
                    {"lang.tags", sizeof(TagInfo)},
                    {"lang.xpos", 8},
                    {"lang.lemmas", sizeof(LemmaEntry)},
                    {"strings", 1},
                    {"lang.about", 1}};
    Language *real = lang;
    for (size_t bad = 0; bad < COUNT_OF(sections); bad++)
        for (int how = 0; how < 3; how++) {
            ImageWriter w = {0};
            Buf bytes = {0};
            char *aligned = NULL;
            for (size_t i = 0; i < COUNT_OF(sections); i++) {
                size_t n;
                const void *p = image_section(&real->image, sections[i].name, sections[i].item, &n);
                Buf *b = image_writer_section(&w, sections[i].name, sections[i].item);
                buf_add(b, p, n * sections[i].item);
                if (i == bad && how < 2) memset(b->p, how ? 0x7F : 0xFF, b->n);
                if (i == bad && how == 2) b->n -= sections[i].item;
            }
            image_writer_finish(&w, LANG_MAGIC, LANG_VERSION, &bytes);
            if (posix_memalign((void **)&aligned, 64, bytes.n)) fail();
            memcpy(aligned, bytes.p, bytes.n);
            Language *l = NULL;
            if (lang_open_memory(&l, aligned, bytes.n, NULL, "hostile", &quiet) == ATTACHE_OK) {
                LangScratch *was = scratch;
                lang = l;
                scratch = lang_scratch_new(l);
                check_sentences("Peru's army, which left Lima on 3 May, hasn't met the rebels.", 61);
                lang_scratch_free(scratch);
                lang_close(l);
                lang = real;
                scratch = was;
            }
            free(aligned);
            buf_free(&bytes);
            image_writer_free(&w);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_states_of_a_long_text),
        cmocka_unit_test(test_words),          cmocka_unit_test(test_sentences),      cmocka_unit_test(test_wrapped_lines_are_joined),
        cmocka_unit_test(test_mwt_and_space),  cmocka_unit_test(test_lemmas),         cmocka_unit_test(test_news),
        cmocka_unit_test(test_best_tree),      cmocka_unit_test(test_conllu),         cmocka_unit_test(test_kernels_agree),
        cmocka_unit_test(test_each_kernel),    cmocka_unit_test(test_memo),           cmocka_unit_test(test_hostile_text),
        cmocka_unit_test(test_damaged_models), cmocka_unit_test(test_hostile_models),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
