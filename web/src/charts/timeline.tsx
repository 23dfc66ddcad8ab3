// Months in, cooperation above the line and conflict below it out, a panel a direction, with a brush over both.
import { brushX } from "d3-brush";
import { scaleLinear } from "d3-scale";
import { select } from "d3-selection";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Schemas } from "../api";
import { count, longDate, quadNames, scoreColour, signed } from "../words";
import { useWidth, zoom } from "./size";

type Month = Schemas["Month"];
export interface Panel {
  title: string;
  actor: string;
  recipient: string;
}
export interface Span {
  from: string;
  to: string;
}

const number = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
const month = (n: number): string => `${String(Math.floor(n / 12)).padStart(4, "0")}-${String((n % 12) + 1).padStart(2, "0")}`;

interface Bar {
  counts: number[]; // by quad class
  happenings: number;
  score: number; // mean
}

function barsOf(months: Month[], panel: Panel, first: number, n: number): Bar[] {
  const bars: Bar[] = Array.from({ length: n }, () => ({ counts: [0, 0, 0, 0, 0], happenings: 0, score: 0 }));
  for (const m of months) {
    const bar = bars[number(m.month) - first];
    if (!bar || m.actor !== panel.actor || m.recipient !== panel.recipient) continue;
    bar.counts[m.quad] = (bar.counts[m.quad] ?? 0) + m.happenings;
    bar.score = (bar.score * bar.happenings + m.score * m.happenings) / (bar.happenings + m.happenings || 1);
    bar.happenings += m.happenings;
  }
  return bars;
}

const up = (bar: Bar): number => bar.counts[1]! + bar.counts[2]!;
const down = (bar: Bar): number => bar.counts[3]! + bar.counts[4]!;

/** Years, or months where there are few, as far apart as labels need. */
function ticksOf(first: number, n: number, width: number): { at: number; label: string }[] {
  const room = Math.max(2, Math.floor(width / (64 * zoom())));
  const steps = [1, 2, 3, 6, 12, 24, 60, 120];
  const step = steps.find((s) => n / s <= room) ?? 240;
  const ticks = [];
  for (let m = first; m < first + n; m++)
    if (m % step === 0) ticks.push({ at: m - first, label: step >= 12 || m % 12 === 0 ? String(Math.floor(m / 12)) : longDate(month(m)).slice(0, 3) });
  return ticks;
}

// In pixels where letters are 16 high.
const PANEL = 100;
const GAP = 42;
const LEFT_16 = 14; // and for each figure of a count:
const FIGURE_16 = 7.4;
const AXIS_16 = 26;

/** Without onSpan there is nothing to select, and no scores are known. */
export function Timeline({ months, panels, span = null, onSpan }: { months: Month[]; panels: Panel[]; span?: Span | null; onSpan?: (span: Span | null) => void }) {
  const [box, width] = useWidth<HTMLDivElement>();
  const brushed = useRef<SVGGElement>(null);
  const [hover, setHover] = useState<number | null>(null);
  const { first, n } = useMemo(() => {
    const all = months.map((m) => number(m.month));
    const low = Math.min(...all);
    return { first: low, n: Math.max(...all) - low + 1 };
  }, [months]);
  const rows = useMemo(() => panels.map((panel) => barsOf(months, panel, first, n)), [months, panels, first, n]);
  const top = Math.max(1, ...rows.flat().map(up));
  const bottom = Math.max(1, ...rows.flat().map(down));
  const z = zoom();
  const figures = count(Math.max(top, bottom)).length;
  const [HEIGHT, LEFT, AXIS] = [PANEL * z, (LEFT_16 + FIGURE_16 * Math.max(3, figures)) * z, AXIS_16 * z];
  const inner = Math.max(0, width - LEFT - 4);
  const step = inner / n;
  const y = scaleLinear([top, -bottom], [0, HEIGHT]);
  const height = panels.length * (HEIGHT + GAP * z) + AXIS;

  // The brush is d3's; a span that comes from the address moves it, a move that a person makes changes the address.
  useEffect(() => {
    const g = brushed.current;
    if (!g || step === 0 || !onSpan) return;
    const brush = brushX<unknown>()
      .extent([[0, 0], [inner, height - AXIS]])
      .on("end", (event: { sourceEvent: unknown; selection: [number, number] | null }) => {
        if (!event.sourceEvent) return;
        if (!event.selection) return onSpan(null);
        const from = Math.round(event.selection[0] / step);
        const to = Math.max(from + 1, Math.round(event.selection[1] / step));
        onSpan({ from: month(first + Math.min(from, n - 1)), to: month(first + Math.min(to, n) - 1) });
      });
    const selection = select(g as SVGGElement);
    selection.call(brush);
    if (span) {
      const at = (m: string): number => Math.max(0, Math.min(n, number(m) - first)) * step;
      brush.move(selection, [at(span.from), at(month(number(span.to) + 1))]);
    } else brush.move(selection, null);
    selection.selectAll("rect").attr("aria-hidden", "true");
    return () => void selection.on(".brush", null).selectAll("*").remove();
  }, [first, n, step, inner, height, span?.from, span?.to]);

  const move = (event: PointerEvent) => {
    const left = (event.currentTarget as Element).getBoundingClientRect().left + LEFT;
    const at = Math.floor((event.clientX - left) / step);
    setHover(at >= 0 && at < n ? at : null);
  };

  return (
    <div class="timeline" ref={box}>
      {width > 0 && (
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`Happenings by month, ${longDate(month(first))} to ${longDate(month(first + n - 1))}; the table below has the same numbers`} onPointerMove={move} onPointerLeave={() => setHover(null)}>
          {rows.map((bars, row) => {
            const panel = panels[row]!;
            return (
              <g transform={`translate(${LEFT},${row * (HEIGHT + GAP * z) + 26 * z})`} key={panel.title}>
                <text class="panel" x={-LEFT} y={-13 * z}>
                  {panel.title}
                </text>
                {[top, -bottom].map((tick) => (
                  <g key={tick}>
                    <line class="grid" x2={inner} y1={y(tick)} y2={y(tick)} />
                    <text class="tick" x={-6} y={y(tick)} dy="0.32em" text-anchor="end">
                      {count(Math.abs(tick))}
                    </text>
                  </g>
                ))}
                {hover !== null && <rect class="hover" x={hover * step} width={step} y={-4} height={HEIGHT + 8} />}
                {bars.map((bar, i) => {
                  const w = Math.min(30 * z, Math.max(0.75, step - Math.min(2, step * 0.24)));
                  const x = i * step + (step - w) / 2;
                  const [, q1, q2, q3, q4] = bar.counts as [number, number, number, number, number];
                  return (
                    <g key={i}>
                      {q2 > 0 && <rect class="q2" x={x} width={w} y={y(q2)} height={y(0) - y(q2)} />}
                      {q1 > 0 && <rect class="q1" x={x} width={w} y={y(q1 + q2)} height={y(q2) - y(q1 + q2)} />}
                      {q4 > 0 && <rect class="q4" x={x} width={w} y={y(0)} height={y(-q4) - y(0)} />}
                      {q3 > 0 && <rect class="q3" x={x} width={w} y={y(-q4)} height={y(-q4 - q3) - y(-q4)} />}
                      {onSpan && bar.happenings > 0 && <rect x={x} width={w} y={HEIGHT + 4 * z} height={4 * z} style={{ fill: scoreColour(bar.score) }} />}
                    </g>
                  );
                })}
                <line class="zero" x2={inner} y1={y(0)} y2={y(0)} />
              </g>
            );
          })}
          {ticksOf(first, n, inner).map((tick) => (
            <text class="tick" key={tick.at} x={LEFT + (tick.at + 0.5) * step} y={height - 8 * z} text-anchor="middle">
              {tick.label}
            </text>
          ))}
          <g class="brush" ref={brushed} transform={`translate(${LEFT},0)`} />
        </svg>
      )}
      <p class="readout" aria-hidden="true">
        {hover !== null ? (
          <>
            <b>{longDate(month(first + hover))}</b>
            {rows.map((bars, i) => {
              const bar = bars[hover]!;
              return (
                <span key={i}>
                  {panels[i]!.title}: {[1, 2, 3, 4].filter((q) => bar.counts[q]).map((q) => `${count(bar.counts[q]!)} ${quadNames[q]!.toLowerCase()}`).join(", ") || "nothing"}
                  {onSpan && bar.happenings > 0 && `, mean ${signed(bar.score)}`}
                </span>
              );
            })}
          </>
        ) : (
          onSpan && <span>Drag over the months to select a span. The strip below each panel is the mean score of its happenings.</span>
        )}
      </p>
    </div>
  );
}

/** The span as two months to choose from, for whoever does not drag. */
export function SpanForm({ months, span, onSpan }: { months: Month[]; span: Span | null; onSpan: (span: Span | null) => void }) {
  const first = months[0]?.month ?? "";
  const last = months[months.length - 1]?.month ?? "";
  const change = (changes: Partial<Span>) => {
    const next = { from: span?.from ?? first, to: span?.to ?? last, ...changes };
    if (!next.from || !next.to) return;
    onSpan(next.from <= next.to ? next : { from: next.to, to: next.from });
  };
  const back = (count: number) => onSpan({ from: month(Math.max(number(first), number(last) - count + 1)), to: last });
  return (
    <div class="span" role="group" aria-label="Span of months">
      <label>
        From <input type="month" min={first} max={last} value={span?.from ?? first} onChange={(e) => change({ from: e.currentTarget.value })} />
      </label>
      <label>
        to <input type="month" min={first} max={last} value={span?.to ?? last} onChange={(e) => change({ to: e.currentTarget.value })} />
      </label>
      <button onClick={() => back(3)}>3 months</button>
      <button onClick={() => back(12)}>12 months</button>
      <button onClick={() => onSpan(null)} disabled={!span}>
        All
      </button>
    </div>
  );
}

