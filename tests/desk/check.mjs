// What the tests of the desk share. Each is called as `node TEST.mjs http://127.0.0.1:PORT [CHROMIUM [MORE]]`, says what fails, and ends with how many checks passed.
import { basename } from "node:path";

export const [, program, base, executablePath, folder] = process.argv;
const counts = { passed: 0, failed: 0 };

export function check(good, what) {
  if (good) return void counts.passed++;
  counts.failed++;
  console.log(`${basename(program, ".mjs")}: ${what}`);
}

// The browser, which looks nothing up outside by itself.
export async function launch() {
  const { chromium } = await import("playwright-core");
  const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  return chromium.launch({ executablePath, args });
}

export function finish() {
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  process.exit(counts.failed ? 1 : 0);
}
