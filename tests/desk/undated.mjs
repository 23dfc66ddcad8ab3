// The desk on a store whose one report tells no date: it is said to have none, and is shown all the same. Usage: node undated.mjs http://127.0.0.1:PORT CHROMIUM
import { base, check, finish, launch, PATIENCE, settle } from "./check.mjs";

const browser = await launch();
const page = await browser.newPage();
for (const [path, says, never] of [
  ["/", ["Reports without a date", "1 happening in 1 report.", "1 report has no date", "No date"], "empty store"],
  ["/dyad/FIN/ISL", ["Finland and Iceland", "in a month that is known", "No date"], "Invalid"],
  ["/story/1", ["1 record is marked in the text"], "undefined"],
  ["/about", ["unknown"], "undefined"],
]) {
  await page.goto(base + path, { timeout: PATIENCE });
  await settle(page);
  const text = await page.locator("main").innerText();
  for (const words of says) check(text.includes(words), `${path}: does not say "${words}": ${text.slice(0, 200)}`);
  check(!text.includes(never), `${path}: says "${never}"`);
}
await browser.close();
finish();
