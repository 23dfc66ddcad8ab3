// What the pages of pairs, actors and people share: the span in their address, months in both directions, people, and the happenings behind all of it.
import type { ComponentChildren } from "preact";
import { apiUrl, type Happening, type Loaded, type Params, type Schemas } from "./api";
import { Legend } from "./charts/legend";
import { SpanForm, Timeline, type Panel, type Span } from "./charts/timeline";
import { Csv, Happenings, Notice, Quad, Score, Shown, Table } from "./parts";
import { navigate, withQuery } from "./router";
import { count, longDate, pageOfParty, shortDate } from "./words";

type Month = Schemas["Month"];

export function spanOf(query: URLSearchParams): Span | null {
  const [from, to] = [query.get("from"), query.get("to")];
  const isDate = (date: string | null): date is string => /^\d{4}(-\d\d){0,2}$/.test(date ?? ""); // of anything else the API says what is wrong with it
  const whole = (date: string, month: string) => (/^\d{4}$/.test(date) ? `${date}-${month}` : date.slice(0, 7)); // a year is all of its months
  return isDate(from) && isDate(to) ? { from: whole(from, "01"), to: whole(to, "12") } : null;
}

/** The same as the API is asked for it: a year as a year, so that what is dated by the year alone counts in it, as in a ranking of that year. */
export function datesOf(query: URLSearchParams): { from: string | undefined; to: string | undefined } {
  const span = spanOf(query);
  const asked = (name: "from" | "to") => {
    const typed = query.get(name);
    return span && typed && typed.length > 4 ? span[name] : (typed ?? undefined);
  };
  return { from: asked("from"), to: asked("to") };
}

/** What each does to the other, as two panels of a time line; "*" is anybody. */
export function bothWays(a: string, b: string, [nameA, nameB]: [string, string]): Panel[] {
  return [
    { title: `${nameA} → ${nameB}`, actor: a, recipient: b },
    { title: `${nameB} → ${nameA}`, actor: b, recipient: a },
  ];
}

function MonthsTable({ months, csv }: { months: Month[]; csv: string }) {
  return (
    <details>
      <summary>The same as a table</summary>
      <Table
        caption="Happenings by month, direction and quad class, with their mean score"
        rows={months}
        csv={csv}
        rowKey={(m) => m.month + m.actor + m.recipient + m.quad}
        columns={[
          { head: "Month", cell: (m) => longDate(m.month) },
          { head: "From", cell: (m) => m.actor },
          { head: "To", cell: (m) => m.recipient },
          { head: "Class", cell: (m) => <Quad quad={m.quad} label /> },
          { head: "Happenings", number: true, cell: (m) => count(m.happenings) },
          { head: "Records", number: true, cell: (m) => count(m.events) },
          { head: "Mean", number: true, cell: (m) => <Score of={m.score} /> },
        ]}
      />
    </details>
  );
}

/** A time line with all that steers it: used for pairs and for one actor. */
export function MonthsCard({ months, panels, span, csv }: { months: Month[]; panels: Panel[]; span: Span | null; csv: string }) {
  const setSpan = (s: Span | null) => navigate(withQuery({ from: s?.from ?? null, to: s?.to ?? null }), "replace");
  if (!months.length) return <Notice>No happenings in a month that is known.</Notice>;
  return (
    <section class="card wide" aria-label="Time line">
      <Legend />
      <Timeline months={months} panels={panels} span={span} onSpan={setSpan} />
      <SpanForm months={months} span={span} onSpan={setSpan} />
      <MonthsTable months={months} csv={csv} />
    </section>
  );
}

export function People({ people, csv, caption }: { people: Schemas["Person"][]; csv: string; caption: string }) {
  return (
    <Table
      caption={caption}
      rows={people}
      csv={csv}
      rowKey={(p) => p.name + p.code}
      columns={[
        {
          head: "Name and office",
          cell: (p) => (
            <>
              <a href={pageOfParty({ name: p.name, entity: p.body })}>{p.name}</a> <span class="dim">{[p.code, p.office].filter(Boolean).join(", ")}</span>
            </>
          ),
        },
        { head: "In", number: true, cell: (p) => count(p.happenings) },
        { head: "Last", number: true, cell: (p) => <span class="nowrap">{shortDate(p.last)}</span> },
      ]}
    />
  );
}

/** Whether what is announced, denied and past is listed too; kept in the address. */
export const isAllTold = (query: URLSearchParams): boolean => query.get("told") === "all";

/** The list of happenings of a page with its heading, what `children` choose of it, and its files; `told`: nothing where it cannot be chosen. */
export function Listed({ title, of, more, params, told, children }: { title: string; of: Loaded<Happening[]>; more: (() => void) | null; params: Params; told?: boolean; children?: ComponentChildren }) {
  return (
    <div class="main">
      <div class="bar">
        <h2>{title}</h2>
        {children}
        {told !== undefined && (
          <label class="check">
            <input type="checkbox" checked={told} onChange={() => navigate(withQuery({ told: told ? null : "all" }), "replace")} /> announced, denied and past too
          </label>
        )}
        <Csv url={apiUrl("/happenings", params)} />
      </div>
      <Shown of={of} empty="No happenings in this span.">
        {(items) => <Happenings items={items} more={more} />}
      </Shown>
    </div>
  );
}

/** "June 2017 to May 2018", or what stands there without a span. */
export const titleOf = (span: Span | null, without: string): string => (span ? `${longDate(span.from)} to ${longDate(span.to)}` : without);
