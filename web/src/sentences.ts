// A record as a plain sentence: "Kazakhstan and India held defence talks", not "CONSULT KAZ IND".
import type { Party } from "./api";
import { categories } from "./codebook";
import { joined, nice, sectorName } from "./words";

export interface Deed {
  event: string;
  modes: string[];
  contexts: string[];
  aux: string[];
}
type Someone = Pick<Party, "code" | "country" | "sector" | "name"> & Partial<Pick<Party, "entity">>;

/** What is done to somebody, and what is done where nobody is named: of a mode first, else of the category. "people of" stands only before states and bodies; after a bar is what is said of one alone. */
const deeds: Record<string, [string, string]> = {
  "CONSULT visit": ["visited", "made a visit"], "CONSULT phone": ["spoke by phone with", "spoke by phone"], "CONSULT third-party": ["mediated for", "mediated"],
  "CONSULT multilateral": ["met", "met|attended a meeting"], CONSULT: ["held talks with", "held talks"],
  AGREE: ["agreed with", "announced an agreement"], SUPPORT: ["stood by", "declared support"], CONCEDE: ["made a concession to", "made a concession"],
  COOPERATE: ["worked together with", "worked together|worked together with others"], AID: ["gave aid to", "gave aid"],
  "RETREAT release": ["released people of", "released people"], "RETREAT ceasefire": ["kept a ceasefire with", "kept a ceasefire"], "RETREAT withdraw": ["withdrew forces from", "withdrew forces"],
  "RETREAT disarm": ["disarmed before", "disarmed"], "RETREAT resign": ["resigned from", "resigned"], RETREAT: ["gave way to", "gave way"],
  REQUEST: ["asked something of", "made a demand"], "ACCUSE investigate": ["investigated", "began an investigation"], "ACCUSE allege": ["accused", "made an accusation"], ACCUSE: ["criticised", "voiced criticism"],
  REJECT: ["turned down", "refused"], THREATEN: ["threatened", "made a threat"],
  "PROTEST riot": ["rioted against", "rioted"], "PROTEST strike": ["went on strike against", "went on strike"], "PROTEST hunger": ["went on hunger strike against", "went on hunger strike"], PROTEST: ["protested against", "protested"],
  "SANCTION expel": ["expelled people of", "expelled people"], "SANCTION convict": ["convicted people of", "convicted people"], SANCTION: ["imposed sanctions on", "imposed sanctions"],
  MOBILIZE: ["mobilised against", "mobilised forces"], "COERCE arrest": ["arrested people of", "arrested people"], "COERCE deport": ["deported people of", "deported people"],
  "COERCE cyber": ["broke into computers of", "broke into computers"], "COERCE restrict": ["restricted", "imposed restrictions"], COERCE: ["used coercion on", "used coercion"],
  "ASSAULT explosives": ["bombed", "bombed somebody"], "ASSAULT abduct": ["abducted people of", "abducted people"], ASSAULT: ["attacked", "made an attack"],
};

/** In which matter, where a word for it stands well before "talks". */
const matters: Record<string, string> = { military: "defence", economic: "economic", diplomatic: "diplomatic", environment: "environmental", health: "health", election: "election", migration: "migration", territory: "border", cbrn: "arms", legal: "legal" };

/** Sectors whose names are no people, as the people in them. */
const people: Record<string, string> = { LEG: "lawmakers", PTY: "parties", SPY: "intelligence services", BUS: "businesses", EDU: "schools and universities", REL: "religious groups", PRE: "authorities" };

/** Not one body, but all of a kind: "transnational armed groups". */
const kinds = new Set(["IGO", "NGO", "ISM", "IMG", "MNC"]);

/** Names of states and bodies with an article: "the United States", "the World Health Organization", "the House of Representatives". */
const withArticle =
  /^(United|Netherlands$|Philippines$|Bahamas$|Maldives$|Gambia$|Comoros$|Seychelles$|Taliban$|Houthi|Islamic (?!State)|(?:House|Department|Ministry|Federation|Bank|Party|Union|League|Organi[sz]ation|Court|Council) of )|\b(Republic|Union|Nations|Islands|Emirates|Organi[sz]ation|Court|Council|Committee|Commission|Agency|Administration|Bureau|Bank|Fund|Party|Parliament|Senate|Congress|Army|Navy|Forces?|Guards?|Corps|Ministry|League|Community|Association|Authority|Service|Front|Movement|Board|Department|Office|Brotherhood|Brigades?|Coalition|Alliance|Court of [A-Z].*|Government)$/;
const the = (name: string): string => (withArticle.test(name) ? `the ${name}` : name);
const of = (name: string): string => `${name}${name.endsWith("s") ? "\u2019" : "\u2019s"}`;
const isBody = (p: Someone): boolean => p.entity?.includes(":") ?? false;

/** A party as a sentence says it. `inside`: the other side is of the same state, so a state's name alone does not tell the two apart. */
function said(p: Someone, inside: boolean): string {
  const noun = people[p.sector] ?? sectorName(p.sector);
  if (p.name) {
    const name = isBody(p) ? the(p.name) : p.name;
    return !p.code || kinds.has(p.code) || !p.country || p.name.includes(p.country) ? name : `${name} (${p.country})`;
  }
  if (kinds.has(p.code)) return p.country.charAt(0).toLowerCase() + p.country.slice(1);
  if (!p.code) return p.sector && p.sector !== "UNK" ? noun : "somebody";
  const state = the(p.country);
  if (p.sector === "UNK" || (!p.sector && inside)) return `somebody in ${state}`;
  return !p.sector || (p.sector === "GOV" && !inside) ? state : `${of(state)} ${noun}`;
}

/** Whose people can be meant by its name: of a state, or of a body. */
const isPlace = (p: Someone, inside: boolean): boolean => (p.name ? isBody(p) : p.code !== "" && !kinds.has(p.code) && (p.sector === "GOV" || (p.sector === "" && !inside)));

/** Somebody who is on the other side as well: "other civilians", "somebody else in Poland". */
function another(p: Someone, words: string): string {
  if (words.startsWith("somebody")) return words.replace("somebody", "somebody else");
  if (p.name || !p.sector) return words;
  return p.sector === "GOV" ? "itself" : `other ${people[p.sector] ?? sectorName(p.sector)}`;
}

export function sentenceOf(deed: Deed, actors: Someone[], recipients: Someone[]): string {
  const known = deed.modes.map((mode) => deeds[`${deed.event} ${mode}`]).find(Boolean) ?? deeds[deed.event] ?? [nice(categories[deed.event] ?? deed.event).toLowerCase(), "acted"];
  const matter = deed.contexts.map((context) => matters[context]).find(Boolean);
  const put = (words: string) => (matter ? words.replace("held talks", `held ${matter} talks`) : words);
  const inside = (p: Someone, others: Someone[]) => others.some((o) => o !== p && o.code === p.code);
  const who = [...new Set(actors.map((p) => said(p, inside(p, recipients.length ? recipients : actors))))];
  const subject = joined(who) || "somebody";
  const start = subject.charAt(0).toUpperCase() + subject.slice(1) + " ";
  if (!recipients.length) {
    const [together, alone] = put(known[1]).split("|");
    return start + (who.length < 2 && alone ? alone : together);
  }
  const [verb, ofPeople] = known[0].split(/ (people of)$/);
  const whom = recipients.map((p) => {
    const words = said(p, inside(p, actors));
    return who.includes(words) ? another(p, words) : ofPeople && isPlace(p, inside(p, actors)) ? `${ofPeople} ${words}` : words;
  });
  return `${start}${put(verb!)} ${joined([...new Set(whom)])}`;
}
