-- schema.sql: the tables of a store, version 18. docs/store.md explains it; store.c runs it in a new file.
--
-- Days are integers that read as dates: 20171111; 20171100 if only the month is known, 20170000 if only the year is, 0 if nothing is.
-- Offsets count bytes of UTF-8 from the start of their part of the document: 0 the body (document.text), 1 the title, 2 a highlight.
-- In the tables by dyad, '*' means anybody, '' nobody.

-- ---- strings that many rows share ----

CREATE TABLE category (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, quad INTEGER NOT NULL) STRICT;
-- codebook() gives the categories of vocab/codebook.def, as [[name, quad class], ...].
INSERT INTO category SELECT key + 1, value ->> 0, value ->> 1 FROM json_each(codebook());
CREATE TABLE mode (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
-- A set of contexts is the sum of their bits: 1 << id.
CREATE TABLE context (id INTEGER PRIMARY KEY CHECK (id BETWEEN 0 AND 62), name TEXT NOT NULL UNIQUE) STRICT;
-- Evidence: frames, paths through the tree, rows of tables. The number is a hash of the text, so that it is known without a look-up.
CREATE TABLE reason (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;

-- ---- documents ----

-- Publishers.
CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE document (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,                           -- the id it came with
    url TEXT NOT NULL,
    path TEXT NOT NULL,                           -- the file that it came from, if it has no address and its name is that of the file; else ''
    hash INTEGER NOT NULL,                        -- of the complete input: it changes with any part of it
    day INTEGER NOT NULL,                         -- of publication
    source INTEGER NOT NULL REFERENCES source,
    copy_of INTEGER REFERENCES document,          -- the first document with the same text; NULL: not a copy
    language TEXT NOT NULL,
    byline TEXT NOT NULL,
    dateline_place TEXT NOT NULL,
    dateline_country TEXT NOT NULL,
    coder TEXT NOT NULL,
    ingest INTEGER NOT NULL REFERENCES ingest,    -- the run that added it
    title TEXT NOT NULL,
    highlights TEXT NOT NULL,                     -- one per line
    text TEXT NOT NULL,
    authors TEXT NOT NULL DEFAULT '',             -- the people in the byline, one per line
    agency TEXT NOT NULL DEFAULT '',              -- and the agency
    UNIQUE (name, url, path)
) STRICT;
CREATE INDEX document_by_day ON document (day, id);
CREATE INDEX document_by_source ON document (source, day, copy_of);
CREATE INDEX document_by_original ON document (copy_of) WHERE copy_of IS NOT NULL;
CREATE INDEX document_by_ingest ON document (ingest);

-- Full text; rowid is document.id.
CREATE VIRTUAL TABLE document_text USING fts5(title, highlights, text, content='document', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2');
-- Eight parts of the index of the same size are merged into one, not four: a fifth less work when writing, and no slower to query.
INSERT INTO document_text (document_text, rank) VALUES ('automerge', 8);
CREATE TRIGGER document_text_delete AFTER DELETE ON document BEGIN
    INSERT INTO document_text (document_text, rowid, title, highlights, text) VALUES ('delete', old.id, old.title, old.highlights, old.text);
END;

-- For finding near-duplicates: eight hashes of the opening words, of which copies have at least one in common.
CREATE TABLE document_band (
    band INTEGER NOT NULL,
    day INTEGER NOT NULL,                         -- of publication, counted from 1970
    document INTEGER NOT NULL,
    PRIMARY KEY (band, day, document)
) STRICT, WITHOUT ROWID;
CREATE TABLE document_sketch (document INTEGER PRIMARY KEY REFERENCES document ON DELETE CASCADE, minima BLOB NOT NULL) STRICT; -- 32 numbers of 32 bits, little-endian

CREATE TABLE sentence (
    document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
    number INTEGER NOT NULL,                      -- event.sequence
    part INTEGER NOT NULL,
    highlight INTEGER NOT NULL,                   -- its index, if part is 2
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    PRIMARY KEY (document, number)
) STRICT, WITHOUT ROWID;

-- Skipped documents, with the reason; kept so that they are not read again.
CREATE TABLE skipped (
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    hash INTEGER NOT NULL,
    reason TEXT NOT NULL,                         -- "skipped": not in English; "failed": could not be read
    message TEXT NOT NULL,
    ingest INTEGER NOT NULL REFERENCES ingest,
    PRIMARY KEY (name, hash)
) STRICT, WITHOUT ROWID;

-- Runs of attache ingest. `ended` is NULL while one runs, or if it was killed.
CREATE TABLE ingest (
    id INTEGER PRIMARY KEY,
    began TEXT NOT NULL,
    ended TEXT,
    coder TEXT NOT NULL,
    added INTEGER NOT NULL DEFAULT 0,
    replaced INTEGER NOT NULL DEFAULT 0,
    same INTEGER NOT NULL DEFAULT 0,              -- already in the store
    skipped INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0             -- including unreadable inputs, which are in no other table
) STRICT;

-- ---- events ----

-- The entity behind an actor, recipient or participant.
CREATE TABLE entity (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL,
    sector TEXT NOT NULL,
    other_sectors TEXT NOT NULL,                  -- joined by ';'
    name TEXT NOT NULL,                           -- of a person or body, '' if none
    office TEXT NOT NULL,
    key TEXT NOT NULL,                            -- the identifier for counting: NGA, NGA.REB, NGA:boko-haram (a named body), reb
    UNIQUE (code, sector, other_sectors, name, office, key)
) STRICT;
CREATE INDEX entity_by_key ON entity (key);
CREATE INDEX entity_by_name ON entity (name COLLATE NOCASE, key, code, office) WHERE name <> '';

-- The records of one document about the same happening: DOCUMENT/h<number>.
CREATE TABLE report (
    id INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
    number INTEGER NOT NULL,
    happening INTEGER REFERENCES happening,
    parent INTEGER REFERENCES report ON DELETE SET NULL,  -- the report that it is joined to; NULL: none
    signature BLOB NOT NULL,                      -- for comparing reports; link/signature.c draws the bytes
    main INTEGER NOT NULL DEFAULT 0,              -- 1: the main subject of its document, in the headline or the lead; at most one per document
    UNIQUE (document, number)
) STRICT;
CREATE INDEX report_by_happening ON report (happening);
CREATE INDEX report_by_parent ON report (parent) WHERE parent IS NOT NULL;

-- For finding reports that may describe the same happening: by a hash of parties and family of categories, and day.
CREATE TABLE report_key (
    key INTEGER NOT NULL,
    day INTEGER NOT NULL,
    report INTEGER NOT NULL,
    PRIMARY KEY (key, day, report)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
    number INTEGER NOT NULL,                      -- the record's id is DOCUMENT#number
    report INTEGER NOT NULL REFERENCES report,
    day INTEGER NOT NULL,
    category INTEGER NOT NULL REFERENCES category,
    quad INTEGER NOT NULL,
    score REAL NOT NULL,
    aux INTEGER NOT NULL,                         -- the sum of 1 historical, 2 future, 4 hypothetical, 8 negation
    modes TEXT NOT NULL,                          -- joined by ';'
    contexts TEXT NOT NULL,
    cameo TEXT NOT NULL,
    confidence REAL NOT NULL,
    place TEXT NOT NULL,                          -- as written
    resolved_place TEXT NOT NULL,
    country TEXT NOT NULL,
    lat REAL, lon REAL, geonameid INTEGER,        -- NULL: unknown
    resolution INTEGER NOT NULL,                  -- 0 no place, 1 country, 2 region, 4 city
    dead TEXT NOT NULL, injured TEXT NOT NULL, arrested TEXT NOT NULL, size TEXT NOT NULL,  -- digits, '' if unknown
    attribution TEXT NOT NULL,                    -- '' if the report itself states it, quoted, reported
    attribution_source TEXT NOT NULL,
    attribution_start INTEGER NOT NULL, attribution_end INTEGER NOT NULL,
    part INTEGER NOT NULL,
    highlight INTEGER NOT NULL,
    sequence INTEGER NOT NULL,                    -- sentence.number
    start INTEGER NOT NULL, "end" INTEGER NOT NULL,       -- of the sentence
    trigger_start INTEGER NOT NULL, trigger_end INTEGER NOT NULL,
    event_text TEXT NOT NULL,
    frame INTEGER NOT NULL REFERENCES reason,
    path INTEGER NOT NULL REFERENCES reason,
    UNIQUE (document, number)
) STRICT;
CREATE INDEX event_by_report ON event (report);
CREATE INDEX event_by_country ON event (country, day) WHERE country <> '';
CREATE INDEX event_by_place ON event (resolved_place COLLATE NOCASE, day) WHERE resolved_place <> '';
CREATE INDEX event_by_point ON event (lat, lon) WHERE lat IS NOT NULL AND resolution > 1;
CREATE INDEX event_by_number ON event (day, id, dead, injured, arrested) WHERE dead <> '' OR injured <> '' OR arrested <> '';

CREATE TABLE party (
    event INTEGER NOT NULL REFERENCES event ON DELETE CASCADE,
    side INTEGER NOT NULL,                        -- 0 actor, 1 recipient, 2 participant
    place INTEGER NOT NULL,                       -- from 0, in the order of the record
    entity INTEGER NOT NULL REFERENCES entity,
    role TEXT NOT NULL,                           -- of a participant: head member host met signatory
    text TEXT NOT NULL,                           -- the words of the mention
    start INTEGER NOT NULL, "end" INTEGER NOT NULL,       -- 0 and 0 if they are in another part
    how INTEGER NOT NULL REFERENCES reason,
    named INTEGER NOT NULL DEFAULT 0,             -- 1: the entity has a name, and the index has the row: four in five have none, and are found by dyad
    PRIMARY KEY (event, side, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX party_by_name ON party (entity, named, event) WHERE named = 1;

-- ---- happenings ----

CREATE TABLE happening (
    id INTEGER PRIMARY KEY,
    day INTEGER NOT NULL,                         -- the most exact one reported
    category INTEGER NOT NULL REFERENCES category,
    quad INTEGER NOT NULL,
    score REAL NOT NULL,
    aux INTEGER NOT NULL,
    modes TEXT NOT NULL,
    contexts TEXT NOT NULL,
    cameo TEXT NOT NULL,
    place TEXT NOT NULL,                          -- by a vote of the records
    country TEXT NOT NULL,
    lat REAL, lon REAL, geonameid INTEGER,
    resolution INTEGER NOT NULL,
    dead TEXT NOT NULL, injured TEXT NOT NULL, arrested TEXT NOT NULL, size TEXT NOT NULL,
    first INTEGER NOT NULL REFERENCES report,     -- the first report published, except copies
    fullest INTEGER NOT NULL REFERENCES event,    -- the record with the most information
    reports INTEGER NOT NULL,                     -- documents that report it, without copies
    copies INTEGER NOT NULL,
    sources INTEGER NOT NULL,                     -- publishers of those reports
    first_day INTEGER NOT NULL, last_day INTEGER NOT NULL, -- of publication
    title INTEGER NOT NULL DEFAULT 0,             -- the record (event.id) with the best headline or sentence
    main INTEGER NOT NULL DEFAULT 0               -- documents of which it is the main subject, without copies
) STRICT;
CREATE INDEX happening_by_day ON happening (day, id);
CREATE INDEX happening_by_place ON happening (country, day) WHERE country <> '';
CREATE INDEX happening_by_town ON happening (place COLLATE NOCASE, day) WHERE place <> '';
CREATE INDEX happening_by_point ON happening (lat, lon) WHERE lat IS NOT NULL AND resolution > 1;
CREATE INDEX happening_by_number ON happening (day, id, dead, injured, arrested) WHERE dead <> '' OR injured <> '' OR arrested <> '';

-- The parties by a vote of the records, each once, with the most complete name.
CREATE TABLE happening_party (
    happening INTEGER NOT NULL REFERENCES happening ON DELETE CASCADE,
    side INTEGER NOT NULL,
    place INTEGER NOT NULL,
    entity INTEGER NOT NULL REFERENCES entity,
    role TEXT NOT NULL,
    named INTEGER NOT NULL DEFAULT 0,             -- as in party
    PRIMARY KEY (happening, side, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX happening_party_by_name ON happening_party (entity, named, happening) WHERE named = 1;

-- Conflicting values in the reports of a happening.
CREATE TABLE disagreement (
    happening INTEGER NOT NULL REFERENCES happening ON DELETE CASCADE,
    field TEXT NOT NULL,                          -- dead injured arrested size day place mode
    value TEXT NOT NULL,                          -- "at least 10"
    event INTEGER NOT NULL REFERENCES event,      -- the first one with this value
    reports INTEGER NOT NULL,                     -- with this value
    PRIMARY KEY (happening, field, value)
) STRICT, WITHOUT ROWID;

-- ---- tables for queries: kept up to date by the store itself ----

-- An event under each ordered pair that it belongs to, and under (actor, '*'), ('*', recipient), ('*', '*'). The parties of a reciprocal event have both
-- roles. Codes are countries or ISM IMG NGO ..., else sectors in lower case: 'reb'. A party with a sector, or a named body, has further rows:
-- 'NGA', 'NGA.REB', 'NGA:boko-haram'.
CREATE TABLE dyad_event (
    actor TEXT NOT NULL,
    recipient TEXT NOT NULL,
    day INTEGER NOT NULL,
    event INTEGER NOT NULL,
    category INTEGER NOT NULL,
    mode INTEGER NOT NULL,                        -- the first; 0: none
    contexts INTEGER NOT NULL,                    -- bits
    aux INTEGER NOT NULL,
    reciprocal INTEGER NOT NULL,                  -- 1: (recipient, actor) has it too
    score REAL NOT NULL,
    confidence INTEGER NOT NULL DEFAULT 0,        -- in hundredths
    cameo INTEGER NOT NULL DEFAULT 0,             -- four digits, padded with zeros on the right: 042 is 420, 193 is 1930
    PRIMARY KEY (actor, recipient, day, event)
) STRICT, WITHOUT ROWID;

CREATE TABLE dyad_happening (
    actor TEXT NOT NULL,
    recipient TEXT NOT NULL,
    day INTEGER NOT NULL,
    happening INTEGER NOT NULL,
    category INTEGER NOT NULL,
    mode INTEGER NOT NULL,
    contexts INTEGER NOT NULL,
    aux INTEGER NOT NULL,
    reciprocal INTEGER NOT NULL,
    score REAL NOT NULL,
    sources INTEGER NOT NULL,
    confidence INTEGER NOT NULL DEFAULT 0,        -- of the fullest record
    cameo INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (actor, recipient, day, happening)
) STRICT, WITHOUT ROWID;

-- Counts of events reported as having happened (aux = 0): period is a month (201711), a year (2017) or 0, all time.
CREATE TABLE dyad_sum (
    period INTEGER NOT NULL,
    actor TEXT NOT NULL,
    recipient TEXT NOT NULL,
    category INTEGER NOT NULL,
    events INTEGER NOT NULL,
    event_score REAL NOT NULL,                    -- the sum; divided by events, the mean
    happenings INTEGER NOT NULL,
    happening_score REAL NOT NULL,
    mutual INTEGER NOT NULL,                      -- happenings that (recipient, actor) has too: for both directions together, subtract half of their sum
    mutual_score REAL NOT NULL,
    PRIMARY KEY (period, actor, recipient, category)
) STRICT, WITHOUT ROWID;

-- The same by context, for all actors.
CREATE TABLE context_sum (
    period INTEGER NOT NULL,
    context INTEGER NOT NULL REFERENCES context,
    category INTEGER NOT NULL,
    events INTEGER NOT NULL,
    happenings INTEGER NOT NULL,
    PRIMARY KEY (period, context, category)
) STRICT, WITHOUT ROWID;

-- What counts depend on, in short: 512 successive events, or happenings (store/digest.h draws their bytes); id is their number divided by 512.
CREATE TABLE event_digest (
    id INTEGER PRIMARY KEY,
    first_day INTEGER NOT NULL,                   -- of the rows
    last_day INTEGER NOT NULL,
    rows BLOB NOT NULL
) STRICT;
CREATE TABLE happening_digest (
    id INTEGER PRIMARY KEY,
    first_day INTEGER NOT NULL,
    last_day INTEGER NOT NULL,
    rows BLOB NOT NULL
) STRICT;
-- Countries, places, names and keys of actors, as numbers in these.
CREATE TABLE term (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;

-- Counts that would otherwise require scanning a table; the only row.
CREATE TABLE total (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    documents INTEGER NOT NULL,
    copies INTEGER NOT NULL,                      -- of these, copies of another
    skipped INTEGER NOT NULL,                     -- in the table of that name, "skipped"
    events INTEGER NOT NULL,
    happenings INTEGER NOT NULL
) STRICT;
INSERT INTO total VALUES (1, 0, 0, 0, 0, 0);

-- Dyads by day: counts by quad class.
CREATE VIEW dyad_day AS
    SELECT actor, recipient, day, quad, count(*) AS events, avg(score) AS score
    FROM dyad_event JOIN category ON category.id = category WHERE aux = 0
    GROUP BY actor, recipient, day, quad;

-- ---- analysts' corrections ----

-- A correction of a record; the last one of a field applies. The coding itself is never changed. `event` is DOCUMENT#N: the correction outlives the record's row.
CREATE TABLE correction (
    id INTEGER PRIMARY KEY,
    event TEXT NOT NULL,
    field TEXT NOT NULL CHECK (field IN ('wrong', 'event', 'mode', 'context', 'actor', 'recipient', 'date', 'place', 'dead', 'injured', 'arrested', 'size')),
    was TEXT NOT NULL,                            -- what the record said
    value TEXT NOT NULL,                          -- what it should say; of "wrong", why; "" takes a correction back
    who TEXT NOT NULL,
    at TEXT NOT NULL,                             -- 2018-01-15T10:00:00Z
    note TEXT NOT NULL,
    sentence TEXT NOT NULL                        -- that the record stands on
) STRICT;
CREATE INDEX correction_by_event ON correction (event, field, id);

PRAGMA application_id = 0x41544348; -- "ATCH"
PRAGMA user_version = 18;
