/* corpus.c - reads documents, labels and stories from tables and JSON lines. */
#include "corpus.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "vocab/codebook.h"

enum { COLUMNS = 14, LINE = 1 << 20 };

bool is_kept(const char *id) { return crc32(0, (const unsigned char *)id, (unsigned)strlen(id)) % 5 == 0; }

static char *read_file(const char *path, const char *name) {
    char full[4096];
    snprintf(full, sizeof full, "%s/%s", path, name);
    FILE *f = fopen(full, "rb");
    if (!f) return fprintf(stderr, "train_link: %s cannot be read\n", full), exit(3), NULL;
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    rewind(f);
    char *text = base_alloc((size_t)size + 1);
    if (fread(text, 1, (size_t)size, f) != (size_t)size) exit(3);
    text[size] = 0;
    fclose(f);
    return text;
}

/* Cuts a line into cells; returns how many. */
static size_t cut(char *line, char between, char *cells[], size_t max) {
    size_t n = 0;
    for (char *p = line; n < max; p++) {
        cells[n++] = p;
        p = strchr(p, between);
        if (!p) break;
        *p = 0;
    }
    return n;
}

static char *next_line(char **rest) {
    char *line = *rest;
    if (!*line) return NULL;
    size_t n = strcspn(line, "\n");
    *rest = line + n + (line[n] != 0);
    line[n] = 0;
    return line;
}

static void read_span(const char *cell, uint32_t *from, uint32_t *to) {
    char *end;
    *from = (uint32_t)strtoul(cell, &end, 10);
    *to = *end == '-' ? (uint32_t)strtoul(end + 1, NULL, 10) : *from;
}

static Doc *find_doc(Corpus *t, const char *id) {
    size_t at = map_get(&t->by_id, map_key(id));
    return at ? &t->docs[at - 1] : NULL;
}

static int64_t happening_of(Corpus *t, const char *doc, const char *number, bool name) {
    char key[256];
    snprintf(key, sizeof key, "%s:%s", doc, number);
    int64_t of = (int64_t)map_get(&t->by_happening, map_key(key));
    return of && name ? of : (int64_t)(map_key(key) >> 1 | 1);
}

/* A column of the codes that are joined by commas. */
static uint32_t categories_of(char *list) {
    char *cells[8];
    uint32_t bits = 0;
    size_t n = cut(list, ',', cells, 8);
    for (size_t i = 0; i < n; i++)
        if (cells[i][0]) bits |= 1u << event_of(slice_of(cells[i]));
    return bits;
}

void read_labels(Corpus *t, const char *folder, const char *name) {
    char *text = read_file(folder, name), *rest = text, *line = next_line(&rest);
    while ((line = next_line(&rest))) {
        char *c[COLUMNS + 1];
        if (cut(line, '\t', c, COLUMNS) < COLUMNS) continue;
        Doc *d = find_doc(t, c[0]);
        if (!d || strstr(c[8], "negation") || (d->set && d->set != name)) continue;
        d->set = name;
        Label l = {.title = !strcmp(c[1], "title"), .category = event_of(slice_of(c[3])), .happening = happening_of(t, c[0], c[12], true)};
        l.categories = 1u << l.category | categories_of(c[4]);
        l.optional = c[11][0] == '1';
        read_span(c[13], &l.from, &l.to);
        read_span(c[2], &l.trigger_from, &l.trigger_to);
        *VEC_PUSH(&t->arena, d->labels, d->n, d->cap) = l;
    }
    free(text);
}

/* Happenings reported by several documents, and the story of each document. */
void read_happenings(Corpus *t, const char *folder) {
    char *text = read_file(folder, "happenings.tsv"), *rest = text, *line = next_line(&rest);
    while ((line = next_line(&rest))) {
        char *c[2], *mentions[256];
        if (cut(line, '\t', c, 2) < 2) continue;
        char story[8];
        snprintf(story, sizeof story, "%.*s", (int)strcspn(c[0], "-"), c[0]);
        size_t n = cut(c[1], ' ', mentions, 256);
        for (size_t i = 0; i < n; i++) {
            *map_put(&t->by_happening, map_key(mentions[i])) = map_key(c[0]) >> 1 | 1;
            mentions[i][strcspn(mentions[i], ":")] = 0;
            Doc *d = find_doc(t, mentions[i]);
            if (d) memcpy(d->story, story, sizeof story);
        }
    }
    free(text);
}

static Spot read_spot(Corpus *t, char *const cells[3]) {
    Spot s = {.doc = map_get(&t->by_id, map_key(cells[0])), .title = !strcmp(cells[1], "title")};
    read_span(cells[2], &s.from, &s.to);
    return s;
}

void read_pairs(Corpus *t, const char *folder) {
    char *text = read_file(folder, "pairs.tsv"), *rest = text, *line = next_line(&rest);
    while ((line = next_line(&rest))) {
        char *c[7];
        if (cut(line, '\t', c, 7) < 7) continue;
        ReadPair p = {{read_spot(t, c), read_spot(t, c + 3)}, c[6][0] == '1'};
        if (!p.spots[0].doc || !p.spots[1].doc) continue;
        for (int i = 0; i < 2; i++) t->docs[p.spots[i].doc - 1].is_read = true;
        *VEC_PUSH(&t->arena, t->read, t->n_read, t->cap_read) = p;
    }
    free(text);
}

static const char *member(Corpus *t, const json_t *doc, const char *name) {
    const char *s = json_string_value(json_object_get(doc, name));
    return s ? arena_slice(&t->arena, slice_of(s)) : "";
}

static Doc *add_doc(Corpus *t, Doc d) {
    d.text_size = strlen(d.text);
    *VEC_PUSH(&t->arena, t->docs, t->n, t->cap) = d;
    *map_put(&t->by_id, map_key(d.id)) = t->n;
    return &t->docs[t->n - 1];
}

void read_documents(Corpus *t, const char *path) {
    gzFile f = gzopen(path, "rb");
    char *line = base_alloc(LINE);
    if (!f) fprintf(stderr, "train_link: %s cannot be read\n", path), exit(3);
    while (gzgets(f, line, LINE)) {
        json_t *j = json_loads(line, 0, NULL);
        const char *id = json_string_value(json_object_get(j, "id"));
        if (id && !is_kept(id) && !find_doc(t, id)) {
            Doc d = {.id = member(t, j, "id"), .date = member(t, j, "date"), .title = member(t, j, "title"), .text = member(t, j, "text")};
            add_doc(t, d);
        }
        json_decref(j);
    }
    free(line);
    gzclose(f);
}

/* Short reports: HAPPENING | PUBLISHED | PUBLISHER | TITLE | TEXT (tests/link/reports.txt). */
void read_invented(Corpus *t, const char *path) {
    char *text = read_file(".", path), *rest = text, *line;
    unsigned n = 0;
    while ((line = next_line(&rest))) {
        char *c[5];
        if (line[0] == '#' || cut(line, '|', c, 5) < 5) continue;
        for (size_t i = 0; i < 5; i++) {
            while (*c[i] == ' ') c[i]++;
            for (size_t k = strlen(c[i]); k && c[i][k - 1] == ' '; k--) c[i][k - 1] = 0;
        }
        Doc d = {.id = arena_printf(&t->arena, "%s.%u", c[0], ++n), .date = arena_slice(&t->arena, slice_of(c[1])), .title = arena_slice(&t->arena, slice_of(c[3])),
                 .text = arena_slice(&t->arena, slice_of(c[4])), .story = "invent", .happening = (int64_t)(map_key(c[0]) >> 1 | 1)};
        add_doc(t, d);
    }
    free(text);
}

/* Bytes of the first n characters. */
static uint32_t bytes_of(const char *text, json_int_t n) {
    const char *p = text;
    for (; *p && n > 0; n--)
        for (p++; ((unsigned char)*p & 0xC0) == 0x80;) p++;
    return (uint32_t)(p - text);
}

/* ECB+ (Cybulska and Vossen 2014): mentions of events with their chains, in a few sentences of each document. Those of a subtopic report the same thing; they
 * have no dates, so they are given one, plus or minus a day. */
void read_ecb(Corpus *t, const char *path) {
    gzFile f = gzopen(path, "rb");
    char *line = base_alloc(LINE);
    if (!f) fprintf(stderr, "train_link: %s cannot be read\n", path), exit(3);
    while (gzgets(f, line, LINE)) {
        json_t *j = json_loads(line, 0, NULL), *mentions = json_object_get(j, "mentions"), *m;
        size_t i, topic = (size_t)atoi(json_string_value(json_object_get(j, "subtopic")));
        bool plus = strstr(json_string_value(json_object_get(j, "subtopic")), "plus");
        Doc d = {.id = member(t, j, "id"), .title = "", .text = member(t, j, "text")};
        d.date = arena_printf(&t->arena, "20%02zu-0%d-1%d", 10 + topic % 10, plus ? 8 : 3, (int)(map_key(d.id) % 3));
        snprintf(d.story, sizeof d.story, "e%zu", topic);
        Doc *doc = add_doc(t, d);
        json_array_foreach(mentions, i, m) {
            const char *chain = json_string_value(json_object_get(m, "chain"));
            if (strncmp(json_string_value(json_object_get(m, "kind")), "ACTION", 6)) continue;
            Label l = {.categories = ~0u, .happening = (int64_t)(map_key(chain) >> 1 | 1)};
            l.from = l.trigger_from = bytes_of(doc->text, json_integer_value(json_object_get(m, "start")));
            l.to = l.trigger_to = bytes_of(doc->text, json_integer_value(json_object_get(m, "end")));
            *VEC_PUSH(&t->arena, doc->labels, doc->n, doc->cap) = l;
        }
        json_decref(j);
    }
    free(line);
    gzclose(f);
}
