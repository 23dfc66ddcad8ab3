/* test_parts.c - a store in parts: packs contain what an ingest writes, and happenings joined in blocks and made tree by tree equal those of one store. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/map.h"
#include "files.h"
#include "store/pack.h"

enum { ID = 17, KEY = 8 };

static attache *library;

/* ---- lists of bytes ---- */

typedef struct List {
    Buf data;
    int64_t offsets[8192];
    size_t n;
} List;

static void list_add(List *l, const char *p, size_t n) {
    assert_true(l->n + 1 < COUNT_OF(l->offsets));
    buf_add(&l->data, p, n);
    l->offsets[++l->n] = (int64_t)l->data.n;
}

static void list_clear(List *l) { l->data.n = 0, l->n = 0; }
static attache_bytes list_bytes(const List *l) { return (attache_bytes){l->data.p ? l->data.p : "", l->offsets, l->n}; }
static Slice item(attache_bytes b, size_t i) { return (Slice){b.data + b.offsets[i], (size_t)(b.offsets[i + 1] - b.offsets[i])}; }

static int keep(const char *data, size_t size, void *buf) { return buf_add(buf, data, size), 0; }

/* ---- documents ---- */

static void put_escaped(FILE *f, const char *s) {
    for (; *s; s++) fprintf(f, strchr("\"\\", *s) ? "\\%c" : "%c", *s);
}

/* Our own reports, "happening | date | source | title | text" on each line; every third one has a copy in another paper. */
static const char *write_documents(void) {
    static const char *const files[] = {"tests/link/reports.txt", "tests/link/unseen.txt"};
    const char *path = arena_printf(&arena, "%s/documents.jsonl", dir);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    int n = 0;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        FILE *f = fopen(files[i], "r");
        char line[8192], *cells[5];
        assert_non_null(f);
        while (fgets(line, sizeof line, f)) {
            size_t k = 0;
            for (char *p = strtok(line, "|"); p && k < COUNT_OF(cells); p = strtok(NULL, "|")) cells[k++] = p;
            if (k != COUNT_OF(cells)) continue;
            n++;
            for (int copy = 0; copy <= (n % 3 == 0); copy++) {
                fprintf(out, "{\"id\": \"d%d%s\", \"date\": \"%.10s\", \"source\": \"%s%s\", \"title\": \"", n, copy ? "c" : "", cells[1] + 1, copy ? "Other " : "", cells[2] + 1);
                put_escaped(out, cells[3] + 1);
                fprintf(out, "\", \"text\": \"");
                cells[4][strcspn(cells[4], "\n")] = 0;
                put_escaped(out, cells[4] + 1);
                fprintf(out, "\"}\n");
            }
        }
        fclose(f);
    }
    fclose(out);
    assert_true(n > 60);
    return path;
}

static attache_inputs *open_inputs(void) {
    const char *const paths[] = {"examples/reports.jsonl", write_documents()};
    attache_inputs *in;
    assert_int_equal(attache_inputs_open(library, paths, COUNT_OF(paths), ATTACHE_AUTO, &in), ATTACHE_OK);
    return in;
}

static void pack_all(List *out) {
    attache_inputs *in = open_inputs();
    attache_document doc;
    Buf pack = {0};
    attache_context *ctx = attache_context_new(library);
    for (attache_status status; (status = attache_inputs_next(in, &doc)) != ATTACHE_END;) {
        if (status != ATTACHE_OK) continue;
        pack.n = 0;
        assert_int_equal(attache_pack(ctx, &doc, keep, &pack), ATTACHE_OK);
        list_add(out, pack.p, pack.n);
    }
    attache_context_free(ctx);
    attache_inputs_close(in);
    buf_free(&pack);
}

/* ---- stores ---- */

static attache_store *new_store(const char *name) {
    attache_store *s;
    assert_int_equal(attache_store_open(library, arena_printf(&arena, "%s/%s", dir, name), ATTACHE_STORE_CREATE, &s), ATTACHE_OK);
    return s;
}

static void export_to(attache_store *s, attache_export_what what, Buf *out) {
    attache_export e = {.what = what};
    assert_int_equal(attache_export_run(s, &e, NULL, keep, out), ATTACHE_OK);
}

static int compare_lines(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* Lines in the order of their bytes, as one text. */
static char *sorted(Buf *text) {
    char **lines = NULL;
    size_t n = 0, cap = 0;
    for (char *p = strtok(text->p, "\n"); p; p = strtok(NULL, "\n")) *VEC_PUSH(&arena, lines, n, cap) = p;
    qsort(lines, n, sizeof *lines, compare_lines);
    Buf out = {0};
    for (size_t i = 0; i < n; i++) buf_str(&out, lines[i]), buf_char(&out, '\n');
    char *copy = arena_copy(&arena, out.p, out.n);
    buf_free(&out);
    buf_free(text);
    return copy;
}

static void assert_same_export(attache_store *a, attache_store *b, attache_export_what what) {
    Buf x = {0}, y = {0};
    export_to(a, what, &x);
    export_to(b, what, &y);
    assert_true(x.n > 1000);
    assert_string_equal(x.p, y.p);
    buf_free(&x);
    buf_free(&y);
}

static void test_packs_are_what_an_ingest_writes(void **state) {
    (void)state;
    static List packs;
    attache_store *ingested = new_store("ingested"), *added = new_store("added");
    attache_inputs *in = open_inputs();
    attache_ingest job = {.store = ingested, .inputs = in, .threads = 1};
    attache_ingest_counts counts;
    assert_int_equal(attache_ingest_run(&job, NULL), ATTACHE_OK);
    attache_inputs_close(in);
    pack_all(&packs);
    attache_bytes bytes = list_bytes(&packs);
    assert_int_equal(attache_store_add(added, &bytes, &counts), ATTACHE_OK);
    assert_int_equal(counts.added, packs.n);
    for (int what = ATTACHE_EXPORT_EVENTS; what <= ATTACHE_EXPORT_DYAD_MONTHS; what++) assert_same_export(ingested, added, (attache_export_what)what);
    assert_int_equal(attache_store_add(added, &bytes, &counts), ATTACHE_OK); /* once more */
    assert_true(counts.added == 0 && counts.same == packs.n);
    attache_store_close(ingested);
    attache_store_close(added);
    buf_free(&packs.data);
    packs = (List){0};
}

/* ---- in blocks ---- */

typedef struct Union {
    uint32_t up[8192];
} Union;

static uint32_t root(Union *u, uint32_t i) {
    while (u->up[i] != i) i = u->up[i] = u->up[u->up[i]];
    return i;
}
static void start(Union *u, size_t n) {
    for (size_t i = 0; i < n; i++) u->up[i] = (uint32_t)i;
}

static void find_groups(const attache_rows *heads, uint32_t blocks, Union *u) {
    attache_bytes all = attache_rows_bytes(heads, 1);
    attache_rows *where, *copies;
    start(u, all.n);
    assert_int_equal(attache_head_blocks(library, &all, blocks, &where), ATTACHE_OK);
    for (uint32_t block = 0; block < blocks; block++) {
        static List list;
        uint32_t at[8192];
        list_clear(&list);
        for (size_t i = 0; i < attache_rows_count(where); i++) {
            if (attache_rows_numbers(where, 1)[i] != block) continue;
            int64_t head = attache_rows_numbers(where, 0)[i];
            at[list.n] = (uint32_t)head;
            list_add(&list, item(all, (size_t)head).p, item(all, (size_t)head).n);
        }
        attache_bytes b = list_bytes(&list);
        assert_int_equal(attache_head_copies(library, &b, block, blocks, &copies), ATTACHE_OK);
        for (size_t i = 0; i < attache_rows_count(copies); i++)
            u->up[root(u, at[attache_rows_numbers(copies, 0)[i]])] = root(u, at[attache_rows_numbers(copies, 1)[i]]);
        attache_rows_free(copies);
    }
    attache_rows_free(where);
}

/* The parent of each report in any block: the most similar one, of two equal ones the earlier. */
static void find_trees(const attache_rows *parts, uint32_t slices, Union *u) {
    attache_bytes ids = attache_rows_bytes(parts, 0), signatures = attache_rows_bytes(parts, 2);
    static int64_t parent[8192], odds[8192];
    Map done = {0};
    attache_rows *where, *found;
    start(u, ids.n);
    for (size_t i = 0; i < ids.n; i++) parent[i] = -1;
    assert_int_equal(attache_report_blocks(library, &signatures, slices, &where), ATTACHE_OK);
    const int64_t *reports = attache_rows_numbers(where, 0), *months = attache_rows_numbers(where, 1), *in = attache_rows_numbers(where, 2);
    for (size_t first = 0; first < attache_rows_count(where); first++) {
        static List list;
        uint32_t at[8192];
        if (!map_add(&done, hash_mix((uint64_t)months[first], (uint64_t)in[first]))) continue;
        list_clear(&list);
        for (size_t i = first; i < attache_rows_count(where); i++) {
            if (months[i] != months[first] || in[i] != in[first]) continue;
            at[list.n] = (uint32_t)reports[i];
            list_add(&list, item(signatures, (size_t)reports[i]).p, item(signatures, (size_t)reports[i]).n);
        }
        attache_bytes b = list_bytes(&list);
        assert_int_equal(attache_report_parents(library, &b, months[first], (uint32_t)in[first], slices, &found), ATTACHE_OK);
        for (size_t i = 0; i < attache_rows_count(found); i++) {
            uint32_t child = at[attache_rows_numbers(found, 0)[i]], up = at[attache_rows_numbers(found, 1)[i]];
            int64_t o = attache_rows_numbers(found, 2)[i];
            bool better = parent[child] < 0 || o > odds[child] || (o == odds[child] && memcmp(item(ids, up).p, item(ids, (size_t)parent[child]).p, ID) < 0);
            if (better) parent[child] = up, odds[child] = o;
        }
        attache_rows_free(found);
    }
    for (size_t i = 0; i < ids.n; i++)
        if (parent[i] >= 0) u->up[root(u, (uint32_t)i)] = root(u, (uint32_t)parent[i]);
    attache_rows_free(where);
    map_free(&done);
}

/* Each tree into one of three stores, with the heads of all that the documents of its reports may be copies of. */
static void fill_store(attache_store *s, uint32_t third, const attache_rows *parts, Union *trees, const attache_rows *heads, Union *groups) {
    attache_bytes keys = attache_rows_bytes(parts, 1), part = attache_rows_bytes(parts, 3), head_keys = attache_rows_bytes(heads, 0), head = attache_rows_bytes(heads, 1);
    static List list;
    static bool wanted[8192];
    list_clear(&list);
    memset(wanted, 0, sizeof wanted);
    for (uint32_t i = 0; i < keys.n; i++) {
        if (root(trees, i) % 3 != third) continue;
        list_add(&list, item(part, i).p, item(part, i).n);
        for (uint32_t h = 0; h < head.n; h++)
            if (!memcmp(item(head_keys, h).p, item(keys, i).p, KEY)) wanted[root(groups, h)] = true;
    }
    for (uint32_t h = 0; h < head.n; h++)
        if (wanted[root(groups, h)]) list_add(&list, item(head, h).p, item(head, h).n);
    attache_bytes b = list_bytes(&list);
    assert_int_equal(attache_store_add(s, &b, NULL), ATTACHE_OK);
}

static void test_happenings_in_blocks_are_those_of_one_store(void **state) {
    (void)state;
    static List packs;
    Buf whole = {0};
    attache_rows *parts, *heads;
    attache_store *s = new_store("whole");
    pack_all(&packs);
    attache_bytes bytes = list_bytes(&packs);
    assert_int_equal(attache_store_add(s, &bytes, NULL), ATTACHE_OK);
    export_to(s, ATTACHE_EXPORT_HAPPENINGS, &whole);
    attache_store_close(s);
    const char *want = sorted(&whole);
    assert_non_null(strstr(want, "\"copies\":1"));
    assert_int_equal(attache_pack_parts(library, &bytes, &parts), ATTACHE_OK);
    assert_int_equal(attache_pack_heads(library, &bytes, &heads), ATTACHE_OK);
    for (uint32_t slices = 1; slices <= 5; slices += 4) {
        static Union trees, groups;
        Buf all = {0};
        find_trees(parts, slices, &trees);
        find_groups(heads, slices, &groups);
        for (uint32_t third = 0; third < 3; third++) {
            s = new_store(arena_printf(&arena, "part%u-%u", slices, third));
            fill_store(s, third, parts, &trees, heads, &groups);
            export_to(s, ATTACHE_EXPORT_HAPPENINGS, &all);
            attache_store_close(s);
        }
        assert_string_equal(sorted(&all), want);
    }
    attache_rows_free(parts);
    attache_rows_free(heads);
    buf_free(&packs.data);
    packs = (List){0};
}

static void test_damaged_packs_are_told(void **state) {
    (void)state;
    attache_document doc = {.id = "a", .date = "2018-05-21", .data = "Peru condemned Chile on Monday. Ten people were killed in Lima.", .size = 63, .kind = ATTACHE_TEXT};
    attache_context *ctx = attache_context_new(library);
    Buf pack = {0};
    assert_int_equal(attache_pack(ctx, &doc, keep, &pack), ATTACHE_OK);
    attache_context_free(ctx);
    StoreDocument read;
    assert_true(pack_read(pack.p, pack.n, &arena, &read));
    assert_string_equal(read.name, "a");
    assert_true(read.n_events > 0 && read.n_reports > 0);
    for (size_t n = 0; n < pack.n; n++) {
        char *cut = malloc(n + 1); /* so that a sanitizer sees what is read beyond it */
        memcpy(cut, pack.p, n);
        assert_false(pack_read(cut, n, &arena, &read));
        free(cut);
    }
    for (size_t i = 0; i < pack.n; i++) { /* whatever a byte becomes, no read is out of bounds */
        pack.p[i] ^= (char)0x81;
        pack_read(pack.p, pack.n, &arena, &read);
        pack.p[i] ^= (char)0x81;
    }
    static List list;
    attache_rows *rows;
    list_add(&list, "nothing", 7);
    attache_bytes b = list_bytes(&list);
    messages[0] = 0;
    assert_int_equal(attache_pack_parts(library, &b, &rows), ATTACHE_ERR_FORMAT);
    assert_null(rows);
    assert_said("is damaged");
    buf_free(&list.data);
    buf_free(&pack);
}

static int open_library(void **state) {
    (void)state;
    attache_options options = {.on_message = note};
    return attache_open(&options, &library) != ATTACHE_OK;
}

static int close_library(void **state) {
    (void)state;
    attache_close(library);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_packs_are_what_an_ingest_writes),
        TEST(test_happenings_in_blocks_are_those_of_one_store),
        TEST(test_damaged_packs_are_told),
    };
    return cmocka_run_group_tests(tests, open_library, close_library);
}
