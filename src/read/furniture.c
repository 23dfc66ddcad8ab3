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
                                    "advertisement - scroll to continue"};
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
                                    "to comment on"};

bool furniture_is_line(Slice s, size_t n_link) {
    if (s.n < 40 && (is_whole(s, WHOLE, COUNT_OF(WHOLE)) || is_whole(without_number(s), WHOLE, COUNT_OF(WHOLE)))) return true;
    if (s.n < 200 && any_begins(s, HEADS, COUNT_OF(HEADS)) &&
        ((s.n < 60 && s.p[s.n - 1] != '.') || n_link || strchr(":;!", s.p[s.n - 1]) || says(s, " here")))
        return true;
    if (s.n > 300) return false;
    bool letter = says(s, "newsletter") || says(s, "inbox"),
         asks = says(s, "sign up") || says(s, "subscribe") || says(s, "delivered") || says(s, "get the");
    return (letter && asks) || (says(s, "uses cookies") || says(s, "use cookies")) || (says(s, "all rights reserved") && s.n < 120);
}

bool furniture_is_caption(Slice s) {
    static const char *const credits[] = {"ap photo", "photo by", "photo/",    "photo:",     "photo credit", "photograph by", "getty images",
                                          "afp via",  "/afp)",    "/reuters)", "file photo", "image:",       "picture:",      "courtesy of"};
    if (s.n > 600) return false;
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

bool furniture_is_credit(Slice s) {
    static const char *const heads[] = {"reporting by",
                                        "additional reporting",
                                        "edited by",
                                        "editing by",
                                        "writing by",
                                        "compiled by",
                                        "follow her on",
                                        "follow him on",
                                        "follow them on",
                                        "follow the",
                                        "follow us",
                                        "reach the",
                                        "reach reporter",
                                        "contact the",
                                        "email the",
                                        "for more information",
                                        "for more",
                                        "contact:",
                                        "to reach",
                                        "tips:",
                                        "got a tip",
                                        "have a tip",
                                        "originally published",
                                        "with inputs from",
                                        "with agency inputs",
                                        "with input from",
                                        "___",
                                        "---",
                                        "***"};
    if (s.n > 400) return false;
    if (any_begins(s, heads, COUNT_OF(heads))) return true;
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
