/* totals.c - updates the table of counts with what a batch has added and removed. */
#include "store/totals.h"

attache_status totals_flush(Totals *t, Store *s) {
    char sql[320];
    snprintf(sql, sizeof sql,
             "UPDATE total SET documents = documents + %lld, copies = copies + %lld, skipped = skipped + %lld, events = events + %lld, happenings = happenings + %lld",
             (long long)t->documents, (long long)t->copies, (long long)t->skipped, (long long)t->events, (long long)t->happenings);
    *t = (Totals){0};
    return store_run(s, sql);
}
