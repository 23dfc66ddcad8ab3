// The first page as a browser draws it, in milliseconds from asking for it: until its happenings are in the document, and until the first paint, which has them.
// Once in a browser that was never there, which begins a process and fetches every file, and once in a window that was; beside both a page of plain text, which
// is what the browser itself takes on this machine. Medians, and the fastest, which is nearest to a machine that nobody else uses. Usage: node first_page.mjs http://127.0.0.1:PORT CHROMIUM [TIMES]
import { chromium } from "playwright-core";

const [, , base, executablePath, times = 15] = process.argv;
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });

async function newPage() {
  const page = await (await browser.newContext()).newPage();
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector(".happening, pre")) return;
      window.shownAfter = performance.now();
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
  return page;
}

async function time(page, path) {
  await page.goto(base + path);
  await page.waitForFunction(() => window.shownAfter && performance.getEntriesByName("first-contentful-paint").length);
  return page.evaluate(() => [window.shownAfter, performance.getEntriesByName("first-contentful-paint")[0].startTime]);
}

const kinds = [
  { name: "first page", path: "/", page: await newPage() },
  { name: "first page in a new browser", path: "/" },
  { name: "plain text", path: "/licences.txt", page: await newPage() },
  { name: "plain text in a new browser", path: "/licences.txt" },
].map((kind) => ({ ...kind, shown: [], painted: [] }));
for (let i = 0; i < times; i++)
  for (const kind of kinds) {
    const page = kind.page ?? (await newPage());
    const [shown, painted] = await time(page, kind.path);
    if (i > 0 || !kind.page) kind.shown.push(shown), kind.painted.push(painted); // a window that is new has not been there
    if (!kind.page) await page.context().close();
  }
for (const kind of kinds)
  for (const [what, list] of [["", kind.shown], [" painted", kind.painted]]) {
    list.sort((a, b) => a - b);
    console.log(`${kind.name}${what} ms,${Math.round(list[list.length >> 1])}\n${kind.name}${what} fastest ms,${Math.round(list[0])}`);
  }
await browser.close();
