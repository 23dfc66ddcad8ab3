// A record as analysts have corrected it: the last word on each field holds, an empty one takes back what was said before.
import { useEffect, useState } from "preact/hooks";
import type { Report } from "./api";
import { classes } from "./codebook";

type Sided = Report["parties"][number];

/** "KAZ.GOV.MIL; IND" as parties of a side, in the words that the record had for them. */
function partiesOf(value: string, names: string[], side: Sided["side"], record: Report): Sided[] {
  const before = record.parties.filter((p) => p.side === side);
  if (value === "-") return [];
  return value.split(/[;, ]+/).filter(Boolean).map((text, i) => {
    const [code = "", sector = ""] = text.split(".");
    const known = record.parties.find((p) => p.code === code);
    const old = before[i];
    return {
      ...(old ?? { words: "", start: 0, end: 0, role: "" }), side, code, country: names[i] ?? known?.country ?? code, sector, name: "", office: "", entity: sector ? `${code}.${sector}` : code, how: "corrected",
    } as Sided;
  });
}

export function corrected(record: Report): Report & { wrong: boolean } {
  const last: Record<string, string> = {};
  const names: Record<string, string[]> = {};
  for (const c of record.corrections) last[c.field] = c.value, names[c.field] = c.names ?? [];
  const list = (value: string) => value.split(/[;, ]+/).filter(Boolean);
  const out = { ...record, wrong: !!last.wrong };
  if (last.event && last.event !== out.event) Object.assign(out, { event: last.event, modes: [], cameo: "", quad: classes[last.event]?.[0] ?? out.quad, scale: classes[last.event]?.[1] ?? out.scale });
  if (last.mode) out.modes = list(last.mode);
  if (last.context) out.contexts = list(last.context);
  if (last.date) out.date = last.date;
  if (last.place) out.place = { name: last.place, country: "", lat: null, lon: null, resolution: 0 };
  for (const side of ["actor", "recipient"] as const) if (last[side]) out.parties = [...out.parties.filter((p) => p.side !== side), ...partiesOf(last[side]!, names[side] ?? [], side, record)];
  out.size = { ...out.size };
  for (const [field, name] of [["dead", "dead"], ["injured", "injured"], ["arrested", "arrested"], ["size", "participants"]] as const) if (last[field]) out.size[name] = last[field]!;
  return out;
}


const CORRECTED = "attache:corrected";
/** Tells the page that a record was corrected, so that what it shows is asked for anew. */
export const tellCorrected = (): void => void document.dispatchEvent(new Event(CORRECTED));

/** How often records have been corrected since the page was opened. */
export function useCorrections(): number {
  const [times, set] = useState(0);
  useEffect(() => {
    const more = () => set((n) => n + 1);
    document.addEventListener(CORRECTED, more);
    return () => document.removeEventListener(CORRECTED, more);
  }, []);
  return times;
}
