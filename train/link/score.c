/* score.c - joins reports in memory and compares the result with the labels: B-cubed (Bagga and Baldwin 1998) and pairs across documents. */
#include "score.h"

#include <stdio.h>
#include <stdlib.h>

#include "link/block.h"
#include "link/judge.h"

/* A label that counts. */
typedef struct Mention {
    size_t doc, report; /* report: its index among the members; SIZE_MAX: it has no record */
    int64_t happening;
} Mention;

typedef struct Scoring {
    Member *members;
    size_t *cluster, n_members, n_mentions;
    Mention *mentions;
} Scoring;

static void gather(const Corpus *t, const bool *in, Scoring *s) {
    size_t labels = 0, reports = 0;
    for (size_t i = 0; i < t->n; i++) labels += t->docs[i].n, reports += t->docs[i].n_reports;
    *s = (Scoring){.members = base_zalloc((reports + 1) * sizeof *s->members), .cluster = base_zalloc((reports + 1) * sizeof *s->cluster), .mentions = base_zalloc((labels + 1) * sizeof *s->mentions)};
    for (size_t i = 0; i < t->n; i++) {
        const Doc *d = &t->docs[i];
        if (!in[i]) continue;
        size_t from = s->n_members;
        size_t *place = base_alloc((d->n + 1) * sizeof *place);
        for (size_t k = 0; k < d->n; k++) {
            place[k] = SIZE_MAX;
            if (!d->labels[k].optional) place[k] = s->n_mentions, s->mentions[s->n_mentions++] = (Mention){i, SIZE_MAX, d->labels[k].happening};
        }
        for (size_t k = 0; k < d->n_events; k++)
            if (d->labelled[k] && place[d->labelled[k] - 1] != SIZE_MAX) s->mentions[place[d->labelled[k] - 1]].report = from + d->report_of[k];
        for (size_t k = 0; k < d->n_reports; k++, s->n_members++) {
            Member *m = &s->members[s->n_members];
            m->report = (int64_t)s->n_members + 1, m->document = (int64_t)i + 1, m->signature = d->reports[k];
        }
        free(place);
    }
}

static void count_lost(const Signature *a, const Signature *b, Score *s) {
    int odds = judge_odds(JUDGE_ACROSS, a, b);
    if (judge_is_never(a, b))
        s->never++;
    else if (odds <= CLUSTER_LINK)
        s->unlikely++, s->near += odds > CLUSTER_LINK - JUDGE_UNIT;
    else if (!signature_may_meet(a, b))
        s->unmet++;
    else
        s->apart++;
}

static void count_pairs(const Scoring *g, Score *s) {
    for (size_t i = 0; i < g->n_mentions; i++)
        for (size_t k = i + 1; k < g->n_mentions; k++) {
            const Mention *a = &g->mentions[i], *b = &g->mentions[k];
            bool same = a->happening == b->happening;
            if (a->doc == b->doc) continue;
            s->pairs += same;
            if (a->report == SIZE_MAX || b->report == SIZE_MAX) continue;
            bool joined = g->cluster[a->report] == g->cluster[b->report];
            s->pairs_found += same, s->joined += same && joined, s->wrong += joined && !same;
            if (same && !joined) count_lost(&g->members[a->report].signature, &g->members[b->report].signature, s);
        }
}

static void count_mentions(const Scoring *g, Score *s) {
    for (size_t i = 0; i < g->n_mentions; i++) {
        const Mention *a = &g->mentions[i];
        double both = 0, together = 0, same = 0;
        s->labels++;
        if (a->report == SIZE_MAX) continue;
        s->found++;
        for (size_t k = 0; k < g->n_mentions; k++) {
            const Mention *b = &g->mentions[k];
            if (b->report == SIZE_MAX) continue;
            bool x = g->cluster[a->report] == g->cluster[b->report], y = a->happening == b->happening;
            together += x, same += y, both += x && y;
        }
        s->precision += both / together, s->recall += both / same;
    }
}

void score_docs(const Corpus *t, const bool *in, Score *s) {
    Scoring g;
    gather(t, in, &g);
    block_join(g.members, g.n_members, g.cluster);
    count_mentions(&g, s);
    count_pairs(&g, s);
    free(g.members);
    free(g.cluster);
    free(g.mentions);
}

static double mean(double p, double r) { return p + r > 0 ? 2 * p * r / (p + r) : 0; }
static double share(double n, double of) { return of > 0 ? n / of : 0; }

void score_print(const Score *s, const char *name) {
    double p = share(s->precision, (double)s->found), r = share(s->recall, (double)s->found);
    double pp = share((double)s->joined, (double)(s->joined + s->wrong)), pr = share((double)s->joined, (double)s->pairs_found);
    fprintf(stderr, "%s: found %.3f, B-cubed %.3f %.3f %.3f, pairs %.3f %.3f %.3f, of all %.3f of %.3f that have records", name, share((double)s->found, (double)s->labels), p, r, mean(p, r), pp, pr,
            mean(pp, pr), share((double)s->joined, (double)s->pairs), share((double)s->pairs_found, (double)s->pairs));
    fprintf(stderr, "; pairs %zu, wrong %zu, lost: never %zu, no key %zu, unlikely %zu (%zu by little), cut %zu\n", s->pairs, s->wrong, s->never, s->unmet, s->unlikely, s->near, s->apart);
}
