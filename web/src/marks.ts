// Text and the records that stand on it in, pieces to draw out. Offsets of records count bytes of UTF-8; JavaScript counts UTF-16.
import type { Report } from "./api";

export interface Mark {
  start: number;
  end: number;
  kind: "trigger" | "party" | "sentence" | "source";
  record: Report;
  /** Of a party: which of record.parties. */
  party?: number;
}

export interface Piece {
  text: string;
  marks: Mark[];
}

/** For each byte that begins a character, the index of that character in the string. */
function indexOfBytes(text: string): Map<number, number> {
  const map = new Map<number, number>();
  let byte = 0;
  for (let i = 0; i < text.length; ) {
    map.set(byte, i);
    const code = text.codePointAt(i)!;
    byte += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    i += code > 0xffff ? 2 : 1;
  }
  map.set(byte, text.length);
  return map;
}

/** All that a record marks in its part of the story, in bytes of that part. */
export function marksOf(record: Report): Mark[] {
  const marks: Mark[] = [{ start: record.start, end: record.end, kind: "sentence", record }];
  if (record.trigger_end > record.trigger_start) marks.push({ start: record.trigger_start, end: record.trigger_end, kind: "trigger", record });
  record.parties.forEach((party, i) => {
    if (party.end > party.start) marks.push({ start: party.start, end: party.end, kind: "party", record, party: i });
  });
  const said = record.attribution;
  if (said && said.end > said.start) marks.push({ start: said.start, end: said.end, kind: "source", record });
  return marks;
}

/** Cuts a text wherever a mark begins or ends. `from` is the byte that the text begins at. */
export function cut(text: string, marks: Mark[], from = 0): Piece[] {
  const index = indexOfBytes(text);
  const end = from + new TextEncoder().encode(text).length;
  const inText = marks
    .map((mark) => ({ mark, start: index.get(Math.max(mark.start, from) - from), end: index.get(Math.min(mark.end, end) - from) }))
    .filter((m): m is { mark: Mark; start: number; end: number } => m.start !== undefined && m.end !== undefined && m.start < m.end);
  const borders = [...new Set([0, text.length, ...inText.flatMap((m) => [m.start, m.end])])].sort((a, b) => a - b);
  return borders.slice(0, -1).map((start, i) => ({
    text: text.slice(start, borders[i + 1]),
    marks: inText.filter((m) => m.start <= start && m.end >= borders[i + 1]!).map((m) => m.mark),
  }));
}

export interface Paragraph {
  text: string;
  /** The byte of the story's text that it begins at. */
  from: number;
}

export function paragraphsOf(text: string): Paragraph[] {
  const encoder = new TextEncoder();
  const out: Paragraph[] = [];
  let from = 0;
  for (const line of text.split("\n")) {
    if (line.trim()) out.push({ text: line, from });
    from += encoder.encode(line).length + 1;
  }
  return out;
}
