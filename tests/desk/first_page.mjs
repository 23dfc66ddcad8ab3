// Milliseconds from asking for the first page to the first happening on it: the median of nine. Usage: node first_page.mjs http://127.0.0.1:PORT CHROMIUM
import { chromium } from "playwright-core";

const [, , base, executablePath] = process.argv;
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
const page = await browser.newPage();
await page.addInitScript(() => {
  new MutationObserver((_, observer) => {
    if (!document.querySelector(".happening")) return;
    window.shownAfter = performance.now();
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });
});
const times = [];
for (let i = 0; i < 9; i++) {
  await page.goto(base + "/");
  times.push(await page.waitForFunction(() => window.shownAfter).then((handle) => handle.jsonValue()));
}
times.sort((a, b) => a - b);
console.log(Math.round(times[4]));
await browser.close();
