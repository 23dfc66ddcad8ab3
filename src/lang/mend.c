/* mend.c - corrects contradictions between the tags and the tree of a sentence: a few patterns that are common in news and that the network has rarely seen. */
#include "lang/lang_int.h"
#include "vocab/wording.h"

/* "Japan froze food aid": a root that has an object and can be a past tense is one; a subject before it that was attached after it becomes its own. */
void mend_tags(const Language *l, const char *text, Token *tokens, size_t n, size_t first) {
    size_t at = n, object = n, subject = n;
    for (size_t i = 0; i < n; i++)
        if (tokens[i].head < 0) at = i;
    if (at == n || l->xpos_past == 255 || tokens[at].upos == UPOS_VERB || tokens[at].upos == UPOS_AUX) return;
    for (size_t i = 0; i < n; i++) {
        if (i > at && tokens[i].head == (int)(at + first) && tokens[i].deprel == DEP_OBJ) object = i;
        if (i < at && tokens[i].head >= (int)(at + first) && tokens[i].deprel == DEP_NSUBJ) subject = i;
    }
    Slice s = slice_sub(text, tokens[at].span);
    if (object == n || subject == n || !lemma_is_irregular_verb(l, s.p, s.n)) return;
    tokens[at].upos = UPOS_VERB, tokens[at].xpos = l->xpos_past;
    tokens[subject].head = (int16_t)(at + first);
}

/* "Brian May accused": a name that was parsed as the verb's modal belongs to the name before it. */
static void mend_surname(const Language *l, Token *tokens, size_t n, size_t first, size_t i) {
    Token *t = &tokens[i], *before = i ? &tokens[i - 1] : NULL;
    bool name = t->upos == UPOS_PROPN && t->xpos == l->xpos_name && (t->deprel == DEP_AUX || t->deprel == DEP_AUX_PASS);
    if (name && !i && n > 1 && t[1].upos == UPOS_PROPN && t[1].deprel == DEP_NSUBJ && t[1].head == t->head) { /* "May Chidiac denounced" */
        t->deprel = DEP_NSUBJ, t->feats = t[1].feats;
        t[1].head = (int16_t)first, t[1].deprel = DEP_FLAT;
        return;
    }
    if (name && !i && n > 1 && t->head == (int)first + 1 && t[1].upos == UPOS_VERB && t[1].feats & FEAT_PAST) { /* "May wrote to Tusk" */
        t->deprel = DEP_NSUBJ, t->feats = FEAT_SING;
        t[1].feats = (t[1].feats & ~(unsigned)FEAT_PART) | FEAT_FIN;
        return;
    }
    if (!name || !before || before->upos != UPOS_PROPN || before->head != t->head) return;
    t->head = (int16_t)(i - 1 + first);
    t->deprel = DEP_FLAT;
    t->feats = before->feats;
}

/* "May criticised Hungary": a modal never precedes a finite verb, so this is a name. */
static void mend_modal(const Language *l, const char *text, Token *tokens, size_t first, size_t i) {
    Token *t = &tokens[i];
    uint32_t cp;
    utf8_next(text + t->span.start, text + t->span.end, &cp);
    if (t->xpos != l->xpos_modal || l->xpos_name == 255 || !utf8_is_upper(cp) || t->head <= (int)(i + first)) return;
    size_t at = (size_t)t->head - first;
    const Token *verb = &tokens[at];
    if (verb->upos != UPOS_VERB || !(verb->feats & FEAT_FIN) || !(verb->feats & (FEAT_PAST | FEAT_SING))) return;
    for (size_t k = i + 1; k < at; k++)
        if (tokens[k].head == t->head && tokens[k].deprel == DEP_NSUBJ) {
            if (k != i + 1 || tokens[k].upos != UPOS_PROPN || i) return;
            tokens[k].head = (int16_t)(i + first), tokens[k].deprel = DEP_FLAT; /* "May Chidiac denounced" */
        }
    t->upos = UPOS_PROPN, t->xpos = l->xpos_name, t->feats = FEAT_SING, t->deprel = DEP_NSUBJ;
}

/* "Sweden to send Ukraine tanks", parsed as a name with an infinitive: the name is its subject. The headline has no other verb. */
static void mend_headline(Token *tokens, size_t n, size_t first, size_t root) {
    size_t verb = n;
    for (size_t i = 0; i < n; i++) {
        const Token *t = &tokens[i];
        if ((t->upos == UPOS_VERB || t->upos == UPOS_AUX) && t->feats & FEAT_FIN) return;
        bool infinitive = t->upos == UPOS_VERB && t->feats & FEAT_INF && (t->deprel == DEP_ACL || t->deprel == DEP_XCOMP) &&
                          t->head == (int)(root + first) && i > root;
        if (infinitive && i > 0 && tokens[i - 1].upos == UPOS_PART && tokens[i - 1].head == (int)(i + first) && verb == n) verb = i;
    }
    if (verb == n) return;
    for (size_t i = verb; i < n; i++)
        if (i != verb && tokens[i].head == (int)(root + first)) tokens[i].head = (int16_t)(verb + first);
    tokens[verb].head = -1, tokens[verb].deprel = DEP_ROOT;
    tokens[root].head = (int16_t)(verb + first), tokens[root].deprel = DEP_NSUBJ;
}

/* "Kremlin: Putin to host Erdogan": the name between the colon and the infinitive is its subject, and the words before the colon stand alone. */
static void mend_colon(const char *text, Token *tokens, size_t n, size_t first) {
    for (size_t v = 4; v < n; v++) {
        Token *verb = &tokens[v], *who = &tokens[v - 2];
        if (!(verb->feats & FEAT_INF) || tokens[v - 1].upos != UPOS_PART || tokens[v - 1].head != (int)(v + first) || who->deprel != DEP_APPOS ||
            who->head < (int)first)
            continue;
        size_t before = (size_t)who->head - first;
        bool colon = false;
        for (size_t k = before + 1; k < v - 2 && before < v; k++) colon |= text[tokens[k].span.start] == ':';
        if (!colon || (verb->head >= 0 && verb->head != who->head)) continue;
        if (verb->head >= 0) verb->head = tokens[before].head, verb->deprel = tokens[before].deprel;
        tokens[before].head = who->head = (int16_t)(v + first);
        tokens[before].deprel = DEP_PARATAXIS, who->deprel = DEP_NSUBJ;
    }
}

/* "X praised A and [Y] condemned B", with Y attached to X or A: no part of a subject follows its verb, and a verb without a subject has its own before it. */
static void mend_split_subject(Token *tokens, size_t n, size_t first) {
    for (size_t y = 2; y + 1 < n; y++) {
        Token *t = &tokens[y];
        size_t x = t->deprel == DEP_CONJ && t->head >= (int)first ? (size_t)t->head - first : n;
        if (x >= y || tokens[x].head < (int)first) continue;
        bool object = tokens[x].deprel != DEP_NSUBJ;
        if (object && tokens[x].deprel != DEP_OBJ && tokens[x].deprel != DEP_OBL && tokens[x].deprel != DEP_NMOD) continue;
        size_t verb = (size_t)tokens[x].head - first, next = y + 1;
        for (int steps = 0; object && steps < 3 && tokens[verb].upos != UPOS_VERB && tokens[verb].head >= (int)first; steps++) verb = (size_t)tokens[verb].head - first;
        if ((verb <= x) != object || verb >= y || tokens[verb].upos != UPOS_VERB) continue;
        while (next < n && !(tokens[next].upos == UPOS_VERB && tokens[next].deprel == DEP_CONJ && tokens[next].head == (int)(verb + first))) next++;
        bool own = next == n || (object && (next != y + 1 || !(tokens[next].feats & FEAT_FIN))), done_to = !object;
        for (size_t k = next + 1; k < n && !own; k++) done_to |= tokens[k].head == (int)(next + first) && tokens[k].deprel == DEP_OBJ; /* not "roads and railways needed for it" */
        for (size_t k = verb + 1; k < n && !own; k++) own = tokens[k].head == (int)(next + first) && (tokens[k].deprel == DEP_NSUBJ || tokens[k].deprel == DEP_NSUBJ_PASS);
        if (own || !done_to) continue;
        t->head = (int16_t)(next + first), t->deprel = DEP_NSUBJ;
        for (size_t k = verb + 1; k < y; k++)
            if (tokens[k].head == (int)(y + first) && tokens[k].deprel == DEP_CC) tokens[k].head = (int16_t)(next + first);
    }
}

/* "a [bus 45 km] north of Zinder", parsed as a kind of kilometre: a noun with an article of its own is not part of a compound. */
static void mend_distance(const char *text, Token *tokens, size_t n, size_t first) {
    for (size_t i = 1; i + 2 < n; i++) {
        Token *noun = &tokens[i], *number = &tokens[i + 1], *unit = &tokens[i + 2];
        int own = (int)(i + first), at = (int)(i + 2 + first);
        if (number->upos != UPOS_NUM || !wording_has(WORDING_LENGTHS, slice_sub(text, unit->span))) continue;
        bool second = noun->deprel == DEP_OBJ && unit->deprel == DEP_OBJ && noun->head == unit->head;
        if (second) unit->head = (int16_t)own, unit->deprel = DEP_NMOD_UNMARKED;
        if (noun->upos != UPOS_NOUN || noun->deprel != DEP_COMPOUND || noun->head != at || unit->upos != UPOS_NOUN) continue;
        if (tokens[i - 1].deprel != DEP_DET || (tokens[i - 1].head != own && tokens[i - 1].head != at)) continue;
        tokens[i - 1].head = (int16_t)own; /* "a" is no article of 45 km either */
        noun->head = unit->head, noun->deprel = unit->deprel == DEP_OBL_UNMARKED ? DEP_OBJ : unit->deprel;
        number->head = (int16_t)at, number->deprel = DEP_NUMMOD;
        unit->head = (int16_t)own, unit->deprel = DEP_NMOD_UNMARKED;
    }
}

/* Whether only phrases separate two verbs: no mark, no conjunction, no other subject, no punctuation. */
static bool is_parted(const char *text, const Token *tokens, size_t v, size_t w, size_t first) {
    for (size_t k = v + 1; k < w; k++) {
        const Token *t = &tokens[k];
        if (t->upos == UPOS_PUNCT || t->upos == UPOS_CCONJ || t->upos == UPOS_SCONJ || t->upos == UPOS_PRON || t->upos == UPOS_VERB ||
            wording_has(WORDING_CLAUSE_OPENERS, slice_sub(text, t->span)))
            return true;
        if (t->head == (int)(w + first) && (t->deprel == DEP_NSUBJ || t->deprel == DEP_NSUBJ_PASS || t->deprel == DEP_MARK || t->deprel == DEP_AUX || t->deprel == DEP_AUX_PASS)) return true;
    }
    return false;
}

/* "Rockets fired from Tigray [landed] in Asmara", with landed attached below fired: of two past tenses separated only by phrases the first is a participle, and
 * the second has the subject. */
static void mend_participle(const char *text, Token *tokens, size_t n, size_t first) {
    for (size_t w = 3; w < n; w++) {
        Token *second = &tokens[w];
        size_t v = second->head >= (int)first ? (size_t)second->head - first : n, subject = n;
        bool below = second->deprel == DEP_ADVCL || second->deprel == DEP_PARATAXIS || second->deprel == DEP_CCOMP;
        if (v + 1 >= w || !below || second->upos != UPOS_VERB || !(second->feats & FEAT_FIN) || !(second->feats & FEAT_PAST)) continue;
        Token *one = &tokens[v];
        if (one->upos != UPOS_VERB || !(one->feats & FEAT_PAST) || is_parted(text, tokens, v, w, first)) continue;
        bool object = false;
        for (size_t k = 0; k < w; k++) {
            if (tokens[k].head != (int)(v + first)) continue;
            if (k < v && tokens[k].deprel == DEP_NSUBJ) subject = k;
            object |= tokens[k].deprel == DEP_OBJ || tokens[k].deprel == DEP_AUX || tokens[k].deprel == DEP_AUX_PASS;
        }
        if (object || subject == n || tokens[subject].upos == UPOS_PRON) continue;
        second->head = one->head, second->deprel = one->deprel;
        for (size_t k = 0; k < n; k++) /* words before the subject or after the second verb belong to that one */
            if (tokens[k].head == (int)(v + first) && (k > w || k < v) && k != subject) tokens[k].head = (int16_t)(w + first);
        tokens[subject].head = (int16_t)(w + first), tokens[subject].deprel = DEP_NSUBJ;
        one->head = (int16_t)(subject + first), one->deprel = DEP_ACL;
        one->feats = (one->feats & ~(unsigned)FEAT_FIN) | FEAT_PART;
    }
}

static bool has_comma(const char *text, const Token *tokens, size_t from, size_t to) {
    for (size_t k = from + 1; k < to; k++)
        if (text[tokens[k].span.start] == ',') return true;
    return false;
}

/* "The bishop, once a missionary in Peru, visited Manila", with two subjects: the noun between commas says who the first one is. */
static void mend_second_subject(const char *text, Token *tokens, size_t n, size_t first) {
    for (size_t i = 0; i < n; i++) {
        Token *second = &tokens[i];
        size_t verb = second->head >= (int)first ? (size_t)second->head - first : n, one = n;
        if (second->deprel != DEP_NSUBJ || second->upos != UPOS_NOUN || verb <= i || verb >= n || !has_comma(text, tokens, i, verb)) continue;
        bool article = false, joined = false;
        for (size_t k = 0; k < i; k++) {
            if (tokens[k].head == second->head && tokens[k].deprel == DEP_NSUBJ) one = k;
            article |= tokens[k].head == (int)(i + first) && tokens[k].deprel == DEP_DET;
        }
        for (size_t k = one; k < i; k++) joined |= tokens[k].upos == UPOS_CCONJ || tokens[k].upos == UPOS_VERB;
        if (one == n || joined || !article || !has_comma(text, tokens, one, i)) continue;
        second->head = (int16_t)(one + first), second->deprel = DEP_APPOS;
    }
}

void mend_tree(const Language *l, const char *text, Token *tokens, size_t n, size_t first) {
    size_t root = n;
    for (size_t i = 0; i < n; i++) {
        if (tokens[i].upos == UPOS_AUX) mend_modal(l, text, tokens, first, i);
        else mend_surname(l, tokens, n, first, i);
    }
    mend_colon(text, tokens, n, first);
    mend_participle(text, tokens, n, first);
    mend_split_subject(tokens, n, first);
    mend_second_subject(text, tokens, n, first);
    mend_distance(text, tokens, n, first);
    for (size_t i = 0; i < n; i++)
        if (tokens[i].head < 0) root = i;
    if (root < n && tokens[root].upos == UPOS_PROPN) mend_headline(tokens, n, first, root);
}
