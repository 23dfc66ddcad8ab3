// Who does what to whom among a few: a row an actor, a column a recipient, how much as a number and how warm as a colour.
import type { JSX } from "preact";
import type { Schemas } from "../api";
import { plural, scoreColour, signed } from "../words";

/** As much of a code as a narrow column has room for: the sector, or some of a name. */
const short = (code: string): string => (code.length > 3 ? code.slice(4, 11) : code);

export function Matrix({ cells, names }: { cells: Schemas["Cell"][]; names: Map<string, string> }) {
  const codes = [...new Set(cells.flatMap((cell) => [cell.a, cell.b]))];
  const at = new Map(cells.map((cell) => [`${cell.a} ${cell.b}`, cell]));
  return (
    <div class="table" role="region" aria-label="Who does what to whom" tabIndex={0}>
      <table class="matrix">
        <caption class="only-read">A row for each actor, a column for each recipient: happenings, coloured by their mean score. Sectors and bodies of the same state are shown without its code</caption>
        <thead>
          <tr>
            <th scope="col">
              <span class="only-read">Actor</span>
            </th>
            {codes.map((code) => (
              <th scope="col" key={code} title={names.get(code)}>
                {short(code)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {codes.map((a) => (
            <tr key={a}>
              <th scope="row">{names.get(a) ?? a}</th>
              {codes.map((b) => {
                const cell = at.get(`${a} ${b}`);
                return (
                  <td key={b} class={a === b ? "self" : undefined} style={cell ? ({ "--tone": scoreColour(cell.score) } as JSX.CSSProperties) : undefined}>
                    {cell && (
                      <a href={`/dyad/${a}/${b}`} title={`${names.get(a) ?? a} to ${names.get(b) ?? b}: ${plural(cell.happenings, "happening")}, mean ${signed(cell.score)}`}>
                        {cell.happenings}
                      </a>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
