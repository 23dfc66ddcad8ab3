// The desk: which page an address is, and what stands around every page.
import "./style.css";
import { render, type JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { codeOfName, personOfName } from "./api";
import { pages, type PageName } from "./codebook";
import { keyHelp, keysAreOn, listenForKeys, setKeys } from "./keys";
import { later } from "./later";
import { Today } from "./pages/today";
import { followLinks, navigate, usePlace, type Place } from "./router";
import { isSector, personPage } from "./words";

const AboutPage = later(() => import("./pages/about").then((m) => m.AboutPage));
const ActorPage = later(() => import("./pages/actor").then((m) => m.ActorPage));
const ActorsPage = later(() => import("./pages/actor").then((m) => m.ActorsPage));
const DyadPage = later(() => import("./pages/dyad").then((m) => m.DyadPage));
const HappeningPage = later(() => import("./pages/happening").then((m) => m.HappeningPage));
const PairsPage = later(() => import("./pages/pairs").then((m) => m.PairsPage));
const PersonPage = later(() => import("./pages/person").then((m) => m.PersonPage));
const SearchPage = later(() => import("./pages/search").then((m) => m.SearchPage));
const StoryPage = later(() => import("./pages/story").then((m) => m.StoryPage));

/** What a click may lead to, while nobody waits. */
function fetchOtherPages(): void {
  for (const page of [DyadPage, HappeningPage, StoryPage, ActorPage, PersonPage, PairsPage, SearchPage, AboutPage]) page.fetch().catch(() => undefined);
}

const isCode = (text: string | undefined): text is string => /^[A-Z]{3}(\.[A-Z]{3})?$|^[A-Za-z]{3}:[^/]+$|^[a-z]{3}$/.test(text ?? "");

/** /actor/Nigeria, /dyad/Nigeria/Boko Haram: looked up by name; /actor/Angela Merkel leads to her own page, /dyad/Angela Merkel/Russia to what is between them. */
function ByName({ kind, names }: { kind: string; names: string[] }) {
  const [unknown, setUnknown] = useState("");
  useEffect(() => {
    void Promise.all(names.map(codeOfName)).then((codes) => {
      if (codes.every(Boolean)) return navigate(`/${kind}/${codes.map(encodeURIComponent).join("/")}`, "replace");
      return Promise.all(names.map((name, i) => codes[i] || personOfName(name).then((person) => person && `@${person}`))).then((all) => {
        const missing = names.find((_, i) => !all[i]);
        if (missing !== undefined) return setUnknown(missing);
        const [a, b] = all.map((who) => encodeURIComponent(who));
        navigate(kind === "actor" ? personPage(all[0]!.slice(1)) : `/search?actor=${a}&with=${b}`, "replace");
      });
    }).catch(() => setUnknown(names.join(", ")));
  }, [kind, ...names]);
  return unknown ? (
    <header class="head">
      <h1 tabIndex={-1}>Nobody called {unknown}</h1>
      <p class="lead">
        No actor of that name is in this store. <a href="/actors">All actors</a>
      </p>
    </header>
  ) : (
    <p class="loading" aria-label="loading" role="status" />
  );
}

const isId = (text: string | undefined): text is string => /^\d{1,18}$/.test(text ?? "");

/** Who types an address may not know that a state's code is in capitals and a sector's is not: /actor/kaz is /actor/KAZ. */
function asWritten(path: string): string {
  const right = (code: string) => (isSector(code.toUpperCase()) ? code.toLowerCase() : code.toUpperCase());
  return path.replace(/^\/(actor|dyad)\/(?=[A-Za-z]{3}(\/[A-Za-z]{3})?$)(.*)/, (_, kind: string, _second, codes: string) => `/${kind}/${codes.split("/").map(right).join("/")}`);
}

type Shown = (place: Place, one?: string, two?: string) => JSX.Element | false | undefined | "";
/** What each page of src/desk/pages.def shows; nothing if its address names nothing that there could be. */
const shown: Record<PageName, Shown> = {
  "": ({ query }) => <Today query={query} />,
  dyad: ({ path, query }, one, two) =>
    isCode(one) && isCode(two) ? <DyadPage key={path} a={one} b={two} query={query} /> : one && two && <ByName kind="dyad" names={[one, two]} />,
  actor: ({ path, query }, one, two) => (isCode(one) ? <ActorPage key={path} code={one} query={query} /> : one && !two && <ByName kind="actor" names={[one]} />),
  actors: ({ query }) => <ActorsPage query={query} />,
  person: ({ path, query }, one, two) => one && !two && <PersonPage key={path} who={one} query={query} />,
  pairs: ({ query }) => <PairsPage query={query} />,
  happening: ({ path }, one) => isId(one) && <HappeningPage key={path} id={one} />,
  story: ({ path, query }, one) => isId(one) && <StoryPage key={path} id={one} query={query} />,
  search: ({ query }) => <SearchPage query={query} />,
  about: () => <AboutPage />,
};

function pageAt(place: Place) {
  const [, name = "", one, two] = place.path.split("/").map(decodeURIComponent);
  const page = pages.find((p) => p === name);
  const found = page !== undefined && shown[page](place, one, two);
  if (found) return found;
  return (
    <header class="head">
      <h1 tabIndex={-1}>There is no such page</h1>
      <p class="lead">
        <a href="/">Today</a>, <a href="/actors">the actors</a> and <a href="/search">the search</a> are where most things can be found.
      </p>
    </header>
  );
}

const themes = ["auto", "light", "dark"];
function useTheme(): [string, () => void] {
  const [theme, set] = useState(() => {
    try {
      return localStorage.getItem("theme") ?? "auto";
    } catch {
      return "auto";
    }
  });
  // Before anything is painted in the other colours.
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = theme;
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // It lasts as long as the page then.
    }
  }, [theme]);
  return [theme, () => set((old) => themes[(themes.indexOf(old) + 1) % themes.length]!)];
}

function Help({ open, close }: { open: boolean; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [on, setOn] = useState(keysAreOn);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} onClose={close} aria-label="Keys" class="help">
      <h2>Keys</h2>
      <dl>
        {keyHelp.map(([key, what]) => (
          <div key={key}>
            <dt>
              {key.split(/ +/).map((k) => (
                <kbd key={k}>{k}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input
          type="checkbox"
          checked={on}
          onChange={() => {
            setKeys(!on);
            setOn(!on);
          }}
        />{" "}
        Single keys do these things
      </label>
      <p class="buttons">
        <button onClick={close}>Close</button>
      </p>
    </dialog>
  );
}

function Top({ path, map, theme, nextTheme, help }: { path: string; map: boolean; theme: string; nextTheme: () => void; help: () => void }) {
  const pages: [string, string][] = [["/", "Today"], ["/actors", "Actors"], ["/pairs", "Pairs"], ["/search", "Search"], ["/search?show=map", "Map"], ["/about", "About the data"]];
  return (
    <header class="top no-print">
      <a class="skip" href="#main">
        To the content
      </a>
      <a class="mark-word" href="/">
        attaché
      </a>
      <nav aria-label="Pages">
        {pages.map(([href, name]) => (
          <a key={href} href={href} aria-current={path + (path === "/search" && map ? "?show=map" : "") === href ? "page" : undefined}>
            {name.split(" ")[0]}
            {name.includes(" ") && <span class="rest"> {name.slice(name.indexOf(" ") + 1)}</span>}
          </a>
        ))}
      </nav>
      <form
        role="search"
        aria-label="Find stories"
        onSubmit={(event) => {
          event.preventDefault();
          const words = String(new FormData(event.currentTarget).get("q") ?? "").trim();
          if (words) navigate(`/search?show=stories&q=${encodeURIComponent(words)}`);
        }}
      >
        <input id="find" name="q" type="search" placeholder="Find stories" aria-label="Find stories" maxLength={200} />
        <kbd aria-hidden="true">/</kbd>
      </form>
      <button class="quiet" onClick={nextTheme} aria-label={`Colours: ${theme}`} title={`Colours: ${theme}`}>
        {theme === "dark" ? "☾" : theme === "light" ? "☀" : "◐"}
      </button>
      <button class="quiet" onClick={help} aria-label="Keys" title="Keys">
        ?
      </button>
    </header>
  );
}

function App() {
  const place = usePlace();
  useEffect(() => navigate(asWritten(place.path) + location.search, "replace"), [place.path]);
  const [theme, nextTheme] = useTheme();
  const [help, setHelp] = useState(false);
  const main = useRef<HTMLElement>(null);
  const shownPath = useRef(place.path);
  useEffect(() => listenForKeys({ help: () => setHelp(true), theme: nextTheme }), []);
  // A new page is announced by its heading, which also names the window.
  useEffect(() => {
    const name = () => {
      const heading = main.current?.querySelector("h1")?.textContent;
      if (heading) document.title = `${heading} · attaché`;
    };
    const observer = new MutationObserver(name);
    observer.observe(main.current!, { subtree: true, childList: true, characterData: true });
    if (shownPath.current !== place.path) main.current?.focus({ preventScroll: true });
    shownPath.current = place.path;
    name();
    return () => observer.disconnect();
  }, [place.path]);
  return (
    <>
      <Top path={place.path} map={place.query.get("show") === "map"} theme={theme} nextTheme={nextTheme} help={() => setHelp(true)} />
      <main id="main" ref={main} tabIndex={-1}>
        {pageAt(place)}
      </main>
      <Help open={help} close={() => setHelp(false)} />
    </>
  );
}

followLinks();
render(<App />, document.getElementById("app")!);
addEventListener("load", () => setTimeout(fetchOtherPages, 1500));
