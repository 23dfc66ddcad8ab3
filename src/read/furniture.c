/* furniture.c - lines that stand in or around a report but are no part of it, told by their wording: promotion, bylines, credits. Only short lines are judged, and
 * only by how they begin or end, so that a report about newsletters is safe.
 */
#include <ctype.h>

#include "read/read_int.h"

static bool begins_with(Slice s, const char *what) { return s.n >= strlen(what) && strncasecmp(s.p, what, strlen(what)) == 0; }

/* The same, and no letter follows: "share" begins "Share this", not "Shareholders". */
static bool begins_word(Slice s, const char *what) {
    size_t n = strlen(what);
    return begins_with(s, what) && (s.n == n || !isalnum((unsigned char)what[n - 1]) || !isalnum((unsigned char)s.p[n]));
}

static bool any_begins(Slice s, const char *const *list, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (begins_word(s, list[i])) return true;
    return false;
}

static bool is_whole(Slice s, const char *const *list, size_t n) {
    while (s.n && !isalnum((unsigned char)s.p[s.n - 1]) && !(s.p[s.n - 1] & 0x80)) s.n--;
    while (s.n && !isalnum((unsigned char)s.p[0]) && !(s.p[0] & 0x80)) s.p++, s.n--;
    for (size_t i = 0; i < n; i++)
        if (s.n == strlen(list[i]) && strncasecmp(s.p, list[i], s.n) == 0) return true;
    return false;
}

static bool says(Slice s, const char *what) {
    size_t n = strlen(what);
    for (size_t i = 0; i + n <= s.n; i++)
        if ((s.p[i] | 32) == what[0] && strncasecmp(s.p + i, what, n) == 0) return true;
    return false;
}

/* What is left of "34 responses to ...", "Comments (2)" and "12 shares" without the number. */
static Slice without_number(Slice s) {
    while (s.n && (isdigit((unsigned char)s.p[0]) || strchr(" (,", s.p[0]))) s.p++, s.n--;
    while (s.n && (isdigit((unsigned char)s.p[s.n - 1]) || strchr(" (),:", s.p[s.n - 1]))) s.n--;
    return s;
}

/* The whole of a short line. */
static const char *const WHOLE[] = {"advert",
                                    "advertisement",
                                    "advertisements",
                                    "advertising",
                                    "ad",
                                    "ads",
                                    "x",
                                    "close",
                                    "share",
                                    "tweet",
                                    "email",
                                    "print",
                                    "save",
                                    "comments",
                                    "comment",
                                    "loading",
                                    "related",
                                    "read more",
                                    "more",
                                    "next",
                                    "previous",
                                    "trending",
                                    "sponsored",
                                    "promoted",
                                    "show full article",
                                    "print article",
                                    "print this article",
                                    "next story",
                                    "previous story",
                                    "more stories",
                                    "most read",
                                    "most popular",
                                    "top stories",
                                    "read next",
                                    "read also",
                                    "also read",
                                    "also on",
                                    "see also",
                                    "watch",
                                    "listen",
                                    "subscribe",
                                    "sign up",
                                    "log in",
                                    "menu",
                                    "search",
                                    "skip",
                                    "play",
                                    "follow",
                                    "follow us",
                                    "view comments",
                                    "tell us what you think",
                                    "recommended",
                                    "recommended for you",
                                    "related stories",
                                    "related articles",
                                    "related news",
                                    "related topics",
                                    "related posts",
                                    "related content",
                                    "you may also like",
                                    "view gallery",
                                    "full screen",
                                    "play video",
                                    "watch video",
                                    "video",
                                    "photos",
                                    "gallery",
                                    "back to top",
                                    "reuse content",
                                    "image",
                                    "photo",
                                    "file photo",
                                    "caption",
                                    "back to gallery",
                                    "pinterest",
                                    "facebook",
                                    "twitter",
                                    "whatsapp",
                                    "linkedin",
                                    "telegram",
                                    "reddit",
                                    "copy link",
                                    "sharing is caring",
                                    "newsletter",
                                    "more to read",
                                    "explore further",
                                    "sponsored content",
                                    "promoted stories",
                                    "from around the web",
                                    "around the web",
                                    "up next",
                                    "shares",
                                    "likes",
                                    "views",
                                    "image of",
                                    "of",
                                    "min read",
                                    "print edition",
                                    "getty images",
                                    "reuters",
                                    "latest news",
                                    "top news",
                                    "story highlights",
                                    "share this article",
                                    "share this story",
                                    "photo gallery",
                                    "advertisement - scroll to continue",
                                    "recommended stories",
                                    "other news",
                                    "other stories",
                                    "recommended reading",
                                    "recommended videos",
                                    "editors' picks",
                                    "editor's choice",
                                    "for immediate release",
                                    "for immediate use",
                                    "press release",
                                    "news release",
                                    "readout",
                                    "keep reading",
                                    "list of items",
                                    "end of list",
                                    "explore more on these topics",
                                    "most viewed",
                                    "most watched",
                                    "top news today",
                                    "in other news",
                                    "what to read next",
                                    "in case you missed it",
                                    "trending now",
                                    "gift article",
                                    "give this article",
                                    "listen to article",
                                    "listen to story",
                                    "add a comment",
                                    "add as preferred source",
                                    "report an error",
                                    "report a typo",
                                    "print this page",
                                    "send to a friend",
                                    "email this article",
                                    "opens in new window",
                                    "this video can not be played",
                                    "video player is loading",
                                    "play audio",
                                    "close ad",
                                    "hide ad",
                                    "paid post",
                                    "partner content",
                                    "live tv",
                                    "enditem",
                                    "to be continued"};
/* How lines begin that lead away, whatever follows. */
static const char *const HEADS[] = {"read more",
                                    "also read",
                                    "read also",
                                    "read next",
                                    "read:",
                                    "read this",
                                    "more:",
                                    "also on",
                                    "also see",
                                    "related:",
                                    "related stor",
                                    "related post",
                                    "related article",
                                    "related news",
                                    "see also",
                                    "story continues",
                                    "article continues",
                                    "continue reading",
                                    "continues below",
                                    "show full article",
                                    "print article",
                                    "next story",
                                    "share this",
                                    "share on",
                                    "follow us",
                                    "follow @",
                                    "sign up",
                                    "subscribe",
                                    "click here",
                                    "most read",
                                    "most popular",
                                    "recommended for",
                                    "more from",
                                    "more on this",
                                    "more stories",
                                    "you may also",
                                    "you might also",
                                    "don't miss",
                                    "watch:",
                                    "watch now",
                                    "watch live",
                                    "photo:",
                                    "photo by",
                                    "photos:",
                                    "image:",
                                    "image credit",
                                    "(image credit",
                                    "image copyright",
                                    "photograph:",
                                    "(photo",
                                    "topics:",
                                    "tags:",
                                    "filed under",
                                    "like us on",
                                    "download the",
                                    "download our",
                                    "get the latest",
                                    "get our",
                                    "get access",
                                    "join our",
                                    "join the conversation",
                                    "skip to",
                                    "leave a comment",
                                    "post a comment",
                                    "copyright \xC2\xA9",
                                    "\xC2\xA9 copyright",
                                    "listen to this",
                                    "this video",
                                    "media caption",
                                    "image caption",
                                    "editor's pick",
                                    "don\xE2\x80\x99t miss",
                                    "this website uses",
                                    "this site uses",
                                    "we use cookies",
                                    "by continuing to",
                                    "having trouble",
                                    "swipe",
                                    "tap here",
                                    "scroll",
                                    "see more",
                                    "view more",
                                    "to comment on",
                                    "\xC2\xA9",
                                    "(c)",
                                    "our standards:",
                                    "our standards",
                                    "visitor counter",
                                    "(release id",
                                    "posted on:",
                                    "source:",
                                    "file photo",
                                    "video:",
                                    "audio:",
                                    "podcast:",
                                    "gallery:",
                                    "in pictures:",
                                    "in photos:",
                                    "exclusive offer",
                                    "limited time offer",
                                    "to play this video",
                                    "your browser does not",
                                    "please enable javascript",
                                    "enable javascript",
                                    "javascript is",
                                    "by signing up",
                                    "by subscribing",
                                    "by providing your",
                                    "by clicking",
                                    "update your settings",
                                    "key words:",
                                    "keywords:",
                                    "follow all",
                                    "stay up to date",
                                    "stay informed",
                                    "explore more",
                                    "trending:",
                                    "must read",
                                    "must-read",
                                    "opinion:",
                                    "live updates:",
                                    "live blog:",
                                    "also watch",
                                    "watch more",
                                    "listen:",
                                    "find out more",
                                    "learn more",
                                    "join us on",
                                    "join our whatsapp",
                                    "add us on",
                                    "purchase licensing",
                                    "buy now",
                                    "start your free",
                                    "already a subscriber",
                                    "already have an account",
                                    "create a free account",
                                    "register for free",
                                    "support our journalism",
                                    "thank you for reading"};

/* Requests and conditions, which are sentences: told by two words that go together only there. */
static bool is_request(Slice s) {
    static const char *const pairs[][2] = {{"our telegram channel", ""},
                                           {"our whatsapp channel", ""},
                                           {"newsletter", "sign up"},
                                           {"newsletter", "subscribe"},
                                           {"newsletter", "deliver"},
                                           {"newsletter", "get the"},
                                           {"newsletter", "start your day"},
                                           {"inbox", "sign up"},
                                           {"inbox", "subscribe"},
                                           {"inbox", "deliver"},
                                           {"inbox", "get the"},
                                           {"inbox", "every "},
                                           {"cookies", "this site"},
                                           {"cookies", "this website"},
                                           {"cookies", "experience"},
                                           {"uses cookies", ""},
                                           {"use cookies", ""},
                                           {"read this release in", ""},
                                           {"process data", "partners"},
                                           {"on a device", "partners"},
                                           {"on your device", "partners"},
                                           {"your email address", "enter"},
                                           {"your email address", "published"},
                                           {"free trial", "subscri"},
                                           {"subscription", "as little as"},
                                           {"enable javascript", ""},
                                           {"download the", " app "},
                                           {"adblock", "disable"},
                                           {"ad blocker", "disable"}};
    for (size_t i = 0; i < COUNT_OF(pairs); i++)
        if (says(s, pairs[i][0]) && (!*pairs[i][1] || says(s, pairs[i][1]))) return true;
    return says(s, "all rights reserved") && s.n < 120;
}

/* "*****", "# # #", "ABB/SS/Nampi/RK": what ends a press release. */
static bool is_end_mark(Slice s) {
    size_t letters = 0, slashes = 0, blanks = 0;
    if (memchr(s.p, ':', s.n)) return false;
    for (size_t i = 0; i < s.n; i++) {
        letters += isalpha((unsigned char)s.p[i]) != 0;
        slashes += s.p[i] == '/';
        blanks += s.p[i] == ' ';
    }
    bool marks = !letters && s.n < 40 && strchr("*#-_=~.", s.p[0]) && s.p[0] != '-';
    return marks || (slashes >= 2 && s.n < 40 && blanks <= 1 && s.p[0] != '/' && s.p[0] != '(');
}

bool furniture_is_line(Slice s, size_t n_link) {
    if (!s.n) return false;
    if (s.n < 40 && (is_whole(s, WHOLE, COUNT_OF(WHOLE)) || is_whole(without_number(s), WHOLE, COUNT_OF(WHOLE)))) return true;
    if (s.n < 200 && any_begins(s, HEADS, COUNT_OF(HEADS)) &&
        ((s.n < 60 && s.p[s.n - 1] != '.') || n_link || strchr(":;!", s.p[s.n - 1]) || says(s, " here")))
        return true;
    return s.n <= 300 && (is_end_mark(s) || is_request(s));
}

/* "(Ann Onymous/AP)", "[Ann Onymous/Reuters]" at the end: a name and who it works for. */
static bool ends_in_credit(Slice s) {
    char close = s.n ? s.p[s.n - 1] : 0;
    if (close != ')' && close != ']') return false;
    size_t at = s.n - 1, slashes = 0, blanks = 0;
    while (at && s.p[at] != (close == ')' ? '(' : '[') && s.n - at < 60) slashes += s.p[at] == '/', blanks += s.p[at] == ' ', at--;
    return (s.p[at] == '(' || s.p[at] == '[') && slashes == 1 && blanks && isupper((unsigned char)s.p[at + 1]) &&
           !isdigit((unsigned char)s.p[s.n - 2]);
}

bool furniture_is_caption(Slice s) {
    static const char *const credits[] = {"ap photo", "photo by", "photo/",    "photo:",     "photo credit", "photograph by", "getty images",
                                          "afp via",  "/afp)",    "/reuters)", "file photo", "image:",       "picture:",      "courtesy of"};
    static const char *const heads[] = {"photo taken on",     "file photo",   "this photo taken", "in this photo",
                                        "in this file photo", "this handout", "an undated photo"};
    if (!s.n || s.n > 600) return false;
    if (ends_in_credit(s) || (s.n < 400 && any_begins(s, heads, COUNT_OF(heads)) && strchr(").]", s.p[s.n - 1]))) return true;
    size_t n = s.n < 90 ? s.n : 90;
    Slice tail = {s.p + s.n - n, n};
    for (size_t i = 0; i < COUNT_OF(credits); i++)
        if (says(tail, credits[i])) return tail.p[n - 1] == ')' || (tail.p[n - 1] != '.' && tail.p[n - 1] != '"');
    return false;
}

bool furniture_is_byline(Slice s) {
    static const char *const heads[] = {"by",         "published",   "updated", "posted", "last updated", "first published", "last modified",
                                        "written by", "reported by", "author",  "staff",  "edited by",    "story by",        "text by"};
    static const char *const ends[] = {" min read",      " minute read",     " minutes read", " mins read", " staff writer",
                                       " correspondent", "associated press", " reporter",     " ago"};
    static const char *const zones[] = {" EST", " EDT", " ET", " GMT", " IST", " UTC", " CET", " BST", " PST", " PDT"};
    if (s.n > 160) return false;
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (s.n >= strlen(ends[i]) && strncasecmp(s.p + s.n - strlen(ends[i]), ends[i], strlen(ends[i])) == 0) return true;
    for (size_t i = 0; i < COUNT_OF(zones); i++)
        if (s.n >= strlen(zones[i]) && memcmp(s.p + s.n - strlen(zones[i]), zones[i], strlen(zones[i])) == 0) return true;
    return s.n < 120 && any_begins(s, heads, COUNT_OF(heads)) && s.p[s.n - 1] != '.';
}

bool furniture_begins_imprint(Slice s) {
    static const char *const heads[] = {"for further information",
                                        "for more information",
                                        "for media",
                                        "for press",
                                        "for additional information",
                                        "media contact",
                                        "media enquir",
                                        "media inquir",
                                        "press contact",
                                        "press enquir",
                                        "notes to editor",
                                        "note to editor",
                                        "notes for editor",
                                        "contact information",
                                        "contacts:",
                                        "contact:",
                                        "forward-looking statement",
                                        "safe harbor",
                                        "about the author",
                                        "about the company",
                                        "citation:",
                                        "how to cite",
                                        "editor's note:",
                                        "disclaimer"};
    if (!s.n || s.n > 120) return false;
    if (any_begins(s, heads, COUNT_OF(heads))) return true;
    return s.n < 60 && begins_with(s, "about ") && s.n > 8 && isupper((unsigned char)s.p[6]) && !strchr(".?!,", s.p[s.n - 1]);
}

/* How the lines under a report begin: who helped, who may copy it, whom to write to. */
static const char *const CREDITS[] = {"reporting by",
                                      "additional reporting",
                                      "edited by",
                                      "editing by",
                                      "writing by",
                                      "compiled by",
                                      "follow her on",
                                      "follow him on",
                                      "follow them on",
                                      "follow us",
                                      "reach the",
                                      "reach reporter",
                                      "contact the",
                                      "email the",
                                      "for more information",
                                      "contact:",
                                      "to reach",
                                      "tips:",
                                      "got a tip",
                                      "have a tip",
                                      "originally published",
                                      "with inputs from",
                                      "with agency inputs",
                                      "with input from",
                                      "with reporting by",
                                      "this story has not been edited",
                                      "this article was originally",
                                      "this article was first",
                                      "this story was originally",
                                      "this story was first",
                                      "this story has been published from",
                                      "this is a developing story",
                                      "this document is subject to copyright",
                                      "this copy is for your personal",
                                      "this content is published",
                                      "the above article",
                                      "except for the headline",
                                      "only the headline",
                                      "disclaimer:",
                                      "citation:",
                                      "are you affected",
                                      "for more news",
                                      "for more stories",
                                      "for more on",
                                      "for more details",
                                      "this report has been auto",
                                      "this report has been edited",
                                      "this article has been auto",
                                      "this article has been updated",
                                      "this article has been amended",
                                      "this article has been edited",
                                      "have you been affected",
                                      "get in touch",
                                      "write to us",
                                      "email us",
                                      "the times is committed",
                                      "anadolu agency website contains only",
                                      "first published",
                                      "last updated",
                                      "translated by",
                                      "photographs by",
                                      "illustration by",
                                      "graphics by",
                                      "source:",
                                      "sources:",
                                      "if you have any",
                                      "if you or someone you know",
                                      "end of"};

bool furniture_is_credit(Slice s) {
    while (s.n && strchr("(*[_- ", s.p[0])) s.p++, s.n--;
    if (!s.n) return true;
    if (s.n > 400) return false;
    if (any_begins(s, CREDITS, COUNT_OF(CREDITS))) return true;
    if (begins_with(s, "follow ") && (says(s, "coverage") || says(s, "http"))) return true;
    return says(s, "contributed to this") || says(s, "contributed reporting") ||
           (s.n < 250 && says(s, "follow ") && (says(s, "on twitter") || says(s, "on facebook")));
}

bool furniture_begins_comments(Slice s) {
    static const char *const heads[] = {"leave a reply",         "leave a comment",  "post a comment",      "add a comment", "join the discussion",
                                        "join the conversation", "responses to",     "response to",         "thoughts on",   "thought on",
                                        "comments on",           "reader comments",  "comments are closed", "view comments", "show comments",
                                        "have your say",         "what do you think"};
    static const char *const whole[] = {"comments", "comment", "responses", "replies", "discussion"};
    if (s.n > 160) return false;
    Slice rest = without_number(s);
    return any_begins(rest, heads, COUNT_OF(heads)) || is_whole(rest, whole, COUNT_OF(whole));
}

bool furniture_is_address(Slice s) { return (begins_with(s, "http") || begins_with(s, "www.")) && !memchr(s.p, ' ', s.n); }
