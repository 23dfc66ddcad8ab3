/* feed.c - splits an RSS (0.9 to 2.0) or Atom feed into its entries, one document each, and a news sitemap into its addresses with title and date. libxml2 reads
 * it and repairs what it can; names are compared without their prefix, because feeds are careless with namespaces.
 */
#include <ctype.h>
#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/SAX2.h>
#include <libxml/tree.h>
#include <stdlib.h>

#include "base/failure.h"
#include "read/input/inputs_int.h"

enum { SIGNS_WITHIN = 2048 };

struct Feed {
    const char *name, *id; /* its name in messages and for entries without one; borrowed */
    Reporter reporter;
    xmlDocPtr doc;
    xmlNodePtr next; /* the next entry, or something before it */
    xmlNodePtr broken; /* the incomplete entry of a truncated feed: not returned */
    bool cut;          /* the feed is truncated, which has not been reported yet */
    Slice site, language;
    Arena own, entry; /* the feed's metadata; those of the last entry returned */
    size_t n;
};

bool feed_is(Slice s) {
    static const char *const signs[] = {"<rss", "<feed", "<rdf:RDF", "<urlset", "<sitemapindex"};
    const char *end = s.p + (s.n < SIGNS_WITHIN ? s.n : SIGNS_WITHIN);
    for (const char *p = s.p; p < end && (p = memchr(p, '<', (size_t)(end - p))); p++) {
        if (p + 1 < end && (p[1] == '?' || p[1] == '!')) continue;
        for (size_t i = 0; i < COUNT_OF(signs); i++) {
            size_t n = strlen(signs[i]);
            if ((size_t)(end - p) > n && memcmp(p, signs[i], n) == 0 && strchr(" \t\r\n>", p[n])) return true;
        }
        return false; /* another kind of root */
    }
    return false;
}

/* ---- elements ---- */

/* "media:title" and the like describe pictures and sound, not the entry. */
static bool is_of_media(const xmlNode *node) {
    static const char *const prefixes[] = {"media", "itunes", "googleplay", "podcast"};
    const char *prefix = node->ns && node->ns->prefix ? (const char *)node->ns->prefix : "", *own = (const char *)node->name;
    for (size_t i = 0; i < COUNT_OF(prefixes); i++) {
        size_t n = strlen(prefixes[i]);
        if (strcmp(prefix, prefixes[i]) == 0 || (strncmp(own, prefixes[i], n) == 0 && own[n] == ':')) return true;
    }
    return false;
}

static bool is_named(const xmlNode *node, const char *name) {
    if (node->type != XML_ELEMENT_NODE) return false;
    const char *own = (const char *)node->name, *colon = strrchr(own, ':');
    return strcmp(colon ? colon + 1 : own, name) == 0 && !is_of_media(node);
}

static xmlNodePtr child_named(const xmlNode *node, const char *name) {
    for (xmlNodePtr c = node ? node->children : NULL; c; c = c->next)
        if (is_named(c, name)) return c;
    return NULL;
}

static Slice trimmed(Slice s) {
    while (s.n && strchr(" \t\r\n", s.p[0])) s.p++, s.n--;
    while (s.n && strchr(" \t\r\n", s.p[s.n - 1])) s.n--;
    return s;
}

/* "<![CDATA[...]]>" that was escaped once too often stands for its content. */
static Slice without_cdata(Slice s) {
    static const char head[] = "<![CDATA[", tail[] = "]]>";
    size_t n = sizeof head - 1, k = sizeof tail - 1;
    if (s.n < n || memcmp(s.p, head, n) != 0) return s;
    s.p += n, s.n -= n;
    if (s.n >= k && memcmp(s.p + s.n - k, tail, k) == 0) s.n -= k;
    return trimmed(s);
}

/* The result of a call to libxml2, copied to the arena. */
static Slice take_string(xmlChar *s, Arena *arena) {
    Slice all = without_cdata(trimmed(slice_of((char *)s)));
    Slice done = {arena_copy(arena, all.p ? all.p : "", all.n), all.n};
    xmlFree(s);
    return done;
}

static Slice content_of(xmlNodePtr node, Arena *arena) { return node ? take_string(xmlNodeGetContent(node), arena) : (Slice){"", 0}; }

static Slice attribute_of(const xmlNode *node, const char *name, Arena *arena) {
    return node ? take_string(xmlGetProp(node, (const xmlChar *)name), arena) : (Slice){"", 0};
}

static void free_buffer(void *buffer) { xmlBufferFree(buffer); }

/* The markup inside an element, for Atom's type="xhtml". */
static Slice markup_of(xmlNodePtr node, Arena *arena) {
    xmlBufferPtr buffer = xmlBufferCreate();
    if (!buffer) failure_raise(ATTACHE_ERR_MEMORY, "out of memory");
    Cleanup cleanup;
    failure_cleanup(&cleanup, free_buffer, buffer);
    for (xmlNodePtr c = node->children; c; c = c->next) xmlNodeDump(buffer, node->doc, c, 0, 0);
    Slice all = trimmed((Slice){(const char *)xmlBufferContent(buffer), (size_t)xmlBufferLength(buffer)});
    Slice done = {arena_slice(arena, all), all.n};
    failure_cleaned(&cleanup);
    xmlBufferFree(buffer);
    return done;
}

/* Markup or entities: in practice titles and descriptions are HTML, whatever the standards say. */
static bool is_markup(Slice s) { return s.n && (memchr(s.p, '<', s.n) || memchr(s.p, '&', s.n)); }

static Slice plain(Slice s, Arena *arena) {
    if (!is_markup(s)) return s;
    Page page;
    html_parse(s, arena, &page);
    Slice text = page.n ? html_text_of(&page, 0, arena) : (Slice){"", 0};
    html_free(&page);
    return text;
}

/* ---- entities ---- */

enum { ENTITY_MAX = 10 };

static bool is_of_xml(Slice name) {
    static const char *const names[] = {"amp", "lt", "gt", "quot", "apos"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (slice_is(name, names[i])) return true;
    return false;
}

/* "&ntilde;" at s[at]: its character; a bare & stands for itself. Returns the number of bytes read. */
static size_t add_entity(Slice s, size_t at, Buf *out) {
    char name[ENTITY_MAX + 1];
    size_t n = 0;
    while (n < ENTITY_MAX && at + 1 + n < s.n && (isalnum((unsigned char)s.p[at + 1 + n]) || (n == 0 && s.p[at + 1] == '#'))) name[n] = s.p[at + 1 + n], n++;
    name[n] = 0;
    bool whole = n && at + 1 + n < s.n && s.p[at + 1 + n] == ';';
    if (whole && (name[0] == '#' || is_of_xml((Slice){name, n}))) return buf_add(out, s.p + at, n + 2), n + 2;
    const htmlEntityDesc *known = whole ? htmlEntityLookup((const xmlChar *)name) : NULL;
    if (!known) return buf_str(out, "&amp;"), 1;
    char letter[4];
    buf_add(out, letter, utf8_encode(known->value, letter));
    return n + 2;
}

/* The end of a section "<![CDATA[ ]]>" or a comment at p, NULL if there is none. */
static const char *behind_section(const char *p, const char *end) {
    bool cdata = end - p > 9 && memcmp(p, "<![CDATA[", 9) == 0, comment = end - p > 4 && memcmp(p, "<!--", 4) == 0;
    if (!cdata && !comment) return NULL;
    const char *close = memmem(p, (size_t)(end - p), cdata ? "]]>" : "-->", 3);
    return close ? close + 3 : end;
}

/* Feeds use HTML entities, which XML does not have. Entities that a feed declares itself are left to the parser. */
static Slice with_letters(Slice s, Arena *arena) {
    if (!memchr(s.p, '&', s.n) || memmem(s.p, s.n < SIGNS_WITHIN ? s.n : SIGNS_WITHIN, "<!ENTITY", 8)) return s;
    Buf out = {0};
    buf_reserve(&out, s.n + 1);
    for (size_t at = 0; at < s.n;) {
        const char *behind = s.p[at] == '<' ? behind_section(s.p + at, s.p + s.n) : NULL;
        if (behind) {
            buf_add(&out, s.p + at, (size_t)(behind - s.p) - at);
            at = (size_t)(behind - s.p);
        } else if (s.p[at] == '&') {
            at += add_entity(s, at, &out);
        } else {
            buf_char(&out, s.p[at++]);
        }
    }
    Slice done = {arena_copy(arena, out.p, out.n), out.n};
    buf_free(&out);
    return done;
}

/* ---- tags in malicious feeds ---- */

enum { ATTRIBUTES_MAX = 500, NAMESPACES_MAX = 500 };

/* The end of a tag that begins at p; NULL if it has more attributes than any real feed: the parser compares each of them with all others. */
static const char *behind_tag(const char *p, const char *end) {
    size_t n = 0;
    for (char quote = 0; p < end && (quote || *p != '>'); p++) {
        if (quote)
            quote = *p == quote ? 0 : quote;
        else if (*p == '"' || *p == '\'')
            quote = *p;
        else if (*p == '=' && ++n > ATTRIBUTES_MAX)
            return NULL;
    }
    return p;
}

static bool is_overloaded(Slice s) {
    const char *p = s.p, *end = s.p + s.n;
    while (p && p < end && (p = memchr(p, '<', (size_t)(end - p)))) {
        const char *behind = behind_section(p, end);
        if (!behind && !(behind = behind_tag(p, end))) return true;
        p = behind;
    }
    return false;
}

/* An element with more namespaces than any real feed, including its ancestors': each name is looked up in all of them. */
static void on_element(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int n_namespaces, const xmlChar **namespaces, int n_attributes,
                       int n_defaulted, const xmlChar **attributes) {
    xmlParserCtxtPtr parser = user;
    if (parser->nsNr / 2 > NAMESPACES_MAX)
        xmlStopParser(parser);
    else
        xmlSAX2StartElementNs(user, name, prefix, uri, n_namespaces, namespaces, n_attributes, n_defaulted, attributes);
}

/* ---- truncated feeds ---- */

/* The last position of any of three words; NULL if there is none. */
static const char *last_of(Slice s, const char *const words[3]) {
    for (size_t at = s.n; at-- > 0;) {
        if (s.p[at] != '<') continue;
        for (int i = 0; i < 3; i++)
            if (s.n - at >= strlen(words[i]) && memcmp(s.p + at, words[i], strlen(words[i])) == 0) return s.p + at;
    }
    return NULL;
}

static bool breaks_off(Slice s) {
    Slice tail = s.n > SIGNS_WITHIN ? (Slice){s.p + s.n - SIGNS_WITHIN, SIGNS_WITHIN} : s;
    return !last_of(tail, (const char *const[3]){"</rss", "</feed", "</urlset"}) && !memmem(tail.p, tail.n, "RDF>", 4);
}

static bool breaks_off_within_entry(Slice s) {
    const char *open = last_of(s, (const char *const[3]){"<item", "<entry", "<url>"}), *close = last_of(s, (const char *const[3]){"</item", "</entry", "</url>"});
    return open && (!close || close < open);
}

static bool is_entry(const xmlNode *node) { return is_named(node, "item") || is_named(node, "entry") || (is_named(node, "url") && child_named(node, "news")); }

static xmlNodePtr last_entry(xmlNodePtr first) {
    xmlNodePtr last = NULL;
    for (xmlNodePtr c = first; c; c = c->next)
        if (is_entry(c) || is_named(c, "url")) last = c;
    return last;
}

/* ---- opening ---- */

static void read_channel(Feed *f, xmlNodePtr root) {
    xmlNodePtr channel = child_named(root, "channel");
    if (!channel) channel = root;
    f->site = plain(content_of(child_named(channel, "title"), &f->own), &f->own);
    f->language = content_of(child_named(channel, "language"), &f->own);
    if (!f->language.n) f->language = attribute_of(root, "lang", &f->own);
    bool inside = child_named(channel, "item") || child_named(channel, "entry"); /* in RSS 1.0 the items are next to the channel */
    f->next = inside ? channel->children : root->children;
}

static void free_parser(void *parser) { xmlFreeParserCtxt(parser); }
static void free_arena(void *arena) { arena_free(arena); }
static void free_doc(void *doc) { xmlFreeDoc(doc); }

/* The tree of a feed, as far as it could be read; it belongs to the caller. */
static xmlDocPtr read_tree(xmlParserCtxtPtr parser, Slice data, int options) {
    xmlCtxtUseOptions(parser, options);
    if (!html_give_bytes(parser, data)) failure_raise(ATTACHE_ERR_MEMORY, "out of memory");
    xmlParseDocument(parser);
    xmlDocPtr doc = parser->myDoc;
    parser->myDoc = NULL;
    return doc;
}

attache_status feed_open(Slice data, const char *name, const char *id, const Reporter *r, Feed **out) {
    *out = NULL;
    XmlErrors errors;
    html_watch_errors(&errors);
    xmlParserCtxtPtr parser = xmlNewParserCtxt();
    if (!parser) failure_raise(ATTACHE_ERR_MEMORY, "out of memory");
    errors.parser = parser;
    int options = XML_PARSE_RECOVER | XML_PARSE_IGNORE_ENC | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_COMPACT;
    Arena text;
    Cleanup cleanups[3];
    arena_init(&text);
    failure_cleanup(&cleanups[0], free_parser, parser);
    failure_cleanup(&cleanups[1], free_arena, &text);
    data = with_letters(data, &text);
    parser->sax->startElementNs = on_element;
    bool trap = is_overloaded(data);
    xmlDocPtr doc = trap ? NULL : read_tree(parser, data, options);
    trap |= parser->errNo == XML_ERR_USER_STOP;
    const xmlError *error = xmlCtxtGetLastError(parser);
    errors.parser = NULL;
    failure_cleanup(&cleanups[2], free_doc, doc);
    if (errors.no_memory) failure_raise(ATTACHE_ERR_MEMORY, "out of memory");
    xmlNodePtr root = doc ? xmlDocGetRootElement(doc) : NULL;
    bool known = root && (is_named(root, "rss") || is_named(root, "feed") || is_named(root, "RDF") || is_named(root, "urlset"));
    char where[WHERE_MAX];
    snprintf(where, sizeof where, "%.4200s:%d", name, error ? error->line : 1);
    attache_status status = ATTACHE_OK;
    if (trap)
        status = report(r, ATTACHE_ERR_TOO_LARGE, where, "has an element with more than %d attributes or namespaces, as no feed has", ATTRIBUTES_MAX);
    else if (root && is_named(root, "sitemapindex"))
        status = report(r, ATTACHE_ERR_FORMAT, where, "is a list of sitemaps and holds no articles; expected one of the sitemaps that it names");
    else if (!known)
        status = report(r, ATTACHE_ERR_FORMAT, where, "is not a feed; expected <rss>, <feed> or <rdf:RDF> as the root element");
    bool cut = breaks_off(data), within = cut && breaks_off_within_entry(data);
    Feed *f = status == ATTACHE_OK ? base_zalloc(sizeof *f) : NULL;
    for (size_t i = COUNT_OF(cleanups); i-- > 0;) failure_cleaned(&cleanups[i]);
    html_unwatch_errors(&errors);
    xmlFreeParserCtxt(parser);
    arena_free(&text);
    if (!f) {
        xmlFreeDoc(doc);
        return status;
    }
    *out = f; /* from here on it belongs to its owner, whatever fails */
    f->name = name, f->id = id;
    f->doc = doc;
    if (r) f->reporter = *r;
    arena_init(&f->own);
    arena_init(&f->entry);
    read_channel(f, root);
    f->cut = cut;
    if (within) f->broken = last_entry(f->next);
    return ATTACHE_OK;
}

void feed_close(Feed *f) {
    if (!f) return;
    xmlFreeDoc(f->doc);
    arena_free(&f->own);
    arena_free(&f->entry);
    free(f);
}

/* ---- entries ---- */

static Slice first_of(const xmlNode *entry, const char *const *names, size_t n, Arena *arena) {
    for (size_t i = 0; i < n; i++) {
        Slice s = content_of(child_named(entry, names[i]), arena);
        if (s.n) return s;
    }
    return (Slice){"", 0};
}

/* RSS has the address as text, Atom as an attribute of the link marked "alternate" or unmarked. */
static Slice link_of(const xmlNode *entry, Arena *arena) {
    static const char *const original[] = {"origLink"};
    Slice own = first_of(entry, original, 1, arena);
    for (xmlNodePtr c = entry->children; c && !own.n; c = c->next) {
        if (!is_named(c, "link")) continue;
        Slice href = attribute_of(c, "href", arena), rel = attribute_of(c, "rel", arena);
        own = !href.n ? content_of(c, arena) : !rel.n || slice_is(rel, "alternate") ? href : own;
    }
    xmlNodePtr guid = child_named(entry, "guid");
    if (own.n || !guid || slice_is(attribute_of(guid, "isPermaLink", arena), "false")) return own;
    Slice id = content_of(guid, arena);
    return id.n > 4 && strncmp(id.p, "http", 4) == 0 ? id : own;
}

/* The longest version of an entry's text. */
static Slice body_of(const xmlNode *entry, Arena *arena, attache_kind *kind) {
    static const char *const names[] = {"encoded", "content", "description", "summary"};
    Slice best = {"", 0};
    *kind = ATTACHE_TEXT;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        xmlNodePtr node = child_named(entry, names[i]);
        if (!node) continue;
        Slice type = attribute_of(node, "type", arena);
        bool xhtml = slice_is(type, "xhtml");
        Slice s = xhtml ? markup_of(node, arena) : content_of(node, arena);
        if (s.n <= best.n) continue;
        best = s;
        *kind = xhtml || (!slice_is(type, "text") && is_markup(s)) ? ATTACHE_HTML : ATTACHE_TEXT;
    }
    return best;
}

static const char *date_of(const xmlNode *entry, Arena *arena) {
    static const char *const names[] = {"pubDate", "published", "issued", "date", "created", "updated", "modified"};
    char *date = arena_zalloc(arena, 11);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (dates_find(content_of(child_named(entry, names[i]), arena), date)) return date;
    return "";
}

static void take_entry(Feed *f, xmlNodePtr entry, attache_document *out) {
    static const char *const ids[] = {"guid", "id"};
    Arena *a = &f->entry;
    Slice url = link_of(entry, a), id = url.n ? url : first_of(entry, ids, COUNT_OF(ids), a);
    Slice lang = attribute_of(entry, "lang", a), source = content_of(child_named(child_named(entry, "source"), "title"), a);
    *out = (attache_document){.url = url.p, .date = date_of(entry, a), .charset = "utf-8"};
    out->id = id.n ? id.p : arena_printf(a, "%s#%zu", f->id, f->n);
    out->path = id.n ? "" : f->name;
    out->title = arena_slice(a, plain(content_of(child_named(entry, "title"), a), a));
    out->source = arena_slice(a, source.n ? source : f->site);
    out->language = lang.n ? lang.p : f->language.p;
    Slice body = body_of(entry, a, &out->kind);
    out->data = body.p, out->size = body.n;
}

/* A news sitemap has the address, title, date and publisher of each article, but not its text. */
static void take_news(Feed *f, const xmlNode *url, attache_document *out) {
    Arena *a = &f->entry;
    const xmlNode *news = child_named(url, "news"), *publication = child_named(news, "publication");
    Slice address = content_of(child_named(url, "loc"), a);
    char *date = arena_zalloc(a, 11);
    dates_find(content_of(child_named(news, "publication_date"), a), date);
    *out = (attache_document){.url = address.p, .date = date, .charset = "utf-8", .kind = ATTACHE_TEXT, .data = ""};
    out->id = address.n ? address.p : arena_printf(a, "%s#%zu", f->id, f->n);
    out->path = address.n ? "" : f->name;
    out->title = arena_slice(a, plain(content_of(child_named(news, "title"), a), a));
    out->source = content_of(child_named(publication, "name"), a).p;
    out->language = content_of(child_named(publication, "language"), a).p;
}

attache_status feed_next(Feed *f, attache_document *out) {
    arena_reset(&f->entry);
    for (; f->next; f->next = f->next->next) {
        if (f->next == f->broken || !is_entry(f->next)) continue;
        xmlNodePtr entry = f->next;
        f->next = f->next->next;
        f->n++;
        if (is_named(entry, "url"))
            take_news(f, entry, out);
        else
            take_entry(f, entry, out);
        return ATTACHE_OK;
    }
    if (f->cut) {
        f->cut = false, f->n++;
        return report(&f->reporter, ATTACHE_ERR_FORMAT, f->name, f->broken ? "the feed breaks off within an entry, which is left out" : "the feed breaks off behind its last entry");
    }
    if (f->n) return ATTACHE_END;
    f->n = 1;
    if (is_named(xmlDocGetRootElement(f->doc), "urlset")) return report(&f->reporter, ATTACHE_ERR_FORMAT, f->name, "is a sitemap that tells of no news; expected <news:news> within <url>");
    return report(&f->reporter, ATTACHE_ERR_FORMAT, f->name, "is a feed without entries; expected <item> or <entry>");
}
