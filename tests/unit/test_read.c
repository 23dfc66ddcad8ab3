/* test_read.c - character sets, dates, datelines, plain text, and the pages under tests/pages: NAME.html must give NAME.txt.
 *
 * NAME.txt: lines "title: ...", "highlight: ...", "date: ...", "place: ...", "byline: ...", "language: ...", "site: ...", "url: ..." (missing ones must be
 * empty), an empty line, the body. Set ATTACHE_PAGES if the tests do not run from the top folder.
 */
#include <dirent.h>
#include <iconv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "files.h"
#include "read/page/page_int.h"
#include "vocab/wording.h"

static Article read_bytes(const char *bytes, size_t n, attache_kind kind) {
    attache_document doc = {.id = "d", .data = bytes, .size = n, .kind = kind};
    Article a;
    assert_int_equal(read_article(&doc, &arena, &a, &reporter), ATTACHE_OK);
    return a;
}

static Article read_text(const char *s) { return read_bytes(s, strlen(s), ATTACHE_TEXT); }
static Article read_page(const char *s) { return read_bytes(s, strlen(s), ATTACHE_HTML); }

static void assert_part(const Article *a, Span span, const char *expected) {
    char *got = arena_slice(&arena, slice_sub(a->text, span));
    assert_string_equal(got, expected);
}

/* ---- dates and datelines ---- */

static void test_dates(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"2017-11-11T19:52:00+05:30", "2017-11-11"},
        {"Sat, 11 Nov 2017 19:52:00 GMT", "2017-11-11"},
        {"11 November 2017", "2017-11-11"},
        {"Nov 11, 2017", "2017-11-11"},
        {"2017/11/11", "2017-11-11"},
        {"20171111", "2017-11-11"},
        {"20171111T195200Z", "2017-11-11"},
        {"November 3rd, 2017", "2017-11-03"},
        {"the 1st of May, 1999", "1999-05-01"},
        {"Published: Sept. 5, 2012 at 3 pm", "2012-09-05"},
        {"11-Nov-2017", "2017-11-11"},
        {"29 February 2016", "2016-02-29"},
        {"2017.1.2", "2017-01-02"},
        {"29 February 2017", ""},
        {"2017-13-01", ""},
        {"03/04/2017", ""},
        {"10. 4. 2017", "2017-04-10"},
        {"\xD9\xA1\xD9\xA1 \xD9\x86\xD9\x8A\xD8\xB3\xD8\xA7\xD9\x86/\xD8\xA3\xD8\xA8\xD8\xB1\xD9\x8A\xD9\x84 \xD9\xA2\xD9\xA0\xD9\xA1\xD9\xA9", "2019-04-11"},
        {"12 تشرين الثاني 2019", "2019-11-12"},
        {"2019\xE5\xB9\xB4" "3\xE6\x9C\x88" "12\xE6\x97\xA5", "2019-03-12"},
        {"11 Nov 17", ""},
        {"Sat, 11 Nov 17 09:20:11 +0200", "2017-11-11"},
        {"Saturday, 11-Nov-17 12:00:00 GMT", "2017-11-11"},
        {"Sat Nov 11 12:00:00 EST 2017", "2017-11-11"},
        {"Sat Nov 11 12:00:00 2017", "2017-11-11"},
        {"23/08/2018 10:15", "2018-08-23"},
        {"08/23/2018", "2018-08-23"},
        {"04/04/2018", "2018-04-04"},
        {"3.4.2018", "2018-04-03"},
        {"3. M\xC3\xA4rz 2016", "2016-03-03"},
        {"le 1er ao\xC3\xBBt 2016", "2016-08-01"},
        {"13 de outubro de 2016", "2016-10-13"},
        {"13 pa\xC5\xBA" "dziernika 2016", "2016-10-13"},
        {"13 \xD0\xBC\xD0\xB0\xD1\x8F 2016", "2016-05-13"},
        {"13 \xD8\xA3\xD9\x83\xD8\xAA\xD9\x88\xD8\xA8\xD8\xB1 2016", "2016-10-13"},
        {"", ""},
        {"1234567890", ""},
        {"Marching 11, 2017", ""},
        {"room 2017", ""},
        {"2017-11", ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char out[11] = "";
        bool found = dates_find(slice_of(cases[i][0]), out);
        if (found != (*cases[i][1] != 0) || strcmp(found ? out : "", cases[i][1]) != 0)
            fail_msg("\"%s\" reads \"%s\", not \"%s\"", cases[i][0], out, cases[i][1]);
    }
    char out[11] = "";
    assert_true(dates_in_url(SLICE("https://x.example/world/2017/nov/11/talks"), out));
    assert_string_equal(out, "2017-11-11");
    assert_true(dates_in_url(SLICE("https://x.example/2018/01/31/talks-12345678"), out));
    assert_string_equal(out, "2018-01-31");
    assert_false(dates_in_url(SLICE("https://x.example/article/12345678"), out));
}

/* The date of the page itself, not those of comments, other stories, updates and its text. */
static void test_day_of_a_page(void **state) {
    (void)state;
    static const char TEXT[] = "<p>Ghana and Togo signed a treaty on the harbour of Lome, and ministers of both countries cut a ribbon there.</p>"
                               "<p>A spokesman for the port said that the fees for containers would fall by a quarter until the end of the year.</p>";
    static const struct {
        const char *head, *under, *behind, *day;
    } cases[] = {
        {"", "<p class=date>October 2, 2016</p>", "<div class=comments><time datetime=2016-10-05>5 Oct</time></div>", "2016-10-02"},
        {"", "<p>October 2, 2016</p>", "<ul><li><a href=/x>Other news</a> <time datetime=2016-10-09>9 Oct</time></li></ul>", "2016-10-02"},
        {"", "<time class=updated datetime=2016-10-04>4 Oct</time> <time datetime=2016-10-02>2 Oct</time>", "", "2016-10-02"},
        {"", "<p>Updated 4 October 2016. First published 2 October 2016</p>", "", "2016-10-02"},
        {"", "<p>Last updated: 4 October 2016</p>", "", "2016-10-04"},
        {"", "<div class=share-tools>2 October 2016 <a href=#>Tweet</a></div>", "", "2016-10-02"},
        {"", "<figure><figcaption>Lome on 3 May 2011</figcaption></figure><p class=kicker>Africa | 2 October 2016</p>", "", "2016-10-02"},
        {"<meta name=pubdate content=1475409600>", "", "", "2016-10-02"},
        {"", "<div class=date>World, 02.10.16</div>", "", "2016-10-02"},
        {"", "", "<footer><p>Erschienen am: 02.10.2016</p></footer><p>Erschienen am: 02.10.2016</p>", "2016-10-02"},
        {"", "", "<div><time itemprop=datePublished datetime=2016-10-02>2 Oct</time></div>", "2016-10-02"},
        {"<title>Ghana and Togo sign | World | 2.10.2016</title>", "", "", "2016-10-02"},
        {"", "<p>Version 2.10.16.4 of the treaty</p>", "", ""},
        {"<meta property=article:published_time content=2016-10-03T03:00:00Z>", "<p>Oct. 2, 2016, 11 p.m.</p>", "", "2016-10-02"},
        {"<meta property=article:published_time content=2016-10-03T13:00:00Z>", "<p>Oct. 2, 2016</p>", "", "2016-10-03"},
        {"<meta property=article:published_time content=2016-10-03T03:00:00Z><link rel=canonical href=https://c.example/2016/10/02/a>", "", "", "2016-10-02"},
        {"<meta property=article:published_time content=2016-10-02T22:40:00Z>", "<time datetime=2016-10-03T07:40:00+09:00>3 Oct</time>", "", "2016-10-03"},
        {"", "<p>02/10/2016</p>", "", ""},
        {"<meta property=og:locale content=en_GB>", "<p>02/10/2016</p>", "", "2016-10-02"},
        {"<meta property=og:locale content=en_GB>", "<p>02/10/16</p>", "", "2016-10-02"},
        {"", "<p>02/10/16</p>", "", ""},
        {"", "<p>10/22/16</p>", "", "2016-10-22"},
        {"", "<p>Score 3/10/16/4</p>", "", ""},
        {"<script type='application/ld+json'>[{\"@type\":\"WebPage\",\"datePublished\":\"2012-01-01\"},{\"@type\":\"NewsArticle\",\"datePublished\":\"2016-10-02\"}]</script>", "", "", "2016-10-02"},
        {"<script type='application/ld+json'>{\"@type\":\"WebPage\",\"datePublished\":\"2016-10-02\"}</script>", "", "", "2016-10-02"},
        {"", "<p><span data-timestamp=1475402400>9 hours ago</span></p>", "", "2016-10-02"},
        {"", "<p>Last updated: 4 October 2016</p><p>2 October 2016</p>", "", "2016-10-02"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *page = arena_printf(&arena, "<html lang=en><head><title>Ghana and Togo sign</title>%s</head><body><article><h1>Ghana and Togo sign</h1>%s%s</article>%s</body></html>",
                                        cases[i].head, cases[i].under, TEXT, cases[i].behind);
        assert_string_equal(read_page(page).date, cases[i].day);
    }
}

/* Text is kept whatever surrounds it, and anything that is not the article's is not. */
static void test_text_of_a_page(void **state) {
    (void)state;
#define A "Ghana and Togo signed a treaty on the harbour of Lome, and ministers of both countries cut a ribbon there."
#define B "A spokesman for the port said that the fees for containers would fall by a quarter until the end of the year."
#define C "The opposition in Accra said that the treaty gave away too much, and asked for a vote before the first ship."
#define D "Fishermen in both towns fear that dredging will drive the herring away, and asked for money and for new nets."
#define ALL A "\n\n" B "\n\n" C "\n\n" D
    static const struct {
        const char *body, *text;
    } cases[] = {
        {"<div class=story-body><p>" A "</div><p>Advertisement</p><div class=story-body><p>" B "<p>" C "<p>" D "</div>", ALL},
        {"<p>" A "</p><div class=post-body><p>" B "<p>" C "<p>" D "</div>", ALL},
        {"<div class=post-body><p>" A "<p>" B "<p>" C "</div><p>" D "</p>", ALL},
        {"<p>" A "</p><div class=readmore><p>" B "<p>" C "<p>" D "</div>", ALL},
        {"<p class=promo>" A "<p class=promo>" B "<p class=promo>" C "<p class=promo>" D, ALL},
        {"<div class=comments><p>" A "<p>" B "<p>" C "<p>" D "</div>", ALL},
        {"<p><i aria-hidden=true>Gh</i>ana and Togo signed a treaty on the harbour of Lome, and ministers of both countries cut a ribbon there.<p>" B "<p>" C "<p>" D, ALL},
        {"<div class=drop>G</div><p>hana and Togo signed a treaty on the harbour of Lome, and ministers of both countries cut a ribbon there.<p>" B "<p>" C "<p>" D, ALL},
        {"<p><img alt=G>hana and Togo signed a treaty on the harbour of Lome, and ministers of both countries cut a ribbon there.<p>" B "<p>" C "<p>" D, ALL},
        {"<p>" A "<p>" B "<div><p>Give it to a friend<p>Your subscription lets you send five stories each month to anybody.</div><p>" C "<p>" D, ALL},
        {"<p>" A "<p>" B "<div><p>Get the evening letter<p>The five stories that matter, every weekday at six. You can leave whenever you like.</div><p>" C "<p>" D, ALL},
        {"<p>" A "<p>" B "<div><h3>Read for free</h3><p>Log in or create an account to read three more articles this week.</div><p>" C "<p>" D, ALL},
        {"<p>" A "<p>" B "<div><p>Want to hear it?<p>Subscribers can listen to every article on our app.</div><p>" C "<p>" D, ALL},
        {"<p>You have two free articles left this month. <a href=/s>Subscribe</a><p>" A "<p>" B "<p>" C "<p>" D, ALL},
        {"<p><b class=x>G</b><b aria-hidden=true>G</b>hana and Togo signed a treaty on the harbour of Lome, and ministers of both countries cut a ribbon there.<p>" B "<p>" C "<p>" D, ALL},
        {"<p><b class=x>Ghana</b><b aria-hidden=true><i>G</i>hana</b> and Togo signed a treaty on the harbour of Lome, and ministers of both countries cut a ribbon there.<p>" B "<p>" C "<p>" D, ALL},
        {"<div class=post-body><p>" A "<p>" B "</div><div><p>" C C C "<p>" D "</div>", A "\n\n" B "\n\n" C C C "\n\n" D},
        {"<div><div class=post-body><p>" A "<p>" B "</div></div><div><div class=post-body><p>" C "<p>" D "</div></div>", ALL},
        {"<ul><li><h2>1/3 Rain</h2><p>" A "<li><h2>2/3 Rain</h2><p>" A "<li><h2>3/3 Rain</h2><p>" A "</ul><div><p>" B "<p>" C "<p>" D "</div>", B "\n\n" C "\n\n" D},
    };
#undef A
#undef B
#undef C
#undef D
#undef ALL
    static const char *const around[] = {"article", "main"}; /* <main> with the headline in it is the article, too */
    for (size_t i = 0; i < COUNT_OF(around) * COUNT_OF(cases); i++) {
        const char *box = around[i / COUNT_OF(cases)];
        Article a = read_page(arena_printf(&arena, "<html><body><%s><h1>Harbour treaty signed</h1>%s</%s><footer>Coast Courier</footer></body></html>", box, cases[i % COUNT_OF(cases)].body, box));
        assert_part(&a, a.body, cases[i % COUNT_OF(cases)].text);
    }
}

/* A headline without the outlet's name, and the choice of the headline on a page. */
static void test_title_of_a_page(void **state) {
    (void)state;
    static const char *const told[][2] = {
        {"Chad expels French envoy | Reuters", "Chad expels French envoy"},
        {"Sudan bombs rebels near Kadugli - Khartoum Daily Herald", "Sudan bombs rebels near Kadugli"},
        {"BBC News - Peru recalls envoy to Chile", "Peru recalls envoy to Chile"},
        {"Police raid BBC News", "Police raid BBC News"},
        {"Radio Titicaca - Peru recalls envoy to Chile", "Peru recalls envoy to Chile"},
        {"Peru recalls its envoy to Chile - The Lantern", "Peru recalls its envoy to Chile"},
        {"Peru recalls its envoy to Chile - The Gambia", "Peru recalls its envoy to Chile - The Gambia"},
        {"Talks in Oslo - a new beginning", "Talks in Oslo - a new beginning"},
        {"Mali - France withdraws troops", "Mali - France withdraws troops"},
        {"Chad expels French envoy | Africa | The Boston Globe", "Chad expels French envoy"},
        {"Al Jazeera: Chad expels French envoy", "Chad expels French envoy"},
        {"Chad expels French envoy (Agence France-Presse)", "Chad expels French envoy"},
        {"Chad expels French envoy (again)", "Chad expels French envoy (again)"},
        {"Chad: French envoy has to go", "Chad: French envoy has to go"},
        {"Tschad weist Botschafter aus - Politik - Kieler Tagblatt", "Tschad weist Botschafter aus"},
        {"Chad expels French envoy - minister - Reuters", "Chad expels French envoy - minister"},
        {"Чад выслал посла Франции - Речная газета", "Чад выслал посла Франции"},
        {"تشاد تطرد سفير فرنسا - النهر نيوز", "تشاد تطرد سفير فرنسا"},
    };
    for (size_t i = 0; i < COUNT_OF(told); i++) {
        Slice got = outlet_strip(slice_of(told[i][0]), (Slice){0}, (Slice){0}, (Slice){0});
        assert_string_equal(arena_slice(&arena, got), told[i][1]);
    }
    Slice got = outlet_strip(SLICE("Talks end in Accra - Coast Eye"), (Slice){0}, SLICE("https://www.coasteye.example/a"), (Slice){0});
    assert_string_equal(arena_slice(&arena, got), "Talks end in Accra");
    got = outlet_strip(SLICE("Talks end in Accra - die Welle"), (Slice){0}, (Slice){0}, SLICE("Die Welle"));
    assert_string_equal(arena_slice(&arena, got), "Talks end in Accra");
    static const char TITLE[] = "Ghana and Togo sign harbour treaty";
    static const struct {
        const char *tag, *og, *above;
    } pages[] = {
        {"Ghana and Togo sign harbour treaty | Coast Courier", "", "<h1>Coast Courier</h1>"},
        {"Ghana and Togo sign harbour treaty - Coast Eye", "Ghana and Togo sign harbour treaty", "<h1>Politics</h1>"},
        {"Ghana and Togo sign harbour treaty", "News you can trust since 1921", ""},
        {"Ghana and Togo sign harbour treaty", "News you can trust since 1921", "<h1>Ghana and Togo sign harbour treaty</h1><h1>Guests in Lome</h1>"},
        {"Coast Courier", "", "<h1>Ghana and Togo sign harbour treaty</h1>"},
        {"Ghana and Togo sign harbour treaty | Coast Eye", "", "<h1><span class=kicker>Gulf of Guinea</span> <span>Ghana and Togo sign harbour treaty</span></h1>"},
        {"Coast Eye", "", "<h1><time datetime=2016-10-02>2 October</time> Ghana and Togo sign harbour treaty</h1>"},
        {"Coast Eye", "", "<h1><small>Gulf of Guinea</small> Ghana and Togo sign harbour treaty</h1>"},
        {"Coast Eye", "", "<h1><span class=visually-hidden>Gulf of Guinea</span><span>: </span>Ghana and Togo sign harbour treaty</h1>"},
        {"Ghana and Togo sign harbour treaty", "", "<h1>News and weather from the coast</h1>"},
        {"Ghana and Togo sign harbour treaty", "", "<figure><h1>A dredger waits off the pier</h1></figure>"},
        {"Our press office", "", "<h2>Ghana and Togo sign harbour treaty</h2>"},
        {"Coast Eye. Ghana and Togo sign harbour treaty", "", "<p class=zag><b>Ghana and Togo sign harbour treaty</b></p>"},
        {"Transcript: Ghana and Togo sign harbour treaty - Coast Eye", "", "<p>Coast Eye</p><h1>Ghana and Togo sign harbour treaty</h1>"},
    };
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        const char *page = arena_printf(&arena, "<html><head><title>%s</title><meta property=og:title content='%s'></head><body>%s<article><p>Ghana and Togo signed a treaty on the harbour of Lome, and ministers of "
                                                "both countries cut a ribbon there.</p></article></body></html>", pages[i].tag, pages[i].og, pages[i].above);
        Article a = read_page(page);
        assert_part(&a, a.title, TITLE);
    }
}

static void test_why_there_is_no_text(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"<html><body></body></html>", "it holds no text"},
        {"<html><head><title>Talks end</title></head><body><div id=root></div><script>start()</script></body></html>", "its text is put in by scripts"},
        {"<html><head><META HTTP-EQUIV=\"Refresh\" content=\"0;url=/a\"></head><body></body></html>", "it sends its readers on to another page"},
        {"<html><head><meta content='0;url=/a' http-equiv = 'refresh'></head><body></body></html>", "it sends its readers on to another page"},
        {"<html><body><iframe src=/a></iframe></body></html>", "it is made of frames around other pages"},
        {"<html><frameset cols=\"20%,80%\"><frame src=a><frame src=b></frameset></html>", "it is made of frames around other pages"},
        {"<html><body><nav><a href=/a>The first of the pages that we have</a><a href=/b>The second of the pages that we have</a>"
         "<a href=/c>The third of the pages that we have</a></nav></body></html>",
         "it holds links and short lines, but no running text"},
        {"<html><body><h1>Talks end</h1><p>The two ministers left the capital on Monday.</p></body></html>", ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Article a = read_page(cases[i][0]);
        assert_string_equal(a.unread, cases[i][1]);
    }
    assert_string_equal(read_text(" \n\n ").unread, "it is empty");
    assert_string_equal(read_text("Talks end.").unread, "");
    attache_document doc = {.id = "d", .title = "Talks end", .data = "", .kind = ATTACHE_TEXT};
    Article a;
    assert_int_equal(read_article(&doc, &arena, &a, &reporter), ATTACHE_OK);
    assert_string_equal(a.unread, ""); /* a headline alone is what was given */
}

static void test_where_a_date_was_found(void **state) {
    (void)state;
    static const char text[] = "<p>The two ministers left the capital on Monday, and will meet again in the spring of next year.</p>";
    static const struct {
        const char *head, *above;
        DateSource source;
    } cases[] = {
        {"<meta property='article:published_time' content='2018-03-04'>", "", DATE_METADATA},
        {"", "<span itemprop=datePublished content='2018-03-04'></span>", DATE_PUBLISHED},
        {"", "<p>4 March 2018</p>", DATE_HEADLINE},
        {"<link rel=canonical href='https://example.org/2018/03/04/talks'>", "", DATE_ADDRESS},
        {"", "<p>Last updated 4 March 2018</p>", DATE_CHANGED},
        {"", "", DATE_NOWHERE},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char page[1024];
        snprintf(page, sizeof page, "<html><head>%s</head><body><article><h1>The talks have ended</h1>%s%s</article></body></html>", cases[i].head, cases[i].above, text);
        Article a = read_page(page);
        assert_int_equal(a.date_source, cases[i].source);
        assert_string_equal(a.date, cases[i].source ? "2018-03-04" : "");
    }
    attache_document doc = {.id = "d", .data = text, .size = sizeof text - 1, .kind = ATTACHE_HTML, .fetched = "2018-03-04"};
    Article a;
    assert_int_equal(read_article(&doc, &arena, &a, &reporter), ATTACHE_OK);
    assert_int_equal(a.date_source, DATE_FETCHED);
}

static void test_authors(void **state) {
    (void)state;
    static const char *const cases[][4] = { /* under the headline; byline; authors; agency */
        {"<p class=author>Ann Onymous</p>", "Ann Onymous", "Ann Onymous", ""},
        {"<div class=author-box><a rel=author href=/a>Ann Onymous</a> <a rel=author href=/b>Bo de Neri</a></div>", "Ann Onymous, Bo de Neri", "Ann Onymous+Bo de Neri", ""},
        {"<p>Von Anna Müller und Jan Koch</p>", "Anna Müller und Jan Koch", "Anna Müller+Jan Koch", ""},
        {"<p>Par Claire Petit, AFP</p>", "Claire Petit, AFP", "Claire Petit", "AFP"},
        {"<p>Por Luis Campo y Eva Soto (EFE)</p>", "Luis Campo y Eva Soto (EFE)", "Luis Campo+Eva Soto", "EFE"},
        {"<p>Por Ana Costa e Silva</p>", "Ana Costa e Silva", "Ana Costa e Silva", ""},
        {"<p>di Marco Neri</p>", "Marco Neri", "Marco Neri", ""},
        {"<p>Автор: Иван Петров</p>", "Иван Петров", "Иван Петров", ""},
        {"<p>By Ann Onymous, Bo Onymous and Cy Onymous</p>", "Ann Onymous, Bo Onymous and Cy Onymous", "Ann Onymous+Bo Onymous+Cy Onymous", ""},
        {"<p class=byline>By Reuters</p>", "Reuters", "", "Reuters"},
        {"<p class=author>Sign in to see who wrote it</p>", "", "", ""},
        {"<p>Von der Leyen spricht heute</p>", "", "", ""},
        {"<p>4. Mai 2018 | Von Anna Müller</p>", "Anna Müller", "Anna Müller", ""},
        {"<p>VON <a href=/autoren/mueller>ANNA M\xC3\x9CLLER</a> am 21. April 2020</p>", "ANNA M\xC3\x9CLLER", "ANNA M\xC3\x9CLLER", ""},
        {"<p>Eingestellt von Anna Koch Alle Artikel</p>", "Anna Koch", "Anna Koch", ""},
        {"<script type=application/ld+json>{\"@graph\":[{\"@type\":\"Person\",\"@id\":\"#a\",\"name\":\"Ann Onymous\"},"
         "{\"@type\":\"Article\",\"author\":{\"@id\":\"#a\"}}]}</script>", "Ann Onymous", "Ann Onymous", ""},
        {"<script type=application/ld+json>{\"@type\":\"Article\",\"author\":{\"name\":\"The Lantern Post\"},\"publisher\":{\"name\":\"The Lantern Post\"}}</script>"
         "<p>By Ann Onymous</p>", "Ann Onymous", "Ann Onymous", ""},
        {"<p>Warszawa, 4 maja 2018, oprac. Jan Nowak</p>", "Jan Nowak", "Jan Nowak", ""},
        {"<p class=byline>By <span>Ann Onymous</span><span>Aug 30, 2017</span></p>", "Ann Onymous", "Ann Onymous", ""},
        {"<div class=byline><div>By Ann Onymous</div><div>Business reporter</div></div>", "Ann Onymous", "Ann Onymous", ""},
        {"<ul><li><a href=/author/7>Вера Осокина</a></li></ul>", "Вера Осокина", "Вера Осокина", ""},
        {"<p>Ann Onymous &bull; 4 May 2018 &bull; 3 min read</p>", "Ann Onymous", "Ann Onymous", ""},
        {"<div>Ann Onymous</div><div>4 May 2018</div>", "Ann Onymous", "Ann Onymous", ""},
        {"<div>South Sudan</div><div>4 May 2018</div>", "", "", ""},
        {"<div>Peace and Security</div><div>4 May 2018</div>", "", "", ""},
        {"<p>Posted On: 4 May 2018</p>", "", "", ""},
        {"<p class=author>Redazione ANSA</p>", "Redazione ANSA", "", "ANSA"},
        {"<p>Par Claire Petit le 4 mai 2018</p>", "Claire Petit", "Claire Petit", ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char page[1024], got[200] = "";
        snprintf(page, sizeof page, "<html><body><article><h1>The talks have ended</h1>%s%s</article></body></html>", cases[i][0],
                 "<p>The two ministers left the capital on Monday, and will meet again in the spring of next year.</p>"
                 "<p>Nobody knows yet where that will be, but both have said that they will come.</p>");
        Article a = read_page(page);
        for (size_t k = 0; k < a.n_authors; k++) snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s", k ? "+" : "", a.authors[k]);
        assert_string_equal(a.byline, cases[i][1]);
        assert_string_equal(got, cases[i][2]);
        assert_string_equal(a.agency, cases[i][3]);
    }
}

static void test_datelines(void **state) {
    (void)state;
    static const char *const cases[][3] = {
        /* paragraph, dateline, place */
        {"New Delhi : The two ministers met on Monday.", "New Delhi :", "New Delhi"},
        {"NEW DELHI (Reuters) - The two ministers met.", "NEW DELHI (Reuters) -", "NEW DELHI"},
        {"KYIV, Ukraine (AP) \xE2\x80\x94 The two ministers met.", "KYIV, Ukraine (AP) \xE2\x80\x94", "KYIV, Ukraine"},
        {"Astana, Nov 11 (ANI): The two ministers met.", "Astana, Nov 11 (ANI):", "Astana"},
        {"ST. JOSEPH, Mich. (AP) \xE2\x80\x94 Two men drowned.", "ST. JOSEPH, Mich. (AP) \xE2\x80\x94", "ST. JOSEPH, Mich."},
        {"Islamabad: The cabinet met on Friday evening.", "Islamabad:", "Islamabad"},
        {"BERLIN -- The agency said on Monday that it would.", "BERLIN --", "BERLIN"},
        {"PORT-AU-PRINCE, Haiti, Jan. 3 \xE2\x80\x93 Police said so.", "PORT-AU-PRINCE, Haiti, Jan. 3 \xE2\x80\x93", "PORT-AU-PRINCE, Haiti"},
        {"BAAR, SWITZERLAND", "BAAR, SWITZERLAND", "BAAR, SWITZERLAND"},
        {"Beirut \xE2\x80\x94 Rockets fell on two villages overnight.", "Beirut \xE2\x80\x94", "Beirut"},
        {"The two ministers met in New Delhi on Monday.", "", ""},
        {"Update: The two ministers have met after all.", "", ""},
        {"President Marsh said on Monday: No talks now.", "", ""},
        {"Marsh \xE2\x80\x94 who leads the party \xE2\x80\x94 said no on Monday.", "", ""},
        {"New Delhi has long been a partner of Astana.", "", ""},
        {"Dear Reader: Thank you for your kind letter.", "", ""},
        {"India-China talks ended on Monday without a word.", "", ""},
        {"\"We will talk,\" he said: That was on Monday.", "", ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Slice place, s = slice_of(cases[i][0]);
        size_t n = dateline_find(s, &place);
        if (n != strlen(cases[i][1]) || !slice_is(place, cases[i][2]))
            fail_msg("\"%s\": dateline \"%.*s\", place \"%.*s\"", cases[i][0], (int)n, s.p, (int)place.n, place.n ? place.p : "");
    }
}

/* ---- plain text ---- */

static void assert_blocks(const Article *a, const char *const *expected, size_t n) {
    assert_int_equal(a->n_blocks, n);
    for (size_t i = 0; i < n; i++) assert_part(a, a->blocks[i].span, expected[i]);
}

static void test_text_is_kept_byte_for_byte(void **state) {
    (void)state;
    const char *s = "  First line\tof  a text.\r\n\r\n\r\nSecond \xE2\x80\x9Cone\xE2\x80\x9D.\n";
    Article a = read_text(s);
    assert_part(&a, a.body, s);
    assert_blocks(&a, (const char *const[]){"First line\tof  a text.", "Second \xE2\x80\x9Cone\xE2\x80\x9D."}, 2);
}

static void test_lines_are_blocks_unless_wrapped(void **state) {
    (void)state;
    Article a = read_text("Minister resigns\nThe minister of the interior resigned on Monday.\nHe gave no reason.\n");
    assert_blocks(&a, (const char *const[]){"Minister resigns", "The minister of the interior resigned on Monday.", "He gave no reason."}, 3);
    const char *wrapped = "The minister of the interior resigned on Monday after two\nweeks of protest in the capital and in three towns of the\n"
                          "north, where police had fired on the crowds and killed a\nstudent. He gave no reason.";
    a = read_text(wrapped);
    assert_blocks(&a, &wrapped, 1);
}

static void test_title_of_a_text_stands_before_it(void **state) {
    (void)state;
    attache_document doc = {.id = "d", .title = "Talks begin", .data = "Talks begin today.", .size = 18, .kind = ATTACHE_TEXT, .date = "2020-01-01"};
    Article a;
    assert_int_equal(read_article(&doc, &arena, &a, &reporter), ATTACHE_OK);
    assert_string_equal(a.text, "Talks begin\n\nTalks begin today.");
    assert_part(&a, a.title, "Talks begin");
    assert_part(&a, a.body, "Talks begin today.");
    assert_true(a.blocks[0].repeats);
    assert_string_equal(a.date, "2020-01-01");
}

/* ---- character sets ---- */

static void assert_decodes(const char *bytes, size_t n, bool html, const char *charset, const char *expected) {
    attache_document doc = {.id = "d", .data = bytes, .size = n, .charset = charset};
    Slice got = charset_decode(&doc, html, &arena);
    if (!slice_is(got, expected)) fail_msg("got \"%.*s\", expected \"%s\"", (int)got.n, got.p, expected);
}
#define DECODES(bytes, html, charset, expected) assert_decodes(bytes, sizeof(bytes) - 1, html, charset, expected)

static void test_charsets(void **state) {
    (void)state;
    DECODES("caf\xE9 \x93x\x94 \x81", true, "ISO-8859-1", "caf\xC3\xA9 \xE2\x80\x9Cx\xE2\x80\x9D \xEF\xBF\xBD");
    DECODES("<meta charset=windows-1251>\xCC\xE8\xF0", true, NULL, "<meta charset=windows-1251>\xD0\x9C\xD0\xB8\xD1\x80");
    DECODES("<meta http-equiv=x content='text/html; charset = koi8-r'>\xED\xC9\xD2", true, NULL,
            "<meta http-equiv=x content='text/html; charset = koi8-r'>\xD0\x9C\xD0\xB8\xD1\x80");
    DECODES("<meta charset=gb2312>\xB1\xB1\xBE\xA9", true, NULL, "<meta charset=gb2312>\xE5\x8C\x97\xE4\xBA\xAC");
    DECODES("<meta charset=shift_jis>\x93\x8C\x8B\x9E", true, NULL, "<meta charset=shift_jis>\xE6\x9D\xB1\xE4\xBA\xAC");
    DECODES("<meta charset=iso-8859-1>\xC3\xA9", true, NULL, "<meta charset=iso-8859-1>\xC3\xA9"); /* valid UTF-8 is UTF-8 */
    DECODES("<meta charset=utf-8>caf\xE9", true, NULL, "<meta charset=utf-8>caf\xC3\xA9");         /* not UTF-8, whatever it says */
    DECODES("\xEF\xBB\xBF<p>a", true, "latin1", "<p>a");
    DECODES("\xFF\xFE<\0p\0>\0\xE9\0", true, NULL, "<p>\xC3\xA9");
    DECODES("\xFE\xFF\0a\xD8\x3D\xDE\x00\xD8", false, NULL, "a\xF0\x9F\x98\x80\xEF\xBF\xBD");
    DECODES("\x1B$B6\x68\x1B(B", true, "iso-2022-jp", "\xE5\x8C\xBA");
    DECODES("a\0b", true, NULL, "a b");
    DECODES("bad \xC3( \xED\xA0\x80", false, NULL, "bad \xEF\xBF\xBD( \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    DECODES("x\xE9", true, "no//TRANSLIT", "x\xC3\xA9");
    DECODES("", true, NULL, "");
}

/* Windows-1252 in the wrong place: references to its byte numbers, and UTF-8 that was mistaken for it and encoded again. */
static void test_misused_1252(void **state) {
    (void)state;
    Article a = read_page("<h1>Talks</h1><p>It&#146;s the ministry&#8217;s &#147;red line&#148;, he said &#150; in May&#133;</p>");
    assert_part(&a, a.body, "It\xE2\x80\x99s the ministry\xE2\x80\x99s \xE2\x80\x9Cred line\xE2\x80\x9D, he said \xE2\x80\x93 in May\xE2\x80\xA6");
    DECODES("It\xC3\xA2\xE2\x82\xAC\xE2\x84\xA2s \xC3\xA2\xE2\x82\xAC\xC5\x93so\xC3\xA2\xE2\x82\xAC\xC2\x9D caf\xC3\x83\xC2\xA9", true, NULL,
            "It\xE2\x80\x99s \xE2\x80\x9Cso\xE2\x80\x9D caf\xC3\xA9");
    DECODES("caf\xC3\xA9 \xC3\x89\xE2\x82\xAC \xE2\x80\x99\xC3\xA9", true, NULL,
            "caf\xC3\xA9 \xC3\x89\xE2\x82\xAC \xE2\x80\x99\xC3\xA9");                                   /* as it should be */
    DECODES("It\xC3\xA2\xE2\x82\xAC\xE2\x84\xA2s", false, NULL, "It\xC3\xA2\xE2\x82\xAC\xE2\x84\xA2s"); /* text is kept byte for byte */
}

/* Without a declared character set, the letters decide. */
static void test_charsets_are_detected(void **state) {
    (void)state;
    static const struct {
        const char *charset, *text;
    } cases[] = {
        {"GBK", "国防部长星期一在北京表示，政府不会向边境派遣更多军队，但两国将继续就三月签署的协议进行会谈。双方还同意举行联合演习。"},
        {"SHIFT_JIS", "防衛大臣は月曜日、政府は国境にこれ以上の部隊を送らないが、両国は三月に署名した合意について協議を続けると述べた。"},
        {"KOI8-R",
         "Министр обороны заявил в понедельник, что правительство не будет отправлять войска на границу, но обе страны продолжат переговоры."},
        {"CP1251",
         "Министр обороны заявил в понедельник, что правительство не будет отправлять войска на границу, но обе страны продолжат переговоры."},
        {"EUC-KR", "국방부 장관은 월요일 정부가 국경에 더 많은 군대를 보내지 않을 것이며 두 나라는 회담을 계속할 것이라고 밝혔다."},
        {"BIG5", "國防部長星期一在臺北表示，政府不會向邊境派遣更多軍隊，但兩國將繼續就三月簽署的協議進行會談。"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char bytes[1024], *in = (char *)(uintptr_t)cases[i].text, *out = bytes;
        size_t left = strlen(in), room = sizeof bytes;
        iconv_t cd = iconv_open(cases[i].charset, "UTF-8");
        assert_true(cd != (iconv_t)-1 && iconv(cd, &in, &left, &out, &room) == 0);
        iconv_close(cd);
        attache_document doc = {.id = "d", .data = bytes, .size = sizeof bytes - room};
        Slice got = charset_decode(&doc, true, &arena);
        if (!slice_is(got, cases[i].text)) fail_msg("%s came out as %.*s", cases[i].charset, (int)got.n, got.p);
    }
}

static void test_composition(void **state) {
    (void)state;
    Slice s = charset_nfc(SLICE("Cafe\xCC\x81 \xE1\x84\x92\xE1\x85\xA1"), &arena);
    assert_true(slice_is(s, "Caf\xC3\xA9 \xED\x95\x98"));
}

/* ---- languages ---- */

static void test_languages(void **state) {
    (void)state;
    static const char *const texts[][2] = {
        {"en", "The defence minister said on Monday that the government would not send more troops to the border, but that both countries would go "
               "on with their talks."},
        {"en", "Iran urges France to pressure U.S. to lift sanctions amid outbreak."},
        {"", "Chile condena a Peru."},
        {"",
         "Tables: 12 14 17 (see file)(see file)(see file)(see file)(see file)(see file)(see file)(see file)(see file)(see file)(see file)(see file)"},
        {"en", "Recep Tayyip Erdogan, Binali Yildirim and Hulusi Akar met Volodymyr Zelensky in Ankara, the Anadolu agency said; they spoke of the "
               "grain that is to leave Odesa by ship."},
        {"de", "Der Bundeskanzler hat am Montag in Berlin mit dem Präsidenten über die Lage an der Grenze gesprochen und ihm weitere Hilfe zugesagt, "
               "wie ein Sprecher der Regierung nach dem Treffen sagte."},
        {"nl", "De minister van Defensie heeft maandag in Den Haag gezegd dat het kabinet meer geld wil uittrekken voor de marine, maar dat er nog "
               "geen besluit is genomen over de schepen die worden gebouwd."},
        {"sv", "Statsministern sade på måndagen att regeringen kommer att skicka mer stöd till grannlandet, och att det är viktigt för hela regionen "
               "att de avtal som har slutits också följs av alla parter."},
        {"no", "Statsministeren sa mandag at regjeringen vil sende mer støtte til nabolandet, og at det er viktig for hele regionen at avtalene som "
               "er inngått blir fulgt av alle parter, ikke bare av noen."},
        {"da", "Statsministeren sagde mandag, at regeringen vil sende mere støtte til nabolandet, og at det er vigtigt for hele regionen, at de "
               "aftaler, som er indgået, bliver overholdt af alle parter og ikke kun af nogle."},
        {"pt", "O ministro da Defesa disse nesta segunda-feira que o governo não vai enviar mais tropas para a fronteira, mas que os dois países vão "
               "manter conversações sobre o acordo assinado em março, segundo a agência."},
        {"pl", "Minister obrony powiedział w poniedziałek, że rząd nie wyśle więcej wojsk na granicę, ale oba państwa będą prowadzić rozmowy na "
               "temat umowy, która została podpisana w marcu tego roku przez prezydentów."},
        {"tr", "Savunma bakanı pazartesi günü yaptığı açıklamada, hükümetin sınıra daha fazla asker göndermeyeceğini, ancak iki ülkenin mart ayında "
               "imzalanan anlaşma için görüşmelere devam edeceğini ve bu sürecin çok önemli olduğunu söyledi."},
        {"id", "Menteri Pertahanan mengatakan pada hari Senin bahwa pemerintah tidak akan mengirim lebih banyak pasukan ke perbatasan, tetapi kedua "
               "negara akan mengadakan pembicaraan tentang perjanjian yang ditandatangani oleh presiden pada bulan Maret."},
        {"ru", "Министр обороны заявил в понедельник, что правительство не будет отправлять дополнительные войска на границу, но обе страны "
               "продолжат переговоры о соглашении, подписанном в марте."},
        {"uk", "Міністр оборони заявив у понеділок, що уряд не відправлятиме додаткові війська на кордон, але обидві країни продовжать переговори "
               "щодо угоди, підписаної в березні."},
        {"bg", "Министърът на отбраната заяви в понеделник, че правителството няма да изпраща допълнителни войски на границата, но двете страни ще "
               "продължат преговорите."},
        {"hr", "Ministar odbrane izjavio je u ponedeljak da vlada neće poslati dodatne trupe na granicu, ali da će dve zemlje nastaviti razgovore o "
               "sporazumu koji je potpisan u martu i koji se sada sprovodi."},
        {"fa", "وزیر دفاع روز دوشنبه گفت که دولت نیروهای بیشتری به مرز نخواهد فرستاد، اما دو کشور به گفتگو درباره توافقی که در ماه مارس امضا شد "
               "ادامه خواهند داد."},
        {"ur",
         "وزیر دفاع نے پیر کے روز کہا کہ حکومت سرحد پر مزید فوج نہیں بھیجے گی لیکن دونوں ممالک مارچ میں ہونے والے معاہدے پر بات چیت جاری رکھیں گے۔"},
        {"hi", "रक्षा मंत्री ने सोमवार को कहा कि सरकार सीमा पर और सैनिक नहीं भेजेगी, लेकिन दोनों देश मार्च में हुए समझौते पर बातचीत जारी रखेंगे।"},
        {"vi", "Bộ trưởng Quốc phòng hôm thứ Hai cho biết chính phủ sẽ không gửi thêm quân đến biên giới, nhưng hai nước sẽ tiếp tục đàm phán về "
               "thỏa thuận đã được ký vào tháng Ba vừa qua và các bên đã đồng ý."},
        {"ro", "Ministrul apărării a declarat luni că guvernul nu va trimite mai multe trupe la frontieră, dar că cele două țări vor continua "
               "discuțiile despre acordul care a fost semnat în luna martie la București."},
        {"hu", "A védelmi miniszter hétfőn azt mondta, hogy a kormány nem küld több katonát a határra, de a két ország folytatja a tárgyalásokat "
               "arról a megállapodásról, amelyet már márciusban aláírtak és meg is erősítettek."},
        {"fi", "Puolustusministeri sanoi maanantaina, että hallitus ei lähetä lisää joukkoja rajalle, mutta maat jatkavat neuvotteluja sopimuksesta, "
               "joka on allekirjoitettu maaliskuussa, ja hän kertoi myös, että se on tärkeä."},
        {"cs", "Ministr obrany v pondělí řekl, že vláda nepošle na hranice další vojáky, ale obě země budou pokračovat v jednáních o dohodě, která "
               "byla podepsána v březnu, a to podle jeho slov ještě letos."},
        {"sw", "Waziri wa ulinzi alisema Jumatatu kuwa serikali haitatuma wanajeshi zaidi katika mpaka, lakini nchi hizo mbili zitaendelea na "
               "mazungumzo ya makubaliano ambayo yalitiwa saini mwezi wa Machi kwa ajili ya amani."},
        {"zh", "国防部长星期一表示，政府不会向边境派遣更多军队，但两国将继续就三月签署的协议进行会谈。"},
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        if (strcmp(language_of(slice_of(texts[i][1])), texts[i][0]))
            fail_msg("\"%s\" for %s: %s", language_of(slice_of(texts[i][1])), texts[i][0], texts[i][1]);
}

/* A document's own language comes before the text's, and the text's before the page's. */
static void test_whose_language(void **state) {
    (void)state;
    static const char *const story =
        "<p>The two ministers met on Tuesday in the capital and agreed to reopen the border crossing that was closed in May.</p>";
    Article a = read_page(arena_printf(&arena, "<html lang=\"de\">%s%s", story, story));
    assert_string_equal(a.language, "en");
    a = read_page("<html lang=\"en-GB\"><p>Talks began.</p>");
    assert_string_equal(a.language, "en");
    attache_document doc = {.id = "d", .data = story, .size = strlen(story), .kind = ATTACHE_HTML, .language = "ES-mx"};
    assert_int_equal(read_article(&doc, &arena, &a, &reporter), ATTACHE_OK);
    assert_string_equal(a.language, "es");
}

/* ---- pages ---- */

static void test_hints(void **state) {
    (void)state;
    static const struct {
        const char *words;
        unsigned hint;
        bool has;
    } cases[] = {
        {"share-bar", HINT_FURNITURE, true},
        {"shareholders", HINT_FURNITURE, false},
        {"relatedStories", HINT_FURNITURE, true},
        {"read-more", HINT_FURNITURE, true},
        {"more", HINT_FURNITURE, false},
        {"page has-sidebar", HINT_FURNITURE, false},
        {"ad", HINT_FURNITURE, true},
        {"address", HINT_FURNITURE, false},
        {"article__body", HINT_BODY, true},
        {"entry-content", HINT_BODY, true},
        {"content", HINT_BODY, false},
        {"postContent", HINT_BODY, true},
        {"comments", HINT_COMMENTS, true},
        {"no-comments", HINT_COMMENTS, false},
        {"sr-only", HINT_HIDDEN, true},
        {"hidden-xs", HINT_HIDDEN, false},
        {"key-points", HINT_HIGHLIGHTS, true},
        {"post hentry tag-podcast", HINT_FURNITURE, false},
        {"", HINT_BODY, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (((hints_of(slice_of(cases[i].words)) & cases[i].hint) != 0) != cases[i].has) fail_msg("hints of \"%s\"", cases[i].words);
}

static void test_markup(void **state) {
    (void)state;
    Article a = read_page("<h1>Talks &amp; trade</h1><p>One&nbsp;<b>two</b><i> three</i>&shy;four &lt;five&gt; 3 < 4.<p>Se&#x301;ances resumed in "
                          "the capital on Monday, officials said.");
    assert_part(&a, a.title, "Talks & trade");
    assert_part(&a, a.body,
                "One two threefour <five> 3 < 4.\n\nS\xC3\xA9"
                "ances resumed in the capital on Monday, officials said.");
    a = read_page("");
    assert_int_equal(a.size, 0);
    assert_int_equal(a.n_blocks, 0);
}

static void test_furniture(void **state) {
    (void)state;
    static const char *const lines[] = {"ADVERTISEMENT",
                                        "READ MORE: How it began",
                                        "Show Full Article",
                                        "12 shares",
                                        "Also on",
                                        "Sign up for our newsletter to get news in your inbox every day.",
                                        "Share",
                                        "Related:",
                                        "Next Story",
                                        "Anzeige",
                                        "Lesen Sie auch: Was bisher geschah",
                                        "À lire aussi : Les raisons du retard",
                                        "Lea también: Lo que se sabe",
                                        "Leia também: O que se sabe",
                                        "Leggi anche: Che cosa sappiamo",
                                        "Czytaj także: Co wiadomo",
                                        "Читайте также: Что известно",
                                        "اقرأ أيضا: ما نعرفه",
                                        "Download our app for your phone.",
                                        "Folgen Sie uns auf WhatsApp.",
                                        "Partagez cet article avec vos amis.",
                                        "¿Has visto un error? Escríbenos.",
                                        "Baixe o nosso aplicativo.",
                                        "Hai trovato un errore? Scrivici.",
                                        "Udostępnij ten artykuł.",
                                        "Подпишитесь на наш канал в телеграме.",
                                        "اشترك في نشرتنا البريدية لتصلك الأخبار."};
    static const char *const kept[] = {"Shareholders of the bank met on Monday.",
                                       "Comparte esta posición el gobierno de Perú.",
                                       "شارك هذا العام في المؤتمر وزراء من ست دول.",
                                       "تابعنا باهتمام ما قاله الوزير في البرلمان.",
                                       "The newsletter of the party was banned in May.",
                                       "Related charges were dropped, the court said.",
                                       "10 p.m.",
                                       "More than forty people were arrested.",
                                       "Follow the money, she said.",
                                       "Watching the border is the army's task.",
                                       "Printers went on strike.",
                                       "Get our troops home, he said.",
                                       "Copyright law to change in May",
                                       "The army said on its Telegram channel on Monday that following the attack two more brigades had joined it.",
                                       "About 40 people were hurt",
                                       "Werbung im Fernsehen soll teurer werden",
                                       "Las más votadas fueron las dos ministras.",
                                       "Lire ce rapport prend une heure, dit la ministre."};
    static const char *const told[] = {"Agencies of the United Nations will send food.", "For more than two years the road has been closed.",
                                       "This report has been denied by the ministry.", "Send us ships and not sermons, he said."};
    for (size_t i = 0; i < COUNT_OF(told); i++)
        if (furniture_is_credit(slice_of(told[i]))) fail_msg("taken for a credit: %s", told[i]);
    assert_true(furniture_is_credit(SLICE("(This story has not been edited by our staff.)")));
    assert_true(furniture_is_line(SLICE("ABB/SS/RK"), 0) && furniture_is_line(SLICE("# # #"), 0));
    assert_true(furniture_begins_imprint(SLICE("About Norvik")) && !furniture_begins_imprint(SLICE("About 40 people were hurt")));
    assert_true(furniture_is_caption(SLICE("Boats in the harbour of Trenk on Monday (Lan Yu/Xinwen)")));
    assert_false(furniture_is_caption(SLICE("The minister will visit both towns on Friday, officials said. (ANI/Sputnik)")));
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        if (!furniture_is_line(slice_of(lines[i]), 0)) fail_msg("kept: %s", lines[i]);
    for (size_t i = 0; i < COUNT_OF(kept); i++)
        if (furniture_is_line(slice_of(kept[i]), 0)) fail_msg("lost: %s", kept[i]);
    assert_true(furniture_is_caption(SLICE("Smoke over the harbour on Monday. (Ann Onymous/Getty Images)")));
    assert_false(furniture_is_caption(SLICE("The agency sells its photos to Getty Images, the company said on Monday.")));
    static const char *const captions[] = {"Der Hafen im Herbst. Foto: Anna M\xC3\xBCller/dpa", "Le port. Photo Anne de Lannoy/AFP", "The pier. \xC2\xA9 Ann Onymous",
                                           "The harbour seen from the pier. Ann Onymous/Reuters", "El puerto en oto\xC3\xB1o. Imagen: Ana Soto"};
    static const char *const no_captions[] = {"Mehr sagte die Ministerin am Abend nicht. ab/dpa", "They took a photo of Ann Onymous, and left.", "He painted a picture: Ann Onymous saw it first.",
                                              "The road leads from Accra to Tema. Nobody took a picture"};
    for (size_t i = 0; i < COUNT_OF(captions); i++)
        if (!furniture_is_caption(slice_of(captions[i]))) fail_msg("no caption: %s", captions[i]);
    for (size_t i = 0; i < COUNT_OF(no_captions); i++)
        if (furniture_is_caption(slice_of(no_captions[i]))) fail_msg("taken for a caption: %s", no_captions[i]);
    assert_true(furniture_is_line(SLICE("\xC2\xA9 2019 The Lantern Post. Nothing of this may be printed elsewhere."), 0));
    assert_false(furniture_is_line(SLICE("Copyright law will change in 2019, the ministry said on Monday."), 0));
    assert_true(furniture_begins_comments(SLICE("Comments (14)")));
    assert_false(furniture_begins_comments(SLICE("Comments by the minister anger the neighbours")));
}

static void test_what_the_document_says_goes_first(void **state) {
    (void)state;
    const char *page =
        "<html lang=fr><title>Page title</title><meta name=date content=2001-01-01><p>The ministers of both countries met again on Monday afternoon.";
    attache_document doc = {.id = "d",
                            .data = page,
                            .size = strlen(page),
                            .kind = ATTACHE_HTML,
                            .title = "Given",
                            .date = "2002-02-02",
                            .language = "en",
                            .url = "u",
                            .source = "s"};
    Article a;
    assert_int_equal(read_article(&doc, &arena, &a, &reporter), ATTACHE_OK);
    assert_part(&a, a.title, "Given");
    assert_string_equal(a.date, "2002-02-02");
    assert_string_equal(a.language, "en");
    assert_string_equal(a.url, "u");
    assert_string_equal(a.site, "s");
}

/* Pages that overflow a careless reader's stack or take it an afternoon. */
static void test_hostile_pages(void **state) {
    (void)state;
    static const char *const units[] = {"<div>",   "<b>",  "<table><tr><td>", "<ul><li>", "<a href=x>", "<",    "</",
                                        "&",       "<!--", "<script>",        "<svg>",    "<h1>",       "<br>", "<p",
                                        "<p a=\"", "</p>", "<figure>",        " - "};
    static const char *const story = "<p>The two ministers met on Tuesday in the capital and agreed to reopen the border crossing.</p>";
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        Buf b = {0};
        buf_printf(&b, "<html><title>%s</title>%s", i + 1 == COUNT_OF(units) ? "a" : "t", story);
        for (int k = 0; k < 100000; k++) buf_str(&b, units[i]);
        buf_str(&b, story);
        Article a = read_bytes(b.p, b.n, ATTACHE_HTML);
        assert_int_equal(utf8_valid(a.text, a.size), a.size);
        buf_free(&b);
        arena_reset(&arena);
    }
}

/* Processor time for a page that says `unit` until it has n bytes. */
static double cost_of(const char *unit, size_t n) {
    Buf b = {0};
    buf_str(&b, "<html><title>t</title><h1>The two ministers met</h1><p>The two ministers met on Tuesday in the capital and agreed to reopen the "
                "border.</p>");
    while (b.n < n) buf_str(&b, unit);
    clock_t begun = clock();
    read_bytes(b.p, b.n, ATTACHE_HTML);
    double spent = (double)(clock() - begun) / CLOCKS_PER_SEC;
    buf_free(&b);
    arena_reset(&arena);
    return spent;
}

/* Sixteen times the page is about sixteen times the work; a quadratic pass would make it 256 times. */
static void test_pages_are_read_in_linear_time(void **state) {
    (void)state;
    static const char *const units[] = {"<p>They met again on Monday in hall seven and agreed to reopen it.</p>",
                                        "<a href=/x>A link that leads away</a> ",
                                        "<li><a href=/x>A link that leads away</a></li>",
                                        "<div class=author>",
                                        "<div class='byline subtitle'>By Ann",
                                        "<h1>A heading of this page</h1>",
                                        "<header><h2>A heading</h2></header>",
                                        "<div><h3>Related stories</h3><p>The ministers met on Monday.</p></div>",
                                        "<tr><td>a cell</td><td>more words in a cell</td></tr>",
                                        "A line of the text.<br>",
                                        "word "};
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        double small = cost_of(units[i], 150 << 10), large = cost_of(units[i], 16 * 150 << 10);
        if (large > 100 * small + 0.1) fail_msg("%s: %.3f s for 150 KB, %.3f s for 2.4 MB", units[i], small, large);
    }
    /* all of it, in a page of 10 MB */
    Buf mixed = {0};
    for (size_t i = 0; i < COUNT_OF(units); i++) buf_str(&mixed, units[i]);
    buf_str(&mixed, "<p>By Ann Onymous | 4 May 2018</p><p>Read also: <a href=/author/a>Talks</a></p><p>The harbour. Photo: Ann Onymous/Reuters</p>");
    double small = cost_of(mixed.p, 625 << 10), large = cost_of(mixed.p, 16 * 625 << 10);
    if (large > 60 * small + 0.1) fail_msg("%.3f s for 625 KB of all, %.3f s for 10 MB", small, large);
    buf_free(&mixed);
}

typedef struct Expected {
    Slice fields[8], body;
    Slice highlights[8];
    size_t n_highlights;
} Expected;

static const char *const FIELDS[] = {"title", "date", "place", "byline", "language", "site", "url"};

static Expected parse_expected(Slice s) {
    Expected e = {0};
    while (s.n && *s.p != '\n') {
        const char *end = memchr(s.p, '\n', s.n), *colon = strstr(s.p, ": ");
        assert_true(end && colon && colon < end);
        Slice key = {s.p, (size_t)(colon - s.p)}, value = {colon + 2, (size_t)(end - colon - 2)};
        if (slice_is(key, "highlight")) e.highlights[e.n_highlights++] = value;
        for (size_t i = 0; i < COUNT_OF(FIELDS); i++)
            if (slice_is(key, FIELDS[i])) e.fields[i] = value;
        s.n -= (size_t)(end + 1 - s.p), s.p = end + 1;
    }
    while (s.n && *s.p == '\n') s.p++, s.n--;
    while (s.n && s.p[s.n - 1] == '\n') s.n--;
    e.body = s;
    return e;
}

static void assert_slice(const char *file, const char *what, Slice got, Slice expected) {
    if (!slice_eq(got, expected))
        fail_msg("%s: %s is\n\"%.*s\"\nexpected\n\"%.*s\"", file, what, (int)got.n, got.n ? got.p : "", (int)expected.n,
                 expected.n ? expected.p : "");
}

static void check_page(const char *pages, const char *name) {
    Buf page = {0}, text = {0};
    const char *stem = arena_copy(&arena, name, strlen(name) - 5);
    assert_int_equal(base_read_file(arena_printf(&arena, "%s/%s", pages, name), ATTACHE_DOCUMENT_MAX, &page, &reporter), ATTACHE_OK);
    assert_int_equal(base_read_file(arena_printf(&arena, "%s/%s.txt", pages, stem), ATTACHE_DOCUMENT_MAX, &text, &reporter), ATTACHE_OK);
    Article a = read_bytes(page.p, page.n, ATTACHE_AUTO);
    Expected e = parse_expected((Slice){text.p, text.n});
    Slice got[] = {slice_sub(a.text, a.title), slice_of(a.date), slice_of(a.dateline_place), slice_of(a.byline), slice_of(a.language),
                   slice_of(a.site),           slice_of(a.url)};
    for (size_t i = 0; i < COUNT_OF(FIELDS); i++) assert_slice(name, FIELDS[i], got[i], e.fields[i]);
    assert_int_equal(a.n_highlights, e.n_highlights);
    for (size_t i = 0; i < e.n_highlights; i++) assert_slice(name, "highlight", slice_sub(a.text, a.highlights[i]), e.highlights[i]);
    assert_slice(name, "body", slice_sub(a.text, a.body), e.body);
    buf_free(&page);
    buf_free(&text);
}

static void test_pages(void **state) {
    (void)state;
    const char *pages = getenv("ATTACHE_PAGES") ? getenv("ATTACHE_PAGES") : "tests/pages";
    DIR *d = opendir(pages);
    int n = 0;
    if (!d) fail_msg("%s: no such folder; run from the top folder or set ATTACHE_PAGES", pages);
    for (struct dirent *e; (e = readdir(d));) {
        size_t k = strlen(e->d_name);
        if (k < 6 || strcmp(e->d_name + k - 5, ".html") != 0) continue;
        check_page(pages, e->d_name);
        n++;
    }
    closedir(d);
    assert_in_range(n, 1, 10000);
}

/* lines.tsv: each list has its phrases, including blanks at the ends. */
static void test_wordings(void **state) {
    (void)state;
    for (size_t i = 0; i < WORDING_COUNT; i++) assert_true(wording[i].n > 0);
    assert_string_equal(wording[WORDING_BYLINE_ENDS].list[0], " min read");
    assert_string_equal(wording[WORDING_REQUESTS].list[2], "newsletter+sign up");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_wordings),
        TEST(test_day_of_a_page),
        TEST(test_title_of_a_page),
        TEST(test_text_of_a_page),
        TEST(test_why_there_is_no_text),
        TEST(test_authors),
        TEST(test_where_a_date_was_found),
        TEST(test_dates),
        TEST(test_datelines),
        TEST(test_text_is_kept_byte_for_byte),
        TEST(test_lines_are_blocks_unless_wrapped),
        TEST(test_title_of_a_text_stands_before_it),
        TEST(test_charsets),
        TEST(test_misused_1252),
        TEST(test_charsets_are_detected),
        TEST(test_composition),
        TEST(test_languages),
        TEST(test_whose_language),
        TEST(test_hints),
        TEST(test_markup),
        TEST(test_furniture),
        TEST(test_what_the_document_says_goes_first),
        TEST(test_hostile_pages),
        TEST(test_pages_are_read_in_linear_time),
        TEST(test_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
