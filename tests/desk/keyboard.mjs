// Walks every page of the desk with the keyboard alone, at two widths, light and dark: Tab reaches everything that can be used, in the order of the page, each stop is seen, marked and
// not under the bar at the top, by night as by day, and nothing holds the focus; then what Enter, Space, Escape and the arrows do. Usage: node keyboard.mjs http://127.0.0.1:PORT CHROMIUM
import { base, check, finish, here, launch, PATIENCE, settle } from "./check.mjs";

const browser = await launch();
const MOST = 700; // stops of a page

async function open(path, width = 1280, colorScheme = "light") {
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  page.on("pageerror", (error) => check(false, `${path}: ${error.message}`));
  await page.goto(base + path);
  await settle(page);
  return page;
}

const api = async (path) => (await fetch(`${base}/api/v1${path}`)).json();

/** In the page: what Tab ought to reach, in the order of the document, numbered. */
function numberStops() {
  const usable = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  const seen = (e) => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== "hidden" && !e.closest("details:not([open]) > :not(summary)");
  const stops = [...document.querySelectorAll(usable)].filter((e) => !e.disabled && e.type !== "hidden" && e.tabIndex >= 0 && !e.closest("dialog:not([open])") && seen(e));
  stops.forEach((e, i) => e.setAttribute("data-stop", i));
  return stops.length;
}

/** In the page: the stop that has the focus, and what is wrong with how it is seen. */
function lookAtStop() {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const name = `${e.tagName.toLowerCase()} ${(e.getAttribute("aria-label") ?? e.textContent ?? e.name ?? "").trim().slice(0, 40)}`;
  const box = e.getBoundingClientRect();
  const style = getComputedStyle(e);
  const wrong = [];
  if (box.width < 1 || box.height < 1) wrong.push("has no size");
  if (box.bottom < 1 || box.top > innerHeight - 1 || box.right < 1 || box.left > innerWidth - 1) wrong.push("is off the screen");
  const top = document.querySelector(".top");
  if (!top.contains(e) && getComputedStyle(top).position === "sticky" && box.bottom <= top.getBoundingClientRect().bottom) wrong.push("is under the bar at the top");
  const circle = e.querySelector(".partner"); // of a map: its rim is the mark
  const rim = circle && parseFloat(getComputedStyle(circle).strokeWidth) >= 2 ? getComputedStyle(circle).stroke : null;
  if (!rim && (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2)) wrong.push("is not marked");
  const rgb = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  let behind = e.parentElement;
  while (behind && (rgb(getComputedStyle(behind).backgroundColor)[3] ?? 1) === 0) behind = behind.parentElement;
  const light = (colour) => {
    const [r, g, b] = rgb(colour).map((v) => ((v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = light(getComputedStyle(behind ?? document.body).backgroundColor);
  const rings = [rim ?? style.outlineColor, ...(style.boxShadow.match(/rgba?\([^)]*\)/g) ?? [])].map(light); // one of two that is seen is enough
  if (!rings.some((ring) => (Math.max(ring, ground) + 0.05) / (Math.min(ring, ground) + 0.05) >= 3)) wrong.push(`is marked in ${style.outlineColor}, which is hardly seen`);
  return { stop: Number(e.dataset.stop ?? -1), name, wrong };
}

/** In the page: every stop gets the focus, as keys give it, and is looked at. */
function lookAtAll() {
  return [...document.querySelectorAll("[data-stop]")].flatMap((e) => {
    e.focus();
    const at = window.lookAtStop();
    return at && at.stop === Number(e.dataset.stop) ? at.wrong.map((wrong) => `${at.name} ${wrong}`) : [`${e.outerHTML.slice(0, 90)} takes no focus`];
  });
}

/** How stops are marked, without a key for each: what the colours of the night change. */
async function look(page, what) {
  await page.evaluate(numberStops);
  await page.keyboard.press("Tab");
  await page.evaluate(`window.lookAtStop = ${lookAtStop}`);
  for (const wrong of await page.evaluate(lookAtAll)) check(false, `${what}: ${wrong}`);
  check(true, what);
}

async function walk(page, what) {
  const n = await page.evaluate(numberStops);
  const reached = [];
  const names = [];
  await page.evaluate(() => document.activeElement?.blur());
  let left = false;
  for (let i = 0; i < Math.min(MOST, n + 5) && !left; i++) {
    here(page);
    await page.keyboard.press("Tab");
    const at = await page.evaluate(lookAtStop);
    left = !at || (reached.length > 0 && at.stop === reached[0]);
    if (left) break;
    for (const wrong of at.wrong) check(false, `${what}: ${at.name} ${wrong}`);
    reached.push(at.stop);
    names.push(at.name);
  }
  check(n > 5, `${what}: ${n} stops`);
  check(left || n > MOST, `${what}: the focus does not come out, it is at ${names.slice(-3).join(" | ")}`);
  const order = reached.filter((stop) => stop >= 0);
  check(order.every((stop, i) => !i || stop >= order[i - 1]), `${what}: Tab does not go in the order of the page: ${order.slice(0, 40)}`);
  const missed = await page.evaluate(([stops, most]) => [...document.querySelectorAll("[data-stop]")].filter((e) => Number(e.dataset.stop) < most && !stops.includes(Number(e.dataset.stop))).map((e) => e.outerHTML.slice(0, 90)), [order, MOST]);
  check(missed.length === 0, `${what}: Tab does not reach ${missed.length}: ${missed.slice(0, 3).join(" | ")}`);
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift+Tab");
  check((await page.evaluate(lookAtStop)) !== null, `${what}: Shift+Tab leads nowhere`);
}

const happenings = (await api("/happenings?limit=500")).items;
const joined = happenings.find((h) => h.sources > 1) ?? happenings[0];
const stories = (await api("/stories?limit=500")).items;
const story = stories.find((s) => s.events > 2 && s.events < 8) ?? stories[0];
const pages = { today: "/", dyad: "/dyad/KAZ/IND", actor: "/actor/KAZ", happening: `/happening/${joined.id}`, story: `/story/${story.id}`, search: "/search?q=talks&show=stories", choose: "/search", actors: "/actors", person: "/person/Nirmala%20Sitharaman", pairs: "/pairs", map: "/search?show=map", counts: "/search?show=counts&by=event", about: "/about" };

for (const [name, path] of Object.entries(pages))
  for (const width of [1280, 360])
    for (const scheme of ["light", "dark"]) {
      const page = await open(path, width, scheme);
      await (scheme === "light" ? walk : look)(page, `${name}, ${width}, ${scheme}`);
      await page.context().close();
    }

// ---- what keys do ----

const focused = (page, selector) => page.waitForFunction((s) => document.activeElement?.matches(s), selector, { timeout: 15000 }).then(() => true, () => false);
/** Tab until something has the focus; false if it never does. */
async function tabTo(page, selector) {
  for (let i = 0; i < MOST; i++) {
    here(page);
    await page.keyboard.press("Tab");
    if (await page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)) return true;
  }
  return false;
}

for (const width of [1280, 360]) {
  const at = (what) => `${what}, ${width}`;
  {
    const page = await open("/", width);
    await page.keyboard.press("Tab");
    check(await focused(page, ".skip"), at("the first Tab is not at the way to the content"));
    await page.keyboard.press("Enter");
    check(await focused(page, "main"), at("Enter there does not lead to the content"));
    await page.keyboard.press("Tab");
    check(await page.evaluate(() => document.querySelector("main").contains(document.activeElement)), at("Tab behind it is not in the content"));
    check(await tabTo(page, ".segments button:last-child"), at("Tab does not reach the filters"));
    await page.keyboard.press("Space");
    await settle(page);
    check(page.url().includes("quad=4") && (await focused(page, ".segments button:last-child")), at("Space does not press the filter, or loses the place"));
    check(await tabTo(page, "label.inline select"), at("Tab does not reach the confidence"));
    for (let i = 0; i < 9 && !page.url().includes("sure=0.5"); i++) {
      await page.keyboard.press("ArrowDown"); // letters must follow each other within a second, which a busy machine does not manage
      await settle(page);
    }
    check(page.url().includes("sure=0.5"), at("arrows do not choose a confidence"));
    check(await tabTo(page, ".happening h3 a"), at("Tab does not reach the first story"));
    await page.keyboard.press("Enter");
    await settle(page);
    check(page.url().includes("/happening/") && (await page.evaluate(() => document.activeElement !== document.body)), at("Enter does not open a story, or the focus is lost"));
    await page.goBack(); // the browser's own key for it is not there without its window
    await settle(page);
    check(page.url().includes("sure=0.5"), at("the way back does not lead back"));
    await page.context().close();
  }
  {
    const page = await open("/pairs", width);
    check(await tabTo(page, ".check input"), at("Tab does not reach the box of pairs inside states"));
    await page.keyboard.press("Space");
    await settle(page);
    check(page.url().includes("within=states"), at("Space does not check a box"));
    await page.context().close();
  }
  {
    const page = await open("/search", width);
    check(await tabTo(page, ".search input[name=actor]"), at("Tab does not reach the field of actors"));
    await page.keyboard.type("kazakhstan");
    await page.keyboard.press("Tab");
    await page.keyboard.type("india");
    await page.keyboard.press("Enter");
    await settle(page);
    const query = new URL(page.url()).searchParams;
    check(query.get("actor") === "KAZ" && query.get("with") === "IND" && (await page.locator(".happening").count()) > 0, at(`Enter in a field finds ${page.url()}`));
    await page.context().close();
  }
  {
    // Boxes behind a field: Enter opens them, Space checks one.
    const page = await open("/search", width);
    check(await tabTo(page, ".several.event summary"), at("Tab does not reach the categories"));
    await page.keyboard.press("Enter");
    check(await tabTo(page, "input[name=event]"), at("Tab does not reach the first category"));
    await page.keyboard.press("Space");
    check(await tabTo(page, "input[name=event-not]"), at("Tab does not reach \"all but these\""));
    await page.keyboard.press("Space");
    await page.keyboard.press("Enter");
    await settle(page);
    check(new URL(page.url()).searchParams.get("event")?.startsWith("not "), at(`boxes checked by keys give ${page.url()}`));
    await page.context().close();
  }
  {
    const page = await open("/dyad/KAZ/IND", width);
    check(await tabTo(page, "summary"), at("Tab does not reach the months as a table"));
    await page.keyboard.press("Enter");
    check(await page.locator("details[open] table").first().isVisible(), at("Enter does not open the table"));
    await page.keyboard.press("Enter");
    check(!(await page.locator("details[open] table").count()), at("Enter does not close the table"));
    await page.context().close();
  }
  {
    const page = await open("/search?show=map", width);
    check(await tabTo(page, ".spot"), at("Tab does not reach a circle of the map"));
    await page.keyboard.press("Space");
    await settle(page);
    check(page.url().includes("box="), at("Space on a circle leads nowhere"));
    await page.context().close();
  }
  {
    // Out of a dialog by Escape, back to where one was.
    const page = await open("/", width);
    check(await tabTo(page, ".top button:last-of-type"), at("Tab does not reach the keys"));
    await page.keyboard.press("Enter");
    check(await page.locator("dialog.help[open]").isVisible(), at("Enter does not open the keys"));
    for (let i = 0; i < 4; i++) await page.keyboard.press("Tab");
    check(await page.evaluate(() => !document.activeElement || document.activeElement === document.body || document.activeElement.closest("dialog") !== null), at("Tab leads behind an open dialog"));
    await page.keyboard.press("Escape");
    check((await page.locator("dialog[open]").count()) === 0 && (await focused(page, ".top button")), at("Escape does not lead back to the button"));
    await page.context().close();
  }
  {
    // The words of a story, the panel that explains them, and a correction that is thought better of.
    const page = await open(`/story/${story.id}`, width);
    check(await tabTo(page, "p.text .mark"), at("Tab does not reach the words marked in a story"));
    await page.keyboard.press("Enter");
    check(await focused(page, ".inspector"), at("Enter on a mark does not lead to what is said of it"));
    check(await tabTo(page, ".inspector .correct button"), at("Tab does not reach the correction"));
    await page.keyboard.press("Enter");
    check(await page.locator("dialog[open]").isVisible(), at("Enter does not open the correction"));
    await page.keyboard.press("Escape");
    check((await page.locator("dialog[open]").count()) === 0 && (await focused(page, ".inspector .correct button")), at("Escape does not close the correction alone"));
    await page.keyboard.press("Escape");
    check(await focused(page, "p.text .mark"), at("Escape does not lead back to the words"));
    await page.context().close();
  }
}

await browser.close();
finish();
