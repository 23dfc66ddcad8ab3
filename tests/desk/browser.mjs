// Goes through every page of the desk in a real browser: what it shows, what keys and the brush do, that hostile text stays text, that nothing but the desk is
// asked, and that axe finds nothing. Usage: node browser.mjs http://127.0.0.1:PORT CHROMIUM [DIRECTORY for pictures]
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { base, check, finish, folder as pictures, launch, PATIENCE, settle } from "./check.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const browser = await launch();

async function open(path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: false, ...options });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  page.on("console", (message) => check(message.type() !== "error", `${path}: console says ${message.text()}`));
  page.on("pageerror", (error) => check(false, `${path}: ${error.message}`));
  page.on("dialog", (dialog) => (check(false, `${path}: a dialog opened: ${dialog.message()}`), dialog.dismiss()));
  page.on("request", (request) => check(request.url().startsWith(base) || request.url().startsWith("data:"), `${path}: asks ${request.url()}`));
  await page.goto(base + path);
  await settle(page);
  return page;
}

async function api(path) {
  return (await fetch(`${base}/api/v1${path}`)).json();
}

/** axe runs in a world of its own, which the page's Content-Security-Policy does not reach. */
async function accessible(page, name) {
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send("Page.getFrameTree");
  const { executionContextId: contextId } = await session.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id, worldName: "axe" });
  await session.send("Runtime.evaluate", { expression: axe, contextId });
  const { result } = await session.send("Runtime.evaluate", {
    expression: `axe.run(document).then((r) => JSON.stringify(r.violations.map((v) => [v.impact, v.id, v.nodes.slice(0, 3).map((n) => n.target.join(" ") + " " + (n.any[0]?.message ?? ""))])))`,
    contextId,
    awaitPromise: true,
    returnByValue: true,
  });
  for (const [impact, id, nodes] of JSON.parse(result.value)) check(false, `${name}: ${impact} ${id}: ${nodes.join("; ")}`);
  check(true, name);
}

const noSideways = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
const heading = (page) => page.locator("h1").first().innerText();

const happenings = (await api("/happenings?limit=500")).items;
const joined = happenings.find((h) => h.sources > 1) ?? happenings[0];
const stories = (await api("/stories?limit=500")).items;
const long = stories.reduce((a, b) => (b.events > a.events ? b : a));
const hostile = stories.find((s) => s.title.includes("<script>"));

// ---- every page, light and dark, small and large: something on it, nothing sideways, nothing for axe ----

const pages = { today: "/", dyad: "/dyad/KAZ/IND", actor: "/actor/KAZ", happening: `/happening/${joined.id}`, story: `/story/${long.id}`, print: `/story/${long.id}?print=1`, choose: "/search", search: "/search?q=talks&show=stories", actors: "/actors", person: "/person/Nirmala%20Sitharaman", pairs: "/pairs", map: "/search?show=map", counts: "/search?show=counts&by=month,event&sum=dead", acting: "/search?show=counts&by=actor,event", about: "/about" };
const small = { width: 360, height: 740 };
const kinds = { light: {}, dark: { colorScheme: "dark" }, small: { viewport: small }, "small dark": { viewport: small, colorScheme: "dark" }, wide: { viewport: { width: 3840, height: 2160 } } };
for (const [name, path] of Object.entries(pages)) {
  for (const [kind, options] of Object.entries(kinds)) {
    if (kind === "wide" && !["today", "dyad"].includes(name)) continue;
    const page = await open(path, options);
    check((await heading(page)).length > 2, `${name} ${kind}: no heading`);
    check(await noSideways(page), `${name} ${kind}: wider than the screen`);
    check((await page.title()).includes("attaché"), `${name}: title is ${await page.title()}`);
    check((await page.locator("[role=alert]").count()) === 0, `${name} ${kind}: shows an error`);
    if (kind !== "wide") await accessible(page, `${name} ${kind}`);
    if (pictures && kind !== "wide") await page.screenshot({ path: `${pictures}/${name}-${kind.replace(" ", "-")}.png` });
    await page.context().close();
  }
}

// Words longer than a line: names of publications, headlines, text.
const wordy = stories.find((s) => s.title.includes("Llan"));
for (const path of ["/", "/dyad/FIN/ISL", "/actor/ISL", `/story/${wordy.id}`, "/search?q=Finland", "/search?show=stories&q=Finland", `/search?source=${encodeURIComponent(wordy.source)}`, "/search?show=counts&by=month,source", "/about"]) {
  for (const width of [360, 1280]) {
    const page = await open(path, { viewport: { width, height: 740 } });
    check(await noSideways(page), `${path}: a long word makes it wider than ${width}`);
    check((await page.locator("[role=alert]").count()) === 0, `${path}: shows an error`);
    const cut = await page.locator(".table").evaluateAll((tables) => tables.filter((table) => innerWidth > 800 && table.scrollWidth > table.clientWidth).length);
    check(cut === 0, `${path}: a long word pushes a table's columns out of sight`);
    await page.context().close();
  }
}

// All pages are in reach on a narrow screen, and the heading of a table that is wider is whole.
{
  const page = await open("/search?show=counts&by=actor,month", { viewport: small });
  const nav = await page.locator("header nav").evaluate((e) => [e.scrollWidth, e.clientWidth]);
  check(nav[0] <= nav[1], `narrow: the names of the pages need ${nav[0]} of ${nav[1]}`);
  const caption = await page.locator(".counts caption > span").first().evaluate((e) => e.getBoundingClientRect().right);
  check(caption <= small.width, `narrow: the heading of a table ends at ${caption}`);
  const table = await page.locator(".counts .table").evaluate((e) => [e.scrollWidth, e.clientWidth]);
  check(table[0] <= table[1], `narrow: a table of crossed counts needs ${table[0]} of ${table[1]}`);
  await page.context().close();
}

// Addresses as people type them.
for (const [path, want] of [["/actor/kaz", "Kazakhstan"], ["/dyad/nirmala sitharaman/Kazakhstan", "Search"], ["/dyad/kaz/ind", "Kazakhstan and India"], ["/actor/a%2Fb", "Nobody called a/b"], ["/actor/Kazakhstan", "Kazakhstan"], ["/dyad/kazakhstan/India", "Kazakhstan and India"], ["/story/x", "no such page"], ["/happening/99999999999999999999", "no such page"], ["/dyad/KAZ/IND?from=2017&to=2018", "Kazakhstan and India"]]) {
  const page = await open(path);
  check((await heading(page)).includes(want) && (await page.locator("[role=alert]").count()) === 0, `${path}: shows ${await heading(page)}`);
  await page.context().close();
}

// A person has a page, from a name in place of an actor's, from Actors, from a record, and from the search; what it counts is what it lists and what the partners lead to.
{
  const page = await open("/actor/nirmala sitharaman");
  await page.waitForURL((url) => decodeURIComponent(url.pathname) === "/person/Nirmala Sitharaman");
  await settle(page);
  const { happenings } = await api("/people/Nirmala%20Sitharaman");
  const number = (text) => Number(text.replace(/\D/g, ""));
  const listed = async () => number((await page.locator(".totals").innerText()).split("happening")[0]);
  check(happenings > 0 && (await page.locator(".facts").innerText()).includes(`Happenings\n${happenings}`) && (await page.locator(".timeline rect").count()) > 2, "person: no facts or months");
  const partner = page.locator(".side .card tbody tr").first();
  const with_ = number(await partner.locator("td").nth(1).innerText());
  await partner.locator("a").click();
  await settle(page);
  check((await listed()) === with_, `person: a partner in ${with_} leads to ${page.url()}`);
  await page.goto(`${base}/search?actor=${encodeURIComponent("@Nirmala Sitharaman")}`);
  await settle(page);
  check((await listed()) === happenings, "person: the search finds another number than the page says");
  await page.goto(`${base}/search`);
  await settle(page);
  await page.locator(".search input[name=actor]").fill("nirmala sitharaman, KAZ");
  await page.locator(".search button.primary").click();
  await page.waitForURL((url) => url.searchParams.get("actor") === "@Nirmala Sitharaman,KAZ");
  await page.goto(`${base}/search?person=sitharaman`);
  await settle(page);
  await page.getByRole("link", { name: "Nirmala Sitharaman", exact: true }).click();
  await settle(page);
  check((await heading(page)) === "Nirmala Sitharaman", "search: a name does not lead to the person's page");
  await page.goto(`${base}/actors?name=sitharaman`);
  await settle(page);
  await page.getByRole("link", { name: "Nirmala Sitharaman", exact: true }).click();
  await settle(page);
  check((await heading(page)) === "Nirmala Sitharaman", "actors: a name does not lead to the person's page");
  const { items } = await api(`/happenings?actor=${encodeURIComponent("@Nirmala Sitharaman")}&limit=1`);
  await page.goto(`${base}/happening/${items[0].id}`);
  await settle(page);
  await page.locator(".people a", { hasText: "Nirmala Sitharaman" }).first().click();
  await settle(page);
  check((await heading(page)) === "Nirmala Sitharaman", "happening: a name does not lead to the person's page");
  await page.goto(`${base}/person/Nobody%20Whatever`);
  page.removeAllListeners("console"); // the browser itself reports an answer of 404
  await settle(page);
  check((await page.locator("[role=alert]").count()) === 1, "person: nobody has a page");
  await page.context().close();
}

// ---- what each does ----

{
  const page = await open("/");
  const asked = await page.evaluate(() => performance.getEntriesByType("resource").map((entry) => entry.name));
  check(new Set(asked).size === asked.length, `today: asks twice: ${asked}`);
  check(!asked.some((url) => /about$|headlines/.test(url)), "today: asks for what the page came with");
  check((await page.locator("template").count()) === 0, "today: leaves what the page came with");
  check((await page.locator(".happening").count()) >= 20, "today: few happenings");
  check((await page.locator(".dyads li").count()) >= 6, "today: few dyads");
  // More has come in while the page was open.
  await page.route("**/api/v1/about", async (route) => {
    const response = await route.fetch();
    const about = await response.json();
    await route.fulfill({ response, json: { ...about, documents: about.documents + 3 } });
  });
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await page.getByRole("button", { name: "3 new reports" }).click();
  await settle(page);
  check((await page.getByRole("button", { name: /new report/ }).count()) === 0 && (await page.locator(".happening").count()) >= 20, "today: what came in is not shown");
  await page.unroute("**/api/v1/about");
  await page.getByRole("button", { name: "Material conflict" }).click();
  await settle(page);
  check(page.url().includes("quad=4") && (await page.locator(".happening:not(.q4)").count()) === 0, "today: the filter lets others through");
  await page.getByRole("button", { name: "All", exact: true }).click();
  await settle(page);
  check((await page.locator(".happening:not(.q4)").count()) > 0, "today: All does not show all again");
  await page.getByRole("button", { name: "Material conflict" }).click();
  await settle(page);
  await page.locator(".dyads a").first().click();
  await settle(page);
  check(/\/dyad\/[A-Z]{3}\/[A-Z]{3}\?from=[\d-]{7}&to=[\d-]{7}$/.test(page.url()), `today: a pair leads to ${page.url()}`);
  await page.goBack();
  await settle(page);
  check(page.url().includes("quad=4"), "back does not lead back");
  await page.context().close();
}
{
  const page = await open("/dyad/KAZ/IND");
  const whole = await page.locator(".happening").count();
  check((await page.locator(".timeline svg rect.q1").count()) > 2, "dyad: no bars");
  check((await page.locator(".timeline text.panel").allInnerTexts()).length === 2, "dyad: not both directions");
  const box = await page.locator(".timeline .brush .overlay").boundingBox();
  await page.mouse.move(box.x + box.width * 0.45, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.85, box.y + 50, { steps: 5 });
  await page.mouse.up();
  await settle(page);
  const from = new URL(page.url()).searchParams.get("from");
  check(/^\d{4}-\d\d$/.test(from ?? ""), `dyad: the brush leaves ${page.url()}`);
  const some = await page.locator(".happening").count();
  check(some > 0 && some < whole, `dyad: ${some} of ${whole} happenings in the span`);
  await page.getByRole("button", { name: "All", exact: true }).first().click();
  await settle(page);
  check((await page.locator(".happening").count()) === whole, "dyad: All does not show all again");
  await page.getByRole("button", { name: /^military/ }).click();
  await settle(page);
  const military = await page.locator(".happening").count();
  check(page.url().includes("context=military") && military > 0 && military < whole, `dyad: ${military} of ${whole} happenings are military`);
  await page.getByLabel("From", { exact: false }).first().fill("2017-09");
  await settle(page);
  check(page.url().includes("from=2017-09"), "dyad: a month typed does not count");
  await page.getByRole("button", { name: "All", exact: true }).first().click();
  await settle(page);
  check((await page.locator(".voices li").count()) >= 2, "dyad: nobody's word");
  await page.context().close();
}
{
  const page = await open("/actor/IND");
  check((await page.locator(".map .land").count()) > 150 && (await page.locator(".map circle.partner").count()) >= 2, "actor: no map");
  check((await page.locator(".matrix td a").count()) >= 4, "actor: no matrix");
  await page.locator(".map a").first().press("Enter");
  await settle(page);
  check(page.url().includes("/dyad/IND/"), "actor: a circle on the map leads nowhere");
  await page.context().close();
}
{
  // The map: a circle leads nearer and the list with it, by keys alone too.
  const page = await open("/search?show=map");
  const all = await page.locator(".spot").count();
  check(all >= 3, `map: ${all} circles`);
  const words = await page.locator(".totals").innerText();
  await page.locator(".spot").first().press("Enter");
  await settle(page);
  check(/box=/.test(page.url()) && (await page.locator(".totals").innerText()) !== words, `map: a circle leads to ${page.url()}`);
  check((await page.locator(".happening").count()) > 0, "map: nothing is listed in the box");
  const box = page.url();
  await page.locator(".spots svg").focus();
  await page.keyboard.press("-");
  await settle(page);
  check(page.url() !== box, "map: minus does not lead away");
  await page.keyboard.press("0");
  await settle(page);
  check(!page.url().includes("box="), "map: 0 does not lead back to the world");
  const svg = await page.locator(".spots svg").boundingBox();
  await page.keyboard.down("Shift");
  await page.mouse.move(svg.x + svg.width * 0.45, svg.y + svg.height * 0.2);
  await page.mouse.down();
  await page.mouse.move(svg.x + svg.width * 0.9, svg.y + svg.height * 0.8, { steps: 3 });
  check((await page.locator(".spots .box").count()) === 1, "map: a box that is drawn is not seen");
  await page.mouse.up();
  await page.keyboard.up("Shift");
  await settle(page);
  const drawn = (new URL(page.url()).searchParams.get("box") ?? "").split(",").map(Number);
  check(drawn.length === 4 && drawn[1] > -40 && drawn[3] <= 180 && drawn[0] < drawn[2], `map: a box that is drawn leads to ${drawn}`);
  await page.context().close();
}
{
  // Without a box, the map shows the places of the selection, and they lie apart.
  const wide = await open("/search?show=map");
  const states = (page) => page.locator(".spots .land").evaluateAll((list) => list.filter((one) => one.getAttribute("d")).length);
  const page = await open("/search?show=map&place=India");
  check((await page.locator(".spot").count()) > 0, "map: India has no circle");
  check(2 * (await states(page)) < (await states(wide)), "map: a selection is not zoomed to");
  check(!page.url().includes("box="), "map: zooming to a selection changes the address");
  await wide.context().close();
  await page.context().close();
}
{
  const page = await open("/pairs?order=busiest");
  const figures = (await page.locator("tbody td:nth-child(3)").allInnerTexts()).map((text) => Number(text.replace(/\D/g, "")));
  check(figures.length > 3 && figures.every((n, i) => !i || n <= figures[i - 1]), `pairs: ${figures}`);
  // The page of a pair says the same as the ranking that leads to it: of three months, of a year, of all time.
  for (const year of ["", "2017", "0"]) {
    await page.goto(`${base}/pairs?year=${year}`);
    await settle(page);
    const ranked = (await page.locator("tbody td:nth-child(3)").first().innerText()).trim();
    await page.locator("tbody td a").first().click();
    await settle(page);
    check((await page.locator(".facts").first().innerText()).includes(`Happenings\n${ranked}\n`), `pairs: ${ranked} in the ranking of "${year}" leads to ${page.url()}`);
  }
  await page.goto(`${base}/pairs`);
  await settle(page);
  await page.getByLabel("inside states").check();
  await settle(page);
  check(page.url().includes("within=states") && (await page.locator("tbody tr").count()) >= 1, "pairs: none inside a state");
  await page.context().close();
}
{
  // One entry a story; a story to print; another pair beside the first.
  const page = await open("/");
  const shown = await page.locator(".happening h3 a").evaluateAll((links) => links.map((link) => link.pathname));
  check(new Set(shown).size === shown.length, "today: a story twice");
  await page.goto(`${base}/story/${long.id}?print=1`);
  await settle(page);
  check(!(await page.locator(".inspector").isVisible()) && (await page.locator("p.text").count()) > 2, "story: the page to print is none");
  await page.goto(`${base}/dyad/KAZ/IND?also=IND-PAK`);
  await settle(page);
  check((await page.locator(".timeline text.panel").count()) === 4, "dyad: another pair is not in the chart");
  await page.context().close();
}
{
  // What is weak is faint, and a threshold stays in the address.
  const page = await open("/");
  check((await page.locator(".happening.weak").count()) > 0, "today: nothing is faint");
  await page.getByLabel("Confidence").selectOption("0.5");
  await settle(page);
  check(page.url().includes("sure=0.5") && (await page.locator(".happening.weak").count()) === 0, "today: the threshold lets weak ones through");
  await page.context().close();
}
{
  const page = await open(`/happening/${joined.id}`);
  check((await page.locator(".report").count()) === joined.reports, `happening: ${await page.locator(".report").count()} reports, not ${joined.reports}`);
  check((await page.locator(".compared tbody tr").count()) >= 3, "happening: nothing compared");
  await page.getByRole("button", { name: "Why" }).first().click();
  check((await page.locator(".explained").first().innerText()).match(/frames\.tsv:\d+/), "happening: no rule shown");
  await page.context().close();
}
{
  const page = await open(`/story/${long.id}`);
  check((await page.locator(".mark.trigger").count()) > 5, "story: no marks");
  check((await page.locator(".highlights li").count()) >= 3, "story: no highlights");
  const trigger = page.locator("p.text .mark.trigger").first();
  await trigger.hover();
  check((await page.locator(".inspector.open").innerText()).includes(await trigger.innerText()), "story: hovering explains nothing");
  await page.keyboard.press("Escape");
  check((await page.locator(".inspector.open").count()) === 0, "story: Escape does not close");
  await page.locator("p.text .mark.party").first().focus();
  check((await page.locator(".inspector.open").count()) === 1, "story: focus explains nothing");
  // By keys alone: from a mark into what is said of it, to the form, and back.
  const party = page.locator("p.text .mark.party").first();
  const focused = (selector) => page.waitForFunction((s) => document.activeElement?.matches(s), selector, { timeout: 15000 }).then(() => true, () => false);
  await party.focus();
  await page.keyboard.press("Enter");
  check(await focused(".inspector"), "story: Enter on a mark does not lead to what is said of it");
  await page.keyboard.press("Tab");
  check(await focused(".inspector .correct button"), "story: Tab does not lead to the correction");
  await page.keyboard.press("Enter");
  check(await page.locator("dialog[open]").isVisible(), "story: Enter does not open the correction");
  await page.keyboard.press("Escape");
  check((await focused(".inspector .correct button")) && (await page.locator(".inspector.open").count()) === 1, "story: Escape out of the form closes more than that");
  await page.keyboard.press("Escape");
  check((await focused("p.text .mark.party")) && (await page.locator(".inspector.open").count()) === 0, "story: Escape does not lead back to the mark");
  // The marks cover the words that the records name, byte by byte.
  const { items } = await api(`/stories/${long.id}/events`);
  const shown = await page.locator(".story .mark.trigger").allInnerTexts();
  for (const record of items) check(shown.some((text) => record.trigger.includes(text)), `story: "${record.trigger}" is not marked`);
  // A correction, from the form to the story shown anew.
  await page.locator("p.text .mark.trigger").first().click();
  await page.getByRole("button", { name: "Correct this record" }).click();
  await page.locator("dialog[open] select").first().selectOption("actor");
  await page.locator("dialog[open] input[name=value]").fill("china");
  await page.locator("dialog[open] input[name=who]").fill("A. Nalyst");
  const refused = page.waitForResponse((r) => r.request().method() === "POST");
  page.removeAllListeners("console"); // the browser itself reports an answer of 422
  await page.getByRole("button", { name: "Keep" }).click();
  check((await refused).status() === 422 && (await page.locator("dialog[open] [role=alert]").innerText()).includes("three capitals"), "correction: a wrong code is not refused");
  await page.locator("dialog[open] input[name=value]").fill("CHN");
  const anew = page.waitForResponse((r) => r.url().includes(`/stories/${long.id}/events`));
  await page.getByRole("button", { name: "Keep" }).click();
  await page.locator(".corrections li").first().waitFor();
  check(/"value":"CHN",.*"names":\["China"\]/.test(await (await anew).text()), "correction: what was found is not told anew at once");
  await settle(page);
  check((await page.locator(".corrections li").count()) === 1, "correction: shown more than once");
  await page.reload();
  await settle(page);
  await page.locator("p.text .mark.trigger").first().click();
  check((await page.locator(".corrections").innerText()).includes("CHN"), "correction: not there after reloading");
  await page.getByRole("button", { name: "Take back" }).click();
  await page.locator(".corrections li").nth(1).waitFor();
  check((await page.locator(".corrections").innerText()).includes("taken back") && (await page.getByRole("button", { name: "Take back" }).count()) === 0, "correction: not taken back");
  await page.context().close();
}
{
  // On paper in dark ink, whatever the screen is, and without what only a screen has.
  const page = await open(`/story/${long.id}`, { colorScheme: "dark" });
  const ink = () => page.locator(".highlights time").first().evaluate((time) => Math.max(...getComputedStyle(time).color.match(/\d+/g).map(Number)));
  check((await ink()) > 140, "story: dark dates in the dark");
  await page.emulateMedia({ media: "print" });
  check((await ink()) < 120 && !(await page.locator(".top").isVisible()) && !(await page.getByRole("button", { name: "Print" }).isVisible()), "story: prints what the screen shows");
  await page.context().close();
}
{
  // A sheet is narrower than the screen was, and nothing is drawn anew for it: what was drawn is made smaller.
  const page = await open("/dyad/KAZ/IND");
  await page.emulateMedia({ media: "print" });
  const drawn = await page.locator(".timeline svg").evaluate((svg) => svg.viewBox.baseVal.width === svg.width.baseVal.value || svg.viewBox.baseVal.width === Number(svg.getAttribute("width")));
  check(drawn, "dyad: months are cut off on paper");
  check(!(await page.locator(".readout").isVisible()), "dyad: paper says to drag");
  await page.context().close();
}
{
  const page = await open(`/story/${stories.find((s) => s.title.includes("uranium")).id}`);
  const before = page.url();
  await page.keyboard.press("n");
  await settle(page);
  check(page.url() !== before && page.url().includes("/story/"), "story: n leads nowhere");
  await page.keyboard.press("p");
  await settle(page);
  check(new URL(page.url()).pathname === new URL(before).pathname, "story: p does not lead back");
  await page.context().close();
}
{
  const page = await open("/search");
  await page.locator(".search input[name=actor]").fill("kazakhstan");
  await page.locator(".several.event summary").click();
  await page.locator(".several input[value=CONSULT]").check();
  await page.locator(".search button.primary").click();
  await settle(page);
  const query = new URL(page.url()).searchParams;
  check(query.get("actor") === "KAZ" && query.get("event") === "CONSULT", `search: the address is ${page.url()}`);
  check((await page.locator(".happening").count()) > 0 && (await page.locator(".happening .category").allInnerTexts()).every((c) => c.startsWith("Consult")), "search: shows others");
  // Several of a kind, and all but these: in the address, and in the form when it is opened from there.
  await page.goto(`${base}/search`);
  await settle(page);
  await page.locator(".search input[name=actor]").fill("kazakhstan, IND");
  await page.locator(".several.event summary").click();
  await page.locator(".several input[value=CONSULT]").check();
  await page.locator(".several input[value=AID]").check();
  await page.locator(".several.event input[name=event-not]").check();
  await accessible(page, "search with open boxes");
  await page.locator(".search button.primary").click();
  await settle(page);
  const chosen = new URL(page.url()).searchParams;
  check(chosen.get("actor") === "KAZ,IND" && chosen.get("event") === "not CONSULT,AID" && !chosen.has("event-not"), `search: several are ${page.url()}`);
  const categories = await page.locator(".happening .category").allInnerTexts();
  check(categories.length > 0 && categories.every((c) => !/^(Consult|Aid)/.test(c)), "search: shows what was excluded");
  await page.reload();
  await settle(page);
  check((await page.locator(".several.event summary").innerText()).includes("not Consult, Aid") && (await page.locator(".search input[name=actor]").inputValue()) === "KAZ, IND", "search: the form forgets several");
  // Counts are those of what is listed, and lead to it.
  await page.getByRole("button", { name: "Counts" }).click();
  await settle(page);
  await page.getByLabel("Count by").selectOption("event");
  await settle(page);
  const number = (text) => Number(text.replace(/\D/g, ""));
  const counted = (await page.locator(".table td:nth-child(2)").allInnerTexts()).reduce((n, text) => n + number(text), 0);
  check(page.url().includes("by=event") && counted > 0 && (await page.locator(".totals").innerText()).replace(/\D.*happening.*/s, "") !== "", `counts: ${page.url()}`);
  check(counted === (await api(`/totals?actor=KAZ,IND&event=${encodeURIComponent("not CONSULT,AID")}&told=happened`)).happenings, `counts: ${counted} in the table`);
  const first = number(await page.locator(".table td:nth-child(2)").first().innerText());
  await page.locator(".table td a").first().click();
  await settle(page);
  check(number((await page.locator(".totals").innerText()).split("happening")[0]) === first, `counts: a link to ${first} shows ${await page.locator(".totals").innerText()}`);
  // The number of a row of two properties leads to just those.
  await page.goto(`${base}/search?show=counts&by=month,event`);
  await settle(page);
  const crossed = page.locator(".table td:nth-child(3) a").first();
  const both = number(await crossed.innerText());
  await crossed.click();
  await settle(page);
  check(number((await page.locator(".totals").innerText()).split("happening")[0]) === both && page.url().includes("event=") && page.url().includes("from="), `counts: ${both} of a month and a category lead to ${page.url()}`);
  // Actors are called by their names; the head of a long table stays below the bar.
  await page.goto(`${base}/search?show=counts&by=actor,month`);
  await settle(page);
  const actors = await page.locator(".counts td:first-child").allInnerTexts();
  check(actors.some((text) => /^Kazakhstan: [a-z ]+ KAZ\.[A-Z]{3}$/.test(text)), `counts: actors are called ${actors.slice(0, 5).join("; ")}`);
  check((await page.locator(".counts > p").innerText()).includes("without its government"), "counts: does not say what a state is");
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight / 2));
  const [bar, head] = await page.evaluate(() => [".top", ".counts thead th"].map((e) => document.querySelector(e).getBoundingClientRect()));
  check(Math.abs(head.top - bar.bottom) < 3, `counts: the head of the table is at ${head.top}, the bar ends at ${bar.bottom}`);
  await page.goto(`${base}/search?show=stories&place=India&dead=1`);
  await settle(page);
  check((await page.locator(".notice").innerText()).includes("not selected by place, dead"), "stories: does not say what they are not selected by");
  await page.goto(`${base}/search?show=stories&q=uranium`);
  await settle(page);
  check((await page.locator(".stories mark").count()) >= 2 && (await page.locator(".search input[name=q]").inputValue()) === "uranium", "search: words are not marked or kept");
  await page.context().close();
}
{
  const page = await open("/");
  await page.keyboard.press("?");
  check(await page.locator("dialog.help[open]").isVisible(), "keys: ? shows no help");
  await accessible(page, "help");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => !document.activeElement.closest("dialog")); // a browser takes its time to close it
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  check(await page.locator("[data-item]").nth(1).evaluate((item) => item === document.activeElement), "keys: j j is not at the second item");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/happening/*").catch(() => undefined);
  await settle(page);
  check(page.url().includes("/happening/"), `keys: j j Enter leads to ${page.url()}`);
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await settle(page);
  check(page.url().endsWith("/actors"), "keys: g a");
  await page.keyboard.press("/");
  await page.keyboard.type("prisoners");
  await page.keyboard.press("Enter");
  await settle(page);
  check(page.url().includes("q=prisoners") && (await page.locator(".stories li").count()) > 0, "keys: / finds nothing");
  await page.keyboard.press("Tab");
  await page.context().close();
}
{
  const page = await open(`/story/${hostile.id}`);
  check((await heading(page)).includes("<script>alert(1)</script>"), "hostile: the headline is not shown as text");
  check((await page.locator("article img, article script").count()) === 0, "hostile: markup became elements");
  check((await page.locator("article").innerText()).includes("<img src=x onerror=alert(2)>"), "hostile: the text is not whole");
  await page.goto(`${base}/search?show=stories&q=Peru`);
  await settle(page);
  check((await page.locator(".stories script, .stories img").count()) === 0, "hostile: markup in a snippet");
  await page.context().close();
}
{
  const response = await fetch(base + "/");
  const html = (await response.text()).replace(/<template data-answer="[^"<>]*">[^<]*<\/template>/g, ""); // text alone
  check(!/<script(?![^>]*\bsrc=)|\son\w+=|style=/i.test(html), "the page has inline script or style");
  check((await (await fetch(base + "/about")).text()).length < 2000, "the page is long");
}

await browser.close();
finish();
