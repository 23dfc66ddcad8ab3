// Lays the files of dist/ into one that the program carries: a line "PATH TYPE SIZE" a file, an empty line, then the files, gzip'd, one behind another.
// The licences of all that is bundled go in as /licences.txt.
import { readdirSync, readFileSync, writeFileSync, existsSync } from "node:fs";
import { join, relative, extname } from "node:path";
import { gzipSync, constants } from "node:zlib";

const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".json": "application/json", ".svg": "image/svg+xml", ".txt": "text/plain" };

function filesBelow(dir) {
  return readdirSync(dir, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(dir, entry.name)) : [join(dir, entry.name)]));
}

// What the lock says is no development dependency is what goes to the browser.
function licences() {
  const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
  return Object.entries(lock.packages)
    .filter(([path, entry]) => path && !entry.dev && existsSync(path))
    .map(([path, entry]) => {
      const file = readdirSync(path).find((name) => /^licen[cs]e/i.test(name));
      return `${path.replace("node_modules/", "")} ${entry.version} (${entry.license ?? "see below"})\n\n${file ? readFileSync(join(path, file), "utf8").trim() : ""}\n`;
    })
    .join(`\n${"-".repeat(80)}\n\n`);
}

writeFileSync("dist/licences.txt", licences());
let index = "";
const bodies = [];
for (const file of filesBelow("dist")) {
  const gzip = gzipSync(readFileSync(file), { level: constants.Z_BEST_COMPRESSION });
  index += `/${relative("dist", file)} ${types[extname(file)] ?? "application/octet-stream"} ${gzip.length}\n`;
  bodies.push(gzip);
}
writeFileSync("site.pack", Buffer.concat([Buffer.from(index + "\n"), ...bodies]));
