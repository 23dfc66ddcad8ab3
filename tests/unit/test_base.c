/* test_base.c - arenas, buffers, UTF-8, tables, images, the lexicon, the pool of threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/lexicon.h"
#include "base/pool.h"
#include "base/tsv.h"

static char messages[8192]; /* "WHERE MESSAGE", one per line */

static void note(attache_status status, const char *where, const char *message, void *user) {
    (void)status, (void)user;
    size_t n = strlen(messages);
    snprintf(messages + n, sizeof messages - n, "%s %s\n", where, message);
}

static const Reporter reporter = {note, NULL};

static void expect_message(const char *words) {
    if (!strstr(messages, words)) fail_msg("no message says \"%s\" but: %s", words, messages);
}

/* ---- memory ---- */

static void test_arena_aligns_and_keeps_what_it_gave(void **state) {
    (void)state;
    Arena a;
    char *all[1000];
    arena_init(&a);
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < 1000; i++) {
            all[i] = arena_alloc(&a, i * 7 + 1);
            assert_int_equal((uintptr_t)all[i] % 16, 0);
            memset(all[i], (int)i & 127, i * 7 + 1);
        }
        for (size_t i = 0; i < 1000; i++) assert_true(all[i][0] == ((char)i & 127) && all[i][i * 7] == ((char)i & 127));
        char *large = arena_alloc(&a, 3 << 20);
        memset(large, 1, 3 << 20);
        arena_reset(&a);
    }
    arena_free(&a);
}

static void test_memory_for_vectors_begins_a_cache_line(void **state) {
    (void)state;
    Arena a;
    arena_init(&a);
    for (size_t i = 0; i < 100; i++) {
        char *line = arena_alloc_lines(&a, i), *next = arena_alloc(&a, 1), *own = base_zalloc_lines(i);
        assert_int_equal((uintptr_t)line % CACHE_LINE, 0);
        assert_true(next >= line + i);
        assert_int_equal((uintptr_t)own % CACHE_LINE, 0);
        for (size_t k = 0; k < i; k++) assert_int_equal(own[k], 0);
        free(own);
    }
    arena_free(&a);
}

/* How many pieces fit, whatever blocks are kept from before. */
static size_t pieces_until_spent(Arena *a, Budget *b, size_t memory) {
    size_t n = 0;
    arena_reset(a);
    budget_begin(b, memory, 0);
    for (; !arena_spent(a); n++) arena_alloc(a, 1000);
    assert_int_equal(b->spent, ATTACHE_ERR_TOO_LARGE);
    return n;
}

static void test_arena_counts_what_a_budget_allows(void **state) {
    (void)state;
    Arena a;
    Budget b = {0};
    arena_init(&a);
    a.budget = &b;
    size_t first = pieces_until_spent(&a, &b, 1 << 20);
    assert_int_equal(first, (1 << 20) / 1008 + 1);
    arena_reset(&a);
    budget_begin(&b, SIZE_MAX, 0);
    arena_alloc(&a, 3 << 20); /* a block of another size is kept */
    assert_int_equal(pieces_until_spent(&a, &b, 1 << 20), first);
    arena_reset(&a);
    budget_begin(&b, 1 << 20, 0);
    ArenaMark mark = arena_mark(&a);
    for (int i = 0; i < 100; i++) {
        arena_alloc(&a, 300 << 10);
        arena_rewind(&a, mark); /* what was forgotten does not count */
    }
    assert_false(arena_spent(&a));
    assert_false(arena_lacks(&a, 1 << 19));
    b.charged = 1 << 19;
    assert_true(arena_lacks(&a, 1 << 20));
    budget_begin(&b, SIZE_MAX, 1e-9);
    while (!arena_spent(&a)) arena_alloc(&a, 16);
    assert_int_equal(b.spent, ATTACHE_ERR_TIME);
    arena_free(&a);
}

static void test_arena_zeroes_copies_prints(void **state) {
    (void)state;
    Arena a;
    arena_init(&a);
    memset(arena_alloc(&a, 64), 255, 64);
    arena_reset(&a);
    char *z = arena_zalloc(&a, 64);
    for (int i = 0; i < 64; i++) assert_int_equal(z[i], 0);
    assert_string_equal(arena_copy(&a, "attache", 3), "att");
    assert_string_equal(arena_copy(&a, NULL, 0), "");
    assert_string_equal(arena_printf(&a, "%s#%d", "doc", 12), "doc#12");
    arena_free(&a);
}

static void test_vec_push_grows(void **state) {
    (void)state;
    Arena a;
    arena_init(&a);
    int *list = NULL;
    size_t n = 0, cap = 0;
    for (int i = 0; i < 5000; i++) *VEC_PUSH(&a, list, n, cap) = i;
    for (int i = 0; i < 5000; i++) assert_int_equal(list[i], i);
    arena_free(&a);
}

/* In an arena with a room several large arrays grow in turns, each with pages to itself: they count with what they have, and not with what they had. */
static void test_large_arrays_leave_nothing_behind(void **state) {
    (void)state;
    enum { LISTS = 3, ITEMS = 400000, BYTES = LISTS * ITEMS * sizeof(int) };
    Arena a, room;
    Budget b = {0};
    arena_init(&a);
    arena_init(&room);
    a.room = &room, a.budget = &b;
    for (int round = 0; round < 3; round++) {
        int *lists[LISTS] = {0};
        size_t n[LISTS] = {0}, cap[LISTS] = {0};
        arena_reset(&a);
        budget_begin(&b, SIZE_MAX, 0);
        for (int i = 0; i < ITEMS; i++)
            for (int k = 0; k < LISTS; k++) *VEC_PUSH(&a, lists[k], n[k], cap[k]) = i * LISTS + k;
        for (int i = 0; i < ITEMS; i++)
            for (int k = 0; k < LISTS; k++) assert_int_equal(lists[k][i], i * LISTS + k);
        b.memory = BYTES;
        assert_true(arena_lacks(&a, 0));
        budget_begin(&b, BYTES + BYTES / 8 + LISTS * (256 << 10), 0);
        assert_false(arena_lacks(&a, 0));
    }
    arena_free(&a);
    arena_free(&room);
}

static void test_buf_adds_prints_clears(void **state) {
    (void)state;
    Buf b = {0};
    for (int i = 0; i < 1000; i++) buf_printf(&b, "%d,", i % 10);
    assert_int_equal(b.n, 2000);
    assert_int_equal(b.p[b.n], 0);
    buf_clear(&b);
    buf_str(&b, "a");
    buf_char(&b, 'b');
    buf_add(&b, NULL, 0);
    assert_string_equal(b.p, "ab");
    buf_free(&b);
    assert_null(b.p);
}

static void test_numbers_as_printf_writes_them(void **state) {
    (void)state;
    Buf b = {0};
    char expected[64];
    uint64_t random = 5;
    static const double odd[] = {0,   -0.0, 0.005, 0.015, 0.125, 0.995, 1,   9.9999995, 99.99999949, 899.99995,
                                 900, 1e6,  1e15,  -0.04, -5.05, 0.5,   2.5, 1e-9,      1.0 / 3};
    for (size_t i = 0; i < 20000 + COUNT_OF(odd); i++) {
        random = hash_mix(random, i);
        double v = i < COUNT_OF(odd) ? odd[i]
                                     : ((double)(random >> 11) / 9007199254740992.0 - 0.5) * (i % 4 == 0   ? 2
                                                                                              : i % 4 == 1 ? 360
                                                                                              : i % 4 == 2 ? 20
                                                                                                           : 3000);
        if (i % 7 == 0) v = (double)(long)(v * 1000) / 1000;
        for (int decimals = 0; decimals <= 4; decimals++) {
            buf_clear(&b);
            buf_fixed(&b, v, decimals);
            snprintf(expected, sizeof expected, "%.*f", decimals, v);
            assert_string_equal(b.p, expected);
        }
        buf_clear(&b);
        buf_seven(&b, v);
        snprintf(expected, sizeof expected, "%.7g", v);
        assert_string_equal(b.p, expected);
    }
    buf_free(&b);
}

/* ---- UTF-8 ---- */

static void test_utf8_refuses_what_is_none(void **state) {
    (void)state;
    static const struct {
        const char *s;
        size_t valid;
    } cases[] = {{"abc", 3},
                 {"é", 2},
                 {"€uro", 6},
                 {"🙂", 4},
                 {"a\x80", 1},
                 {"\xc0\xaf", 0},
                 {"\xe0\x80\xaf", 0},
                 {"\xed\xa0\x80", 0},
                 {"\xf4\x90\x80\x80", 0},
                 {"ab\xe2\x82", 2},
                 {"", 0}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) assert_int_equal(utf8_valid(cases[i].s, strlen(cases[i].s)), cases[i].valid);
}

static void test_utf8_next_always_moves_on(void **state) {
    (void)state;
    char bytes[256];
    for (int i = 0; i < 256; i++) bytes[i] = (char)(i * 73 + 11);
    for (const char *p = bytes, *end = bytes + 256; p < end;) {
        uint32_t cp;
        size_t n = utf8_next(p, end, &cp);
        assert_in_range(n, 1, 4);
        assert_true(p + n <= end);
        p += n;
    }
}

static void expect_fold(const char *in, const char *want) {
    char out[256];
    size_t n = utf8_fold(in, strlen(in), out, sizeof out);
    assert_int_equal(n, strlen(want));
    assert_memory_equal(out, want, n);
}

static void test_fold(void **state) {
    (void)state;
    expect_fold("Kazakhstan", "kazakhstan");
    expect_fold("Türkiye", "turkiye");
    expect_fold("Ivory Coast’s", "ivory coast's");
    expect_fold("Côte d’Ivoire", "cote d'ivoire");
    expect_fold("ŁÓDŹ", "lodz");
    expect_fold("São Tomé", "sao tome");
    expect_fold("co‑operate", "co-operate");
    expect_fold("Straße", "strasse");
    char small[4];
    assert_int_equal(utf8_fold("longer", 6, small, sizeof small), 0);
    assert_int_equal(utf8_fold("ééé", 6, small, 2), 0);
}

/* ---- tables ---- */

static char dir[64];
static const char *const columns[] = {"code", "name"};

static void write_file(const char *name, const void *bytes, size_t n) {
    char path[128];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    fclose(f);
}

static attache_status open_table(Tsv *t, const char *text) {
    messages[0] = 0;
    write_file("t.tsv", text, strlen(text));
    return tsv_open(t, dir, "t.tsv", columns, 2, &reporter);
}

static void test_tsv_reads_rows(void **state) {
    (void)state;
    Tsv t;
    assert_int_equal(open_table(&t, "# a comment\ncode\tname\r\nIND\t India \r\n\n# another\nKAZ\n"), ATTACHE_OK);
    assert_true(tsv_next(&t) && slice_is(t.cells[0], "IND") && slice_is(t.cells[1], "India"));
    assert_true(tsv_next(&t) && slice_is(t.cells[0], "KAZ") && t.cells[1].n == 0);
    assert_false(tsv_next(&t));
    assert_int_equal(tsv_close(&t), ATTACHE_OK);
    assert_string_equal(messages, "");
}

static void test_tsv_tells_file_and_line(void **state) {
    (void)state;
    Tsv t;
    assert_int_equal(open_table(&t, "code\tname\nIND\tIndia\n# c\nKAZ\tKazakhstan\ttoo many\nPER\tPeru\n"), ATTACHE_OK);
    while (tsv_next(&t))
        if (slice_is(t.cells[0], "PER")) tsv_error(&t, "%s is unknown", "PER");
    assert_int_equal(t.errors, 2);
    assert_int_equal(tsv_close(&t), ATTACHE_ERR_TABLE);
    expect_message("t.tsv:4 ");
    expect_message("t.tsv:5 PER is unknown");
}

static void test_tsv_refuses_a_wrong_header(void **state) {
    (void)state;
    Tsv t;
    assert_int_equal(open_table(&t, "code\ttitle\n"), ATTACHE_ERR_TABLE);
    expect_message("code, name");
    assert_int_equal(open_table(&t, ""), ATTACHE_ERR_TABLE);
    assert_int_equal(open_table(&t, "code\tname\nIND\tInd\xff\n"), ATTACHE_ERR_TABLE);
    expect_message("UTF-8");
    messages[0] = 0;
    assert_int_equal(tsv_open(&t, dir, "none.tsv", columns, 2, &reporter), ATTACHE_ERR_IO);
    expect_message("none.tsv");
}

static const char *rows_of(Tsv *t) {
    static char out[256];
    out[0] = 0;
    while (tsv_next(t)) {
        size_t n = strlen(out);
        snprintf(out + n, sizeof out - n, "%.*s=%.*s@%zu ", (int)t->cells[0].n, t->cells[0].p, (int)t->cells[1].n, t->cells[1].p, t->line);
    }
    assert_int_equal(tsv_close(t), ATTACHE_OK);
    return out;
}

/* Two files: a user's overrides ours. */
static const char *lay_over(const char *above, const char *below, TsvMode mode, const TsvDeletion *deletions, size_t n_deletions) {
    TsvSource sources[] = {{.path = "above", .text = slice_of(above), .lenient = true}, {.path = "below", .text = slice_of(below)}};
    TsvLayers layers = {.sources = sources, .n_sources = 2, .mode = mode, .n_keys = 1, .deletions = deletions, .n_deletions = n_deletions};
    Tsv t;
    messages[0] = 0;
    assert_int_equal(tsv_open_layers(&t, &layers, columns, 2, &reporter), ATTACHE_OK);
    return rows_of(&t);
}

static void test_tsv_lays_files_over_one_another(void **state) {
    (void)state;
    static const char below[] = "code\tname\nIND\tIndia\nPER\tPeru\nPER\tPeru again\n";
    assert_string_equal(lay_over("name\tcode\nBharat\tind\n", below, TSV_REPLACE, NULL, 0), "ind=Bharat@2 PER=Peru@3 PER=Peru again@4 ");
    assert_string_equal(lay_over("code\nIND\nPER\n", below, TSV_FILL, NULL, 0), "IND=India@2 PER=@3 ");
    assert_string_equal(lay_over("code\tname\nIND\t-\n", below, TSV_FILL, NULL, 0), "IND=@2 PER=Peru@3 PER=Peru again@4 ");
    assert_string_equal(lay_over("code\tname\nIND\tBharat\n", below, TSV_ADD, NULL, 0), "IND=Bharat@2 IND=India@2 PER=Peru@3 PER=Peru again@4 ");
    assert_string_equal(lay_over("@\tcode\n77\tKAZ\n", "code\tname\n", TSV_REPLACE, NULL, 0), "KAZ=@77 ");
    bool used = false;
    TsvDeletion deletion = {tsv_key(SLICE("per")), 1, &used};
    assert_string_equal(lay_over("code\nPER\n", below, TSV_REPLACE, &deletion, 1), "PER=@2 IND=India@2 ");
    assert_true(used);
}

static void test_tsv_goes_on_behind_a_users_mistakes(void **state) {
    (void)state;
    static const char below[] = "code\tname\nIND\tIndia\n";
    assert_string_equal(lay_over("code\ttitle\nPER\tPeru\n", below, TSV_REPLACE, NULL, 0), "IND=India@2 ");
    expect_message("above:1 names a column 'title', which is none of the columns code, name");
    assert_string_equal(lay_over("code\tname\nPER\tPeru\tmore\nKAZ\n", below, TSV_REPLACE, NULL, 0), "KAZ=@3 IND=India@2 ");
    expect_message("above:2 has 3 cells");
    assert_string_equal(lay_over("", below, TSV_REPLACE, NULL, 0), "IND=India@2 ");
}

static void test_slice_split(void **state) {
    (void)state;
    Slice rest = SLICE(" a | |b|| c d "), part;
    assert_true(slice_split(&rest, '|', &part) && slice_is(part, "a"));
    assert_true(slice_split(&rest, '|', &part) && slice_is(part, "b"));
    assert_true(slice_split(&rest, '|', &part) && slice_is(part, "c d"));
    assert_false(slice_split(&rest, '|', &part));
}

/* ---- images ---- */

static void make_image(Buf *out) {
    ImageWriter w = {0};
    uint32_t numbers[] = {3, 1, 4, 1, 5};
    buf_add(image_writer_section(&w, "numbers", sizeof(uint32_t)), numbers, sizeof numbers);
    buf_str(image_writer_section(&w, "bytes", 1), "hello");
    image_writer_section(&w, "empty", 8);
    image_writer_finish(&w, "TESTMAG1", 3, out);
    image_writer_free(&w);
}

static attache_status open_image(const char *data, size_t n, uint32_t version) {
    Image im;
    messages[0] = 0;
    return image_open(&im, data, n, "TESTMAG1", version, "test", ATTACHE_ERR_MODEL, &reporter);
}

static void test_image_gives_back_sections(void **state) {
    (void)state;
    Buf b = {0};
    Image im;
    size_t n;
    make_image(&b);
    assert_int_equal(image_open(&im, b.p, b.n, "TESTMAG1", 3, "test", ATTACHE_ERR_MODEL, &reporter), ATTACHE_OK);
    const uint32_t *numbers = image_section(&im, "numbers", sizeof(uint32_t), &n);
    assert_int_equal(n, 5);
    assert_int_equal(numbers[2], 4);
    assert_int_equal((uintptr_t)((const char *)numbers - b.p) % 64, 0);
    assert_null(image_section(&im, "numbers", 8, &n));
    assert_int_equal(n, 0);
    assert_null(image_section(&im, "nothing", 4, &n));
    image_close(&im);
    buf_free(&b);
}

static void test_image_refuses_damage(void **state) {
    (void)state;
    Buf b = {0};
    make_image(&b);
    assert_int_equal(open_image(b.p, b.n, 3), ATTACHE_OK);
    assert_int_equal(open_image(b.p, b.n, 4), ATTACHE_ERR_MODEL);
    expect_message("version");
    for (size_t n = 0; n < b.n; n += n < 200 ? 1 : 13) assert_int_equal(open_image(b.p, n, 3), ATTACHE_ERR_MODEL);
    for (size_t i = 0; i < b.n; i++) { /* any byte: padding alone may be anything */
        b.p[i] ^= 0x55;
        open_image(b.p, b.n, 3);
        b.p[i] ^= 0x55;
    }
    b.p[b.n - 1] ^= 1;
    assert_int_equal(open_image(b.p, b.n, 3), ATTACHE_ERR_MODEL);
    expect_message("checksum");
    b.p[0] = 'X';
    assert_int_equal(open_image(b.p, b.n, 3), ATTACHE_ERR_MODEL);
    expect_message("TESTMAG1");
    buf_free(&b);
}

static void test_image_maps_files(void **state) {
    (void)state;
    Buf b = {0};
    Image im;
    char path[128];
    make_image(&b);
    write_file("image", b.p, b.n);
    snprintf(path, sizeof path, "%s/image", dir);
    assert_int_equal(image_map_file(&im, path, "TESTMAG1", 3, ATTACHE_ERR_MODEL, &reporter), ATTACHE_OK);
    image_close(&im);
    assert_int_equal(image_map_file(&im, dir, "TESTMAG1", 3, ATTACHE_ERR_MODEL, &reporter), ATTACHE_ERR_MODEL);
    snprintf(path, sizeof path, "%s/none", dir);
    assert_int_equal(image_map_file(&im, path, "TESTMAG1", 3, ATTACHE_ERR_MODEL, &reporter), ATTACHE_ERR_IO);
    buf_free(&b);
}

/* ---- lexicon ---- */

static void test_lexicon_finds_any_spelling(void **state) {
    (void)state;
    LexiconBuilder b;
    ImageWriter w = {0};
    Buf bytes = {0};
    Image im;
    Lexicon lex;
    char word[32];
    lexicon_builder_init(&b);
    uint32_t minister = lexicon_add(&b, SLICE("Minister")), defence = lexicon_add(&b, SLICE("defence"));
    assert_int_equal(lexicon_add(&b, SLICE("MINISTER")), minister);
    assert_true(lexicon_alias(&b, SLICE("defense"), SLICE("defence")));
    assert_false(lexicon_alias(&b, SLICE("minister"), SLICE("defence")));
    assert_int_equal(lexicon_add(&b, SLICE("")), 0);
    for (int i = 0; i < 20000; i++) {
        int n = snprintf(word, sizeof word, "word%d", i);
        assert_true(lexicon_add(&b, (Slice){word, (size_t)n}) > 0);
    }
    lexicon_write(&b, &w);
    image_writer_finish(&w, "TESTMAG1", 1, &bytes);
    assert_int_equal(image_open(&im, bytes.p, bytes.n, "TESTMAG1", 1, "test", ATTACHE_ERR_TABLE, &reporter), ATTACHE_OK);
    assert_int_equal(lexicon_open(&lex, &im, "test", &reporter), ATTACHE_OK);
    assert_int_equal(lexicon_find(&lex, "DÉFENCE", strlen("DÉFENCE")), defence);
    assert_int_equal(lexicon_find(&lex, "Defense", 7), defence);
    assert_int_equal(lexicon_find_folded(&lex, "minister", 8), minister);
    assert_int_equal(lexicon_find(&lex, "ministers", 9), 0);
    assert_int_equal(lexicon_find(&lex, "", 0), 0);
    assert_true(lexicon_find(&lex, "word19999", 9) > 0 && lexicon_find(&lex, "word19999", 9) < lex.n_ids);
    lexicon_builder_free(&b);
    image_writer_free(&w);
    buf_free(&bytes);
}

static void test_string_pool_shares(void **state) {
    (void)state;
    StringPool p;
    char word[32];
    string_pool_init(&p);
    uint32_t a = string_pool_add(&p, SLICE("Talgat"));
    for (int i = 0; i < 20000; i++) string_pool_add(&p, (Slice){word, (size_t)snprintf(word, sizeof word, "name %d", i)});
    assert_int_equal(string_pool_add(&p, SLICE("Talgat")), a);
    assert_int_equal(string_pool_add(&p, SLICE("")), 0);
    assert_string_equal(p.bytes.p + a, "Talgat");
    assert_string_equal(p.bytes.p + string_pool_add(&p, SLICE("Talga")), "Talga");
    string_pool_free(&p);
}

/* ---- pool ---- */

static void square(void *worker, void *job) {
    int *n = job;
    *n *= *n;
    *(int *)worker += 1;
}

static void test_pool_keeps_the_order(void **state) {
    (void)state;
    int counts[4] = {0}, jobs[1000], put = 0, taken = 0;
    void *workers[] = {&counts[0], &counts[1], &counts[2], &counts[3]};
    Pool *p = pool_new(4, workers, 7, square);
    assert_non_null(p);
    assert_null(pool_take(p, true));
    while (taken < 1000) {
        while (put < 1000 && !pool_is_full(p)) {
            jobs[put] = put;
            pool_put(p, &jobs[put++]);
        }
        const int *done = pool_take(p, true);
        assert_ptr_equal(done, &jobs[taken]);
        assert_int_equal(*done, taken * taken);
        taken++;
    }
    pool_free(p);
    assert_int_equal(counts[0] + counts[1] + counts[2] + counts[3], 1000);
}

static void test_pool_can_be_left_with_work(void **state) {
    (void)state;
    int count = 0, jobs[5] = {1, 2, 3, 4, 5};
    void *worker = &count;
    Pool *p = pool_new(1, &worker, 8, square);
    for (int i = 0; i < 5; i++) pool_put(p, &jobs[i]);
    pool_free(p);
    assert_in_range(count, 0, 5);
}

static int set_up(void **state) {
    (void)state;
    const char *top = getenv("TMPDIR");
    snprintf(dir, sizeof dir, "%.40s/attacheXXXXXX", top ? top : P_tmpdir);
    return mkdtemp(dir) ? 0 : 1;
}

static int tear_down(void **state) {
    (void)state;
    static const char *const names[] = {"t.tsv", "image"};
    char path[128];
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        unlink(path);
    }
    return rmdir(dir);
}

/* Folding handles eight bytes at once where it can: the result is the same as one at a time, at any position. */
static void test_fold_by_eights(void **state) {
    (void)state;
    uint64_t random = 5;
    for (int round = 0; round < 4000; round++) {
        char text[40], want[40], got[40];
        size_t n = (size_t)round % sizeof text;
        for (size_t i = 0; i < n; i++) {
            char c = (char)((random = hash_mix(random, 3)) % 128);
            text[i] = c;
            want[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c == '`' ? '\'' : c;
        }
        assert_int_equal(utf8_fold(text, n, got, sizeof got), n);
        assert_memory_equal(got, want, n);
        assert_int_equal(utf8_fold(text, n, got, n ? n - 1 : 0), 0); /* no room */
    }
}

/* A hash reads all bytes of its span, and no other. */
static void test_hash_of_each_length(void **state) {
    (void)state;
    char a[32], b[32];
    for (size_t n = 0; n < sizeof a; n++) {
        memset(a, 'x', sizeof a);
        memset(b, 'y', sizeof b);
        memset(b, 'x', n);
        assert_true(hash_bytes(a, n) == hash_bytes(b, n));
        for (size_t i = 0; i < n; i++) {
            b[i] = 'z';
            assert_true(hash_bytes(a, n) != hash_bytes(b, n));
            b[i] = 'x';
        }
    }
}

static void test_printf_past_its_room(void **state) {
    (void)state;
    Buf b = {0};
    char longest[600];
    memset(longest, 'q', sizeof longest - 1);
    longest[sizeof longest - 1] = 0;
    buf_printf(&b, "%d", 7);
    buf_printf(&b, "%s", longest);
    buf_number(&b, 0);
    buf_number(&b, 4294967295u);
    assert_int_equal(b.n, 1 + 599 + 1 + 10);
    assert_string_equal(b.p + 600, "04294967295");
    buf_free(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fold_by_eights),
        cmocka_unit_test(test_hash_of_each_length),
        cmocka_unit_test(test_printf_past_its_room),
        cmocka_unit_test(test_arena_aligns_and_keeps_what_it_gave),
        cmocka_unit_test(test_memory_for_vectors_begins_a_cache_line),
        cmocka_unit_test(test_arena_zeroes_copies_prints),
        cmocka_unit_test(test_arena_counts_what_a_budget_allows),
        cmocka_unit_test(test_vec_push_grows),
        cmocka_unit_test(test_large_arrays_leave_nothing_behind),
        cmocka_unit_test(test_buf_adds_prints_clears),
        cmocka_unit_test(test_numbers_as_printf_writes_them),
        cmocka_unit_test(test_utf8_refuses_what_is_none),
        cmocka_unit_test(test_utf8_next_always_moves_on),
        cmocka_unit_test(test_fold),
        cmocka_unit_test(test_tsv_reads_rows),
        cmocka_unit_test(test_tsv_tells_file_and_line),
        cmocka_unit_test(test_tsv_refuses_a_wrong_header),
        cmocka_unit_test(test_tsv_lays_files_over_one_another),
        cmocka_unit_test(test_tsv_goes_on_behind_a_users_mistakes),
        cmocka_unit_test(test_slice_split),
        cmocka_unit_test(test_image_gives_back_sections),
        cmocka_unit_test(test_image_refuses_damage),
        cmocka_unit_test(test_image_maps_files),
        cmocka_unit_test(test_lexicon_finds_any_spelling),
        cmocka_unit_test(test_string_pool_shares),
        cmocka_unit_test(test_pool_keeps_the_order),
        cmocka_unit_test(test_pool_can_be_left_with_work),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
