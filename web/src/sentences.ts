// A record as a plain sentence: "Kazakhstan and India held defence talks", not "CONSULT KAZ IND".
import type { Party } from "./api";
import { categories } from "./codebook";
import { nice, partyNames } from "./words";

export interface Deed {
  event: string;
  modes: string[];
  contexts: string[];
  aux: string[];
}
type Parties = Pick<Party, "code" | "country" | "sector" | "name" | "office">[];

/** What is done to somebody, and what is done where nobody is named: of a mode first, else of the category. */
const deeds: Record<string, [string, string]> = {
  "CONSULT visit": ["visited", "made a visit"], "CONSULT phone": ["spoke by phone with", "spoke by phone"], "CONSULT third-party": ["mediated for", "mediated"], "CONSULT multilateral": ["met", "met"],
  CONSULT: ["held talks with", "held talks"],
  AGREE: ["agreed with", "announced an agreement"], SUPPORT: ["stood by", "declared support"], CONCEDE: ["made a concession to", "made a concession"],
  COOPERATE: ["worked together with", "worked together"], AID: ["gave aid to", "gave aid"],
  "RETREAT release": ["released people of", "released people"], "RETREAT ceasefire": ["kept a ceasefire with", "kept a ceasefire"], "RETREAT withdraw": ["withdrew forces from", "withdrew forces"], "RETREAT resign": ["resigned from", "resigned"],
  RETREAT: ["gave way to", "gave way"],
  REQUEST: ["asked something of", "made a demand"], "ACCUSE investigate": ["investigated", "began an investigation"], ACCUSE: ["criticised", "voiced criticism"], REJECT: ["turned down", "refused"],
  THREATEN: ["threatened", "made a threat"], "PROTEST riot": ["rioted against", "rioted"], "PROTEST strike": ["went on strike against", "went on strike"], PROTEST: ["protested against", "protested"],
  "SANCTION expel": ["expelled people of", "expelled people"], "SANCTION convict": ["convicted people of", "convicted people"], SANCTION: ["imposed sanctions on", "imposed sanctions"],
  MOBILIZE: ["mobilised against", "mobilised forces"], "COERCE arrest": ["arrested people of", "arrested people"], "COERCE cyber": ["broke into computers of", "broke into computers"],
  "COERCE restrict": ["restricted", "imposed restrictions"], COERCE: ["used coercion on", "used coercion"],
  "ASSAULT explosives": ["bombed", "bombed"], "ASSAULT abduct": ["abducted people of", "abducted people"], ASSAULT: ["attacked", "made an attack"],
};

/** In which matter, where a word for it stands well before "talks". */
const matters: Record<string, string> = { military: "defence", economic: "economic", diplomatic: "diplomatic", environment: "environmental", health: "health", election: "election", migration: "migration", territory: "border", cbrn: "arms", legal: "legal" };

export function sentenceOf(deed: Deed, actors: Parties, recipients: Parties): string {
  const known = deed.modes.map((mode) => deeds[`${deed.event} ${mode}`]).find(Boolean) ?? deeds[deed.event] ?? [nice(categories[deed.event] ?? deed.event).toLowerCase(), "acted"];
  const matter = deed.contexts.map((context) => matters[context]).find(Boolean);
  const put = (words: string) => (matter ? words.replace("held talks", `held ${matter} talks`) : words);
  const who = partyNames(actors, true, true) || "Somebody";
  return who.charAt(0).toUpperCase() + who.slice(1) + " " + (recipients.length ? `${put(known[0])} ${partyNames(recipients, true, true)}` : put(known[1]));
}
