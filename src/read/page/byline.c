/* byline.c - finds the authors of a report: in the metadata, else in the elements called author and the lines below the headline; splits them into the names of
 * people and, separately, the agency.
 */
#include <ctype.h>

#include "base/date.h"
#include "read/page/page_int.h"
#include "vocab/wording.h"

enum {
    BYLINES_MAX = 64, /* elements to check for one */
    NAMES_MAX = 8,
    SIGNED_WORDS = 4, /* of a name that nothing but its place says to be one */
    BOX_NODES = 100,  /* in an element that may hold but a name or a few */
    BOX_BYTES = 4096, /* of text there, with the white space of its markup */
};

typedef struct Named {
    uint32_t node;
    Slice text;
} Named;

/* ---- names ---- */

/* "Costa e Silva": a single word after "and" is the rest of a name, unless it is an agency. */
static bool is_within_name(Slice rest, size_t joint) {
    if (joint < 3) return false;
    rest.p += joint, rest.n -= joint;
    size_t n = 0;
    while (n < rest.n && !name_joint_at((Slice){rest.p + n, rest.n - n})) n++;
    Slice next = name_trim((Slice){rest.p, n});
    return next.n && !memchr(next.p, ' ', next.n) && !name_is_listed(WORDING_AGENCIES, next);
}

static int commas_in(Slice s, int *blanks) {
    int n = 0;
    *blanks = 0;
    for (size_t i = 0; i < s.n; i++) n += s.p[i] == ',', *blanks += s.p[i] == ' ';
    return n;
}

/* "Redazione ANSA", "Web Desk": those who work there, not one of them. The agency that is named with it goes to *agency. */
static bool is_desk(Slice s, Slice *agency) {
    for (size_t i = 0; i < wording[WORDING_DESKS].n; i++) {
        const char *desk = wording[WORDING_DESKS].list[i];
        size_t n = strlen(desk);
        bool begins = s.n >= n && !strncasecmp(s.p, desk, n) && (s.n == n || s.p[n] == ' '), ends = s.n > n && !strncasecmp(s.p + s.n - n, desk, n) && s.p[s.n - n - 1] == ' ';
        if (!begins && !ends) continue;
        Slice rest = name_trim(begins ? (Slice){s.p + n, s.n - n} : (Slice){s.p, s.n - n});
        if (name_is_listed(WORDING_AGENCIES, rest)) *agency = rest;
        return true;
    }
    return false;
}

static void add_name(Arena *arena, const Meta *meta, Article *out, const char **names, Slice part, bool alone) {
    Slice agency = {0};
    part = name_trim(part);
    if (meta->site.n && meta_same_words(part, meta->site)) return;
    if (is_desk(part, &agency)) {
        if (agency.n && !*out->agency) out->agency = arena_slice(arena, agency);
        return;
    }
    if (name_is_listed(WORDING_AGENCIES, part)) {
        if (!*out->agency) out->agency = arena_slice(arena, part);
        return;
    }
    if (out->n_authors >= NAMES_MAX || !name_is(part, alone ? 1 : 2)) return;
    for (size_t i = 0; i < out->n_authors; i++)
        if (slice_is(part, names[i])) return;
    names[out->n_authors++] = arena_slice(arena, part);
}

/* "A. Onymous, B. Onymous and C. Onymous (Reuters)" into three names and the agency. Anything else, such as an office, is left out. */
static void cut_names(Arena *arena, const Meta *meta, Slice byline, Article *out) {
    const char **names = arena_alloc(arena, NAMES_MAX * sizeof *names);
    int blanks;
    bool turned = commas_in(byline, &blanks) == 1 && blanks == 1; /* "Onymous, Ann" */
    size_t from = 0, joints = 0;
    for (size_t i = 0; i < byline.n && !turned; i++) {
        Slice rest = {byline.p + i, byline.n - i};
        size_t k = name_joint_at(rest);
        if (!k || is_within_name(rest, k)) continue;
        add_name(arena, meta, out, names, (Slice){byline.p + from, i - from}, false);
        from = i + k, i = from - 1, joints++;
    }
    add_name(arena, meta, out, names, (Slice){byline.p + from, byline.n - from}, !joints);
    out->authors = names;
}

/* ---- positions ---- */

/* A separator within a line: "11 November 2017 | By Ann Onymous". Its length, or 0. */
static size_t mark_at(Slice s, size_t at) {
    static const char *const marks[] = {"|", " - ", " \xE2\x80\x93 ", " \xE2\x80\x94 ", "\xC2\xB7", "\xE2\x80\xA2", " / ", ", "};
    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (s.n - at >= strlen(marks[i]) && memcmp(s.p + at, marks[i], strlen(marks[i])) == 0) return strlen(marks[i]);
    return 0;
}

/* "Author: ", wherever it is in a line. */
static bool says_author(Slice s) {
    size_t head = wording_begins(WORDING_BYLINES, s);
    return head > 2 && s.p[head - 2] == ':';
}

/* The byline in a line, possibly after a date, a place or a section. */
static Slice byline_in(Slice s) {
    Slice names = s.n > 5 && s.n < 2 * BYLINE_MAX ? name_signed(s) : (Slice){"", 0};
    for (size_t at = 0; at < s.n && s.n < BYLINE_MAX && !names.n; at++) {
        size_t k = mark_at(s, at);
        Slice rest = {s.p + at + k, s.n - at - k};
        while (rest.n && rest.p[0] == ' ') rest.p++, rest.n--;
        bool told = at && s.p[at - 1] == ' ' && says_author(rest);
        if ((k || told) && rest.n > 5) names = name_signed(rest);
    }
    return names;
}

/* The small words in it belong to names: "de", "von". A section has others: "Peace and Security". */
static bool has_other_words(Slice s) {
    for (size_t i = 0, n; i < s.n; i += n + 1) {
        const char *end = memchr(s.p + i, ' ', s.n - i);
        n = end ? (size_t)(end - s.p) - i : s.n - i;
        Slice word = {s.p + i, n};
        if (n && islower((unsigned char)word.p[0]) && !wording_has(WORDING_NAME_PARTICLES, word)) return true;
    }
    return false;
}

static bool has_small_letter(Slice s) {
    for (size_t i = 0; i < s.n; i++)
        if (islower((unsigned char)s.p[i]) || s.p[i] & 0x80) return true;
    return false;
}

/* A part of a line that may be somebody's name, but no place with the day behind it. */
static bool may_sign(Slice s) {
    Slice agency;
    if (memchr(s.p, '|', s.n) || furniture_is_line(s, 0) || has_other_words(s) || !has_small_letter(s) ||
        wording_has_folded(WORDING_STATES, s))
        return false;
    return name_is(s, 2) && outlet_words(s) <= SIGNED_WORDS && !is_desk(s, &agency) && !furniture_says_day(s) && !memchr(s.p, ',', s.n);
}

/* "Ann Onymous | 11 November 2017", "11/11/2017 - Ann Onymous": the first name of two to four words in a short line that is cut by marks and tells a day. */
static Slice name_beside_day(Slice s) {
    char day[DATE_ROOM];
    Slice name = {"", 0};
    if (s.n > BYLINE_MAX / 2 || !dates_find_day_first(s, day)) return name;
    for (size_t from = 0, at = 0; at <= s.n && !name.n; at++) {
        size_t k = at < s.n ? mark_at(s, at) : 1;
        if (!k || (at < s.n && s.p[at] == ',')) continue;
        Slice part = name_trim((Slice){s.p + from, at - from});
        size_t words = 0;
        while (words < part.n && !isdigit((unsigned char)part.p[words])) words++;
        if (words < part.n && words) part = name_trim((Slice){part.p, words});
        if (may_sign(part)) name = part;
        from = at + k, at = from - 1;
    }
    return name;
}

/* "By Ann Onymous" on a line of its own, between headline and text. */
static Slice byline_from_lines(const Page *page, const Extract *e, Arena *arena) {
    Buf line = {0};
    Slice names = {"", 0};
    uint32_t i = e->title_end, end = extract_text_begins(e);
    while (!names.n && html_next_line(page, &i, end, " | ", true, &line)) {
        names = byline_in((Slice){line.p, line.n});
        if (names.n) names.p = arena_copy(arena, names.p, names.n);
    }
    buf_free(&line);
    return names;
}

/* Where nothing is called author: the name that shares a line with the day, or stands in the line before or behind it. */
static Slice byline_beside_day(const Page *page, const Meta *meta, const Extract *e, Arena *arena) {
    Buf line = {0};
    Slice names = {"", 0}, above = {"", 0};
    bool day_above = false;
    uint32_t i = e->title_end, from = i, end = extract_text_begins(e);
    for (; e->title_end && !names.n && html_next_line(page, &i, end, " | ", true, &line); from = i) {
        char day[DATE_ROOM];
        bool links = false;
        Slice s = {line.p, line.n}, name = name_beside_day(s);
        for (uint32_t k = from; k < i; k++) links |= page->nodes[k].tag == TAG_A && !(page->nodes[k].hints & HINT_AUTHOR);
        bool has_day = html_width(s) < BYLINE_MAX / 2 && dates_find_day_first(s, day), alone = !links && may_sign(s) && !outlet_is(s, meta->site, meta->url);
        if (name.n)
            names = (Slice){arena_copy(arena, name.p, name.n), name.n};
        else if (alone && day_above)
            names = (Slice){arena_copy(arena, s.p, s.n), s.n};
        else if (has_day)
            names = above;
        day_above = has_day;
        above = alone ? (Slice){arena_copy(arena, s.p, s.n), s.n} : (Slice){"", 0};
    }
    buf_free(&line);
    return names;
}

/* The text of an element, empty if it holds too much to be a line of names: elements of the kind may be nested, and so each is read in part only. */
static Slice small_text_of(const Page *page, uint32_t node, Arena *arena) {
    const Node *box = &page->nodes[node];
    size_t bytes = 0;
    if (box->end - node > BOX_NODES) return (Slice){"", 0};
    for (uint32_t i = node; i < box->end; i++) bytes += page->nodes[i].tag == TAG_TEXT ? page->nodes[i].n_text : 0;
    return bytes <= BOX_BYTES ? html_text_of(page, node, arena) : (Slice){"", 0};
}

/* The first words of an element, up to its first inner boundary. */
static Slice first_line_of(const Page *page, uint32_t node, Arena *arena) {
    uint32_t end = page->nodes[node].end;
    for (uint32_t i = node; i < end && i - node < BOX_NODES; i++) {
        if (page->nodes[i].tag != TAG_TEXT) continue;
        Slice s = small_text_of(page, page->nodes[i].parent, arena);
        if (s.n) return name_alone(s);
    }
    return (Slice){"", 0};
}

/* Names in a row, each once; empty if there are fewer than `least`. */
static Slice join_names(const Named *named, size_t n, size_t least, Arena *arena) {
    size_t room = 1, size = 0, joined = 0;
    for (size_t i = 0; i < n; i++) room += named[i].text.n + 2;
    char *all = arena_alloc(arena, room);
    for (size_t i = 0; i < n; i++) {
        bool again = false;
        for (size_t k = 0; k < i; k++) again |= slice_eq(named[k].text, named[i].text);
        if (again) continue;
        if (joined++) memcpy(all + size, ", ", 2), size += 2;
        memcpy(all + size, named[i].text.p, named[i].text.n), size += named[i].text.n;
    }
    all[size] = 0;
    return (Slice){all, joined >= least ? size : 0};
}

/* Several names in elements called author within one that is called so: "Authors: Ann Onymous, Bertram Oakes". */
static Slice names_in(const Page *page, uint32_t node, Arena *arena) {
    Named named[NAMES_MAX];
    size_t n = 0;
    for (uint32_t i = node + 1; i < page->nodes[node].end && n < NAMES_MAX; i++) {
        if (!(page->nodes[i].hints & HINT_AUTHOR)) continue;
        Slice s = name_trim(name_alone(small_text_of(page, i, arena)));
        if (!name_is(s, 2)) continue;
        named[n++] = (Named){i, s};
        i = page->nodes[i].end - 1;
    }
    Slice all = join_names(named, n, 2, arena);
    return all.n < BYLINE_MAX ? all : (Slice){"", 0};
}

/* The only name in the boxes after the text that are called author; none if they name several people, who are authors of other stories. */
static Slice byline_from_box(const Page *page, const Extract *e, Arena *arena) {
    Slice found = {"", 0};
    int looked = 0;
    uint32_t i = 0;
    for (size_t k = 0; k < e->n; k++)
        if (e->chunks[k].keep) i = e->chunks[k].last + 1;
    for (; i && i < page->n && looked < BYLINES_MAX; i++) {
        if (!(page->nodes[i].hints & HINT_AUTHOR)) continue;
        looked++;
        for (uint32_t up = i; up; up = page->nodes[up].parent)
            if (page->nodes[up].hints & (HINT_COMMENTS | HINT_HIDDEN)) return found;
        Slice s = first_line_of(page, i, arena), several = names_in(page, i, arena);
        if (several.n && !found.n) return several;
        if (!name_is(s, 2)) continue;
        if (found.n && !slice_eq(found, s)) return (Slice){"", 0};
        found = s;
    }
    return found;
}

/* All lines of an element as one; those behind the first name are set apart by a bar. */
static Slice line_of(const Page *page, uint32_t node, Arena *arena) {
    Buf line = {0}, all = {0};
    for (uint32_t i = node; all.n < 2 * BYLINE_MAX && html_next_line(page, &i, page->nodes[node].end, " | ", true, &line);) {
        size_t head = all.n ? wording_begins(WORDING_BYLINES, (Slice){all.p, all.n}) : 0;
        bool only_head = head && head >= all.n;
        if (all.n && !only_head) buf_str(&all, "| ");
        buf_add(&all, line.p, line.n);
        buf_char(&all, ' ');
    }
    while (all.n && all.p[all.n - 1] == ' ') all.n--;
    Slice done = {arena_copy(arena, all.p ? all.p : "", all.n), all.n};
    buf_free(&line);
    buf_free(&all);
    return done;
}

static Slice byline_from_elements(const Page *page, Arena *arena) {
    int looked = 0;
    for (uint32_t i = 0; i < page->n && looked < BYLINES_MAX; i++) {
        if (!(page->nodes[i].hints & HINT_BYLINE)) continue;
        looked++;
        Slice names = name_signed(line_of(page, i, arena));
        if (names.n && !meta_is_nobody(names)) return names;
    }
    return (Slice){"", 0};
}

/* Elements called author between headline and text that contain only a name, the innermost of nested ones; all of them as one byline. */
static Slice byline_from_authors(const Page *page, const Extract *e, Arena *arena) {
    Named named[NAMES_MAX];
    size_t n = 0;
    uint32_t end = e->title_end ? extract_text_begins(e) : 0;
    int looked = 0;
    for (uint32_t i = e->title_end; i < end && n < NAMES_MAX && looked < BYLINES_MAX; i++) {
        if (!(page->nodes[i].hints & (HINT_AUTHOR | HINT_BYLINE)) || page->nodes[i].hints & (HINT_COMMENTS | HINT_HIDDEN)) continue;
        looked++;
        Slice s = name_alone(line_of(page, i, arena));
        bool linked = page->nodes[i].hints & HINT_LINK || (i + 1 < page->n && page->nodes[i + 1].hints & HINT_LINK);
        if (!name_is(s, linked ? 1 : 2) && !name_is_listed(WORDING_AGENCIES, s)) continue;
        while (n && page->nodes[named[n - 1].node].end > i) n--;
        named[n++] = (Named){i, s};
    }
    return join_names(named, n, 1, arena);
}

static Slice byline_shown(const Page *page, const Meta *meta, const Extract *e, Arena *arena) {
    Slice s = byline_from_elements(page, arena);
    if (!s.n) s = byline_from_authors(page, e, arena);
    if (!s.n) s = byline_from_lines(page, e, arena);
    if (!s.n) s = byline_from_box(page, e, arena);
    return s.n ? s : byline_beside_day(page, meta, e, arena);
}

/* "Von Ann Onymous" in metadata; "Di Stefano" is also a name. */
static Slice without_head(Slice s) {
    size_t head = wording_begins(WORDING_BYLINES, s);
    bool particle = head == 3 && (s.p[0] | 32) == 'd';
    return head && !particle && name_is_byline(s) ? name_alone(s) : s;
}

/* The metadata name the outlet instead of the author. */
static bool is_of_outlet(const Meta *meta) {
    return outlet_is(meta->byline, meta->site, meta->url) || (meta->publisher.n && meta_same_words(meta->byline, meta->publisher));
}

void byline_find(const Page *page, const Meta *meta, const Extract *e, Arena *arena, Article *out) {
    bool of_outlet = meta->byline.n && is_of_outlet(meta);
    Slice s = of_outlet || !meta->byline.n ? byline_shown(page, meta, e, arena) : without_head(meta->byline);
    if (!s.n && meta->byline.n) s = meta->byline;
    out->byline = arena_slice(arena, s);
    cut_names(arena, meta, s, out);
}
