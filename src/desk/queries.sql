-- queries.sql: the desk's queries, each under a name. A line "-- @NAME" begins a query and "-- #NAME" a piece that others include as #NAME#.
-- query.c binds :PARAMETERS by name and writes the rows by the names of their columns: "x$" is already JSON, "x?" a truth value, and the
-- columns "_1" and "_2" are the key of the row, after which the next page begins (:key1, :key2). Every list ends with LIMIT :limit + 1.
-- Functions of ours: iso(day), list('a;b'), lines(text), aux(bits), country(code), lat(code), lon(code), whose(words, day) and
-- words(title, highlights, text, part, highlight, start, end).

-- A key of three letters is a state or another whole; NGA.REB and NGA:boko-haram also count in NGA. Lists of all pairs contain wholes, or the sectors within one.
-- Events that have happened are those dated up to the day of the newest report; if no report has a day, all of them.
-- #newest
    coalesce((SELECT nullif(max(day), 0) FROM document), 99999999)

-- #parties
    SELECT json_group_array(json_object('code', entity.code, 'country', country(entity.code), 'sector', entity.sector, 'name', entity.name,
                                        'office', entity.office, 'role', role, 'entity', entity.key))
    FROM happening_party JOIN entity ON entity.id = happening_party.entity WHERE happening = h.id

-- #place
    CASE WHEN h.resolution > 0 OR h.place <> '' THEN
        json_object('name', h.place, 'country', h.country, 'lat', h.lat, 'lon', h.lon, 'resolution', h.resolution) ELSE 'null' END

-- #happening
    h.id, iso(h.day) AS date, category.name AS event, list(h.modes) AS "modes$", list(h.contexts) AS "contexts$", aux(h.aux) AS "aux$", h.quad,
    round(h.score, 2) AS scale, h.cameo, (#parties# AND side = 0) AS "actors$", (#parties# AND side = 1) AS "recipients$", #place# AS "place$",
    h.reports, h.sources, h.copies, round(e.confidence, 2) AS confidence, words(d.title, d.highlights, d.text, e.part, e.highlight, e.start, e."end") AS text, d.id AS story, d.title,
    source.name AS source, iso(h.first_day) AS first, iso(h.last_day) AS last,
    EXISTS (SELECT 1 FROM correction JOIN report ON report.happening = h.id JOIN document ON document.id = report.document
            JOIN event ON event.report = report.id WHERE correction.event = document.name || '#' || event.number) AS "corrected?"

-- #happening_tables
    JOIN happening h ON h.id = pick.happening JOIN category ON category.id = h.category JOIN event e ON e.id = h.fullest
    JOIN document d ON d.id = e.document JOIN source ON source.id = d.source

-- The next queries follow "WITH pick (happening, day) AS (...)", the happenings that match a query (store/ask.c): a page of rows; the places, with the number of rows for
-- each; the total, with the numbers reported. Places and totals cover the newest 50 000 (api.c), which takes a tenth of a second.
-- @happenings
SELECT #happening#, pick.day AS _1, pick.happening AS _2 FROM pick #happening_tables# ORDER BY pick.day DESC, pick.happening DESC;

-- @places
SELECT max(h.place) AS name, h.country, round(h.lat, 3) AS lat, round(h.lon, 3) AS lon, max(h.resolution) AS resolution, count(*) AS happenings, round(avg(h.score), 2) AS score,
    sum(h.quad = 1) AS q1, sum(h.quad = 2) AS q2, sum(h.quad = 3) AS q3, sum(h.quad = 4) AS q4, sum(CAST(nullif(h.dead, '') AS INTEGER)) AS dead,
    sum(CAST(nullif(h.injured, '') AS INTEGER)) AS injured, sum(CAST(nullif(h.arrested, '') AS INTEGER)) AS arrested
FROM pick CROSS JOIN happening h ON h.id = pick.happening WHERE h.lat IS NOT NULL AND h.resolution > 1 GROUP BY h.lat, h.lon ORDER BY 6 DESC, 3, 4 LIMIT :limit;

-- #told_of
    SELECT CAST(nullif(event.dead, '') AS INTEGER) AS dead, CAST(nullif(event.injured, '') AS INTEGER) AS injured, CAST(nullif(event.arrested, '') AS INTEGER) AS arrested
    FROM report JOIN event ON event.report = report.id WHERE report.happening = h.id

-- @totals
, each AS (
    SELECT h.score, h.lat IS NOT NULL AND h.resolution > 1 AS known, CAST(nullif(h.dead, '') AS INTEGER) AS dead, CAST(nullif(h.injured, '') AS INTEGER) AS injured, CAST(nullif(h.arrested, '') AS INTEGER) AS arrested,
        iif(h.dead || h.injured || h.arrested <> '', (SELECT json_array(min(dead), max(dead), min(injured), max(injured), min(arrested), max(arrested)) FROM (#told_of#)), NULL) AS told
    FROM pick CROSS JOIN happening h ON h.id = pick.happening)
SELECT count(*) AS happenings, count(*) = 50000 AS "cut?", round(avg(score), 2) AS score, sum(known) AS placed,
    sum(dead) AS dead, sum(iif(dead IS NULL, NULL, told ->> 0)) AS dead_least, sum(iif(dead IS NULL, NULL, told ->> 1)) AS dead_most, max(told ->> 1) AS dead_max,
    sum(injured) AS injured, sum(iif(injured IS NULL, NULL, told ->> 2)) AS injured_least, sum(iif(injured IS NULL, NULL, told ->> 3)) AS injured_most, max(told ->> 3) AS injured_max,
    sum(arrested) AS arrested, sum(iif(arrested IS NULL, NULL, told ->> 4)) AS arrested_least, sum(iif(arrested IS NULL, NULL, told ->> 5)) AS arrested_most, max(told ->> 5) AS arrested_max
FROM each;

-- The same, counted from digests (store/tally.h).
-- @totals_tallied
SELECT c0 AS happenings, c0 = 50000 AS "cut?", round(c1 / nullif(c0, 0), 2) AS score, iif(c0, c2, NULL) AS placed, c3 AS dead, c4 AS dead_least, c5 AS dead_most, c6 AS dead_max,
    c7 AS injured, c8 AS injured_least, c9 AS injured_most, c10 AS injured_max, c11 AS arrested, c12 AS arrested_least, c13 AS arrested_most, c14 AS arrested_max FROM tallied;

-- The main subjects of the newest 3 000 reports, in headline or lead: one entry per story, ordered by the day of the report, then by the number of publishers, weight and confidence.
-- Left out, as irrelevant to a desk: stories without a known state or body, or with the paper itself as a party ("tells The Courier"); sport and animals, by the words of the headline; and
-- confidence below 0.2 unless a lower one is requested. The headline is the entry's title; `lead` is the sentence, if the headline itself does not report the event.
-- Reports at most two days apart are of one story if both report the same recent happening, no older than five days: the first of them stands for it, with the headlines of the others below.
-- #told_by
    FROM event t JOIN document td ON td.id = t.document WHERE t.id = h.title
-- #sentence
    words(td.title, td.highlights, td.text, t.part, t.highlight, t.start, t."end")
-- #others
    SELECT json_group_array(json_object('id', id, 'event', event, 'quad', quad, 'text', said)) FROM (
        SELECT * FROM (
            SELECT h.id, c.name AS event, h.quad, iif(td.title = '', #sentence#, td.title) AS said FROM under JOIN ranked ON ranked.place = under.place JOIN happening h ON h.id = ranked.happening
            JOIN category c ON c.id = h.category JOIN event t ON t.id = h.title JOIN document td ON td.id = t.document WHERE under.above = pick.place ORDER BY ranked.place LIMIT 3)
        UNION ALL SELECT id, event, quad, said FROM (
            SELECT o.id, c.name AS event, o.quad, #sentence# AS said, max(1000 * min(o.sources, 500) + t.confidence) AS weight
            FROM (SELECT DISTINCT other.happening AS id FROM report mine JOIN report other ON other.document = mine.document
                  WHERE mine.happening = h.id AND mine.main = 1 AND other.happening <> h.id) x
            JOIN happening o ON o.id = x.id JOIN category c ON c.id = o.category JOIN event t ON t.id = o.fullest JOIN document td ON td.id = t.document
            WHERE o.aux = 0 AND t.confidence >= 0.4 AND t.part <> 1 AND NOT EXISTS (SELECT 1 FROM event s WHERE s.id = h.title AND (s.document, s.part, s.highlight, s.start) = (t.document, t.part, t.highlight, t.start))
            GROUP BY t.document, t.part, t.highlight, t.start ORDER BY weight DESC, o.id LIMIT 3)
        LIMIT 3)

-- @headlines
WITH docs AS MATERIALIZED (SELECT id, day, julianday(iso(day)) AS date FROM document WHERE copy_of IS NULL ORDER BY day DESC, id DESC LIMIT 3000),
told AS MATERIALIZED (SELECT report.happening AS id, max(docs.day) AS day FROM docs CROSS JOIN report ON report.document = docs.id WHERE main = 1 AND report.happening IS NOT NULL GROUP BY 1),
weighed AS MATERIALIZED (
    SELECT told.day, h.id AS happening, (min(h.sources, 500) << 53) + (CAST(100 * abs(h.score) * e.confidence AS INTEGER) << 43) + h.id AS weight
    FROM told CROSS JOIN happening h ON h.id = told.id JOIN event e ON e.id = h.fullest
    WHERE h.aux IN (0, 2) AND 100 * e.confidence >= coalesce(:min_confidence, 20) AND (:quad IS NULL OR (h.quad IN (SELECT 0 + value FROM json_each(:quad))) <> coalesce(:quad_not, 0))
        AND EXISTS (SELECT 1 FROM happening_party JOIN entity ON entity.id = entity WHERE happening = h.id AND side < 2 AND entity.code <> '')
        AND NOT EXISTS (SELECT 1 FROM happening_party JOIN entity ON entity.id = entity JOIN document own ON own.id = e.document JOIN source ON source.id = own.source
                        WHERE happening = h.id AND side < 2 AND entity.name <> '' AND entity.name = source.name)
        AND CASE (SELECT pastime(td.title) #told_by#) WHEN 1 THEN h.dead <> '' WHEN 2 THEN 0 ELSE 1 END),
ranked AS MATERIALIZED (SELECT *, row_number() OVER (ORDER BY day DESC, weight DESC) AS place FROM weighed),
mine AS MATERIALIZED (SELECT docs.id AS document, docs.date, ranked.place FROM docs CROSS JOIN report ON report.document = docs.id JOIN ranked ON ranked.happening = report.happening WHERE main = 1),
several AS MATERIALIZED (SELECT x.happening FROM mine CROSS JOIN report x ON x.document = mine.document WHERE x.happening IS NOT NULL GROUP BY 1 HAVING min(place) < max(place)),
recent AS MATERIALIZED (SELECT several.happening, julianday(iso(h.day)) AS date FROM several CROSS JOIN happening h ON h.id = several.happening),
shared AS (
    SELECT place, min(place) OVER (PARTITION BY x.happening ORDER BY mine.date RANGE BETWEEN CURRENT ROW AND 2 FOLLOWING) AS above
    FROM mine CROSS JOIN report x ON x.document = mine.document JOIN recent ON recent.happening = x.happening AND recent.date >= mine.date - 5),
under AS MATERIALIZED (SELECT place, min(above) AS above FROM shared GROUP BY 1 HAVING min(above) < place),
pick AS MATERIALIZED (SELECT * FROM ranked WHERE (day, weight) < (:key1, :key2) AND place NOT IN (SELECT place FROM under) ORDER BY day DESC, weight DESC LIMIT :limit + 1)
SELECT #happening#, iso(pick.day) AS told, (SELECT iif(td.title = '', #sentence#, td.title) #told_by#) AS headline,
    (SELECT iif(t.part = 1 OR td.title = '', '', #sentence#) #told_by#) AS lead, (#others#) AS "others$", pick.day AS _1, pick.weight AS _2
FROM pick #happening_tables# ORDER BY pick.day DESC, pick.weight DESC;

-- @happening
SELECT #happening#, (#parties# AND side = 2) AS "participants$",
    (SELECT json_group_array(json_object('field', field, 'values', json(said))) FROM
        (SELECT field, json_group_array(json_object('value', value, 'reports', reports, 'report', event)) AS said FROM disagreement
         WHERE happening = h.id GROUP BY field ORDER BY field)) AS "disagreements$"
FROM (SELECT :id AS happening) pick #happening_tables#;

-- #report
    e.id, d.name || '#' || e.number AS key, report.happening, d.id AS story, d.title, source.name AS source, iso(d.day) AS published, d.url,
    d.copy_of IS NOT NULL AS "copy?", report.main AS "main?", iso(e.day) AS date, category.name AS event, list(e.modes) AS "modes$", list(e.contexts) AS "contexts$",
    aux(e.aux) AS "aux$", e.quad, round(e.score, 2) AS scale, e.cameo,
    words(d.title, d.highlights, d.text, e.part, e.highlight, e.start, e."end") AS text,
    CASE e.part WHEN 0 THEN 'body' WHEN 1 THEN 'title' ELSE 'highlight' END AS part, e.highlight, e.start, e."end",
    e.event_text AS "trigger", e.trigger_start, e.trigger_end,
    (SELECT json_group_array(json_object('side', CASE side WHEN 0 THEN 'actor' WHEN 1 THEN 'recipient' ELSE 'participant' END, 'code', entity.code,
                                         'country', country(entity.code), 'sector', entity.sector, 'words', party.text, 'start', start, 'end', "end",
                                         'name', entity.name, 'office', entity.office, 'role', role, 'entity', entity.key, 'how', reason.text))
     FROM party JOIN entity ON entity.id = party.entity JOIN reason ON reason.id = party.how WHERE party.event = e.id) AS "parties$",
    CASE WHEN e.resolution > 0 OR e.place <> '' THEN json_object('name', CASE e.resolved_place WHEN '' THEN e.place ELSE e.resolved_place END,
        'country', e.country, 'lat', e.lat, 'lon', e.lon, 'resolution', e.resolution) ELSE 'null' END AS "place$",
    json_object('dead', e.dead, 'injured', e.injured, 'arrested', e.arrested, 'participants', e.size) AS "size$",
    CASE WHEN e.attribution <> '' THEN json_object('kind', e.attribution, 'source', e.attribution_source, 'start', e.attribution_start,
        'end', e.attribution_end) ELSE 'null' END AS "attribution$",
    round(e.confidence, 3) AS confidence, frame.text AS frame, path.text AS path,
    (SELECT json_group_array(json_object('id', id, 'event', event, 'field', field, 'was', was, 'value', value, 'note', note, 'who', who, 'at', at,
                                         'names', json((SELECT json_group_array(country(substr(x.value, 1, 3))) FROM json_each(iif(json_valid(codes), codes, '[]')) x))))
     FROM (SELECT *, iif(field IN ('actor', 'recipient'), '["' || replace(replace(replace(value, ' ', ''), ',', ';'), ';', '","') || '"]', '[]') AS codes
           FROM correction WHERE correction.event = d.name || '#' || e.number ORDER BY id)) AS "corrections$"

-- #report_tables
    event e JOIN report ON report.id = e.report JOIN document d ON d.id = e.document JOIN source ON source.id = d.source
    JOIN category ON category.id = e.category JOIN reason frame ON frame.id = e.frame JOIN reason path ON path.id = e.path

-- @happening_reports
SELECT #report#, d.day AS _1, e.id AS _2 FROM report r0 CROSS JOIN #report_tables#
WHERE r0.happening = :id AND e.report = r0.id AND (d.day, e.id) > (:key1, :key2) ORDER BY d.day, e.id LIMIT :limit + 1;

-- @story_events
SELECT #report#, e.number AS _1, 0 AS _2 FROM #report_tables#
WHERE e.document = :id AND e.number > :key1 ORDER BY e.number LIMIT :limit + 1;

-- The last fifteen months, numbered from the newest that has data: 0, 1 and 2 are the period for ranking pairs, the twelve before are the baseline for changes. A year is compared with the year before; 0 is all time.
-- #months
    newest (n) AS (SELECT max(period) / 100 * 12 + max(period) % 100 - 1 FROM dyad_sum WHERE period BETWEEN 100001 AND 999912),
    months (back, period) AS (SELECT value, (n - value) / 12 * 100 + (n - value) % 12 + 1 FROM newest JOIN json_each('[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14]')),
    span (period) AS (SELECT period FROM months WHERE :year = 1 AND back < 3 UNION ALL SELECT :year WHERE :year <> 1),
    past (period) AS (SELECT period FROM months WHERE :year = 1 AND back >= 3 UNION ALL SELECT :year - 1 WHERE :year > 1),
    drawn (period) AS (SELECT period FROM months WHERE :year < 2 AND back < 12 UNION ALL SELECT 100 * :year + value FROM json_each('[1,2,3,4,5,6,7,8,9,10,11,12]') WHERE :year > 1)

-- Both directions of a pair together; rows in both count half in each. store/ask.c ranks by the same rules: by the figure shown, and by a mean only those pairs that
-- have three happenings, and a hundredth of the busiest pair's.
-- #sum_pair
    sum(happenings) - sum(mutual) / 2 AS n, sum(happening_score) - sum(mutual_score) / 2 AS score

-- Between all states what has changed is counted from digests (store/tally.h).
-- #first_and_last
    SELECT iif(:year > 1, 100 * min(period) + 1, min(period)) AS first, iif(:year > 1, 100 * max(period) + 12, max(period)) AS last
-- #pairs_told
    CROSS JOIN state_pairs(first, last, :year > 1) CROSS JOIN term x ON x.id = c0 CROSS JOIN term y ON y.id = c1

-- @dyads
WITH RECURSIVE #months#,
actors (code) AS ( -- skips from one to the next: most rows are of sectors and bodies
    SELECT min(actor) FROM dyad_sum WHERE period = 0 UNION ALL
    SELECT (SELECT min(actor) FROM dyad_sum WHERE period = 0 AND actor > CASE WHEN length(code) > 2 AND (:within IS NULL OR substr(code, 4, 1) = ':') THEN substr(code, 1, 3) || '~' ELSE code END)
    FROM actors WHERE code IS NOT NULL),
now AS MATERIALIZED (
    SELECT min(actor, recipient) AS a, max(actor, recipient) AS b, #sum_pair#
    FROM span CROSS JOIN actors CROSS JOIN dyad_sum ON dyad_sum.period = span.period AND actor = code
    WHERE (:within IS NOT NULL OR :order <> 'changed') AND iif(:within IS NULL, length(actor) = 3 AND length(recipient) = 3 AND actor <> recipient AND (:actor = '*' OR :actor IN (actor, recipient)),
        substr(actor, 4, 1) = '.' AND substr(recipient, 4, 1) = '.' AND substr(actor, 1, 3) = substr(recipient, 1, 3) AND (:actor = '*' OR :actor IN (actor, recipient, substr(actor, 1, 3))))
    GROUP BY 1, 2
    UNION ALL SELECT min(x.text, y.text), max(x.text, y.text), c2, c3 FROM (#first_and_last# FROM span WHERE :within IS NULL AND :order = 'changed') #pairs_told#
    WHERE :actor = '*' OR :actor IN (x.text, y.text)),
many AS MATERIALIZED (SELECT *, score / n AS mean FROM now WHERE n >= iif(:order = 'busiest', 1, max(3, (SELECT max(n) FROM now) / 100.0))),
few AS MATERIALIZED (
    SELECT * FROM many ORDER BY CASE :order WHEN 'warmest' THEN -round(mean, 2) WHEN 'coldest' THEN round(mean, 2) WHEN 'busiest' THEN -n END, n DESC, a, b LIMIT iif(:order = 'changed', -1, :limit)),
ways (a, b, x, y) AS (SELECT a, b, a, b FROM few UNION ALL SELECT a, b, b, a FROM few WHERE a <> b),
before AS MATERIALIZED (
    SELECT a, b, #sum_pair# FROM ways CROSS JOIN past CROSS JOIN dyad_sum s ON s.period = past.period AND s.actor = x AND s.recipient = y WHERE :within IS NOT NULL OR :order <> 'changed' GROUP BY a, b
    UNION ALL SELECT min(x.text, y.text), max(x.text, y.text), c2, c3
    FROM (#first_and_last# FROM past WHERE :within IS NULL AND :order = 'changed') #pairs_told#),
both AS (SELECT a, b, n, score, mean, NULL AS old_n, NULL AS old_score FROM few UNION ALL SELECT a, b, NULL, NULL, NULL, n, score FROM before WHERE n >= 3),
changed AS (
    SELECT a, b, max(n) AS n, max(score) AS score, max(mean) AS mean, max(old_n) AS old_n, max(old_score) / max(old_n) AS old_mean, round(max(mean), 2) - round(max(old_score) / max(old_n), 2) AS change
    FROM both GROUP BY a, b HAVING max(n) IS NOT NULL),
best AS MATERIALIZED (
    SELECT *, row_number() OVER (ORDER BY iif(:order = 'changed', -round(abs(change), 2), 0), CASE :order WHEN 'warmest' THEN -round(mean, 2) WHEN 'coldest' THEN round(mean, 2) ELSE -n END, n DESC, a, b) AS rank
    FROM changed WHERE :order <> 'changed' OR abs(change) >= 0.005 ORDER BY rank LIMIT :limit),
history AS MATERIALIZED (
    SELECT a, b, s.period, #sum_pair#
    FROM (SELECT a, b, a AS x, b AS y FROM best UNION ALL SELECT a, b, b, a FROM best WHERE a <> b) CROSS JOIN drawn CROSS JOIN dyad_sum s ON s.period = drawn.period AND s.actor = x AND s.recipient = y
    GROUP BY a, b, s.period)
SELECT a, country(a) AS a_name, b, country(b) AS b_name, n AS happenings, round(mean, 2) AS score, old_n AS happenings_before, round(old_mean, 2) AS before, round(change, 2) AS change,
    (SELECT json_group_array(json_object('month', iso(period * 100), 'happenings', n, 'score', round(score / n, 2))) FROM (
        SELECT d.period, coalesce(h.n, 0) AS n, h.score FROM drawn d LEFT JOIN history h ON h.period = d.period AND h.a = best.a AND h.b = best.b
        ORDER BY d.period)) AS "months$"
FROM best ORDER BY rank;

-- @dyad
WITH told AS (
    SELECT day, score FROM dyad_happening WHERE actor = :a AND recipient = :b AND aux = 0 AND day BETWEEN :from AND :to AND confidence >= coalesce(:min_confidence, 0)
    UNION ALL SELECT day, score FROM dyad_happening WHERE :a <> :b AND actor = :b AND recipient = :a AND aux = 0 AND reciprocal = 0 AND day BETWEEN :from AND :to
        AND confidence >= coalesce(:min_confidence, 0))
SELECT :a AS a, country(:a) AS a_name, :b AS b, country(:b) AS b_name, count(*) AS happenings,
    (SELECT count(*) FROM dyad_event WHERE actor = :a AND recipient = :b AND aux = 0 AND day BETWEEN :from AND :to AND confidence >= coalesce(:min_confidence, 0))
    + (SELECT count(*) FROM dyad_event WHERE :a <> :b AND actor = :b AND recipient = :a AND aux = 0 AND reciprocal = 0 AND day BETWEEN :from AND :to
       AND confidence >= coalesce(:min_confidence, 0)) AS events,
    coalesce(iso(min(day)), '') AS first, coalesce(iso(max(day)), '') AS last, round(avg(score), 2) AS score
FROM told;

-- Each month between the first and the last is looked up: a busy pair has a hundred months and a hundred thousand events.
-- #each_month
    months (m) AS (SELECT first FROM ends WHERE first > 0 UNION ALL SELECT CASE WHEN m % 100 < 12 THEN m + 1 ELSE m / 100 * 100 + 101 END FROM months, ends WHERE m < last)

-- @dyad_months
WITH RECURSIVE sides (x, y) AS (SELECT :a, :b UNION SELECT :b, :a),
ends AS (SELECT min((SELECT min(day) FROM dyad_event WHERE actor = x AND recipient = y AND day >= 10000101)) / 100 AS first,
                max((SELECT max(day) FROM dyad_event WHERE actor = x AND recipient = y)) / 100 AS last FROM sides),
#each_month#
SELECT iso(m * 100) AS month, x AS actor, y AS recipient, quad, sum(events) AS events, sum(happenings) AS happenings,
    round(sum(happening_score) / sum(happenings), 2) AS score
FROM months CROSS JOIN sides CROSS JOIN dyad_sum ON period = m AND actor = x AND recipient = y JOIN category ON category.id = category
WHERE m % 100 > 0 AND happenings > 0 GROUP BY m, x, y, quad ORDER BY m, x, y, quad LIMIT :limit;

-- The bits of a list of contexts.
-- #contexts
    (SELECT coalesce(sum(1 << id), 0) FROM context WHERE name IN (SELECT value FROM json_each(:context)))

-- With a context or a minimum confidence, rows are counted.
-- @dyad_months_context
WITH sides (x, y) AS (SELECT :a, :b UNION SELECT :b, :a), wanted (bits) AS (SELECT iif(:context IS NULL, -1, #contexts#)),
told AS (
    SELECT day / 100 AS m, x, y, category, 1 AS event, 0 AS happening, 0 AS score FROM sides CROSS JOIN dyad_event ON actor = x AND recipient = y, wanted
    WHERE aux = 0 AND (bits = -1 OR (contexts & bits <> 0) <> coalesce(:context_not, 0)) AND confidence >= coalesce(:min_confidence, 0)
    UNION ALL
    SELECT day / 100, x, y, category, 0, 1, score FROM sides CROSS JOIN dyad_happening ON actor = x AND recipient = y, wanted WHERE aux = 0 AND (bits = -1 OR (contexts & bits <> 0) <> coalesce(:context_not, 0))
        AND confidence >= coalesce(:min_confidence, 0))
SELECT iso(m * 100) AS month, x AS actor, y AS recipient, quad, sum(event) AS events, sum(happening) AS happenings,
    round(sum(score) / nullif(sum(happening), 0), 2) AS score
FROM told JOIN category ON category.id = category WHERE m % 100 > 0 GROUP BY m, x, y, quad HAVING sum(happening) > 0 ORDER BY m, x, y, quad LIMIT :limit;

-- The same of one actor with anybody: a busy one has half a million rows, more than are read from digests (store/tally.h) in the same time.
-- @actor_months_context
WITH wanted (bits) AS (SELECT iif(:context IS NULL, -1, #contexts#)),
told AS (
    SELECT c0 / 100 AS m, c1 % 2 AS side, c1 / 2 AS category, c2 AS events, 0 AS happenings, 0 AS score FROM wanted CROSS JOIN actor_months(0, :a, bits, coalesce(:context_not, 0), coalesce(:min_confidence, 0))
    UNION ALL SELECT c0 / 100, c1 % 2, c1 / 2, 0, c2, c7 FROM wanted CROSS JOIN actor_months(1, :a, bits, coalesce(:context_not, 0), coalesce(:min_confidence, 0)))
SELECT iso(m * 100) AS month, iif(side, '*', :a) AS actor, iif(side, :a, '*') AS recipient, quad, sum(events) AS events, sum(happenings) AS happenings,
    round(sum(score) / nullif(sum(happenings), 0), 2) AS score
FROM told JOIN category ON category.id = category WHERE m % 100 > 0 GROUP BY m, 2, 3, quad HAVING sum(happenings) > 0 ORDER BY m, 2, 3, quad LIMIT :limit;

-- There are few sets of contexts: they are counted first and then split.
-- @dyad_contexts
WITH told AS (
    SELECT contexts, score FROM dyad_happening WHERE actor = :a AND recipient = :b AND aux = 0 AND day BETWEEN :from AND :to AND confidence >= coalesce(:min_confidence, 0)
    UNION ALL
    SELECT contexts, score FROM dyad_happening WHERE :a <> :b AND actor = :b AND recipient = :a AND aux = 0 AND reciprocal = 0 AND day BETWEEN :from AND :to AND confidence >= coalesce(:min_confidence, 0)),
sets AS MATERIALIZED (SELECT contexts, count(*) AS n, sum(score) AS score FROM told GROUP BY contexts)
SELECT context.name AS context, sum(n) AS happenings, round(sum(score) / sum(n), 2) AS score
FROM sets JOIN context ON contexts & (1 << context.id) GROUP BY context.id ORDER BY 2 DESC, 1 LIMIT :limit;

-- The following queries use the newest 5 000 happenings of the pair in the period.
-- #dyad_pick
    pick AS MATERIALIZED (
        SELECT day, happening, contexts, score, aux FROM dyad_happening WHERE actor = :a AND recipient = :b AND day BETWEEN :from AND :to
        UNION SELECT day, happening, contexts, score, aux FROM dyad_happening WHERE actor = :b AND recipient = :a AND day BETWEEN :from AND :to
        ORDER BY day DESC, happening DESC LIMIT 5000)

-- People and bodies of "named (who, code, office, role, happening, day, body)", each with the office that most happenings give; `body` is the key of a body, '' of a person.
-- #people_found
    SELECT name, code, office, list(roles) AS "roles$", happenings, iso(first) AS first, iso(last) AS last, body FROM (
        SELECT who AS name, code, office, group_concat(roles, ';') AS roles, sum(n) AS happenings, min(first) AS first, max(last) AS last, max(body) AS body, max(n + iif(office <> '', 1 << 30, 0))
        FROM (SELECT who, code, office, group_concat(roles, ';') AS roles, count(*) AS n, min(day) AS first, max(day) AS last, max(body) AS body
              FROM (SELECT who, code, happening, day, max(office) AS office, group_concat(nullif(role, ''), ';') AS roles, max(body) AS body FROM named GROUP BY who, code, happening) GROUP BY 1, 2, 3)
        GROUP BY 1, 2) ORDER BY happenings DESC, last DESC, name LIMIT :limit

-- @dyad_people
WITH #dyad_pick#,
named AS (SELECT entity.name AS who, code, office, role, happening, pick.day, iif(instr(key, ':'), key, '') AS body FROM pick CROSS JOIN happening_party USING (happening) JOIN entity ON entity.id = entity WHERE entity.name <> '' AND aux = 0)
#people_found#;

-- @dyad_voices
WITH #dyad_pick#
SELECT whose(e.attribution_source, d.day) AS side, e.attribution_source AS source, e.attribution AS kind, category.name AS event, e.quad,
    words(d.title, d.highlights, d.text, e.part, e.highlight, e.start, e."end") AS text, iso(e.day) AS date, report.happening, d.id AS story
FROM pick CROSS JOIN report ON report.happening = pick.happening CROSS JOIN event e ON e.report = report.id JOIN document d ON d.id = e.document
    JOIN category ON category.id = e.category
WHERE e.attribution <> '' AND e.attribution_source <> '' AND d.copy_of IS NULL LIMIT :limit;

-- @dyad_sources
WITH #dyad_pick#
SELECT source.name AS source, count(DISTINCT d.id) AS stories, count(DISTINCT pick.happening) AS happenings, round(avg(pick.score), 2) AS score,
    iso(min(d.day)) AS first, iso(max(d.day)) AS last
FROM pick CROSS JOIN report ON report.happening = pick.happening JOIN document d ON d.id = report.document JOIN source ON source.id = d.source
GROUP BY source.id ORDER BY 2 DESC, 1 LIMIT :limit;

-- #actor
    code, country(code) AS name, sum(acts) AS acts, sum(receives) AS receives, round(lat(code), 2) AS lat, round(lon(code), 2) AS lon

-- @actors
SELECT #actor# FROM (
    SELECT actor AS code, events AS acts, 0 AS receives FROM dyad_sum WHERE period = 0 AND recipient = '*' AND actor NOT IN ('*', '') AND (:within IS NOT NULL OR substr(actor, 4, 1) <> '.')
    UNION ALL SELECT recipient, 0, events FROM dyad_sum WHERE period = 0 AND actor = '*' AND recipient NOT IN ('*', '') AND (:within IS NOT NULL OR substr(recipient, 4, 1) <> '.'))
WHERE :name IS NULL OR country(code) LIKE :name ESCAPE '\' OR code LIKE :name ESCAPE '\'
GROUP BY code ORDER BY sum(acts) + sum(receives) DESC, code LIMIT :limit;

-- @actor
SELECT #actor#, coalesce((SELECT iso(min(day)) FROM dyad_event WHERE actor = :code AND recipient = '*' AND aux = 0 AND day > 0), '') AS first,
    coalesce((SELECT iso(max(day)) FROM dyad_event WHERE actor = :code AND recipient = '*' AND aux = 0 AND day <= #newest#), '') AS last FROM (
    SELECT :code AS code, 0 AS acts, 0 AS receives
    UNION ALL SELECT actor, events, 0 FROM dyad_sum WHERE period = 0 AND actor = :code AND recipient = '*'
    UNION ALL SELECT recipient, 0, events FROM dyad_sum WHERE period = 0 AND actor = '*' AND recipient = :code)
GROUP BY code;

-- Partners: other states and wholes; for a sector or a body also sectors and bodies of its state. Events between the sectors of a state are a list of their own (dyads within).
-- #partners
    partners AS MATERIALIZED (
        SELECT code, sum(events) AS events, sum(happenings) AS happenings, sum(happenings) FILTER (WHERE quad = 1) AS q1,
            sum(happenings) FILTER (WHERE quad = 2) AS q2, sum(happenings) FILTER (WHERE quad = 3) AS q3, sum(happenings) FILTER (WHERE quad = 4) AS q4,
            sum(score) / sum(happenings) AS score
        FROM (SELECT recipient AS code, category, events, happenings, happening_score AS score FROM dyad_sum
                WHERE period = :year AND actor = :code AND recipient NOT IN ('*', '', :code)
              UNION ALL SELECT actor, category, events, happenings - mutual, happening_score - mutual_score FROM dyad_sum
                WHERE period = :year AND recipient = :code AND actor NOT IN ('*', '', :code))
        JOIN category ON category.id = category WHERE length(code) = 3 AND code <> substr(:code, 1, 3)
            OR length(:code) > 3 AND substr(code, 1, 3) = substr(:code, 1, 3) AND substr(code, 4, 1) IN ('.', ':')
        GROUP BY code HAVING sum(happenings) > 0)

-- @actor_partners
WITH #partners#
SELECT code, country(code) AS name, round(lat(code), 2) AS lat, round(lon(code), 2) AS lon, events, happenings, coalesce(q1, 0) AS q1, coalesce(q2, 0) AS q2,
    coalesce(q3, 0) AS q3, coalesce(q4, 0) AS q4, round(score, 2) AS score
FROM partners ORDER BY happenings DESC, code LIMIT :limit;

-- @actor_matrix
WITH #partners#,
top AS MATERIALIZED (SELECT :code AS code, 1e9 AS n UNION ALL SELECT code, happenings FROM (SELECT * FROM partners ORDER BY happenings DESC, code LIMIT 11))
SELECT x.code AS a, y.code AS b, sum(s.happenings) AS happenings, round(sum(happening_score) / sum(s.happenings), 2) AS score
FROM top x CROSS JOIN top y CROSS JOIN dyad_sum s ON period = :year AND actor = x.code AND recipient = y.code
WHERE x.code <> y.code AND s.happenings > 0 GROUP BY x.code, y.code ORDER BY x.n DESC, x.code, y.n DESC, y.code LIMIT :limit;

-- First all are counted by their names alone, then those that are shown are looked up.
-- @actor_people
WITH counted AS MATERIALIZED (
    SELECT entity.name AS who, count(DISTINCT happening) AS n FROM entity CROSS JOIN happening_party ON entity = entity.id AND named = 1 WHERE entity.code = :code AND entity.name <> '' GROUP BY 1),
named AS (
    SELECT entity.name AS who, code, office, role, happening, h.day, iif(instr(key, ':'), key, '') AS body FROM entity JOIN happening_party ON entity = entity.id JOIN happening h ON h.id = happening
    WHERE entity.code = :code AND entity.name <> '' AND happening_party.named = 1 AND h.aux = 0
        AND entity.name IN (SELECT who FROM counted WHERE n >= coalesce((SELECT n FROM counted ORDER BY n DESC LIMIT 1 OFFSET :limit - 1), 0)))
#people_found#;

-- ---- people ----
-- A person is everybody of one name in the records, :who, except bodies; with :state, those who stand for that state.
-- #who
    entity.name <> '' AND entity.name = :who COLLATE NOCASE AND NOT instr(entity.key, ':') AND (:state IS NULL OR entity.code = :state)

-- What he or she takes part in, and on which side, as in store/ask.c: who is only named as taking part acts, and several who act without anybody acted upon act on each other.
-- #mutual
    (SELECT iif(sum(m.side = 1), 0, sum(m.side = 0) > 1)
-- #own_happenings
    mine AS MATERIALIZED (
        SELECT happening AS id, max(side <> 1) AS acts, max(side = 1) AS hit FROM entity CROSS JOIN happening_party ON entity = entity.id AND named = 1 WHERE #who# GROUP BY 1),
    told AS MATERIALIZED (
        SELECT h.id, h.day, h.quad, h.score, acts, hit OR acts AND #mutual# FROM happening_party m JOIN entity x ON x.id = m.entity WHERE m.happening = h.id AND x.code || x.sector <> '') AS hit
        FROM mine CROSS JOIN happening h ON h.id = mine.id
        WHERE h.aux = 0 AND h.day BETWEEN :from AND :to AND (:min_confidence IS NULL OR (SELECT CAST(100 * confidence + 0.5 AS INTEGER) FROM event WHERE id = h.fullest) >= :min_confidence))
-- #own_events
    own AS MATERIALIZED (
        SELECT event AS id, max(side <> 1) AS acts, max(side = 1) AS hit FROM entity CROSS JOIN party ON entity = entity.id AND named = 1 WHERE #who# GROUP BY 1),
    records AS MATERIALIZED (
        SELECT e.id, e.day, e.quad, acts, hit OR acts AND #mutual# FROM party m JOIN entity x ON x.id = m.entity WHERE m.event = e.id AND x.code || x.sector <> '') AS hit
        FROM own CROSS JOIN event e ON e.id = own.id
        WHERE e.aux = 0 AND e.day BETWEEN :from AND :to AND CAST(100 * e.confidence + 0.5 AS INTEGER) >= coalesce(:min_confidence, 0))

-- How often each is named in happenings, whatever is told of these: of all, from the digests. The office is the most frequent one.
-- @people
WITH counts AS MATERIALIZED (
    SELECT text AS who, c1 AS n FROM people_named() CROSS JOIN term ON id = c0 WHERE :name IS NULL
    UNION ALL SELECT name, count(*) FROM entity CROSS JOIN happening_party ON entity = entity.id AND named = 1 WHERE :name IS NOT NULL AND name <> '' AND name LIKE :name ESCAPE '\' AND NOT instr(key, ':') GROUP BY name),
counted AS MATERIALIZED (SELECT who, sum(n) AS n FROM counts GROUP BY who COLLATE NOCASE ORDER BY 2 DESC, 1 LIMIT :limit)
SELECT who AS name, (SELECT json_group_array(code) FROM (SELECT DISTINCT code FROM entity WHERE name <> '' AND name = who COLLATE NOCASE AND NOT instr(key, ':') ORDER BY code)) AS "codes$",
    coalesce((SELECT office FROM entity CROSS JOIN happening_party ON entity = entity.id AND named = 1 WHERE name <> '' AND name = who COLLATE NOCASE AND NOT instr(key, ':') AND office <> '' GROUP BY office ORDER BY count(*) DESC, 1 LIMIT 1), '') AS office, n AS named
FROM counted ORDER BY n DESC, who;

-- @person
WITH #own_happenings#, #own_events#
SELECT entity.name, (SELECT count(*) FROM told) AS happenings, (SELECT count(*) FROM records) AS events, (SELECT coalesce(sum(acts), 0) FROM told) AS acts, (SELECT coalesce(sum(hit), 0) FROM told) AS receives,
    coalesce((SELECT iso(min(nullif(day, 0))) FROM told), '') AS first, coalesce((SELECT iso(max(day)) FROM told), '') AS last, (SELECT round(avg(score), 2) FROM told) AS score,
    (SELECT json_group_array(json_object('code', code, 'name', country(code), 'happenings', n)) FROM (
        SELECT x.code, count(DISTINCT h.id) AS n FROM entity x CROSS JOIN happening_party p ON p.entity = x.id AND p.named = 1 CROSS JOIN happening h ON h.id = p.happening
        WHERE x.name <> '' AND x.name = :who COLLATE NOCASE AND NOT instr(x.key, ':') AND h.aux = 0 GROUP BY x.code ORDER BY n DESC, x.code)) AS "states$",
    (SELECT json_group_array(office) FROM (
        SELECT x.office FROM entity x CROSS JOIN happening_party p ON p.entity = x.id AND p.named = 1
        WHERE x.name <> '' AND x.name = :who COLLATE NOCASE AND NOT instr(x.key, ':') AND x.office <> '' AND (:state IS NULL OR x.code = :state) GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 5)) AS "offices$"
FROM entity WHERE #who# ORDER BY entity.id LIMIT 1;

-- @person_months
WITH #own_happenings#, #own_events#,
each AS (
    SELECT day / 100 AS m, side, quad, 0 AS event, 1 AS happening, score FROM told JOIN (SELECT 0 AS side UNION ALL SELECT 1) WHERE iif(side, hit, acts)
    UNION ALL SELECT day / 100, side, quad, 1, 0, 0 FROM records JOIN (SELECT 0 AS side UNION ALL SELECT 1) WHERE iif(side, hit, acts))
SELECT iso(m * 100) AS month, iif(side, '*', :who) AS actor, iif(side, :who, '*') AS recipient, quad, sum(event) AS events, sum(happening) AS happenings,
    round(sum(score) / nullif(sum(happening), 0), 2) AS score
FROM each WHERE m % 100 > 0 GROUP BY m, side, quad HAVING sum(happening) > 0 ORDER BY m, 2, 3, quad LIMIT :limit;

-- Follows "WITH pairs AS (...)", the ranking of store/pairs.c.
-- @person_partners
SELECT b AS code, country(b) AS name, happenings, cooperation, conflict, happenings_mean_score AS score FROM pairs LIMIT :limit;

-- @person_people
WITH #own_happenings#,
named AS (
    SELECT entity.name AS who, code, office, role, happening, told.day, '' AS body FROM told CROSS JOIN happening_party ON happening_party.happening = told.id AND named = 1 JOIN entity ON entity.id = entity
    WHERE NOT instr(entity.key, ':') AND entity.name <> :who COLLATE NOCASE)
#people_found#;

-- The story's dyad is the one requested, or the pair in most of its records.
-- #pair
    pair AS MATERIALIZED (SELECT :actor AS a, :with AS b WHERE :actor <> '*' AND :with <> '*' UNION ALL SELECT * FROM (
        SELECT x.code AS a, y.code AS b FROM event e JOIN party p ON p.event = e.id AND p.side = 0 JOIN entity x ON x.id = p.entity
        JOIN party q ON q.event = e.id AND q.side < 2 JOIN entity y ON y.id = q.entity
        WHERE e.document = :id AND x.code <> y.code AND x.code <> '' AND y.code <> '' GROUP BY 1, 2 ORDER BY count(*) DESC, min(e.number) LIMIT 1)
        LIMIT 1)

-- The stories next to one in its dyad are found among the 300 events nearest in time, in either direction.
-- #neighbour
    SELECT json_object('id', n.id, 'title', n.title, 'date', iso(n.day), 'a', a, 'b', b) FROM near JOIN event e ON e.id = near.event
    JOIN document n ON n.id = e.document, pair

-- @story
WITH #pair#,
sides (x, y) AS (SELECT a, b FROM pair UNION ALL SELECT b, a FROM pair),
own (day, first, last) AS (SELECT d.day, coalesce(min(e.id), 0), coalesce(max(e.id), 0) FROM document d LEFT JOIN event e ON e.document = d.id WHERE d.id = :id)
SELECT d.id, d.name AS key, d.title, d.url, source.name AS source, d.byline, lines(d.authors) AS "authors$", d.agency, d.dateline_place AS dateline, iso(d.day) AS date, d.language,
    lines(d.highlights) AS "highlights$", d.text, d.copy_of,
    coalesce((WITH near AS (SELECT event FROM own, sides CROSS JOIN dyad_event s ON s.actor = x AND s.recipient = y
                            WHERE (s.day, s.event) > (own.day, own.last) ORDER BY s.day, s.event LIMIT 300)
              #neighbour# WHERE n.copy_of IS NULL AND n.id <> coalesce(d.copy_of, 0) AND (n.day, n.id) > (d.day, d.id) ORDER BY n.day, n.id LIMIT 1), 'null') AS "next$",
    coalesce((WITH near AS (SELECT event FROM own, sides CROSS JOIN dyad_event s ON s.actor = x AND s.recipient = y
                            WHERE (s.day, s.event) < (own.day, own.first) ORDER BY s.day DESC, s.event DESC LIMIT 300)
              #neighbour# WHERE n.copy_of IS NULL AND n.id <> coalesce(d.copy_of, 0) AND (n.day, n.id) < (d.day, d.id) ORDER BY n.day DESC, n.id DESC LIMIT 1), 'null') AS "previous$"
FROM document d JOIN source ON source.id = d.source WHERE d.id = :id;

-- #story_line
    d.id, d.title, source.name AS source, iso(d.day) AS date, (SELECT count(*) FROM event WHERE event.document = d.id) AS events, d.copy_of

-- @story_related
SELECT #story_line#, '' AS snippet, d.day AS _1, d.id AS _2 FROM (
    SELECT DISTINCT theirs.document AS id FROM report mine JOIN report theirs USING (happening) WHERE mine.document = :id AND theirs.document <> :id) pick
JOIN document d ON d.id = pick.id JOIN source ON source.id = d.source WHERE (d.day, d.id) < (:key1, :key2) ORDER BY d.day DESC, d.id DESC LIMIT :limit + 1;

-- Lists are JSON; with :..._not they name what is left out.
-- #of_kind
    dyad_event.day BETWEEN :from AND :to
    AND (:event IS NULL OR (dyad_event.category IN (SELECT id FROM category WHERE name IN (SELECT value FROM json_each(:event)))) <> coalesce(:event_not, 0))
    AND (:context IS NULL OR (dyad_event.contexts & #contexts# <> 0) <> coalesce(:context_not, 0))

-- If parties are given, their few stories are looked up first; without parties there are so many that the newest are checked one by one, and so they are where the newest 3 000 have as many
-- of busy parties as are shown. :pairs are ordered pairs of actors.
-- #told_of_pairs
    SELECT 1 FROM event CROSS JOIN json_each(:pairs) CROSS JOIN dyad_event ON actor = value ->> 0 AND recipient = value ->> 1 AND dyad_event.day = event.day AND dyad_event.event = event.id
    WHERE event.document = d.id AND #of_kind#

-- The same where the first of a pair is a person: the other is on the other side of a record, or acts too where nobody is acted upon.
-- #told_of_people
    SELECT event.document FROM json_each(:pairs) CROSS JOIN entity x ON x.name <> '' AND NOT instr(x.key, ':') AND x.name COLLATE NOCASE = substr(value ->> 0, instr(value ->> 0, '@') + 1) AND (instr(value ->> 0, '@') = 1 OR x.code = substr(value ->> 0, 1, 3))
    CROSS JOIN party ON party.entity = x.id AND named = 1 CROSS JOIN event ON event.id = party.event
    CROSS JOIN dyad_event ON actor = '*' AND recipient = '*' AND dyad_event.day = event.day AND dyad_event.event = event.id
    WHERE instr(value ->> 0, '@') AND #of_kind# AND (value ->> 1 = '*' OR EXISTS (
        SELECT 1 FROM party o JOIN entity y ON y.id = o.entity WHERE o.event = event.id AND o.entity <> x.id AND o.side < 2
        AND ((o.side = 1) <> (party.side = 1) OR NOT EXISTS (SELECT 1 FROM party WHERE party.event = event.id AND party.side = 1))
        AND CASE WHEN instr(value ->> 1, '@') THEN y.name = substr(value ->> 1, instr(value ->> 1, '@') + 1) COLLATE NOCASE AND NOT instr(y.key, ':') AND (instr(value ->> 1, '@') = 1 OR y.code = substr(value ->> 1, 1, 3))
                 WHEN instr(value ->> 1, '.') THEN y.code || '.' || y.sector = value ->> 1 WHEN instr(value ->> 1, ':') THEN y.key = value ->> 1 ELSE substr(y.key, 1, 3) = value ->> 1 END))

-- #told
    CASE WHEN :people IS NOT NULL AND d.id IN (#told_of_people#) THEN 1
        WHEN :pairs IS NOT NULL THEN
            CASE WHEN :q IS NULL AND :sources IS NULL
                AND (SELECT coalesce(sum(events), 0) FROM json_each(:pairs) CROSS JOIN dyad_sum ON period = 0 AND actor = value ->> 0 AND recipient = value ->> 1) > 20000
                AND (SELECT count(*) FROM (SELECT 1 FROM (SELECT id, day FROM document WHERE day BETWEEN :from AND :to AND (day, id) < (:key1, :key2) ORDER BY day DESC, id DESC LIMIT 3000) d
                     WHERE EXISTS (#told_of_pairs#) LIMIT :limit + 1)) > :limit
            THEN EXISTS (#told_of_pairs#)
            ELSE d.id IN (SELECT event.document FROM json_each(:pairs) CROSS JOIN dyad_event ON actor = value ->> 0 AND recipient = value ->> 1 CROSS JOIN event ON event.id = dyad_event.event WHERE #of_kind#) END
        WHEN :event IS NOT NULL OR :context IS NOT NULL THEN EXISTS (
            SELECT 1 FROM event CROSS JOIN dyad_event ON actor = '*' AND recipient = '*' AND dyad_event.day = event.day AND dyad_event.event = event.id
            WHERE event.document = d.id AND #of_kind#)
        ELSE 1 END
    AND (:sources IS NULL OR (source.name COLLATE NOCASE IN (SELECT value FROM json_each(:sources))) <> coalesce(:sources_not, 0)) AND d.day BETWEEN :from AND :to AND (d.day, d.id) < (:key1, :key2)

-- First the stories, then their content: a snippet costs more than finding the story.
-- @search
WITH pick AS MATERIALIZED (
    SELECT d.id AS found FROM document_text JOIN document d ON d.id = document_text.rowid JOIN source ON source.id = d.source
    WHERE document_text MATCH :q AND #told# ORDER BY d.day DESC, d.id DESC LIMIT :limit + 1)
SELECT #story_line#, snippet(document_text, -1, char(2), char(3), '…', 28) AS snippet, d.day AS _1, d.id AS _2
FROM pick CROSS JOIN document_text ON document_text.rowid = found AND document_text MATCH :q JOIN document d ON d.id = found JOIN source ON source.id = d.source
ORDER BY d.day DESC, d.id DESC;

-- If nothing in the whole store matches the kind, no story is checked.
-- @stories
SELECT #story_line#, substr(d.text, 1, 160) || iif(length(d.text) > 160, '…', '') AS snippet, d.day AS _1, d.id AS _2 FROM document d JOIN source ON source.id = d.source
WHERE #told# ORDER BY d.day DESC, d.id DESC LIMIT iif(:event IS NULL AND :context IS NULL OR EXISTS (
    SELECT 1 FROM dyad_event WHERE actor = '*' AND recipient = '*' AND #of_kind#), :limit + 1, 0);

-- @sources
SELECT source.name AS source, n AS stories, c AS copies, iso(first) AS first, iso(last) AS last
FROM (SELECT source AS id, count(*) AS n, count(copy_of) AS c, min(nullif(day, 0)) AS first, max(day) AS last FROM document GROUP BY source) stories
JOIN source USING (id) ORDER BY n DESC, 1 LIMIT :limit;

-- @skipped
SELECT reason, message, count(*) AS documents, min(name) AS example, max(ingest.began) AS at FROM skipped JOIN ingest ON ingest.id = ingest
GROUP BY reason, message ORDER BY 3 DESC, 1, 2 LIMIT :limit;

-- @coverage
WITH RECURSIVE ends AS (SELECT (SELECT min(day) FROM dyad_event WHERE actor = '*' AND recipient = '*' AND day >= 10000101) / 100 AS first,
                               (SELECT max(day) FROM dyad_event WHERE actor = '*' AND recipient = '*') / 100 AS last),
#each_month#
SELECT iso(m * 100) AS month, quad, sum(events) AS events, sum(happenings) AS happenings
FROM months CROSS JOIN dyad_sum ON period = m AND actor = '*' AND recipient = '*' JOIN category ON category.id = category
WHERE m % 100 > 0 AND events > 0 GROUP BY m, quad ORDER BY m, quad LIMIT :limit;

-- @about
-- There are few actors with many rows each: it skips from one to the next.
WITH RECURSIVE actors (code) AS (
    SELECT min(actor) FROM dyad_sum WHERE period = 0
    UNION ALL SELECT (SELECT min(actor) FROM dyad_sum WHERE period = 0 AND actor > code) FROM actors WHERE code IS NOT NULL)
SELECT documents, copies, (SELECT count(*) FROM document WHERE day = 0) AS undated, skipped, (SELECT coalesce(sum(failed), 0) FROM ingest) AS failed, events, happenings, (SELECT count(*) FROM source WHERE name <> '') AS sources,
    (SELECT count(*) FROM actors WHERE length(code) = 3) AS actors, (SELECT count(*) FROM correction) AS corrections,
    coalesce((SELECT iso(min(day)) FROM document WHERE day > 0), '') AS first, coalesce((SELECT iso(max(day)) FROM document), '') AS last,
    coalesce((SELECT max(coalesce(ended, began)) FROM ingest), '') AS ingested, coalesce((SELECT max(coder) FROM ingest), '') AS coder,
    (SELECT page_count * page_size FROM pragma_page_count, pragma_page_size) AS bytes
FROM total;

-- @categories
SELECT name AS event, quad, coalesce((SELECT happenings FROM dyad_sum WHERE period = 0 AND actor = '*' AND recipient = '*' AND category = category.id), 0) AS happenings
FROM category ORDER BY id LIMIT :limit;

-- @modes
SELECT name AS mode FROM mode ORDER BY name LIMIT :limit;

-- @contexts
SELECT name AS context FROM context ORDER BY name LIMIT :limit;

-- #correction
    c.id, c.event, c.field, c.was, c.value, c.note, c.who, c.at, c.sentence

-- @corrections
SELECT #correction#, (SELECT d.id FROM document d WHERE d.name = substr(c.event, 1, length(rtrim(c.event, '0123456789')) - 1)) AS story,
    c.id AS _1, 0 AS _2
FROM correction c WHERE c.id < :key1 ORDER BY c.id DESC LIMIT :limit + 1;

-- @correction
SELECT #correction#, NULL AS story FROM correction c WHERE c.id = :id;

-- #codes
    SELECT group_concat(code || iif(sector = '', '', '.' || sector) || iif(other_sectors = '', '', '.' || replace(other_sectors, ';', '.')), '; ')
    FROM (SELECT * FROM party JOIN entity ON entity.id = party.entity WHERE party.event = e.id ORDER BY party.place)

-- @correction_target
SELECT d.name || '#' || e.number AS event, category.name AS category, e.modes, e.contexts, iso(e.day) AS date, e.place, e.dead, e.injured, e.arrested, e.size,
    coalesce((#codes# WHERE side = 0), '') AS actor, coalesce((#codes# WHERE side = 1), '') AS recipient,
    words(d.title, d.highlights, d.text, e.part, e.highlight, e.start, e."end") AS sentence
FROM event e JOIN document d ON d.id = e.document JOIN category ON category.id = e.category WHERE e.id = :id;

-- @correct
INSERT INTO correction (event, field, was, value, who, at, note, sentence)
VALUES (:event, :field, :was, :value, :who, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), :note, :sentence);

-- @undo_target
SELECT (SELECT max(id) FROM correction l WHERE l.event = c.event AND l.field = c.field) AS last FROM correction c WHERE c.id = :id;

-- @undo
INSERT INTO correction (event, field, was, value, who, at, note, sentence)
SELECT event, field, was, coalesce((SELECT value FROM correction p WHERE p.event = c.event AND p.field = c.field AND p.id < c.id ORDER BY id DESC LIMIT 1), ''),
    :who, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), 'takes back ' || id, sentence
FROM correction c WHERE c.id = :id;

-- @category_named
SELECT id FROM category WHERE name = :event;
