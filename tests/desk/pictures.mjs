// Takes the pictures of README and the tutorial (docs/pictures): pages of the desk on the store that `make demo` makes, each with what its picture is there to show.
// Usage: node pictures.mjs http://127.0.0.1:PORT CHROMIUM FOLDER; pngquant makes them small.
import { statSync } from "node:fs";
import { base, check, finish, folder, launch, PATIENCE, settle } from "./check.mjs";

const api = async (path) => (await fetch(`${base}/api/v1${path}`)).json();
const joined = (await api("/happenings?limit=500")).items.reduce((a, b) => (b.sources > a.sources ? b : a));
const long = (await api("/stories?limit=500")).items.reduce((a, b) => (b.events > a.events ? b : a));
const pictures = [
  ["today", "/", 700, ".happening"],
  ["dyad", "/dyad/KAZ/IND?from=2017-08&to=2017-11", 760, ".timeline rect.q1"],
  ["actor", "/actor/IND", 700, ".map circle.partner"],
  ["happening", `/happening/${joined.id}`, 760, ".compared"],
  ["story", `/story/${long.id}`, 760, ".mark.trigger"],
  ["map", "/search?show=map", 700, ".spot"],
];
const browser = await launch();
for (const [name, path, height, shows] of pictures) {
  const page = await (await browser.newContext({ viewport: { width: 1120, height } })).newPage();
  await page.goto(base + path, { timeout: PATIENCE });
  await settle(page);
  await page.waitForTimeout(500);
  check((await page.locator(shows).count()) > 0, `${name}: ${path} does not show ${shows}`);
  if (name === "map") await page.locator(".spots").evaluate((map) => map.scrollIntoView({ block: "center" }));
  await page.screenshot({ path: `${folder}/${name}.png` });
  check(statSync(`${folder}/${name}.png`).size > 10000, `${name}: no picture`);
  await page.context().close();
}
await browser.close();
finish();
