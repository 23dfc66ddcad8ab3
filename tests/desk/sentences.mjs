// What the desk says for a record: each line of sentences.tsv. The function is bundled from the built front end's sources, by its own packages. Usage: node sentences.mjs BUILD/web sentences.tsv
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [, , web, cases] = process.argv;
const names = { AFG: "Afghanistan", BLR: "Belarus", CHN: "China", GBR: "United Kingdom", IMG: "Transnational armed groups", IND: "India", ISR: "Israel", KAZ: "Kazakhstan", KOS: "Kosovo", NGA: "Nigeria", NGO: "Non-governmental organisations", PHL: "Philippines", POL: "Poland", PRK: "North Korea", PSE: "Palestine", RUS: "Russia", SRB: "Serbia", UNO: "United Nations", USA: "United States" };
const { buildSync } = createRequire(resolve(web, "package.json"))("esbuild");
const bundle = buildSync({ entryPoints: [resolve(web, "src/sentences.ts")], bundle: true, format: "esm", write: false }).outputFiles[0].text;
const { sentenceOf } = await import(`data:text/javascript;base64,${Buffer.from(bundle).toString("base64")}`);

const list = (text, between) => text.split(between).map((part) => part.trim()).filter(Boolean);
function party(text) {
  const [, code, body, sector = "", name = ""] = text.match(/^([A-Z]*)(:?)(?:\.([A-Z]+))? ?(.*)$/);
  return { code, country: names[code] ?? "", sector, name, office: "", entity: body ? `${code}:${name}` : code };
}
let passed = 0, failed = 0;
for (const line of readFileSync(cases, "utf8").split("\n").filter((line) => line && !line.startsWith("#"))) {
  const [event, modes, contexts, actors, recipients, want] = line.split("\t");
  const got = sentenceOf({ event, modes: list(modes, ","), contexts: list(contexts, ","), aux: [] }, list(actors, ";").map(party), list(recipients, ";").map(party));
  if (got === want) passed++;
  else console.log(`sentences: ${got}, not ${want}`), failed++;
}
console.log(`${passed} passed, ${failed} failed`);
