/* unread.c - why a page could not be read, from its structure: no text, text from scripts, frames, a redirect, or only links.
 */
#include <ctype.h>

#include "read/page/page_int.h"

enum { SHOWN_MIN = 80 }; /* number of visible letters that is more than a notice */

static bool holds(Slice page, const char *what) {
    size_t n = strlen(what);
    for (size_t i = 0; i + n <= page.n; i++)
        if ((page.p[i] | 32) == (what[0] | 32) && strncasecmp(page.p + i, what, n) == 0) return true;
    return false;
}

/* <meta http-equiv="refresh">, however it is quoted and spaced. */
static bool leads_on(Slice page) {
    static const char name[] = "http-equiv";
    enum { NAME = sizeof name - 1, WHAT = sizeof "refresh" - 1 };
    for (size_t i = 0; i + NAME < page.n; i++) {
        if ((page.p[i] | 32) != 'h' || strncasecmp(page.p + i, name, NAME) != 0) continue;
        size_t at = i + NAME;
        while (at < page.n && strchr(" \t\r\n=\"'", page.p[at])) at++;
        if (at + WHAT <= page.n && strncasecmp(page.p + at, "refresh", WHAT) == 0) return true;
    }
    return false;
}

/* Letters that a reader would see, whatever they belong to. */
static size_t letters_shown(const Page *page) {
    size_t n = 0;
    for (uint32_t i = 0; i < page->n; i++) {
        const Node *node = &page->nodes[i];
        if (node->tag == TAG_HEAD || node->tag == TAG_TITLE || node->tag == TAG_NOSCRIPT) i = node->end - 1;
        if (node->tag != TAG_TEXT) continue;
        for (uint32_t k = 0; k < node->n_text; k++) n += !isspace((unsigned char)page->text.p[node->text + k]);
    }
    return n;
}

const char *unread_why(Slice bytes, const Page *page) {
    if (holds(bytes, "<frameset")) return "it is made of frames around other pages";
    bool little = letters_shown(page) < SHOWN_MIN;
    if (little && leads_on(bytes)) return "it sends its readers on to another page";
    if (little && holds(bytes, "<script")) return "its text is put in by scripts";
    if (little && holds(bytes, "<iframe")) return "it is made of frames around other pages";
    return little ? "it holds no text" : "it holds links and short lines, but no running text";
}
