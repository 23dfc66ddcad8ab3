// src/vocab/codebook.def in, src/codebook.ts out: what the front end knows of PLOVER's categories and sectors.
import { readFileSync, writeFileSync } from "node:fs";

const [from, to] = process.argv.slice(2);
const text = readFileSync(from, "utf8");
const table = (pattern) => Object.fromEntries([...text.matchAll(pattern)].map(([, name, meaning]) => [name, meaning]));
const categories = table(/^CATEGORY\((\w+), .*"(.*)"\)$/gm), sectors = table(/^SECTOR\((\w+), \w+, "(.*)"\)$/gm);
if (!Object.keys(categories).length || !Object.keys(sectors).length) throw new Error(`${from} lists no categories or no sectors`);
writeFileSync(to, `export const categories: Record<string, string> = ${JSON.stringify(categories)};\nexport const sectors: Record<string, string> = ${JSON.stringify(sectors)};\n`);
