// A record as analysts have corrected it: the last word on each field holds, an empty one takes back what was said before.
import type { Report } from "./api";

type Sided = Report["parties"][number];

/** "KAZ.GOV.MIL; IND" as parties of a side, in the words that the record had for them. */
function partiesOf(value: string, side: Sided["side"], record: Report): Sided[] {
  const before = record.parties.filter((p) => p.side === side);
  if (value === "-") return [];
  return value.split(/[;, ]+/).filter(Boolean).map((text, i) => {
    const [code = "", sector = ""] = text.split(".");
    const known = record.parties.find((p) => p.code === code);
    const old = before[i];
    return {
      ...(old ?? { words: "", start: 0, end: 0, role: "" }), side, code, country: known?.country ?? code, sector, name: "", office: "", entity: sector ? `${code}.${sector}` : code, how: "corrected",
    } as Sided;
  });
}

export function corrected(record: Report): Report & { wrong: boolean } {
  const last: Record<string, string> = {};
  for (const c of record.corrections) last[c.field] = c.value;
  const list = (value: string) => value.split(/[;, ]+/).filter(Boolean);
  const out = { ...record, wrong: !!last.wrong };
  if (last.event && last.event !== out.event) Object.assign(out, { event: last.event, modes: [], cameo: "" });
  if (last.mode) out.modes = list(last.mode);
  if (last.context) out.contexts = list(last.context);
  if (last.date) out.date = last.date;
  if (last.place) out.place = { name: last.place, country: "", lat: null, lon: null, resolution: 0 };
  for (const side of ["actor", "recipient"] as const) if (last[side]) out.parties = [...out.parties.filter((p) => p.side !== side), ...partiesOf(last[side]!, side, record)];
  out.size = { ...out.size };
  for (const [field, name] of [["dead", "dead"], ["injured", "injured"], ["arrested", "arrested"], ["size", "participants"]] as const) if (last[field]) out.size[name] = last[field]!;
  return out;
}

