// A year of a pair in a line: a bar a month, its height how much was told, its colour how warm.
import type { Schemas } from "../api";
import { scoreColour } from "../words";

export function Spark({ months }: { months: Schemas["Dyad"]["months"] }) {
  const top = Math.max(1, ...months.map((m) => m.happenings));
  return (
    <svg class="spark" viewBox="0 0 96 24" aria-hidden="true" preserveAspectRatio="none">
      {months.map((m, i) => {
        const height = m.happenings ? Math.max(2, (m.happenings / top) * 22) : 1;
        return <rect key={m.month} x={i * 8 + 1} y={24 - height} width={6} height={height} style={{ fill: m.happenings ? scoreColour(m.score ?? 0) : "var(--line)" }} />;
      })}
    </svg>
  );
}
