-- schema.sql: what a store holds, version 12. docs/store.md explains it; store.c runs it in a new file.
--
-- Days are whole numbers that read as dates: 20171111; 20171100 where only the month is known, 20170000 where only the year is, 0 where nothing is.
-- Offsets count bytes of UTF-8 from the start of their part of the document: 0 the body (document.text), 1 the title, 2 a highlight.
-- In what is told by dyad, '*' stands for anybody, '' for nobody.

-- ---- words that many rows share ----

CREATE TABLE category (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, quad INTEGER NOT NULL) STRICT;
-- codebook() are the categories of vocab/codebook.def, as [[name, quad class], ...].
INSERT INTO category SELECT key + 1, value ->> 0, value ->> 1 FROM json_each(codebook());
CREATE TABLE mode (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
-- A set of contexts is the sum of their bits: 1 << id.
CREATE TABLE context (id INTEGER PRIMARY KEY CHECK (id BETWEEN 0 AND 62), name TEXT NOT NULL UNIQUE) STRICT;
-- Why: frames, paths through the tree, rows of tables. The number is a hash of the text, so that nothing need be looked up to know it.
CREATE TABLE reason (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;

-- ---- documents ----

-- Who published.
CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE document (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,                           -- the id it came with
    url TEXT NOT NULL,
    path TEXT NOT NULL,                           -- the file that it came from, where it has no address and its name is that of the file; else ''
    hash INTEGER NOT NULL,                        -- of all that came: one that changed has another
    day INTEGER NOT NULL,                         -- when it was published
    source INTEGER NOT NULL REFERENCES source,
    copy_of INTEGER REFERENCES document,          -- the first of the documents that carry the same text; NULL: not a copy
    language TEXT NOT NULL,
    byline TEXT NOT NULL,
    dateline_place TEXT NOT NULL,
    dateline_country TEXT NOT NULL,
    coder TEXT NOT NULL,
    ingest INTEGER NOT NULL REFERENCES ingest,    -- the run that brought it
    title TEXT NOT NULL,
    highlights TEXT NOT NULL,                     -- a line each
    text TEXT NOT NULL,
    authors TEXT NOT NULL DEFAULT '',             -- the people whom the byline names, a line each
    agency TEXT NOT NULL DEFAULT '',              -- and the agency
    UNIQUE (name, url, path)
) STRICT;
CREATE INDEX document_by_day ON document (day, id);
CREATE INDEX document_by_source ON document (source, day);
CREATE INDEX document_by_original ON document (copy_of) WHERE copy_of IS NOT NULL;
CREATE INDEX document_by_ingest ON document (ingest);

-- Full text; rowid is document.id.
CREATE VIRTUAL TABLE document_text USING fts5(title, highlights, text, content='document', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2');
-- Eight parts of the index of one size are merged into one, not four: a fifth less work to write, and as good to ask.
INSERT INTO document_text (document_text, rank) VALUES ('automerge', 8);
CREATE TRIGGER document_text_delete AFTER DELETE ON document BEGIN
    INSERT INTO document_text (document_text, rowid, title, highlights, text) VALUES ('delete', old.id, old.title, old.highlights, old.text);
END;

-- Near-duplicates are found by these: eight hashes of the opening words, of which copies have one in common.
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
    highlight INTEGER NOT NULL,                   -- which one, where part is 2
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    PRIMARY KEY (document, number)
) STRICT, WITHOUT ROWID;

-- Documents that were passed over, and why; kept so that they are not read again.
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
    same INTEGER NOT NULL DEFAULT 0,              -- were there already
    skipped INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0             -- unreadable inputs too, which are in no other table
) STRICT;

-- ---- events ----

-- Who an actor, recipient or participant is.
CREATE TABLE entity (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL,
    sector TEXT NOT NULL,
    other_sectors TEXT NOT NULL,                  -- joined by ';'
    name TEXT NOT NULL,                           -- of a person or body, '' if none
    office TEXT NOT NULL,
    key TEXT NOT NULL,                            -- by what it is counted: NGA, NGA.REB, NGA:boko-haram (a body with a name), reb
    UNIQUE (code, sector, other_sectors, name, office, key)
) STRICT;
CREATE INDEX entity_by_key ON entity (key);
CREATE INDEX entity_by_name ON entity (name COLLATE NOCASE) WHERE name <> '';

-- The records of one document that tell of the same: DOCUMENT/h<number>.
CREATE TABLE report (
    id INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
    number INTEGER NOT NULL,
    happening INTEGER REFERENCES happening,
    parent INTEGER REFERENCES report ON DELETE SET NULL,  -- the report that it is joined to; NULL: none
    traits BLOB NOT NULL,                         -- what is compared; link/signature.c draws the bytes
    main INTEGER NOT NULL DEFAULT 0,              -- 1: its document tells it first of all, in the headline or the lead; one of a document at most
    UNIQUE (document, number)
) STRICT;
CREATE INDEX report_by_happening ON report (happening);
CREATE INDEX report_by_parent ON report (parent) WHERE parent IS NOT NULL;

-- Where reports that may tell of the same are looked for: by parties and family of categories (a hash), and day.
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
    aux INTEGER NOT NULL,                         -- 1 historical, 2 future, 4 hypothetical, 8 negation, added up
    modes TEXT NOT NULL,                          -- joined by ';'
    contexts TEXT NOT NULL,
    cameo TEXT NOT NULL,
    confidence REAL NOT NULL,
    place TEXT NOT NULL,                          -- as written
    resolved_place TEXT NOT NULL,
    country TEXT NOT NULL,
    lat REAL, lon REAL, geonameid INTEGER,        -- NULL: not known
    resolution INTEGER NOT NULL,                  -- 0 no place, 1 country, 2 region, 4 city
    dead TEXT NOT NULL, injured TEXT NOT NULL, arrested TEXT NOT NULL, size TEXT NOT NULL,  -- digits, '' if not told
    attribution TEXT NOT NULL,                    -- '' what the report itself states, quoted, reported
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
CREATE INDEX event_by_point ON event (lat, lon) WHERE lat IS NOT NULL;
CREATE INDEX event_by_number ON event (day, id, dead, injured, arrested) WHERE dead <> '' OR injured <> '' OR arrested <> '';

CREATE TABLE party (
    event INTEGER NOT NULL REFERENCES event ON DELETE CASCADE,
    side INTEGER NOT NULL,                        -- 0 actor, 1 recipient, 2 participant
    place INTEGER NOT NULL,                       -- from 0, in the order of the record
    entity INTEGER NOT NULL REFERENCES entity,
    role TEXT NOT NULL,                           -- of a participant: head member host met signatory
    text TEXT NOT NULL,                           -- the words of the mention
    start INTEGER NOT NULL, "end" INTEGER NOT NULL,       -- 0 and 0 where they stand in another part
    how INTEGER NOT NULL REFERENCES reason,
    named INTEGER NOT NULL DEFAULT 0,             -- 1: the entity has a name, and so the index has the row: four in five have none, and are looked for by dyad
    PRIMARY KEY (event, side, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX party_by_name ON party (entity, named, event) WHERE named = 1;

-- ---- happenings ----

CREATE TABLE happening (
    id INTEGER PRIMARY KEY,
    day INTEGER NOT NULL,                         -- the most exact that is told
    category INTEGER NOT NULL REFERENCES category,
    quad INTEGER NOT NULL,
    score REAL NOT NULL,
    aux INTEGER NOT NULL,
    modes TEXT NOT NULL,
    contexts TEXT NOT NULL,
    cameo TEXT NOT NULL,
    place TEXT NOT NULL,                          -- the most exact that is told
    country TEXT NOT NULL,
    lat REAL, lon REAL, geonameid INTEGER,
    resolution INTEGER NOT NULL,
    dead TEXT NOT NULL, injured TEXT NOT NULL, arrested TEXT NOT NULL, size TEXT NOT NULL,
    first INTEGER NOT NULL REFERENCES report,     -- the first report: earliest published, no copy
    fullest INTEGER NOT NULL REFERENCES event,    -- the record that tells most
    reports INTEGER NOT NULL,                     -- documents that tell it, without copies
    copies INTEGER NOT NULL,
    sources INTEGER NOT NULL,                     -- who published those reports
    first_day INTEGER NOT NULL, last_day INTEGER NOT NULL, -- when they were published
    title INTEGER NOT NULL DEFAULT 0,             -- the record (event.id) whose headline or sentence tells it best
    main INTEGER NOT NULL DEFAULT 0               -- documents that tell it first of all, without copies
) STRICT;
CREATE INDEX happening_by_day ON happening (day, id);
CREATE INDEX happening_by_place ON happening (country, day) WHERE country <> '';
CREATE INDEX happening_by_town ON happening (place COLLATE NOCASE, day) WHERE place <> '';
CREATE INDEX happening_by_point ON happening (lat, lon) WHERE lat IS NOT NULL;
CREATE INDEX happening_by_number ON happening (day, id, dead, injured, arrested) WHERE dead <> '' OR injured <> '' OR arrested <> '';

-- Those who take part by a vote of the records, each once, the fullest name.
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

-- What reports of one happening tell differently.
CREATE TABLE disagreement (
    happening INTEGER NOT NULL REFERENCES happening ON DELETE CASCADE,
    field TEXT NOT NULL,                          -- dead injured arrested size day place mode
    value TEXT NOT NULL,                          -- "at least 10"
    event INTEGER NOT NULL REFERENCES event,      -- the first that tells it so
    reports INTEGER NOT NULL,                     -- that tell it so
    PRIMARY KEY (happening, field, value)
) STRICT, WITHOUT ROWID;

-- ---- what is asked: kept in step by the store itself ----

-- An event under each ordered pair that it is part of, and under (actor, '*'), ('*', recipient), ('*', '*'). The parties of a reciprocal event stand on
-- both sides. Codes are countries or ISM IMG NGO ..., else sectors, in lower case: 'reb'. Who is of a sector, or a body with a name, has rows of that too:
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
    cameo INTEGER NOT NULL DEFAULT 0,             -- four digits, with noughts behind what is shorter: 042 is 420, 193 is 1930
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

-- Counts of what was told to have happened (aux = 0): period is a month (201711), a year (2017) or 0, all time.
CREATE TABLE dyad_sum (
    period INTEGER NOT NULL,
    actor TEXT NOT NULL,
    recipient TEXT NOT NULL,
    category INTEGER NOT NULL,
    events INTEGER NOT NULL,
    event_score REAL NOT NULL,                    -- the sum; divided by events, the mean
    happenings INTEGER NOT NULL,
    happening_score REAL NOT NULL,
    mutual INTEGER NOT NULL,                      -- of the happenings, those that (recipient, actor) has too: half of both in the two directions together
    mutual_score REAL NOT NULL,
    PRIMARY KEY (period, actor, recipient, category)
) STRICT, WITHOUT ROWID;

-- The same by context, whoever takes part.
CREATE TABLE context_sum (
    period INTEGER NOT NULL,
    context INTEGER NOT NULL REFERENCES context,
    category INTEGER NOT NULL,
    events INTEGER NOT NULL,
    happenings INTEGER NOT NULL,
    PRIMARY KEY (period, context, category)
) STRICT, WITHOUT ROWID;

-- How many there are of what would take a walk through a table to count: the one row of it.
CREATE TABLE total (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    documents INTEGER NOT NULL,
    copies INTEGER NOT NULL,                      -- of them, copies of another
    skipped INTEGER NOT NULL,                     -- in the table of that name, "skipped"
    events INTEGER NOT NULL,
    happenings INTEGER NOT NULL
) STRICT;
INSERT INTO total VALUES (1, 0, 0, 0, 0, 0);

-- Dyads a day: counts by quad class.
CREATE VIEW dyad_day AS
    SELECT actor, recipient, day, quad, count(*) AS events, avg(score) AS score
    FROM dyad_event JOIN category ON category.id = category WHERE aux = 0
    GROUP BY actor, recipient, day, quad;

-- ---- what an analyst says ----

-- A correction of a record; the last one of a field holds. The coding itself is never changed. `event` is DOCUMENT#N: it outlives the row that it is about.
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
PRAGMA user_version = 12;
