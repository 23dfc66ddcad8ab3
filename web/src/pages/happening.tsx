import { useState } from "preact/hooks";
import { apiUrl, useGet, type List, type Report, type Schemas } from "../api";
import { PlaceMap } from "../charts/map";
import { corrected, useCorrections } from "../corrected";
import { Explained, MarkedText, useChosen } from "../marked";
import { Category, Csv, Facts, Quad, Score, Shown, Tags, Who } from "../parts";
import { disagreementName, longDate, nice, pageOfParty, partyName, plural, shortDate, storyTitle } from "../words";

type Detail = Schemas["HappeningDetail"];

/** The records of one story, one behind another. */
function byStory(reports: Report[]): Report[][] {
  const stories = new Map<number, Report[]>();
  for (const report of reports) stories.set(report.story, [...(stories.get(report.story) ?? []), report]);
  return [...stories.values()];
}

/** A record as told: its sentence with the words that tell it, and what we make of it on demand. */
function Told({ record }: { record: Report }) {
  const [chosen, choose] = useChosen();
  const [open, setOpen] = useState(false);
  return (
    <div class="record">
      <p class="sentence">
        <MarkedText text={record.text} records={[record]} from={record.start} chosen={chosen} choose={choose} />
      </p>
      <p class="under">
        <Category event={record.event} modes={record.modes} />
        {record.part !== "body" && <span class="tag">{record.part}</span>}
        {record.attribution && <span>on the word of {record.attribution.source || "somebody"}</span>}
        <button class="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
          Why
        </button>
      </p>
      {(open || chosen?.pinned) && <Explained record={record} mark={chosen?.mark} />}
    </div>
  );
}

function StoryCard({ records }: { records: Report[] }) {
  const first = records[0]!;
  return (
    <article class="card report">
      <p class="over">
        <b>{first.source || "unknown"}</b> <time dateTime={first.published}>{shortDate(first.published)}</time>
        {first.copy && <span class="tag">copy</span>}
      </p>
      <h3>
        <a href={`/story/${first.story}`} data-item>
          {storyTitle({ ...first, date: first.published })}
        </a>
      </h3>
      {records.map((record) => (
        <Told key={record.id} record={record} />
      ))}
    </article>
  );
}

const fieldsCompared: [string, (r: Report) => string][] = [
  ["Category", (r) => [r.event.toLowerCase(), ...r.modes].join(", ")],
  ["Actors", (r) => r.parties.filter((p) => p.side === "actor").map(partyName).join("; ")],
  ["Recipients", (r) => r.parties.filter((p) => p.side === "recipient").map(partyName).join("; ")],
  ["When", (r) => longDate(r.date)],
  ["Where", (r) => r.place?.name ?? ""],
  ["Dead", (r) => r.size.dead],
  ["Injured", (r) => r.size.injured],
  ["Arrested", (r) => r.size.arrested],
  ["Participants", (r) => r.size.participants],
  ["Words", (r) => r.trigger],
];

/** Do two of the stories have nothing in common of what they tell? A story may tell a thing more than once, more or less exactly. */
function differs(told: string[][]): boolean {
  return told.some((a, i) => a.length > 0 && told.slice(i + 1).some((b) => b.length > 0 && !a.some((x) => b.includes(x))));
}

/** What each story says in each field; where they differ, it is marked. */
function Compared({ stories, disagreements }: { stories: Report[][]; disagreements: Detail["disagreements"] }) {
  const rows = fieldsCompared
    .map(([name, value]) => ({ name, values: stories.map((records) => [...new Set(records.map(value).filter(Boolean))]) }))
    .filter((row) => row.values.some((told) => told.length));
  return (
    <>
      {disagreements.length > 0 && (
        <ul class="disagreements">
          {disagreements.map((d) => (
            <li key={d.field}>
              <b>{disagreementName(d.field)}:</b> {d.values.map((v) => `“${v.value}” in ${plural(v.reports, "report")}`).join(", ")}
            </li>
          ))}
        </ul>
      )}
      <div class="table" role="region" aria-label="What each report says" tabIndex={0}>
        <table class="compared">
          <caption class="only-read">What each report says</caption>
          <thead>
            <tr>
              <th scope="col">
                <span class="only-read">Field</span>
              </th>
              {stories.map((records) => (
                <th scope="col" key={records[0]!.story}>
                  {records[0]!.source || "unknown"}
                </th>
              ))}
              {stories.length > 1 && (
                <th scope="col">
                  <span class="only-read">They</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const differ = row.name !== "Words" && differs(row.values);
              return (
                <tr key={row.name} class={differ ? "differ" : undefined}>
                  <th scope="row">{row.name}</th>
                  {row.values.map((value, i) => (
                    <td key={i} data-of={stories[i]![0]!.source || "unknown"}>{value.join(" / ") || <span class="dim">–</span>}</td>
                  ))}
                  {stories.length > 1 && <td class="dim">{row.name === "Words" ? "" : differ ? "differ" : row.values.every((told) => told.length) ? "agree" : "not all say"}</td>}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** When it happened and when it was told. */
function Order({ happening, stories }: { happening: Detail; stories: Report[][] }) {
  const points = [{ date: happening.date, text: "happened", href: "" }, ...stories.map((r) => ({ date: r[0]!.published, text: r[0]!.source || "unknown", href: `/story/${r[0]!.story}` }))];
  points.sort((x, y) => (x.date < y.date ? -1 : x.date > y.date ? 1 : x.href ? 1 : -1));
  return (
    <ol class="order">
      {points.map((point, i) => (
        <li key={i} class={point.href ? undefined : "itself"}>
          <time dateTime={point.date}>{shortDate(point.date)}</time> {point.href ? <a href={point.href}>{point.text}</a> : <b>{point.text}</b>}
        </li>
      ))}
    </ol>
  );
}

function uniqueParties(happening: Detail): Schemas["Party"][] {
  const all = [...happening.participants, ...happening.actors, ...happening.recipients];
  const seen = new Set<string>();
  const key = (p: Schemas["Party"]) => `${p.code} ${p.name || p.sector}`;
  return all.filter((p) => (p.name || p.sector) && !seen.has(key(p)) && seen.add(key(p)));
}

export function HappeningPage({ id }: { id: string }) {
  const happening = useGet<Detail>(apiUrl(`/happenings/${id}`));
  const reportsUrl = apiUrl(`/happenings/${id}/reports`, { limit: 200 });
  const reports = useGet<List<Report>>(reportsUrl, useCorrections());
  return (
    <Shown of={happening} page>
      {(h) => {
        const stories = byStory((reports.data?.items ?? []).map(corrected));
        const a = h.actors.find((p) => p.code);
        const b = [...h.recipients, ...h.actors].find((p) => p.code && p.code !== a?.code);
        return (
          <>
            <header class={`head edge q${h.quad}`}>
              <p class="over">
                <Quad quad={h.quad} label /> <Category event={h.event} modes={h.modes} /> <Tags of={h} />
                {h.corrected && <span class="tag corrected">corrected</span>}
              </p>
              <h1 tabIndex={-1} class={(h.text || h.title).length > 80 ? "sentence" : undefined}>
                {h.text || h.title}
              </h1>
              <p class="lead">
                <Who actors={h.actors} recipients={h.recipients} />
              </p>
              <Facts
                of={[
                  ["Date", longDate(h.date)],
                  ["Place", h.place?.name ?? ""],
                  ["Reports", `${plural(h.reports, "report")} in ${plural(h.sources, "publication")}${h.copies ? `, ${plural(h.copies, "copy", "copies")}` : ""}`],
                  ["Score", <Score of={h.scale} />],
                  ["Confidence", h.confidence.toFixed(2)],
                  ["CAMEO", h.cameo],
                  ["Context", h.contexts.map(nice).join(", ")],
                  ["Between", a && b ? <a href={`/dyad/${a.code}/${b.code}`}>{`${a.country} and ${b.country}`}</a> : ""],
                ]}
              />
            </header>
            <section aria-label="Reports" class="reports">
              <h2 class="only-read">Reports</h2>
              <Shown of={reports}>{() => stories.map((records) => <StoryCard key={records[0]!.story} records={records} />)}</Shown>
            </section>
            <div class="columns even">
              {stories.length > 0 && (
                <section class="card">
                  <h2>
                    {stories.length > 1 ? "Agreements and disagreements" : "What the reports say"} <Csv url={reportsUrl} />
                  </h2>
                  <Compared stories={stories} disagreements={h.disagreements} />
                </section>
              )}
              <section class="card">
                <h2>When it was reported</h2>
                <Order happening={h} stories={stories} />
                {uniqueParties(h).length > 0 && (
                  <>
                    <h2>Who took part</h2>
                    <ul class="people">
                      {uniqueParties(h).map((p, i) => (
                        <li key={i}>
                          {pageOfParty(p) ? <a href={pageOfParty(p)}>{partyName(p)}</a> : partyName(p)}
                          <span class="dim">
                            {p.office && `, ${p.office}`}
                            {p.role && ` (${p.role})`}
                          </span>
                        </li>
                      ))}
                    </ul>
                  </>
                )}
                {h.place?.lat != null && h.place.lon != null && <PlaceMap name={h.place.name || h.place.country} lat={h.place.lat} lon={h.place.lon} exact={h.place.resolution >= 2} />}
              </section>
            </div>
          </>
        );
      }}
    </Shown>
  );
}
