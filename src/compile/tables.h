/* tables.h - the files that knowledge is compiled from: ours, and those with which a user overrides them.
 *
 * The compiled image contains our tables as text (section "know.tables"), so that attache_open can recompile them together with a user's. A file overrides those
 * added before it, but the parts of a table in one folder (people.tsv, people_wikidata.tsv) have equal strength. A TableSet owns the bytes and names of its
 * files.
 */
#ifndef ATTACHE_TABLES_H
#define ATTACHE_TABLES_H

#include "base/base.h"
#include "base/image.h"
#include "base/tsv.h"

typedef struct TableFile {
    const char *name; /* of the table: "people.tsv"; static */
    char *path;       /* its name in messages and `how` */
    Buf text;
    unsigned layer;   /* 0 ours; a higher one overrides a lower one */
    size_t rows, refused;
} TableFile;

/* A name that a user deletes from a table in all layers below. */
typedef struct Deletion {
    const char *table;
    uint64_t key;
    unsigned layer;
    size_t file, line;
    bool used;
} Deletion;

/* The counts for a dictionary. */
typedef struct DictionaryCount {
    char *path;
    unsigned layer;
    size_t lines, names, refused;
} DictionaryCount;

typedef struct TableSet {
    TableFile *files;
    size_t n, cap;
    unsigned layer; /* of the files now being added */
    Deletion *deletions;
    size_t n_deletions;
    DictionaryCount *dictionaries;
    size_t n_dictionaries;
    /* of the open table */
    TsvSource *sources;
    size_t *file_of; /* [source]: index into files */
    TsvDeletion *taken_out;
} TableSet;

void tables_free(TableSet *s);
/* Adds the tables of a folder as the set's current layer. In a user's folder (layer above 0) files that are not tables are reported, and a folder without any
 * table is an error. */
attache_status tables_add_dir(TableSet *s, const char *dir, const Reporter *r);
/* Adds an empty table to the current layer for the caller to fill; `path` is its source. Valid until the next is added. */
TableFile *tables_add(TableSet *s, const char *name, const char *path);
/* Notes the counts for a dictionary, for tables_tell. */
void tables_count_dictionary(TableSet *s, const char *path, size_t lines, size_t names, size_t refused);
/* Our tables, into a section and back. */
void tables_pack(const TableSet *s, ImageWriter *w);
attache_status tables_unpack(TableSet *s, const Image *im, const Reporter *r);

/* Reads the rows of delete.tsv; call it once all files have been added. */
void tables_read_deletions(TableSet *s, const Reporter *r);
/* Reports, after compiling, how much of each user's source is in use, and which deletions had no effect. ATTACHE_ERR_TABLE for a source of which nothing is used. */
attache_status tables_tell(const TableSet *s, const Reporter *r);

/* Whether there is such a table, ours or a user's. */
bool tables_have(const TableSet *s, const char *name);
/* Opens all files of one table as one. Until tables_close no other may be opened. */
attache_status tables_open(TableSet *s, Tsv *t, const char *name, const char *const *columns, size_t n_columns, const Reporter *r);
attache_status tables_close(TableSet *s, Tsv *t);

#endif
