/* outlet.c - folds names and domains, and looks them up. */
#include "kb/kb.h"
#include "vocab/wording.h"

uint64_t outlet_key(Slice name) {
    char folded[128];
    size_t n = name.n < sizeof folded ? utf8_fold(name.p, name.n, folded, sizeof folded) : 0, from = 0, to = 0;
    size_t article = wording_begins(WORDING_THE_BEFORE, (Slice){folded, n});
    if (article < n) from = article;
    if (n > 4 && !memcmp(folded, "www.", 4)) from = 4;
    for (; from < n; from++)
        if (folded[from] != ' ' || (to && folded[to - 1] != ' ')) folded[to++] = folded[from];
    while (to && folded[to - 1] == ' ') to--;
    return to ? hash_bytes(folded, to) | 1 : 0;
}

static const char *find_key(const Kb *k, uint64_t key) {
    size_t at = FIRST_WHERE(i, k->n_outlets, k->outlets[i].key >= key);
    return key && at < k->n_outlets && k->outlets[at].key == key ? kb_string(k, k->outlets[at].name) : NULL;
}

/* A host and its parent domains: "edition.cnn.com", "cnn.com". */
static const char *find_host(const Kb *k, Slice host) {
    while (memchr(host.p, '.', host.n)) {
        const char *found = find_key(k, outlet_key(host));
        if (found) return found;
        size_t label = (size_t)((const char *)memchr(host.p, '.', host.n) - host.p) + 1;
        host = (Slice){host.p + label, host.n - label};
    }
    return NULL;
}

const char *outlet_find(const Kb *k, const char *name, const char *url) {
    Slice called = slice_of(name);
    const char *found = find_key(k, outlet_key(called)), *host = strstr(url, "://");
    if (!found && !memchr(name, ' ', called.n)) found = find_host(k, called);
    if (!found && host) found = find_host(k, (Slice){host + 3, strcspn(host + 3, "/?#:")});
    return found;
}
