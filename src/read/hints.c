/* hints.c - what class names and ids say of an element. They are cut into words at punctuation, digits and capitals ("postBody-2" is post, body), and each word is
 * looked up: publishers and their tools name things much alike. No site has a rule of its own here.
 */
#include "read/read_int.h"

enum {
    EXACT = 1 << 12, /* the whole word, else it is enough that the word begins so */
    /* Halves of what only together says something: "article-body", "read-more". */
    HALF_ARTICLE = 1 << 13,
    HALF_BODY = 1 << 14,
    HALF_MORE = 1 << 15,
    HALF_STORIES = 1 << 16,
    HALF_KEY = 1 << 17,
    HALF_POINTS = 1 << 18,
    HALF_POPUP = 1 << 19,
    HALF_BOX = 1 << 20,
    CANCEL = 1 << 21,     /* "with-sidebar" is not a sidebar */
    CANCEL_ALL = 1 << 22, /* an element of a page builder or a whole post, whose other words tell nothing */
};

typedef struct Word {
    const char *word;
    unsigned what;
} Word;

#define F HINT_FURNITURE
/* Sorted by the first letter, so that a lookup compares the few words of one letter. */
static const Word WORDS[] = {
    {"ad", F | EXACT},
    {"ads", F | EXACT},
    {"adbox", F},
    {"adchoice", F},
    {"addthis", F},
    {"addtoany", F},
    {"adslot", F},
    {"adunit", F},
    {"adv", F | EXACT},
    {"advert", F},
    {"adsense", F},
    {"adwrapper", F},
    {"adcontainer", F},
    {"affiliate", F},
    {"also", HALF_MORE | EXACT},
    {"article", HALF_ARTICLE},
    {"articlebody", HINT_BODY},
    {"articlecontent", HINT_BODY},
    {"articletext", HINT_BODY},
    {"articles", HALF_STORIES | EXACT},
    {"author", HINT_BYLINE | F},
    {"banner", F},
    {"block", HALF_BOX | EXACT},
    {"box", HALF_BOX | EXACT},
    {"bio", F | EXACT},
    {"body", HALF_BODY | EXACT},
    {"bodycopy", HINT_BODY},
    {"bodytext", HINT_BODY},
    {"bookmark", F},
    {"breadcrumb", F},
    {"bullets", HALF_POINTS},
    {"byline", HINT_BYLINE | F},
    {"breaking", F},
    {"brightcove", F},
    {"caption", F},
    {"card", HALF_BOX | EXACT},
    {"carousel", F},
    {"comment", HINT_COMMENTS | EXACT},
    {"comments", HINT_COMMENTS | EXACT},
    {"commentaires", HINT_COMMENTS},
    {"commentarea", HINT_COMMENTS},
    {"commentbox", HINT_COMMENTS},
    {"commentform", HINT_COMMENTS},
    {"commentlist", HINT_COMMENTS},
    {"commentsection", HINT_COMMENTS},
    {"comentarios", HINT_COMMENTS},
    {"coral", HINT_COMMENTS | EXACT},
    {"commento", HINT_COMMENTS | EXACT},
    {"consent", F},
    {"content", HALF_BODY | EXACT},
    {"contributor", F},
    {"cookie", F},
    {"copy", HALF_BODY | EXACT},
    {"credit", F},
    {"crosshead", EXACT},
    {"cta", F | EXACT},
    {"copyright", F},
    {"dfp", F},
    {"disqus", HINT_COMMENTS},
    {"donat", F},
    {"dropdown", F},
    {"dateline", HINT_DATE | EXACT},
    {"date", HINT_DATE | EXACT},
    {"datetime", HINT_DATE},
    {"elementor", CANCEL_ALL | EXACT},
    {"entry", HALF_ARTICLE | EXACT},
    {"entrycontent", HINT_BODY},
    {"eyebrow", F},
    {"feedback", F},
    {"flyout", F},
    {"follow", F},
    {"footer", F},
    {"from", HALF_STORIES | EXACT},
    {"gallery", F},
    {"gdpr", F},
    {"gprd", F},
    {"gpt", F},
    {"hyvor", HINT_COMMENTS},
    {"headlines", F},
    {"has", CANCEL | EXACT},
    {"hentry", CANCEL_ALL | EXACT},
    {"hidden", HINT_HIDDEN | EXACT},
    {"hide", HINT_HIDDEN | EXACT},
    {"highlights", HINT_HIGHLIGHTS},
    {"hashover", HINT_COMMENTS},
    {"isso", HINT_COMMENTS | EXACT},
    {"instagram", HINT_POST},
    {"instory", F},
    {"inread", F},
    {"interstitial", F},
    {"jumplink", F},
    {"kommentar", HINT_COMMENTS},
    {"key", HALF_KEY | EXACT},
    {"keypoint", HINT_HIGHLIGHTS},
    {"kicker", F},
    {"latest", F},
    {"legal", F},
    {"lightbox", F},
    {"livefyre", HINT_COMMENTS},
    {"login", F},
    {"logo", F},
    {"masthead", F},
    {"menu", F},
    {"meta", F | EXACT},
    {"metadata", F},
    {"mgid", F},
    {"modal", F},
    {"more", HALF_MORE | EXACT},
    {"most", F | EXACT},
    {"mostpopular", F},
    {"mostread", F},
    {"mashsb", F},
    {"mceinline", EXACT},
    {"nav", F | EXACT},
    {"navbar", F},
    {"navigation", F},
    {"newsletter", F},
    {"no", CANCEL | EXACT},
    {"next", HALF_MORE | EXACT},
    {"noprint", F},
    {"notification", F},
    {"nocontent", F},
    {"outbrain", F},
    {"overlay", F},
    {"pager", F},
    {"pagination", F},
    {"paging", F},
    {"paywall", F},
    {"permalink", F},
    {"photocredit", F},
    {"player", F},
    {"podcast", F},
    {"popover", HALF_POPUP},
    {"popular", F},
    {"popup", F},
    {"post", HALF_ARTICLE | EXACT},
    {"postbody", HINT_BODY},
    {"postcontent", HINT_BODY},
    {"posted", HINT_DATE},
    {"posts", HALF_STORIES | EXACT},
    {"previous", HALF_MORE | EXACT},
    {"promo", F},
    {"published", HINT_DATE},
    {"pubdate", HINT_DATE},
    {"points", HALF_POINTS | EXACT},
    {"pullquote", F},
    {"pswp", F},
    {"quiz", F},
    {"rail", F | EXACT},
    {"rating", F},
    {"read", HALF_MORE | EXACT},
    {"readmore", F},
    {"recirc", F},
    {"recommend", F},
    {"related", F},
    {"relatedposts", F},
    {"reply", F | EXACT},
    {"respond", HINT_COMMENTS | EXACT},
    {"revcontent", F},
    {"rollover", HALF_POPUP},
    {"rss", F | EXACT},
    {"readnext", F},
    {"spotim", HINT_COMMENTS},
    {"screenreader", HINT_HIDDEN},
    {"search", F | EXACT},
    {"see", HALF_MORE | EXACT},
    {"share", F | EXACT},
    {"sharebar", F},
    {"sharedaddy", F},
    {"sharing", F},
    {"sharetools", F},
    {"shares", F | EXACT},
    {"sidebar", F},
    {"signup", F},
    {"similar", F},
    {"skip", F | EXACT},
    {"skyscraper", F},
    {"slideshow", F},
    {"social", F},
    {"sponsor", F},
    {"sr", HINT_HIDDEN | EXACT},
    {"storify", EXACT},
    {"story", HALF_ARTICLE | EXACT},
    {"storybody", HINT_BODY},
    {"storytext", HINT_BODY},
    {"stories", HALF_STORIES | EXACT},
    {"story", HALF_STORIES | EXACT},
    {"subscri", F},
    {"subnav", F},
    {"suggest", F},
    {"syndicat", F},
    {"ssba", F},
    {"sfsi", F},
    {"taboola", F},
    {"tags", F | EXACT},
    {"taglist", F},
    {"takeaways", HALF_POINTS},
    {"teads", F},
    {"teaser", F},
    {"tweet", HINT_POST | EXACT},
    {"text", HALF_BODY | EXACT},
    {"ticker", F},
    {"timestamp", F | HINT_DATE},
    {"toolbar", F},
    {"toolbox", F},
    {"tools", F | EXACT},
    {"tooltip", HALF_POPUP},
    {"topbar", F},
    {"trending", F},
    {"toc", F | EXACT},
    {"upsell", F},
    {"utility", F},
    {"viafoura", HINT_COMMENTS},
    {"visuallyhidden", HINT_HIDDEN},
    {"visually", HINT_HIDDEN | EXACT},
    {"weather", F},
    {"with", CANCEL | EXACT},
    {"without", CANCEL | EXACT},
    {"whatsnext", F},
    {"widget", F},
    {"wpdiscuz", HINT_COMMENTS},
    {"wordpressrelated", F},
    {"yarpp", F},
    {"zergnet", F},
};

static bool matches(const Word *w, const char *word, size_t n) {
    size_t k = strlen(w->word);
    return (w->what & EXACT ? n == k : n >= k) && memcmp(w->word, word, k) == 0;
}

static unsigned look_up(const char *word, size_t n) {
    static _Thread_local uint16_t first[27];
    if (!first[26]) { /* where each letter's words begin */
        for (size_t i = COUNT_OF(WORDS); i-- > 0;) first[WORDS[i].word[0] - 'a'] = (uint16_t)i;
        first[26] = COUNT_OF(WORDS);
    }
    unsigned what = 0;
    for (size_t i = first[word[0] - 'a']; i < COUNT_OF(WORDS) && WORDS[i].word[0] == word[0]; i++)
        if (matches(&WORDS[i], word, n)) what |= WORDS[i].what & ~(unsigned)EXACT;
    return what;
}

static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

unsigned hints_of(Slice s) {
    unsigned got = 0;
    int n_more = 0;
    bool cancelled = false;
    for (size_t i = 0; i < s.n;) {
        char word[32];
        size_t n = 0;
        if (!is_letter(s.p[i])) {
            i++;
            continue;
        }
        do {
            if (n < sizeof word) word[n++] = (char)(s.p[i] | 32);
            i++;
        } while (i < s.n && is_letter(s.p[i]) && !(is_upper(s.p[i]) && !is_upper(s.p[i - 1])));
        unsigned what = look_up(word, n);
        if (cancelled) what &= ~(unsigned)(HINT_FURNITURE | HINT_BYLINE | HINT_HIDDEN | HINT_COMMENTS);
        cancelled = what & CANCEL;
        n_more += (what & HALF_MORE) != 0;
        got |= what;
    }
    if ((got & HALF_ARTICLE) && (got & HALF_BODY)) got |= HINT_BODY;
    if (n_more > 1 || (n_more && (got & HALF_STORIES))) got |= HINT_FURNITURE;
    if ((got & HALF_KEY) && (got & HALF_POINTS)) got |= HINT_HIGHLIGHTS;
    if ((got & HALF_POPUP) && (got & (HALF_BOX | HALF_BODY))) got |= HINT_FURNITURE;
    if (got & CANCEL_ALL) got &= ~(unsigned)(HINT_FURNITURE | HINT_BYLINE);
    return got & 0xFFF;
}
