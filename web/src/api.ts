// What the desk's API answers, typed by its own description (openapi.json becomes api.d.ts when the front end is built).
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { components } from "./api.d";

export type Schemas = components["schemas"];
export type Happening = Schemas["Happening"];
export type Report = Schemas["Report"];
export type Party = Schemas["Party"];
export type Story = Schemas["Story"];
export interface List<T> {
  items: T[];
  next: string | null;
}
export type Params = Record<string, string | number | null | undefined>;

/** The address of an API path with its parameters, empty ones left out. */
export function apiUrl(path: string, params: Params = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value !== null && value !== undefined && value !== "") query.set(name, String(value));
  const text = query.toString();
  return `/api/v1${path}${text ? `?${text}` : ""}`;
}

export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

async function answerOf<T>(response: Response): Promise<T> {
  if (response.ok) return (await response.json()) as T;
  const problem = (await response.json().catch(() => null)) as Schemas["Problem"] | null;
  throw new ApiError(response.status, problem?.detail ?? `The desk answered ${response.status}.`);
}

export async function get<T>(url: string, signal?: AbortSignal): Promise<T> {
  return answerOf<T>(await fetch(url, { signal, headers: { Accept: "application/json" } }));
}

export async function sendCorrection(correction: Schemas["NewCorrection"]): Promise<Schemas["Correction"]> {
  const headers = { "Content-Type": "application/json" };
  return answerOf(await fetch("/api/v1/corrections", { method: "POST", headers, body: JSON.stringify(correction) }));
}

/** The code of an actor as somebody types it: a code, or a name of which the busiest actor that is called so is meant; "" where nobody is. */
export async function codeOfName(typed: string): Promise<string> {
  const text = typed.trim();
  if (/^[A-Z]{3}([.:].*)?$|^[a-z]{3}:/.test(text)) return text;
  const { items } = await get<List<Schemas["Actor"]>>(apiUrl("/actors", { name: text, limit: 20, within: "states" }));
  const lower = text.toLowerCase();
  return (items.find((a) => a.name.toLowerCase() === lower || a.code.toLowerCase() === lower) ?? items[0])?.code ?? "";
}

/** The name of the person whom somebody typed in place of an actor: of that name, else the busiest whose name has it in it; "" where nobody is called so. */
export async function personOfName(typed: string): Promise<string> {
  const { items } = await get<List<Schemas["PersonFound"]>>(apiUrl("/people", { name: typed, limit: 20 }));
  return (items.find((p) => p.name.toLowerCase() === typed.toLowerCase()) ?? items[0])?.name ?? "";
}

/** Takes the last correction of a field back, in somebody's name. */
export async function undoCorrection(number: number, who: string): Promise<Schemas["Correction"]> {
  const headers = { "Content-Type": "application/json" };
  return answerOf(await fetch("/api/v1/corrections/undo", { method: "POST", headers, body: JSON.stringify({ number, who }) }));
}

/** What the page came with (desk.c writes it there); once, since it may be older than what is asked for later. */
function brought<T>(url: string | null): T | null {
  const answer = url && [...document.querySelectorAll<HTMLTemplateElement>("template[data-answer]")].find((t) => t.dataset.answer === url);
  if (!answer) return null;
  answer.remove();
  return JSON.parse(answer.content.textContent ?? "") as T;
}

export interface Loaded<T> {
  data: T | null;
  error: Error | null;
  loading: boolean;
}

/** What an address answers; what it answered before stays until the new answer is there, so that nothing flickers. It is asked for before anything is drawn. */
export function useGet<T>(url: string | null, again = 0): Loaded<T> {
  const [state, set] = useState<Loaded<T>>(() => {
    const data = brought<T>(url);
    return { data, error: null, loading: url !== null && data === null };
  });
  const isHere = useRef(state.data !== null);
  useLayoutEffect(() => {
    if (isHere.current) return void (isHere.current = false);
    if (url === null) return set({ data: null, error: null, loading: false });
    const abort = new AbortController();
    set((old) => ({ ...old, loading: true }));
    get<T>(url, abort.signal).then(
      (data) => set({ data, error: null, loading: false }),
      (error: Error) => abort.signal.aborted || set({ data: null, error, loading: false }),
    );
    return () => abort.abort();
  }, [url, again]);
  return state;
}

/** Pages of a list, one behind another. */
export function usePages<T>(path: string, params: Params): Loaded<T[]> & { more: (() => void) | null } {
  const url = apiUrl(path, params);
  const [pages, setPages] = useState<{ url: string; items: T[]; next: string | null }>({ url: "", items: [], next: null });
  const first = useGet<List<T>>(url);
  useLayoutEffect(() => {
    if (first.data && !first.loading) setPages({ url, items: first.data.items, next: first.data.next });
  }, [first.data, first.loading]);
  const more = () =>
    void get<List<T>>(apiUrl(path, { ...params, key: pages.next })).then((page) =>
      setPages((old) => (old.url === url ? { url, items: [...old.items, ...page.items], next: page.next } : old)),
    );
  return { data: first.data && pages.url ? pages.items : null, error: first.error, loading: first.loading || (first.data !== null && pages.url !== url), more: pages.next ? more : null };
}
