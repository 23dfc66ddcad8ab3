// A share of quad classes as one bar.
import type { Schemas } from "../api";
import { quadNames } from "../words";

export function QuadBar({ of, top }: { of: Pick<Schemas["Partner"], "q1" | "q2" | "q3" | "q4" | "events">; top: number }) {
  const parts = [of.q2, of.q1, of.q3, of.q4];
  const quads = [2, 1, 3, 4];
  const label = parts.map((n, i) => (n ? `${n} ${quadNames[quads[i]!]!.toLowerCase()}` : "")).filter(Boolean).join(", ");
  return (
    <span class="quadbar" role="img" aria-label={label} title={label}>
      {parts.map((n, i) => n > 0 && <i key={i} class={`q${quads[i]}`} style={{ width: `${(100 * n) / top}%` }} />)}
    </span>
  );
}
