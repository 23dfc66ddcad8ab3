// What several pages are made of: happenings in a row, parties, notices, tables.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Happening, Loaded, Party } from "./api";
import { navigate, withQuery } from "./router";
import { auxMeaning, categoryMeaning, longDate, nice, partyNames, plural, quadNames, shortDate, signed, scoreColour, titleCase } from "./words";

export function Notice({ children, role }: { children: ComponentChildren; role?: "alert" | "status" }) {
  return (
    <p class="notice" role={role}>
      {children}
    </p>
  );
}

/** What was loaded, or why it is not there; `page`: all that the page shows. */
export function Shown<T>({ of, empty, page = false, children }: { of: Loaded<T>; empty?: string; page?: boolean; children: (data: T) => ComponentChildren }) {
  if (of.error)
    return (
      <>
        {page && <h1 tabIndex={-1}>Nothing to show</h1>}
        <Notice role="alert">{of.error.message}</Notice>
      </>
    );
  if (of.data === null) return <p class="loading" aria-label="loading" role="status" />;
  const nothing = empty && (Array.isArray(of.data) ? of.data.length === 0 : Array.isArray((of.data as { items?: unknown[] }).items) && !(of.data as { items: unknown[] }).items.length);
  return <div class={of.loading ? "stale" : undefined}>{nothing ? <Notice>{empty}</Notice> : children(of.data)}</div>;
}

export function Quad({ quad, label = false }: { quad: number; label?: boolean }) {
  return (
    <span class={`quad q${quad}`} title={quadNames[quad]}>
      <i aria-hidden="true" />
      <span class={label ? undefined : "only-read"}>{quadNames[quad]}</span>
    </span>
  );
}

export function Category({ event, modes }: { event: string; modes: string[] }) {
  return (
    <span class="category" title={categoryMeaning(event)}>
      {titleCase(event)}
      {modes.length > 0 && <small> · {modes.map(nice).join(", ")}</small>}
    </span>
  );
}

/** "Kazakhstan → India", or "India and Kazakhstan" where all act alike. */
export function Who({ actors, recipients }: { actors: Party[]; recipients: Party[] }) {
  return (
    <span class="who">
      {partyNames(actors, recipients.length === 0) || "somebody"}
      {recipients.length > 0 && (
        <>
          <span class="arrow" aria-label=" to "> → </span>
          {partyNames(recipients)}
        </>
      )}
    </span>
  );
}

export function Tags({ of }: { of: Pick<Happening, "contexts" | "aux"> }) {
  return (
    <>
      {of.aux.map((aux) => (
        <span class="tag aux" key={aux}>
          {auxMeaning[aux] ?? aux}
        </span>
      ))}
      {of.contexts.slice(0, 3).map((context) => (
        <span class="tag" key={context}>
          {nice(context)}
        </span>
      ))}
    </>
  );
}

/** Below this a record is shown faint: more often wrong than right. */
export const WEAK = 0.4;

/** How sure what is shown has to be; kept in the address. `usual`: what it has to be where the address says nothing. */
export function Threshold({ sure, usual }: { sure: string; usual?: string }) {
  return (
    <label class="inline">
      Confidence{" "}
      <select value={sure} onChange={(e) => navigate(withQuery({ sure: e.currentTarget.value }), "replace")}>
        <option value="">{usual ? `at least ${usual}` : "any"}</option>
        {usual && <option value="0">any</option>}
        {["0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9"].map((least) => (
          <option key={least} value={least}>
            at least {least}
          </option>
        ))}
      </select>
    </label>
  );
}

export function Sure({ of }: { of: number }) {
  return <span title="probability that category, actor and recipient are all right">confidence {of.toFixed(2)}</span>;
}

export function HappeningLine({ of, withDate = true }: { of: Happening; withDate?: boolean }) {
  return (
    <article class={`happening edge q${of.quad}${of.confidence < WEAK ? " weak" : ""}`}>
      <p class="over">
        <span class="only-read">{quadNames[of.quad]}</span>
        <Category event={of.event} modes={of.modes} />
        <Who actors={of.actors} recipients={of.recipients} />
        {withDate && <time dateTime={of.date}>{shortDate(of.date)}</time>}
      </p>
      <h3>
        <a href={`/happening/${of.id}`} data-item>
          {of.text || of.title}
        </a>
      </h3>
      <p class="under">
        {of.source && (
          <span>
            {of.source}
            {of.sources > 1 && ` and ${plural(of.sources - 1, "more source")}`}
          </span>
        )}
        <Sure of={of.confidence} />
        {of.reports > 1 && <span>{plural(of.reports, "report")}</span>}
        {of.copies > 0 && <span>{plural(of.copies, "copy", "copies")}</span>}
        {of.place?.name && <span class="place">{of.place.name}</span>}
        <Tags of={of} />
        {of.corrected && <span class="tag corrected">corrected</span>}
      </p>
    </article>
  );
}

// As many as a screen shows are drawn first; the rest follows when those can be read.
const FIRST = 12;

/** Happenings, a heading a day. */
export function Happenings({ items, more }: { items: Happening[]; more: (() => void) | null }) {
  const [all, setAll] = useState(items.length <= FIRST);
  useEffect(() => setAll(true), []);
  const days: { date: string; items: Happening[] }[] = [];
  for (const item of all ? items : items.slice(0, FIRST)) {
    const last = days[days.length - 1];
    if (last?.date === item.date) last.items.push(item);
    else days.push({ date: item.date, items: [item] });
  }
  return (
    <div class="happenings">
      {days.map((day) => (
        <section key={day.date}>
          <h2 class="day">
            {day.date ? <time dateTime={day.date}>{longDate(day.date)}</time> : "No date"}
          </h2>
          {day.items.map((item) => (
            <HappeningLine key={item.id} of={item} withDate={false} />
          ))}
        </section>
      ))}
      {all && more && (
        <button class="more" onClick={more}>
          Earlier
        </button>
      )}
    </div>
  );
}

export function Score({ of, digits = true }: { of: number | null; digits?: boolean }) {
  if (of === null) return <span class="score none">–</span>;
  return (
    <span class="score" style={{ "--tone": scoreColour(of) } as JSX.CSSProperties}>
      {digits ? signed(of) : ""}
    </span>
  );
}

export interface Column<T> {
  head: string;
  cell: (row: T) => ComponentChildren;
  number?: boolean;
}

/** A table with its rows as CSV. */
export function Table<T>({ caption, rows, columns, csv, rowKey }: { caption: string; rows: T[]; columns: Column<T>[]; csv?: string; rowKey: (row: T) => string | number }) {
  return (
    <div class="table" role="region" aria-label={caption} tabIndex={0}>
      <table>
        <caption>
          <span>{caption}</span>
          {csv && <Csv url={csv} />}
        </caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col" class={column.number ? "number" : undefined} key={column.head}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => (
                <td class={column.number ? "number" : undefined} key={column.head}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Its stories; one that is not known has no address. */
export function PublicationLink({ name }: { name: string }) {
  return name ? <a href={`/search?source=${encodeURIComponent(name)}`}>{name}</a> : <span class="dim">unknown</span>;
}

/** Links to the same rows as files, whose first line is the query. */
export function Csv({ url }: { url: string }) {
  const plain = url.replace(/([?&])limit=\d+&?/, "$1").replace(/[?&]$/, "");
  const as = (format: string) => `${plain}${plain.includes("?") ? "&" : "?"}format=${format}&head=1`;
  return (
    <span class="files">
      <a class="csv" href={as("csv")} download>
        CSV
      </a>{" "}
      <a class="csv" href={as("jsonl")} download>
        JSONL
      </a>
    </span>
  );
}

export function Facts({ of }: { of: [string, ComponentChildren][] }) {
  return (
    <dl class="facts">
      {of
        .filter(([, value]) => value !== null && value !== "" && value !== undefined)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
