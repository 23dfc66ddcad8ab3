// What the tests of the desk share. Each is called as `node TEST.mjs http://127.0.0.1:PORT [CHROMIUM [MORE]]`, says what fails, and ends with how many checks passed.
import { basename } from "node:path";

export const [, program, base, executablePath, folder] = process.argv;
export const PATIENCE = 180_000; // milliseconds for what a busy machine takes long for
const counts = { passed: 0, failed: 0 };

// Where the test was last seen: a line of it, and the page. Playwright limits the waits of locators and pages; keys, the mouse, what is evaluated in a page, closing, and our own requests
// to the API have no limit of their own, so none of them may last longer than this.
const STUCK = 2 * PATIENCE;
const seen = { at: "its first line", page: "", when: Date.now() };
export function here(page) {
  const line = new Error().stack.split("\n").find((frame) => frame.includes(".mjs:") && !frame.includes("check.mjs"));
  seen.at = line?.match(/[^/]+\.mjs:\d+/)?.[0] ?? seen.at;
  if (page) seen.page = `, of ${page.url()}`;
  seen.when = Date.now();
}
function giveUp(why) {
  check(false, `${why}; it was last seen at ${seen.at}${seen.page}`);
  finish();
}
setInterval(() => Date.now() - seen.when > STUCK && giveUp(`waits for longer than ${STUCK / 1000} seconds`), 1000);
process.on("SIGTERM", () => giveUp("was ended from outside"));

export function check(good, what) {
  here();
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

// Requests of a page that wait for their answers, counted from the first time that somebody asks.
const waiting = new WeakMap();
function requestsOf(page) {
  let requests = waiting.get(page);
  if (!requests) {
    waiting.set(page, (requests = { open: 0 }));
    page.on("request", () => requests.open++);
    for (const end of ["requestfinished", "requestfailed"]) page.on(end, () => requests.open--);
  }
  return requests;
}

// In the page: until nothing in it has changed for a moment, five seconds at most.
const unchanged = () =>
  new Promise((done) => {
    const end = () => (observer.disconnect(), clearTimeout(timer), clearTimeout(last), done());
    const observer = new MutationObserver(() => (clearTimeout(timer), (timer = setTimeout(end, 120))));
    const last = setTimeout(end, 5000);
    let timer;
    requestAnimationFrame(() => requestAnimationFrame(() => (timer = setTimeout(end, 120))));
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  });

// What was begun by the last click has had its answers, and shows them; a page that never comes to rest fails.
export async function settle(page) {
  here(page);
  const requests = requestsOf(page);
  const end = Date.now() + PATIENCE;
  const left = () => Math.max(1, end - Date.now());
  try {
    await page.waitForLoadState("networkidle", { timeout: left() });
    for (let i = 0; i < 20 && Date.now() < end; i++) {
      await page.evaluate(unchanged);
      await page.waitForFunction(() => !document.querySelector("main .loading, main .stale"), null, { timeout: left() });
      if (requests.open <= 0) return;
    }
  } catch (error) {
    check(false, `${page.url()} does not come to rest: ${requests.open} requests wait; ${error.message.split("\n")[0]}`);
  }
  here(page);
}

export function finish() {
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  process.exit(counts.failed ? 1 : 0);
}
