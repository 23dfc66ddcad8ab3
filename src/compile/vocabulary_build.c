/* vocabulary_build.c - turns data/words.tsv into the sections of vocab/vocabulary.h: the names of words, and their lists. */
#include <stdlib.h>

#include "compile/compile.h"
#include "vocab/vocabulary.h"

enum { NOT_NAMED = 0xFFFF };

/* A word of a row: its name, or its list and its index there. */
typedef struct Entry {
    uint32_t id;
    uint16_t name, list, place;
} Entry;

static int find_name(const char *const *names, size_t n, Slice name) {
    for (size_t i = 0; i < n; i++)
        if (slice_is(name, names[i])) return (int)i;
    return -1;
}

static bool has_name(const KnowledgeBuilder *b, uint32_t id) {
    const Entry *list = (const Entry *)(const void *)b->words.p;
    for (size_t i = 0; i < b->words.n / sizeof *list; i++)
        if (list[i].id == id && list[i].name != NOT_NAMED) return true;
    return false;
}

static void add(KnowledgeBuilder *b, Tsv *t, Slice word, Entry e) {
    e.id = lexicon_add(&b->lexicon, word);
    if (!e.id) tsv_error(t, "\"%.*s\" is not a word", (int)word.n, word.p);
    else if (e.name != NOT_NAMED && has_name(b, e.id)) tsv_error(t, "\"%.*s\" has a name already", (int)word.n, word.p);
    else buf_add(&b->words, &e, sizeof e);
}

static void read_row(KnowledgeBuilder *b, Tsv *t, bool *seen) {
    bool is_list = t->cells[0].n && t->cells[0].p[0] == '@';
    Slice name = is_list ? (Slice){t->cells[0].p + 1, t->cells[0].n - 1} : t->cells[0], rest = t->cells[1], part, word;
    int k = is_list ? find_name(word_list_names, WORDS_COUNT, name) : find_name(word_names, WORD_COUNT, name);
    if (k < 0) {
        tsv_error(t, "the program knows no \"%.*s\"", (int)t->cells[0].n, t->cells[0].p);
        return;
    }
    seen[is_list ? WORD_COUNT + k : k] = true;
    for (uint16_t place = 0; slice_split(&rest, '|', &part); place++)
        while (slice_split(&part, is_list ? '=' : '|', &word))
            add(b, t, word, is_list ? (Entry){0, NOT_NAMED, (uint16_t)k, place} : (Entry){0, (uint16_t)k, 0, 0});
}

attache_status vocabulary_compile(KnowledgeBuilder *b) {
    Tsv t;
    bool seen[WORD_COUNT + WORDS_COUNT] = {false};
    static const char *const columns[] = {"name", "words", "note"};
    FORWARD_IF_ERROR(tables_open(&b->tables, &t, "words.tsv", columns, COUNT_OF(columns), b->reporter));
    while (tsv_next(&t)) read_row(b, &t, seen);
    for (size_t i = 0; i < COUNT_OF(seen); i++)
        if (!seen[i]) tsv_error(&t, "ends without \"%s%s\"", i < WORD_COUNT ? "" : "@", i < WORD_COUNT ? word_names[i] : word_list_names[i - WORD_COUNT]);
    return tables_close(&b->tables, &t);
}

static int by_id(const void *x, const void *y) {
    const Entry *a = x, *b = y;
    return a->id < b->id ? -1 : a->id > b->id;
}

void vocabulary_write(KnowledgeBuilder *b) {
    Entry *list = (Entry *)(void *)b->words.p;
    size_t n = b->words.n / sizeof *list;
    uint16_t *of = base_zalloc(b->lexicon.next_id * sizeof *of), n_rows = 1;
    Buf *rows = image_writer_section(&b->image, "words.rows", sizeof(WordRow)), *places = image_writer_section(&b->image, "words.places", sizeof(WordPlace));
    buf_add(rows, &(WordRow){.name = WORD_NONE}, sizeof(WordRow));
    if (n) qsort(list, n, sizeof *list, by_id);
    for (size_t i = 0, end; i < n; i = end) {
        WordRow row = {.name = WORD_NONE};
        for (end = i; end < n && list[end].id == list[i].id; end++) {
            const Entry *e = &list[end];
            if (e->name != NOT_NAMED) {
                row.name = e->name;
                continue;
            }
            row.lists[e->list >> 6] |= UINT64_C(1) << (e->list & 63);
            buf_add(places, &(WordPlace){e->id, e->list, e->place}, sizeof(WordPlace));
        }
        of[list[i].id] = n_rows++;
        buf_add(rows, &row, sizeof row);
    }
    buf_add(image_writer_section(&b->image, "words.of", sizeof *of), of, b->lexicon.next_id * sizeof *of);
    free(of);
}
