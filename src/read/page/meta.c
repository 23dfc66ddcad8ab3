/* meta.c - a page's metadata: title, site, author, date, language and address. JSON-LD is trusted before meta tags, and these before addresses: the first is
 * written for machines by the publisher's own system, the others become outdated.
 */
#include <ctype.h>
#include <jansson.h>
#include <stdlib.h>

#include "read/page/page_int.h"
#include "vocab/wording.h"

enum { GRAPH_DEPTH = 4, GRAPH_NODES = 64, FIELD_MAX = 4096 /* bytes of what a page says of itself */, SCRIPT_MAX = 2 << 20, SMALL_WORD = 6 };

/* ---- strings ---- */

static size_t entity_at(const char *p, const char *end, uint32_t *cp) {
    static const struct {
        const char *name;
        uint32_t cp;
    } names[] = {{"&amp;", '&'},   {"&quot;", '"'},     {"&lt;", '<'},       {"&gt;", '>'},       {"&nbsp;", ' '},
                 {"&apos;", '\''}, {"&rsquo;", 0x2019}, {"&lsquo;", 0x2018}, {"&ndash;", 0x2013}, {"&mdash;", 0x2014}};
    size_t left = (size_t)(end - p);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (left >= strlen(names[i].name) && memcmp(p, names[i].name, strlen(names[i].name)) == 0) return *cp = names[i].cp, strlen(names[i].name);
    if (left < 4 || p[1] != '#') return 0;
    char digits[10] = "";
    bool hex = (p[2] | 32) == 'x';
    size_t n = 0, at = 2 + hex;
    while (at + n < left && n < sizeof digits - 1 && isxdigit((unsigned char)p[at + n])) digits[n] = p[at + n], n++;
    digits[n] = 0;
    if (!n || at + n >= left || p[at + n] != ';') return 0;
    *cp = (uint32_t)strtoul(digits, NULL, hex ? 16 : 10);
    bool bad = *cp == 0 || *cp > 0x10FFFF || (*cp >= 0xD800 && *cp < 0xE000);
    if (bad) *cp = 0xFFFD;
    return at + n + 1;
}

static Slice shortened(Slice s) {
    while (s.n > FIELD_MAX || (s.n == FIELD_MAX && ((unsigned char)s.p[s.n] & 0xC0) == 0x80)) s.n = s.n > FIELD_MAX ? FIELD_MAX : s.n - 1;
    return s;
}

/* Decodes entities and collapses white space. JSON-LD often contains text escaped for HTML. */
Slice meta_clean(Slice s, Arena *arena) {
    Buf raw = {0}, out = {0};
    s = shortened(s);
    for (const char *p = s.p, *end = s.p + s.n; p < end;) {
        uint32_t cp;
        char one[4];
        size_t k = *p == '&' ? entity_at(p, end, &cp) : 0;
        if (k)
            buf_add(&raw, one, utf8_encode(cp, one));
        else
            buf_char(&raw, *p), k = 1;
        p += k;
    }
    html_add_clean(&out, (Slice){raw.p, raw.n}, 0);
    while (out.n && out.p[out.n - 1] == ' ') out.n--;
    Slice done = {arena_copy(arena, out.p ? out.p : "", out.n), out.n};
    buf_free(&raw);
    buf_free(&out);
    return done;
}

static void fill(Slice *where, Slice s, Arena *arena) {
    if (where->n == 0 && s.n) *where = meta_clean(s, arena);
}

static void fill_date(Meta *m, Slice s) {
    if (!m->date[0] && s.n && dates_of_stamp(s, m->date)) m->date_told = s;
}

/* JSON is freed when it has been read. */
static Slice kept(Slice s, Arena *arena) { return s.n ? (Slice){arena_slice(arena, s), s.n} : s; }

static bool next_letter(Slice s, size_t *at, uint32_t *cp) {
    while (*at < s.n) {
        *at += utf8_next(s.p + *at, s.p + s.n, cp);
        if (*cp < 0x80 && isalnum((int)*cp)) {
            *cp = (uint32_t)tolower((int)*cp);
            return true;
        }
        if (*cp >= 0x80 && utf8_is_letter(*cp)) return true;
    }
    return false;
}

bool meta_same_words(Slice a, Slice b) {
    size_t i = 0, k = 0;
    uint32_t x = 0, y = 0;
    for (;;) {
        bool more_a = next_letter(a, &i, &x), more_b = next_letter(b, &k, &y);
        if (!more_a || !more_b) return more_a == more_b;
        if (x != y) return false;
    }
}

/* Separators such as in " - The Example Daily", longest first. */
static size_t separator_at(Slice s, size_t at) {
    static const char *const marks[] = {" \xE2\x80\x94 ", " \xE2\x80\x93 ", " \xC2\xBB ", " \xE2\x80\xBA ", " :: ", " | ", " - ", " \xC2\xB7 "};
    bool joined = s.p[at] == '_' && at && s.p[at - 1] != ' ' && s.n - at > 4; /* "Talks end_Example Daily" */
    if (joined && memchr(s.p, ' ', s.n)) return 1;
    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (s.n - at > strlen(marks[i]) && memcmp(s.p + at, marks[i], strlen(marks[i])) == 0) return strlen(marks[i]);
    return 0;
}

Slice meta_strip_last(Slice title) {
    for (size_t at = title.n; at-- > 1;)
        if ((title.p[at] == ' ' || title.p[at] == '_') && separator_at(title, at)) return (Slice){title.p, at};
    return (Slice){0};
}

Slice meta_strip_first(Slice title) {
    for (size_t at = 1; at + 2 < title.n; at++) {
        size_t k = title.p[at] == ':' && title.p[at + 1] == ' ' ? 2 : title.p[at] == ' ' ? separator_at(title, at) : 0;
        if (k) return (Slice){title.p + at + k, title.n - at - k};
    }
    return (Slice){0};
}

/* "Example Daily" in "The Example Daily News", "example.com" in "Example". */
static bool is_site(Slice tail, Slice site) {
    if (!site.n || tail.n < 3) return false;
    size_t n = tail.n < site.n ? tail.n : site.n;
    return meta_same_words(tail, site) || (n >= 3 && strncasecmp(tail.p, site.p, n) == 0);
}

/* The same, only if the rest is the site's name. */
static Slice strip_site(Slice title, Slice site) {
    for (Slice head = meta_strip_last(title); head.n; head = meta_strip_last(head)) {
        Slice tail = {title.p + head.n, title.n - head.n};
        size_t k = separator_at(title, head.n);
        tail.p += k, tail.n -= k;
        if (is_site(tail, site)) return head;
    }
    return title;
}

/* ---- JSON-LD ---- */

static Slice string_of(const json_t *v) { return json_is_string(v) ? (Slice){json_string_value(v), json_string_length(v)} : (Slice){0}; }

/* A name: a string, an object with a name, or the first in a list of these. */
static Slice name_of(const json_t *v) {
    for (int i = 0; i < 4; i++) {
        if (json_is_array(v))
            v = json_array_get(v, 0);
        else if (json_is_object(v))
            v = json_object_get(v, "name");
        else
            break;
    }
    return string_of(v);
}

/* The person that {"@id": ...} refers to in the graph; the value itself if there is none. */
static const json_t *meant_by(const json_t *v, const json_t *graph) {
    const json_t *id = json_is_object(v) && !json_object_get(v, "name") ? json_object_get(v, "@id") : NULL;
    size_t i;
    json_t *node;
    if (!json_is_string(id)) return v;
    json_array_foreach(graph, i, node) {
        if (i >= GRAPH_NODES) break;
        if (json_equal(json_object_get(node, "@id"), id)) return node;
    }
    return v;
}

/* All names in a list, as in a byline: "A, B and C". */
static Slice names_of(const json_t *v, const json_t *graph, Arena *arena) {
    size_t n = json_array_size(v);
    if (n < 2 || n > 12) return name_of(meant_by(n == 1 ? json_array_get(v, 0) : v, graph));
    Buf all = {0};
    for (size_t i = 0; i < n; i++) {
        Slice name = name_of(meant_by(json_array_get(v, i), graph));
        if (!name.n) continue;
        if (all.n) buf_str(&all, i + 1 == n ? wording[WORDING_LAST_NAME].list[0] : ", ");
        buf_add(&all, name.p, name.n);
    }
    Slice done = {arena_copy(arena, all.p ? all.p : "", all.n), all.n};
    buf_free(&all);
    return done;
}

/* What the objects of a page say of its article, and what they say of the page, which counts where they do not say it of the article. */
typedef struct Said {
    Meta article, page;
} Said;

/* Where to put what an object of this type says; NULL if it is neither an article nor a page. */
static Meta *place_of_type(Said *said, const json_t *v) {
    static const char *const types[] = {"Article", "BlogPosting", "Report", "LiveBlogPosting"};
    if (json_is_array(v)) v = json_array_get(v, 0);
    Slice s = string_of(v);
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (s.n && strstr(s.p, types[i])) return &said->article;
    return s.n && strstr(s.p, "WebPage") ? &said->page : NULL;
}

static Slice address_of(const json_t *v) {
    if (json_is_object(v)) v = json_object_get(v, "@id");
    Slice s = string_of(v);
    return s.n > 8 && strncmp(s.p, "http", 4) == 0 ? s : (Slice){0};
}

static void take_object(const json_t *o, const json_t *graph, Meta *m, Arena *arena) {
    fill(&m->title, string_of(json_object_get(o, "headline")), arena);
    fill_date(m, kept(string_of(json_object_get(o, "datePublished")), arena));
    fill(&m->byline, names_of(json_object_get(o, "author"), graph, arena), arena);
    fill(&m->site, name_of(json_object_get(o, "publisher")), arena);
    fill(&m->publisher, name_of(json_object_get(o, "publisher")), arena);
    fill(&m->language, string_of(json_object_get(o, "inLanguage")), arena);
    Slice body = string_of(json_object_get(o, "articleBody"));
    if (body.n > m->body.n) m->body = (Slice){arena_slice(arena, body), body.n};
    fill(&m->url, address_of(json_object_get(o, "mainEntityOfPage")), arena);
}

static void read_object(const json_t *o, const json_t *graph, Said *said, Arena *arena, int depth) {
    size_t i;
    json_t *v;
    if (depth > GRAPH_DEPTH) return;
    if (json_is_array(o)) {
        json_array_foreach(o, i, v) read_object(v, graph ? graph : o, said, arena, depth + 1);
        return;
    }
    if (!json_is_object(o)) return;
    read_object(json_object_get(o, "@graph"), NULL, said, arena, depth + 1);
    if (!said->article.date_else.n) said->article.date_else = kept(string_of(json_object_get(o, "datePublished")), arena);
    Meta *m = place_of_type(said, json_object_get(o, "@type"));
    if (m) take_object(o, graph, m, arena);
}

static Meta join_said(const Said *said) {
    Meta m = said->article;
    const Meta *page = &said->page;
    const struct { Slice *to; Slice from; } fields[] = {{&m.title, page->title}, {&m.byline, page->byline}, {&m.site, page->site}, {&m.publisher, page->publisher}, {&m.language, page->language}, {&m.url, page->url}, {&m.body, page->body}};
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        if (!fields[i].to->n) *fields[i].to = fields[i].from;
    if (!m.date[0]) memcpy(m.date, page->date, sizeof m.date), m.date_told = page->date_told;
    return m;
}

/* Scripts as found in practice: line breaks in strings, a comment or CDATA mark around them, a semicolon at the end. */
static void read_script(Slice s, Said *said, Arena *arena) {
    if (s.n > SCRIPT_MAX) return; /* JSON takes at worst a hundred times as much memory */
    char *text = arena_slice(arena, s);
    size_t from = 0, n = s.n;
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)text[i] < 0x20) text[i] = ' ';
    while (from < n && text[from] != '{' && text[from] != '[') from++;
    if (from + 7 < n && memcmp(text + from, "[CDATA[", 7) == 0) from += 7;
    json_t *root = json_loadb(text + from, n - from, JSON_DISABLE_EOF_CHECK, NULL);
    if (root) read_object(root, NULL, said, arena, 0);
    json_decref(root);
}

/* ---- meta tags ---- */

typedef enum MetaField { FIELD_TITLE, FIELD_SITE, FIELD_URL, FIELD_LANGUAGE, FIELD_BYLINE, FIELD_DATE } MetaField;

/* Names of meta tags in order of trust within a field. */
static const struct {
    const char *name;
    MetaField field;
} META_NAMES[] = {
    {"og:title", FIELD_TITLE},
    {"twitter:title", FIELD_TITLE},
    {"headline", FIELD_TITLE},
    {"parsely-title", FIELD_TITLE},
    {"dc.title", FIELD_TITLE},
    {"og:site_name", FIELD_SITE},
    {"application-name", FIELD_SITE},
    {"og:url", FIELD_URL},
    {"twitter:url", FIELD_URL},
    {"parsely-link", FIELD_URL},
    {"content-language", FIELD_LANGUAGE},
    {"language", FIELD_LANGUAGE},
    {"dc.language", FIELD_LANGUAGE},
    {"og:locale", FIELD_LANGUAGE},
    {"author", FIELD_BYLINE},
    {"byl", FIELD_BYLINE},
    {"article:author_name", FIELD_BYLINE},
    {"parsely-author", FIELD_BYLINE},
    {"sailthru.author", FIELD_BYLINE},
    {"dc.creator", FIELD_BYLINE},
    {"article:published_time", FIELD_DATE},
    {"article:published", FIELD_DATE},
    {"datepublished", FIELD_DATE},
    {"og:published_time", FIELD_DATE},
    {"parsely-pub-date", FIELD_DATE},
    {"sailthru.date", FIELD_DATE},
    {"pubdate", FIELD_DATE},
    {"publishdate", FIELD_DATE},
    {"publish-date", FIELD_DATE},
    {"publication_date", FIELD_DATE},
    {"article.published", FIELD_DATE},
    {"dc.date.issued", FIELD_DATE},
    {"dcterms.created", FIELD_DATE},
    {"dc.date", FIELD_DATE},
    {"date", FIELD_DATE},
    {"citation_date", FIELD_DATE},
    {"citation_publication_date", FIELD_DATE},
    {"article:published_date", FIELD_DATE},
    {"rnews:datepublished", FIELD_DATE},
    {"dc.created", FIELD_DATE},
    {"dcterms.date", FIELD_DATE},
    {"dcterms.issued", FIELD_DATE},
};

static void take_meta(Meta *m, MetaField field, Slice content, Arena *arena) {
    Slice *const fields[] = {&m->title, &m->site, &m->url, &m->language, &m->byline};
    if (field == FIELD_DATE)
        fill_date(m, content);
    else if (field != FIELD_BYLINE || content.n < 4 || strncmp(content.p, "http", 4) != 0)
        fill(fields[field], content, arena);
}

static void read_metas(const Page *page, Meta *m, Arena *arena) {
    for (size_t k = 0; k < COUNT_OF(META_NAMES); k++)
        for (size_t i = 0; i < page->n_metas; i++)
            if (page->metas[i].name.n == strlen(META_NAMES[k].name) &&
                strncasecmp(page->metas[i].name.p, META_NAMES[k].name, page->metas[i].name.n) == 0)
                take_meta(m, META_NAMES[k].field, page->metas[i].content, arena);
}

Slice meta_language_code(Slice s, Arena *arena) {
    size_t n = 0;
    while (n < s.n && isalpha((unsigned char)s.p[n])) n++;
    if (n < 2 || n > 3) return (Slice){"", 0};
    char *code = arena_copy(arena, s.p, n);
    for (size_t i = 0; i < n; i++) code[i] = (char)tolower((unsigned char)code[i]);
    return (Slice){code, n};
}

static bool begins_with(Slice s, const char *what) { return s.n > strlen(what) && strncasecmp(s.p, what, strlen(what)) == 0; }

static bool any_begins(Slice s, WordingList list) {
    for (size_t i = 0; i < wording[list].n; i++)
        if (begins_with(s, wording[list].list[i])) return true;
    return false;
}

static Slice without_by(Slice s) {
    for (size_t i = 0; i < wording[WORDING_SIGNED].n; i++) {
        size_t n = strlen(wording[WORDING_SIGNED].list[i]);
        if (begins_with(s, wording[WORDING_SIGNED].list[i])) return (Slice){s.p + n, s.n - n};
    }
    return s;
}

/* A comma before a person's office: ", Shipping Correspondent". */
static bool is_before_office(Slice s) {
    if (!begins_with(s, ", ") || s.n > 60) return false;
    for (size_t i = 0; i + 5 < s.n; i++)
        if (any_begins((Slice){s.p + i, s.n - i + 1}, WORDING_OFFICES)) return true;
    return false;
}

/* A word beginning that ends a name. */
static bool ends_names(Slice rest) {
    static const char *const marks[] = {"@", "http", "|", "\xE2\x80\xA2", "- ", "\xE2\x80\x93 ", "\xE2\x80\x94 ", "\xC2\xB7"};
    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (begins_with((Slice){rest.p, rest.n + 1}, marks[i])) return true;
    if (any_begins((Slice){rest.p, rest.n + 1}, WORDING_BEHIND_NAMES) || dates_begin_with_month(rest)) return true;
    for (size_t i = 0; i < wording[WORDING_BEFORE_DATE].n; i++)
        if (slice_is(rest, wording[WORDING_BEFORE_DATE].list[i])) return true;
    return false;
}

Slice meta_names_alone(Slice s) {
    s = without_by(s);
    size_t end = s.n;
    for (size_t i = 1; i < end; i++) {
        Slice rest = {s.p + i, s.n - i};
        bool mark = s.p[i] == '|' || isdigit((unsigned char)s.p[i]) || is_before_office(rest);
        if (mark || (s.p[i - 1] == ' ' && ends_names(rest))) end = i;
    }
    bool before_number = end < s.n && isdigit((unsigned char)s.p[end]);
    while (end && strchr(" ,-|:(", s.p[end - 1])) end--;
    for (size_t at = end; before_number && at && end - at < SMALL_WORD; at--) /* "Ann Onymous le 19 mai" */
        if (s.p[at - 1] == ' ' && islower((unsigned char)s.p[at])) {
            end = at - 1;
            break;
        }
    return (Slice){s.p, end};
}

/* "using our site you agree": in names most words are capitalised. */
static bool is_no_name(Slice s) {
    int words = 0, large = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == ' ' || (i && s.p[i - 1] != ' ')) continue;
        words++;
        large += isupper((unsigned char)s.p[i]) || (s.p[i] & 0x80) || s.p[i] == '"' || s.p[i] == '\'';
    }
    return words > 0 && large * 2 < words;
}

/* A system's placeholder for unsigned text. */
bool meta_is_nobody(Slice s) {
    if (is_no_name(s)) return true;
    for (size_t i = 0; i < wording[WORDING_NOBODY].n; i++)
        if (s.n == strlen(wording[WORDING_NOBODY].list[i]) && strncasecmp(s.p, wording[WORDING_NOBODY].list[i], s.n) == 0) return true;
    return false;
}

static uint32_t first_with_tag(const Page *page, unsigned tag) {
    for (uint32_t i = 0; i < page->n; i++)
        if (page->nodes[i].tag == tag) return i;
    return UINT32_MAX;
}

/* "Talks end | World | 23.05.2011": the part after the last mark, if it is just a date. */
static Slice date_in_title(Slice title) {
    char day[11];
    if (!title.n) return (Slice){0};
    Slice head = meta_strip_last(title), tail = {title.p + head.n, title.n - head.n};
    return head.n && tail.n < 24 && dates_find(tail, day) ? tail : (Slice){0};
}

void meta_read(const Page *page, Arena *arena, Meta *out) {
    Meta tags = {0};
    Said said = {0};
    for (size_t i = 0; i < page->n_scripts; i++) read_script(page->scripts[i], &said, arena);
    *out = join_said(&said);
    read_metas(page, &tags, arena);
    if (tags.site.n) out->site = tags.site; /* the publisher in JSON-LD is often the company, not the paper */
    if (out->site.n && out->site.p[0] == '@') out->site.p++, out->site.n--;
    if (page->canonical.n) out->url = page->canonical;
    fill(&out->title, tags.title, arena);
    uint32_t title = first_with_tag(page, TAG_TITLE);
    if (title != UINT32_MAX) out->title_tag = shortened(html_text_of(page, title, arena));
    if (!out->title.n) out->title = out->title_tag;
    fill(&out->url, tags.url, arena);
    fill(&out->byline, tags.byline, arena);
    fill_date(out, tags.date_told);
    if (!out->date_else.n) out->date_else = date_in_title(out->title_tag);
    out->title = strip_site(out->title, out->site);
    out->byline = meta_names_alone(out->byline);
    if (meta_is_nobody(out->byline)) out->byline = (Slice){0};
    out->locale = tags.language;
    out->language = meta_language_code(page->lang.n ? page->lang : out->language.n ? out->language : tags.language, arena);
}
