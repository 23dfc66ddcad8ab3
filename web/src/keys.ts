// Keys: one letter where nothing is typed; all of them can be switched off in the help.
import { navigate } from "./router";

export const keyHelp: [string, string][] = [
  ["/", "Search"], ["?", "This help"], ["j  k", "Next, previous item"], ["Enter", "Open it"], ["n  p", "Next, previous story of the same two"],
  ["g t", "Today"], ["g a", "Actors"], ["g p", "Pairs"], ["g s", "Search page"], ["g m", "Map"], ["g d", "About the data"], ["c", "Colours: light, dark, as the system"], ["Esc", "Close"],
];

export function keysAreOn(): boolean {
  try {
    return localStorage.getItem("keys") !== "off";
  } catch {
    return true;
  }
}

export function setKeys(on: boolean): void {
  try {
    localStorage.setItem("keys", on ? "on" : "off");
  } catch {
    // A browser that keeps nothing has them on.
  }
}

const places: Record<string, string> = { t: "/", a: "/actors", p: "/pairs", s: "/search", m: "/search?show=map", d: "/about" };

function moveFocus(by: number): void {
  const items = [...document.querySelectorAll<HTMLElement>("main [data-item]")].filter((item) => item.offsetParent !== null);
  const at = items.indexOf(document.activeElement as HTMLElement);
  const next = items[at < 0 ? (by > 0 ? 0 : items.length - 1) : Math.max(0, Math.min(items.length - 1, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

export function listenForKeys(actions: { help: () => void; theme: () => void }): () => void {
  let went = 0;
  const onKey = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, dialog") || !keysAreOn()) return;
    const go = Date.now() - went < 1200;
    went = 0;
    const link = (rel: string) => document.querySelector<HTMLAnchorElement>(`a[rel=${rel}]`)?.click();
    if (go && places[event.key]) navigate(places[event.key]!);
    else if (event.key === "g") went = Date.now();
    else if (event.key === "/") document.querySelector<HTMLInputElement>("#find")?.focus();
    else if (event.key === "?") actions.help();
    else if (event.key === "c") actions.theme();
    else if (event.key === "j") moveFocus(1);
    else if (event.key === "k") moveFocus(-1);
    else if (event.key === "n") link("next");
    else if (event.key === "p") link("prev");
    else return;
    event.preventDefault();
  };
  addEventListener("keydown", onKey);
  return () => removeEventListener("keydown", onKey);
}
