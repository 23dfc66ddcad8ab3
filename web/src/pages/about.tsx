import { useMemo } from "preact/hooks";
import { apiUrl, useGet, type List, type Schemas } from "../api";
import { Legend } from "../charts/legend";
import { Timeline, type Panel } from "../charts/timeline";
import { Csv, Facts, PublicationLink, Quad, Shown, Table } from "../parts";
import { bytes, categoryMeaning, count, shortDate, span, titleCase } from "../words";

const everybody: Panel[] = [{ title: "All happenings", actor: "*", recipient: "*" }];

function Coverage({ rows, csv }: { rows: Schemas["Coverage"][]; csv: string }) {
  const months = useMemo(() => rows.map((r) => ({ ...r, actor: "*", recipient: "*", score: 0 })), [rows]);
  if (!months.length) return null;
  return (
    <section class="card wide">
      <h2>
        By month <Csv url={csv} />
      </h2>
      <Legend />
      <Timeline months={months} panels={everybody} />
    </section>
  );
}

function Nothing({ title, children }: { title: string; children: string }) {
  return (
    <>
      <h2>{title}</h2>
      <p class="dim">{children}</p>
    </>
  );
}

export function AboutPage() {
  const about = useGet<Schemas["About"]>(apiUrl("/about"));
  const coverageUrl = apiUrl("/coverage");
  const coverage = useGet<List<Schemas["Coverage"]>>(coverageUrl);
  const sourcesUrl = apiUrl("/sources", { limit: 100 });
  const sources = useGet<List<Schemas["Source"]>>(sourcesUrl);
  const skippedUrl = apiUrl("/skipped");
  const skipped = useGet<List<Schemas["Skipped"]>>(skippedUrl);
  const categories = useGet<List<Schemas["Category"]>>(apiUrl("/categories"));
  const correctionsUrl = apiUrl("/corrections");
  const corrections = useGet<List<Schemas["Correction"]>>(correctionsUrl);
  return (
    <>
      <header class="head">
        <h1 tabIndex={-1}>About the data</h1>
        <Shown of={about}>
          {(a) => (
            <Facts
              of={[
                ["Reports", count(a.documents)],
                ["of them copies", count(a.copies)],
                ["Without a date", a.undated ? `${count(a.undated)}: give dates with "date" in JSONL` : ""],
                ["Records", count(a.events)],
                ["Happenings", count(a.happenings)],
                ["Publications", count(a.sources)],
                ["Actors", count(a.actors)],
                ["Published", span(a.first, a.last)],
                ["Last ingest", a.ingested.replace("T", " ").replace("Z", " UTC")],
                ["Coded by", a.coder],
                ["Left out", `${count(a.skipped)} in other languages, ${count(a.failed)} unreadable`],
                ["Size", bytes(a.bytes)],
              ]}
            />
          )}
        </Shown>
      </header>
      <Shown of={coverage}>{(list) => <Coverage rows={list.items} csv={coverageUrl} />}</Shown>
      <div class="columns even">
        <div class="side">
          <section class="card">
            <Shown of={sources} empty="No publication yet.">
              {(list) => (
                <Table
                  caption="Publications"
                  rows={list.items}
                  csv={sourcesUrl}
                  rowKey={(s) => s.source}
                  columns={[
                    { head: "Publication", cell: (s) => <PublicationLink name={s.source} /> },
                    { head: "Stories", number: true, cell: (s) => count(s.stories) },
                    { head: "Copies", number: true, cell: (s) => count(s.copies) },
                    { head: "Published", cell: (s) => [...new Set([s.first, s.last])].map((date, i) => <span key={date} class="nowrap">{i ? " to " : ""}{shortDate(date)} </span>) },
                  ]}
                />
              )}
            </Shown>
          </section>
          <section class="card">
            <Shown of={skipped}>
              {(list) => !list.items.length ? <Nothing title="Documents left out, and why">No document was left out.</Nothing> : (
                <Table
                  caption="Documents left out, and why"
                  rows={list.items}
                  csv={skippedUrl}
                  rowKey={(s) => s.reason + s.message}
                  columns={[
                    { head: "Why", cell: (s) => s.message || s.reason },
                    { head: "Reports", number: true, cell: (s) => count(s.documents) },
                    { head: "For example", cell: (s) => s.example },
                  ]}
                />
              )}
            </Shown>
          </section>
          <section class="card">
            <Shown of={corrections}>
              {(list) => !list.items.length ? <Nothing title="Corrections">No record has been corrected yet.</Nothing> : (
                <Table
                  caption="Corrections, newest first"
                  rows={list.items}
                  csv={correctionsUrl}
                  rowKey={(c) => c.id}
                  columns={[
                    { head: "Record", cell: (c) => (c.story ? <a href={`/story/${c.story}`}>{c.event}</a> : c.event) },
                    { head: "Field", cell: (c) => c.field },
                    { head: "Was", cell: (c) => c.was },
                    { head: "Is", cell: (c) => c.value || "taken back" },
                    { head: "Who", cell: (c) => `${c.who}, ${c.at.slice(0, 10)}` },
                  ]}
                />
              )}
            </Shown>
          </section>
        </div>
        <section class="card">
          <Shown of={categories}>
            {(list) => (
              <Table
                caption="Categories of the PLOVER codebook"
                rows={list.items}
                csv={apiUrl("/categories")}
                rowKey={(c) => c.event}
                columns={[
                  { head: "Category", cell: (c) => <a href={`/search?event=${c.event}`}>{titleCase(c.event)}</a> },
                  { head: "Somebody", cell: (c) => categoryMeaning(c.event) },
                  { head: "Class", cell: (c) => <Quad quad={c.quad} label /> },
                  { head: "Happenings", number: true, cell: (c) => count(c.happenings) },
                ]}
              />
            )}
          </Shown>
        </section>
      </div>
      <p class="dim">
        The land on maps is Natural Earth’s. <a href="/licences.txt">Licences of what the desk is built from</a>. <a href="/api/v1/openapi.json">The API for programs</a>.
      </p>
    </>
  );
}
