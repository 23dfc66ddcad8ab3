/* robots.c - parses a robots.txt into rules (RFC 9309, with the common Crawl-delay). */
#include <stdlib.h>
#include <strings.h>

#include "read/watch/watch_int.h"

static Slice trimmed(Slice s) {
    while (s.n && strchr(" \t\r", s.p[0])) s.p++, s.n--;
    while (s.n && strchr(" \t\r", s.p[s.n - 1])) s.n--;
    return s;
}

static Slice next_line(Slice *rest) {
    const char *end = memchr(rest->p, '\n', rest->n), *cr = memchr(rest->p, '\r', end ? (size_t)(end - rest->p) : rest->n);
    if (cr) end = cr; /* old files have only CR at line ends */
    Slice line = {rest->p, end ? (size_t)(end - rest->p) : rest->n};
    size_t used = line.n + (end != NULL);
    rest->p += used, rest->n -= used;
    return line;
}

/* "Name: value # comment"; false for anything else. */
static bool split(Slice line, Slice *name, Slice *value) {
    const char *hash = memchr(line.p, '#', line.n);
    if (hash) line.n = (size_t)(hash - line.p);
    const char *colon = memchr(line.p, ':', line.n);
    if (!colon) return false;
    *name = trimmed((Slice){line.p, (size_t)(colon - line.p)});
    *value = trimmed((Slice){colon + 1, line.n - (size_t)(colon + 1 - line.p)});
    return true;
}

static bool is(Slice s, const char *word) { return s.n == strlen(word) && !strncasecmp(s.p, word, s.n); }

/* "attache" names us, and so does "attache/0.1". */
static bool names_agent(Slice value, const char *agent) {
    size_t n = strlen(agent);
    return value.n >= n && !strncasecmp(value.p, agent, n) && (value.n == n || strchr("/ \t*", value.p[n]));
}

static void add_rule(Robots *out, Slice pattern, bool allow) {
    if (!pattern.n) return; /* "Disallow:" forbids nothing */
    if ((out->n & (out->n - 1)) == 0) out->rules = base_realloc(out->rules, (out->n ? out->n * 2 : 1) * sizeof *out->rules);
    RobotsRule *rule = &out->rules[out->n++];
    *rule = (RobotsRule){base_alloc(pattern.n + 1), allow};
    memcpy(rule->pattern, pattern.p, pattern.n);
    rule->pattern[pattern.n] = 0;
}

/* Reads the groups that name `agent`, or those of "*"; true if there was one. */
static bool read_groups(Robots *out, Slice rest, const char *agent, bool any) {
    bool found = false, ours = false, naming = false;
    while (rest.n) {
        Slice name, value;
        if (!split(next_line(&rest), &name, &value)) continue;
        if (is(name, "user-agent")) {
            bool named = any ? is(value, "*") : names_agent(value, agent);
            ours = naming ? ours || named : named;
            naming = true;
            found = found || named;
            continue;
        }
        naming = false;
        if (!ours) continue;
        if (is(name, "allow") || is(name, "disallow")) add_rule(out, value, is(name, "allow"));
        if (is(name, "crawl-delay")) {
            double seconds = strtod(value.p, NULL); /* stops at the end of the line at the latest: the text ends with NUL */
            if (seconds > 0 && seconds < 3600) out->delay = seconds;
        }
    }
    return found;
}

void robots_read(Robots *out, Slice text, const char *agent) {
    *out = (Robots){0};
    if (text.n > ROBOTS_MAX) text.n = ROBOTS_MAX;
    Buf copy = {0};
    buf_add(&copy, text.p, text.n);
    buf_char(&copy, '\n');
    Slice all = {copy.p, copy.n};
    if (all.n >= 3 && !memcmp(all.p, "\xef\xbb\xbf", 3)) all.p += 3, all.n -= 3;
    if (!read_groups(out, all, agent, false)) read_groups(out, all, agent, true);
    buf_free(&copy);
}

/* Whether a pattern matches the beginning of a path. The last * replaces the one before, so the time is linear times the number of stars. */
static bool fits(const char *p, const char *path) {
    const char *star = NULL, *retry = NULL;
    for (;;) {
        if (*p == '*') {
            star = ++p;
            retry = path;
            continue;
        }
        if (!*p) return true;
        if (*p == '$' && !p[1] && !*path) return true;
        if (*path && *p == *path) {
            p++, path++;
            continue;
        }
        if (!star || !*retry) return false;
        p = star;
        path = ++retry;
    }
}

bool robots_allow(const Robots *r, const char *path) {
    size_t longest = 0;
    bool allow = true;
    for (size_t i = 0; i < r->n; i++) {
        size_t n = strlen(r->rules[i].pattern);
        if (n < longest || !fits(r->rules[i].pattern, path)) continue;
        allow = n > longest ? r->rules[i].allow : allow || r->rules[i].allow;
        longest = n;
    }
    return allow;
}

void robots_free(Robots *r) {
    for (size_t i = 0; i < r->n; i++) free(r->rules[i].pattern);
    free(r->rules);
    *r = (Robots){0};
}
