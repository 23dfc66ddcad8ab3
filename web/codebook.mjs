// src/vocab/codebook.def and src/desk/pages.def in, src/codebook.ts out: PLOVER's categories with their quad classes and scores, its sectors, and the names of the pages.
import { readFileSync, writeFileSync } from "node:fs";

const [from, desk, to] = process.argv.slice(2);
const text = readFileSync(from, "utf8");
const table = (pattern) => Object.fromEntries([...text.matchAll(pattern)].map(([, name, meaning]) => [name, meaning]));
const categories = table(/^CATEGORY\((\w+), .*"(.*)"\)( \\)?$/gm), sectors = table(/^SECTOR\((\w+), \w+, "(.*)"\)( \\)?$/gm);
const classes = Object.fromEntries([...text.matchAll(/^CATEGORY\((\w+), (\d), (-?[\d.]+),/gm)].map(([, name, quad, score]) => [name, [Number(quad), Number(score)]]));
const pages = [...readFileSync(desk, "utf8").matchAll(/^PAGE\("(\w*)"/gm)].map(([, name]) => name);
if (!pages.length) throw new Error(`${desk} lists no pages`);
if (!Object.keys(classes).length || !Object.keys(sectors).length) throw new Error(`${from} lists no categories or no sectors`);
writeFileSync(
  to,
  `export const categories: Record<string, string> = ${JSON.stringify(categories)};\nexport const classes: Record<string, [quad: number, score: number]> = ${JSON.stringify(classes)};\nexport const sectors: Record<string, string> = ${JSON.stringify(sectors)};\n` +
    `export const pages = ${JSON.stringify(pages)} as const;\nexport type PageName = (typeof pages)[number];\n`,
);
