// A story's words with the records that stand on them. What is pointed at or focused is explained in a panel beside it, or below on a small screen.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Report } from "./api";
import { Correct } from "./correct";
import { cut, marksOf, type Mark, type Piece } from "./marks";
import { Category, Quad } from "./parts";
import { auxMeaning, longDate, nice, pageOfParty, partyName, rowsOf, signed } from "./words";

export interface Chosen {
  mark: Mark;
  pinned: boolean;
}
type Choose = (chosen: Chosen | null) => void;

const rank = { trigger: 3, party: 2, source: 1, sentence: 0 };

function strongest(piece: Piece): Mark | undefined {
  return piece.marks.filter((m) => m.kind !== "sentence").sort((a, b) => rank[b.kind] - rank[a.kind])[0];
}

function labelOf(mark: Mark): string {
  const record = mark.record;
  if (mark.kind === "trigger") return `${record.event}: ${mark.record.trigger}`;
  if (mark.kind === "source") return "source";
  const party = record.parties[mark.party ?? 0];
  return party ? `${party.side}: ${partyName(party)}` : "";
}

/* Tab goes on to the next mark, and with it to another record: Enter leads from a mark into the panel, Escape back. */
let left: HTMLElement | null = null;

function enterPanel(mark: HTMLElement): void {
  left = mark;
  requestAnimationFrame(() => document.querySelector<HTMLElement>(".inspector")?.focus({ preventScroll: true }));
}

/* Text that is scrolled under a mouse that rests is not pointed at. */
let mouse = "";

function hasMoved(event: MouseEvent): boolean {
  const before = mouse;
  mouse = `${event.clientX} ${event.clientY}`;
  return mouse !== before;
}

/** Spans that act as buttons, for a button does not break across lines. */
export function MarkedText({ text, records, from = 0, choose, chosen }: { text: string; records: Report[]; from?: number; choose: Choose; chosen: Chosen | null }) {
  const pieces = cut(text, records.flatMap(marksOf), from);
  return (
    <>
      {pieces.map((piece, i) => {
        const mark = strongest(piece);
        const sentence = piece.marks.find((m) => m.kind === "sentence");
        const on = chosen && piece.marks.some((m) => m.record.id === chosen.mark.record.id);
        const classes = [sentence ? `told q${sentence.record.quad}` : "", on ? "on" : ""].join(" ").trim();
        if (!mark) return classes ? <span key={i} class={classes}>{piece.text}</span> : piece.text;
        return (
          <span
            key={i}
            role="button"
            tabIndex={0}
            class={`mark ${mark.kind} q${mark.record.quad} ${classes}`}
            aria-label={`${piece.text} (${labelOf(mark)})`}
            data-record={mark.record.id}
            onMouseEnter={(event) => hasMoved(event) && !chosen?.pinned && choose({ mark, pinned: false })}
            onMouseMove={hasMoved}
            onFocus={(event) => {
              choose({ mark, pinned: false });
              const words = event.currentTarget;
              requestAnimationFrame(() => words.scrollIntoView({ block: "nearest" }));
            }}
            onClick={() => choose({ mark, pinned: true })}
            onKeyDown={(event) => {
              if (event.key !== "Enter" && event.key !== " ") return;
              event.preventDefault();
              choose({ mark, pinned: true });
              enterPanel(event.currentTarget);
            }}
          >
            {piece.text}
          </span>
        );
      })}
    </>
  );
}

function Rule({ record }: { record: Report }) {
  const rows = rowsOf(record.path);
  return (
    <>
      <dt>Rule</dt>
      <dd>
        <code>{record.frame || "–"}</code>
        {record.path && (
          <>
            {" "}
            <code class="path">{record.path}</code>
          </>
        )}
        {rows.length > 0 && <span class="only-read">, rows {rows.join(", ")}</span>}
      </dd>
    </>
  );
}

type ReportParty = Report["parties"][number];

/** Who is on which side: somebody who acts and is named as taking part once, with both said of him. */
function partiesOf(record: Report): { labels: string[]; party: ReportParty; indices: number[] }[] {
  const found = new Map<string, { labels: string[]; party: ReportParty; indices: number[] }>();
  record.parties.forEach((party, i) => {
    const key = [party.code, party.name || party.words, party.name ? "" : party.start].join("|");
    const entry = found.get(key) ?? { labels: [], party, indices: [] };
    const label = party.role || party.side;
    if (!entry.labels.includes(label)) entry.labels.push(label);
    entry.indices.push(i);
    found.set(key, entry);
  });
  return [...found.values()];
}

/** All that is known of a record and why we think so. */
export function Explained({ record, mark }: { record: Report; mark?: Mark | null }) {
  const sizes = Object.entries(record.size).filter(([, value]) => value);
  return (
    <div class={`explained edge q${record.quad}`}>
      <p class="over">
        <Quad quad={record.quad} label />
        <Category event={record.event} modes={record.modes} />
        {record.aux.map((aux) => (
          <span class="tag aux" key={aux}>
            {auxMeaning[aux]}
          </span>
        ))}
      </p>
      <dl>
        {partiesOf(record).map(({ labels, party, indices }, i) => (
          <div key={i} class={mark?.kind === "party" && indices.includes(mark.party ?? -1) ? "this" : undefined}>
            <dt>{labels.join(", ")}</dt>
            <dd>
              {pageOfParty(party) ? <a href={pageOfParty(party)}>{partyName(party)}</a> : partyName(party)}
              {party.office && <span class="dim">, {party.office}</span>}
              {party.words && <q>{party.words}</q>}
              {party.how && <code class="how">{party.how}</code>}
            </dd>
          </div>
        ))}
        <dt>Words</dt>
        <dd>
          <q>{record.trigger}</q>
        </dd>
        <Rule record={record} />
        <dt>When</dt>
        <dd>{longDate(record.date) || "not given"}</dd>
        {record.place && (
          <>
            <dt>Where</dt>
            <dd>{record.place.name}</dd>
          </>
        )}
        {record.contexts.length > 0 && (
          <>
            <dt>Context</dt>
            <dd>{record.contexts.map(nice).join(", ")}</dd>
          </>
        )}
        {sizes.length > 0 && (
          <>
            <dt>Numbers</dt>
            <dd>{sizes.map(([name, value]) => `${value} ${name}`).join(", ")}</dd>
          </>
        )}
        <dt>Source</dt>
        <dd>{record.attribution ? `${record.attribution.kind}: ${record.attribution.source || "not named"}` : "the report's own"}</dd>
        <dt>Score</dt>
        <dd>
          {signed(record.scale)}, CAMEO {record.cameo}, confidence {record.confidence.toFixed(2)}
        </dd>
      </dl>
      <Correct record={record} />
    </div>
  );
}

/** The panel that explains what is chosen. Escape lets go of what was pinned. */
export function Inspector({ chosen, choose, hint }: { chosen: Chosen | null; choose: Choose; hint: string }) {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const release = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
      if (panel.current?.contains(document.activeElement) && left?.isConnected) left.focus();
      choose(null);
    };
    addEventListener("keydown", release);
    return () => removeEventListener("keydown", release);
  }, [choose]);
  return (
    <aside class={chosen ? "inspector open" : "inspector"} aria-label="What the marked words stand for" aria-live="polite" ref={panel} tabIndex={-1}>
      {chosen ? (
        <>
          <Explained record={chosen.mark.record} mark={chosen.mark} />
          {chosen.mark.record.happening !== null && (
            <p>
              <a href={`/happening/${chosen.mark.record.happening}`}>All reports of this happening</a>
            </p>
          )}
          <button class="close" onClick={() => choose(null)}>
            Close
          </button>
        </>
      ) : (
        <p class="dim">{hint}</p>
      )}
    </aside>
  );
}

export function useChosen(): [Chosen | null, Choose] {
  const [chosen, set] = useState<Chosen | null>(null);
  return [chosen, set];
}
