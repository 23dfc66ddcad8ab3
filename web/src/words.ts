// How the desk says things: dates, parties, categories.
import type { Party, Schemas } from "./api";
import { categories, sectors } from "./codebook";

export const quadNames = ["", "Verbal cooperation", "Material cooperation", "Verbal conflict", "Material conflict"] as const;

export const categoryNames = Object.keys(categories);
export const categoryMeaning = (event: string): string => categories[event] ?? "";
export const nice = (word: string): string => word.replace(/_/g, " ");
export const titleCase = (word: string): string => word.charAt(0).toUpperCase() + nice(word.slice(1)).toLowerCase();

export const isSector = (sector: string): boolean => sector in sectors;
export const sectorName = (sector: string): string => sectors[sector] ?? sector;

const states = new Set(["IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"]);
/** "Kazakhstan", "Kazakhstan: armed forces", "Talgat Mukhtarov (Kazakhstan)". */
export function partyName(party: Pick<Party, "code" | "country" | "sector" | "name" | "office">): string {
  const general = !party.code || states.has(party.code);
  if (party.name) return general || party.name === party.country ? party.name : `${party.name} (${party.country})`;
  const sector = party.sector && party.sector !== "GOV" ? sectorName(party.sector) : "";
  if (!party.code) return sector ? sector.charAt(0).toUpperCase() + sector.slice(1) : "somebody";
  return sector ? `${party.country}: ${sector}` : party.country;
}

/** The key of an actor in words, by the names of the states: KAZ.MIL as "Kazakhstan: armed forces"; of a body, "". */
export function keyName(key: string, states: Map<string, string>): string {
  const [, code = "", sector = ""] = /^([A-Z]{3})(?:\.([A-Z]{3}))?$/.exec(key) ?? [];
  const state = states.get(code) ?? "";
  return state && sector ? `${state}: ${sectorName(sector)}` : state;
}

/** "DEU@Angela Merkel" as DEU and her name; without a state "" and the name. */
export function splitPerson(who: string): [string, string] {
  const [, code = "", name = who] = /^([A-Z]{3})?@(.+)$/.exec(who) ?? [];
  return [code, name];
}
/** A person as one of the actors of a query: @Angela Merkel. */
export const asActor = (who: string): string => (/^([A-Z]{3})?@/.test(who) ? who : `@${who}`);
export const personPage = (who: string): string => `/person/${encodeURIComponent(who)}`;
/** The page of whoever is named: a body's, or a person's; a state or a sector has none here. */
export function pageOfParty(party: Pick<Party, "name"> & { entity: string }): string {
  return !party.name ? "" : party.entity.includes(":") ? `/actor/${encodeURIComponent(party.entity)}` : personPage(party.name);
}

/** "India, Kazakhstan and Peru". */
export const joined = (names: string[]): string => names.slice(0, -1).join(", ") + (names.length > 1 ? " and " : "") + (names[names.length - 1] ?? "");

/** What stands on either side of an arrow: parties that read the same once. `all` of those who take part: "India and Kazakhstan". */
export function partyNames(parties: Pick<Party, "code" | "country" | "sector" | "name" | "office">[], all = false): string {
  const names = [...new Set(parties.map(partyName))];
  return all ? joined(names) : names.join(", ");
}

const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
/** "2017-11-11" as "11 November 2017"; as much of it as is known. */
export function longDate(date: string): string {
  const [year, month, day] = date.split("-");
  return [day ? String(Number(day)) : "", month ? months[Number(month) - 1] : "", year ?? ""].filter(Boolean).join(" ");
}
export function shortDate(date: string): string {
  const [year, month, day] = date.split("-");
  return [day ? String(Number(day)) : "", month ? months[Number(month) - 1]!.slice(0, 3) : "", year ?? ""].filter(Boolean).join(" ");
}

export const count = (n: number): string => n.toLocaleString("en-GB").replace(/,/g, "\u202f");
export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;
/** A story without a title goes by what else is known of it. */
export const storyTitle = (story: { title: string; source: string; date: string }): string => story.title || `Untitled${story.source && `, ${story.source}`}, ${shortDate(story.date) || "no date"}`;
/** "1 March to 2 May 2018", or the one day. */
export const span = (first: string, last: string): string => (first === last || !first || !last ? longDate(first || last) : `${longDate(first)} to ${longDate(last)}`);
export function signed(n: number): string {
  const digits = Math.abs(n).toFixed(1);
  return digits === "0.0" ? digits : (n > 0 ? "+" : "\u2212") + digits;
}

export function bytes(n: number): string {
  return n < 1e6 ? `${Math.round(n / 1e3)} kB` : n < 1e9 ? `${(n / 1e6).toFixed(1)} MB` : `${(n / 1e9).toFixed(1)} GB`;
}

/** Why a record was not told to have happened. */
export const auxMeaning: Record<string, string> = { historical: "long ago", future: "announced", hypothetical: "might be", negation: "denied" };

/** "frames.tsv:1582" and the like from the end of a path. */
export function rowsOf(path: string): string[] {
  return path.match(/[a-z_]+\.tsv:\d+/g) ?? [];
}

/** The colour of a mean score: towards conflict, or towards cooperation. */
export function scoreColour(score: number): string {
  const share = Math.round(Math.min(1, Math.abs(score) / 8) * 85 + (score ? 8 : 0));
  return `color-mix(in oklab, var(--${score < 0 ? "q4" : "q2"}) ${share}%, var(--neutral))`;
}

export function disagreementName(field: string): string {
  return { dead: "Dead", injured: "Injured", arrested: "Arrested", size: "Participants", day: "Date", place: "Place", mode: "Manner" }[field] ?? field;
}
export type Dyad = Schemas["Dyad"];
/** The page of a pair in a ranking, for the period of its figures: a year, all time (0), or the last three of the months shown. */
export function pairPage(d: Pick<Dyad, "a" | "b" | "months">, year = ""): string {
  const last = d.months.slice(-3);
  const [from, to] = year ? [year, year] : [last[0]?.month ?? "", last[last.length - 1]?.month ?? ""];
  return `/dyad/${d.a}/${d.b}${from.length >= 4 ? `?from=${from}&to=${to}` : ""}`;
}
