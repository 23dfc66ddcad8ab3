// What is chosen of a store, by all that can be asked for at once: a list of happenings, a map of them, counts, or stories; with how many there are, and the numbers that were told.
import type { ComponentChildren } from "preact";
import { apiUrl, personOfName, useGet, usePages, type Happening, type List, type Params, type Schemas } from "../api";
import { chosenOf, Several, severalOf, shownAs } from "../several";
import { boxOf, SpotMap, textOf } from "../charts/spots";
import { Csv, Happenings, Score, Shown, Table } from "../parts";
import { navigate, withQuery } from "../router";
import { categoryNames, count, keyName, longDate, nice, personPage, plural, quadNames, shortDate, storyTitle, titleCase } from "../words";

type StoryLine = Schemas["StoryLine"];
const fields = ["q", "actor", "with", "from", "to", "event", "context", "quad", "cameo", "mode", "person", "source", "place", "near", "box", "dead", "injured", "arrested", "min_sources", "min_confidence", "told"] as const;
const several = ["event", "context", "quad", "mode"];
const ofStories = new Set<string>(["q", "actor", "with", "from", "to", "event", "context", "source"]);
const ofHappenings = new Set<string>(fields);
const names: Record<string, string> = { quad: "quad class", cameo: "CAMEO code", near: "distance", box: "the map\u2019s box", min_sources: "number of sources", min_confidence: "confidence" };

/** A snippet, the words that were searched for between U+0002 and U+0003. */
function Snippet({ text }: { text: string }) {
  const parts = text.split(/[\u0002\u0003]/);
  return <>{parts.map((part, i) => (i % 2 ? <mark key={i}>{part}</mark> : part))}</>;
}

function Stories({ params }: { params: Params }) {
  const pages = usePages<StoryLine>("/stories", params);
  return (
    <Shown of={pages} empty="No story matches.">
      {(items) => (
        <>
          <h2 class="only-read">Stories</h2>
          <ul class="stories">
            {items.map((story) => (
              <li key={story.id}>
                <h3>
                  <a href={`/story/${story.id}`} data-item>
                    {storyTitle(story)}
                  </a>
                </h3>
                <p class="snippet">
                  <Snippet text={story.snippet} />
                </p>
                <p class="under">
                  {story.source && <span>{story.source}</span>} <time dateTime={story.date}>{shortDate(story.date)}</time> <span>{plural(story.events, "record")}</span>
                  {story.copy_of !== null && <span class="tag">copy</span>}
                </p>
              </li>
            ))}
          </ul>
          {pages.more && (
            <button class="more" onClick={pages.more}>
              Earlier
            </button>
          )}
        </>
      )}
    </Shown>
  );
}

function Found({ params }: { params: Params }) {
  const pages = usePages<Happening>("/happenings", params);
  return (
    <Shown of={pages} empty="No happening matches.">
      {(items) => <Happenings items={items} more={pages.more} />}
    </Shown>
  );
}

/** "55 dead (51 to 60 told), at most 16 in one": the sum of what holds, the sums of the least and the most that reports tell, and the most of one happening. */
function told(of: Schemas["Totals"], name: "dead" | "injured" | "arrested"): string {
  const [sum, least, most, max] = [of[name], of[`${name}_least`], of[`${name}_most`], of[`${name}_max`]];
  if (sum === null) return "";
  return `${count(sum)} ${name}${least !== null && most !== null && least < most ? ` (${count(least)} to ${count(most)} reported)` : ""}, at most ${count(max ?? sum)} in one`;
}

/** On what counts and means stand. */
const basisOf = (params: Params): string => `${params.min_confidence ? `with a confidence of ${params.min_confidence} or more` : "of any confidence"}${params.told === "all" ? ", announced, denied and past ones too" : ""}`;

function Totals({ params }: { params: Params }) {
  const totals = useGet<Schemas["Totals"]>(apiUrl("/totals", params));
  const t = totals.data;
  if (totals.error || !t || !t.happenings) return null;
  return (
    <p class="totals" role="status">
      {t.cut ? `The newest ${plural(t.happenings, "happening")}` : plural(t.happenings, "happening")} {basisOf(params)}, mean score <Score of={t.score} />
      {[...(["dead", "injured", "arrested"] as const).map((name) => told(t, name)), t.placed ? `${count(t.placed)} placed in a town or province` : ""].filter(Boolean).map((words) => (
        <span key={words}>; {words}</span>
      ))}
    </p>
  );
}

function Mapped({ params, box }: { params: Params; box: string }) {
  const url = apiUrl("/places", { ...params, limit: 500 });
  const places = useGet<List<Schemas["Spot"]>>(url);
  return (
    <section class="card wide" aria-label="Map">
      <Shown of={places}>
        {(list) => (
          <>
            <SpotMap spots={list.items} loading={places.loading} box={boxOf(box)} onBox={(next) => navigate(withQuery({ box: next && textOf(next) }), "replace")} />
            <details>
              <summary>The same as a table</summary>
              <Table
                caption="Places, the busiest first"
                rows={list.items}
                csv={url}
                rowKey={(p) => `${p.lat} ${p.lon}`}
                columns={[
                  { head: "Place", cell: (p) => <a href={withQuery({ box: textOf([p.lat - 0.25, p.lon - 0.25, p.lat + 0.25, p.lon + 0.25]) })}>{p.name}</a> },
                  { head: "State", cell: (p) => p.country },
                  { head: "Happenings", number: true, cell: (p) => count(p.happenings) },
                  { head: "Mean", number: true, cell: (p) => <Score of={p.score} /> },
                  { head: "Dead", number: true, cell: (p) => (p.dead === null ? "" : count(p.dead)) },
                ]}
              />
            </details>
          </>
        )}
      </Shown>
    </section>
  );
}

type Count = Schemas["Count"];
const dimensions = ["month", "year", "week", "day", "event", "quad", "mode", "country", "place", "source", "actor", "recipient"];
const dimensionNames: Record<string, string> = { event: "category", quad: "quad class", country: "state", source: "publication" };
const dimensionName = (by: string) => dimensionNames[by] ?? by;
const numbers = ["dead", "injured", "arrested"] as const;

/** The happenings that one value of a property counts, as what a query asks for; nothing where a query cannot ask for just these. */
function behind(name: string, value: string): Record<string, string> | null {
  if (!value || (name === "period" && value.includes("W"))) return null;
  if (name === "period") return { from: value, to: value };
  if (name === "country") return { place: value };
  return ["event", "quad", "mode", "source"].includes(name) ? { [name]: value } : null;
}

/** Those behind all of some values together. */
function addressOf(query: URLSearchParams, values: [string, string][]): string | null {
  const next = new URLSearchParams(query);
  next.set("show", "happenings");
  for (const [name, value] of values) {
    const asked = behind(name, value);
    if (!asked || (asked.place && query.get("place"))) return null;
    for (const [parameter, text] of Object.entries(asked)) next.set(parameter, text);
  }
  return `/search?${next}`;
}

/** A value leads to the happenings that have it; an actor to its page, since it is counted here by the one name that a record gives it. */
function CountedBy({ query, name, value, states }: { query: URLSearchParams; name: string; value: string; states: Map<string, string> }) {
  const text = !value ? "none" : name === "period" && !value.includes("W") ? longDate(value) : name === "event" ? titleCase(value) : name === "quad" ? quadNames[Number(value)] : name === "mode" ? nice(value) : value;
  const isActor = (name === "actor" || name === "recipient") && /^([A-Z]{3}([.:]|$)|[a-z]{3}(:|$))/.test(value) && !value.startsWith("org:");
  const href = isActor ? `/actor/${encodeURIComponent(value)}` : addressOf(query, [[name, value]]);
  const words = ["actor", "recipient", "country"].includes(name) ? keyName(value, states) : "";
  return (
    <>
      {href ? <a href={href}>{words || text}</a> : words || text}
      {words && <span class="dim"> {value}</span>}
    </>
  );
}

// More rows than anybody reads, and the most that a file of the API has.
const ROWS = 500;
const IN_FILES = 10000;

/** How many there are by one or two of their properties; kept in the address as by=month,event. */
function Counts({ params, query, states }: { params: Params; query: URLSearchParams; states: Map<string, string> }) {
  const [first = "month", second = ""] = (query.get("by") ?? "month").split(",");
  const sum = query.get("sum") ?? "";
  const url = apiUrl("/counts", { ...params, by: second ? `${first},${second}` : first, sum, limit: ROWS });
  const counts = useGet<List<Count>>(url);
  const pick = (label: string, value: string, options: [string, string][], change: (next: string) => Record<string, string | null>) => (
    <label class="inline">
      {label}{" "}
      <select value={value} onChange={(e) => navigate(withQuery(change(e.currentTarget.value)), "replace")}>
        {options.map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
  const named = (list: string[]): [string, string][] => list.map((name) => [name, dimensionName(name)]);
  const by = (a: string, b: string) => ({ by: b && b !== a ? `${a},${b}` : a });
  const other = ([name]: [string, string]) => name !== first;
  const keys = (row: Count | undefined) => (row ? Object.keys(row).slice(0, Object.keys(row).indexOf("happenings")) : []);
  return (
    <section class="card wide counts" aria-label="Counts">
      <div class="bar">
        {pick("Count by", first, named(dimensions), (next) => by(next, second))}
        {pick("and by", second, [["", "nothing else"], ...named(dimensions).filter(other)], (next) => by(first, next))}
        {pick("add up", sum, [["", "nothing"], ...numbers.map((n): [string, string] => [n, n])], (next) => ({ sum: next }))}
      </div>
      {[first, second].some((name) => name === "actor" || name === "recipient") && (
        <p class="dim">Each counts under the one code that a record gives: a state here is the state as such, without its government, parties and other sectors, which have rows of their own.</p>
      )}
      <Shown of={counts} empty="No happening matches.">
        {(list) => (
          <>
            <Table
              caption={`Happenings ${basisOf(params)}, and their mean score`}
              rows={list.items}
              csv={url}
              rowKey={(row) => keys(row).map((key) => row[key]).join()}
              columns={[
                ...keys(list.items[0]).map((key) => ({ head: titleCase(dimensionName(key)), cell: (row: Count) => <CountedBy query={query} name={key} value={String(row[key] ?? "")} states={states} /> })),
                { head: "Happenings", number: true, cell: (row) => <Counted query={query} row={row} of={keys(row)} /> },
                { head: "Cooperation", number: true, cell: (row) => count(row.verbal_cooperation + row.material_cooperation) },
                { head: "Conflict", number: true, cell: (row) => count(row.verbal_conflict + row.material_conflict) },
                { head: "Mean", number: true, cell: (row) => <Score of={row.happenings_mean_score} /> },
                ...(sum ? [{ head: titleCase(sum), number: true, cell: (row: Count) => <Summed row={row} of={sum} /> }] : []),
              ]}
            />
            {list.items.length === ROWS && <p class="dim">The first {count(ROWS)} rows. The files have up to {count(IN_FILES)}; attache query --by has all.</p>}
          </>
        )}
      </Shown>
    </section>
  );
}

/** The number of a row, which leads to its happenings. */
function Counted({ query, row, of }: { query: URLSearchParams; row: Count; of: string[] }) {
  const href = addressOf(query, of.map((key) => [key, String(row[key] ?? "")]));
  return href ? <a href={href}>{count(row.happenings)}</a> : <>{count(row.happenings)}</>;
}

function Summed({ row, of }: { row: Count; of: string }) {
  const [sum, least, most] = [row[of], row[`${of}_least`], row[`${of}_most`]].map((n) => (n === null || n === undefined ? null : Number(n)));
  if (sum === null || sum === undefined) return null;
  return <>{`${count(sum)}${least !== null && most !== null && least! < most! ? ` (${count(least!)} to ${count(most!)})` : ""}`}</>;
}

/** The pages of people of a name, or of a part of it. */
function Named({ name }: { name: string }) {
  const people = useGet<List<Schemas["PersonFound"]>>(apiUrl("/people", { name, limit: 6 }));
  if (!people.data?.items.length) return null;
  return (
    <p class="dim">
      People of that name:{" "}
      {people.data.items.map((p, i) => (
        <span key={p.name}>
          {i > 0 && ", "}
          <a href={personPage(p.name)}>{p.name}</a>
        </span>
      ))}
    </p>
  );
}

function Field({ name, label, children }: { name: string; label: string; children: ComponentChildren }) {
  return (
    <label class={`field ${name}`}>
      <span>{label}</span>
      {children}
    </label>
  );
}

export function SearchPage({ query }: { query: URLSearchParams }) {
  const contexts = useGet<List<Schemas["ContextName"]>>(apiUrl("/contexts"));
  const actors = useGet<List<Schemas["Actor"]>>(apiUrl("/actors", { limit: 500 }));
  const states = new Map(actors.data?.items.map((a) => [a.code, a.name]));
  const modes = useGet<List<Schemas["ModeName"]>>(apiUrl("/modes"));
  const sources = useGet<List<Schemas["Source"]>>(apiUrl("/sources", { limit: 100 }));
  const at = (name: string) => query.get(name) ?? "";
  const show = at("show") === "stories" || (!at("show") && at("source")) ? "stories" : at("show") === "map" || at("show") === "counts" ? at("show") : "happenings";
  const told = at("told") === "all" ? "all" : "happened"; // as on the pages of pairs and actors
  const params = (allowed: Set<string>): Params => Object.fromEntries(fields.filter((f) => allowed.has(f)).map((f) => [f, f === "told" ? told : at(f)]));
  const asked = params(show === "stories" ? ofStories : ofHappenings);
  const chosen = { ...asked, limit: 30 };
  const left = fields.filter((f) => at(f) && !ofStories.has(f) && f !== "told"); // in the address from another view

  const go = async (form: HTMLFormElement, changes: Record<string, string> = {}) => {
    const next = new URLSearchParams();
    const data = new FormData(form);
    for (const name of several) if (data.has(name)) next.set(name, severalOf(data, name));
    for (const [name, value] of data) if (!several.includes(name) && !name.endsWith("-not") && String(value).trim()) next.set(name, String(value).trim());
    for (const [name, value] of Object.entries(changes)) next.set(name, value);
    if (next.has("cameo")) next.set("cameo", next.get("cameo")!.replace(/ *, */g, ","));
    for (const code of ["actor", "with"]) if (next.has(code)) next.set(code, await codesOf(next.get(code)!, actors.data?.items ?? []));
    navigate(`/search?${next}`);
  };
  const form = (
      <form
        class="card wide search"
        key={query.toString()}
        role="search"
        aria-label="Search the store"
        onSubmit={(event) => {
          event.preventDefault();
          void go(event.currentTarget);
        }}
      >
        <input type="hidden" name="show" value={show} />
        {show === "counts" && ["by", "sum"].map((name) => at(name) && <input type="hidden" name={name} value={at(name)} key={name} />)}
        <Field name="q" label="Words">
          <input name="q" type="search" maxLength={200} defaultValue={at("q")} placeholder='uranium, "joint exercise", sanction*' />
        </Field>
        <Field name="actor" label="Actor">
          <input name="actor" list="actors" defaultValue={shownAs(at("actor"))} placeholder="KAZ, NGA.REB" title="one or several, separated by commas; before them, not: all but these" autocomplete="off" />
        </Field>
        <Field name="with" label="and">
          <input name="with" list="actors" defaultValue={shownAs(at("with"))} placeholder="IND, CHN" title="one or several, separated by commas" autocomplete="off" />
        </Field>
        <Field name="from" label="From">
          <input name="from" defaultValue={at("from")} placeholder="2017-03" pattern="\d{4}(-\d\d){0,2}" title="YYYY, YYYY-MM or YYYY-MM-DD" />
        </Field>
        <Field name="to" label="to">
          <input name="to" defaultValue={at("to")} placeholder="2018" pattern="\d{4}(-\d\d){0,2}" title="YYYY, YYYY-MM or YYYY-MM-DD" />
        </Field>
        <Several name="event" label="Category" value={at("event")} options={categoryNames.map((name) => [name, titleCase(name)])} />
        <Several name="context" label="Context" value={at("context")} options={(contexts.data?.items ?? chosenOf(at("context")).map((context) => ({ context }))).map((c) => [c.context, nice(c.context)])} />
        {show !== "stories" && (
          <>
            <Several name="quad" label="Quad class" value={at("quad")} options={quadNames.slice(1).map((name, i) => [String(i + 1), name])} />
            <Several name="mode" label="Mode" value={at("mode")} options={(modes.data?.items ?? chosenOf(at("mode")).map((mode) => ({ mode }))).map((m) => [m.mode, nice(m.mode)])} />
            <Field name="cameo" label="CAMEO codes">
              <input name="cameo" defaultValue={at("cameo")} maxLength={200} placeholder="19, 1712" pattern="(not +)?\d{2,4}( *, *\d{2,4})*" title="codes of two to four digits, each with its subcodes; before them, not: all but these" />
            </Field>
            <Field name="person" label="Person">
              <input name="person" defaultValue={at("person")} maxLength={200} />
            </Field>
            <Field name="min_sources" label="Sources, at least">
              <input name="min_sources" type="number" min={1} max={999} defaultValue={at("min_sources")} />
            </Field>
            <Field name="place" label="Place">
              <input name="place" defaultValue={at("place")} maxLength={200} placeholder="Nigeria, Borno, Lagos" />
            </Field>
            <Field name="near" label="Near, kilometres">
              <input name="near" defaultValue={at("near")} maxLength={200} placeholder="Abuja,50" />
            </Field>
            {(["dead", "injured", "arrested"] as const).map((name) => (
              <Field name={name} label={`${titleCase(name)}, at least`} key={name}>
                <input name={name} type="number" min={1} max={1000000000} defaultValue={at(name)} />
              </Field>
            ))}
            <Field name="min_confidence" label="Confidence">
              <select name="min_confidence">
                {["", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9"].map((value) => (
                  <option key={value} value={value} selected={at("min_confidence") === value}>
                    {value ? `at least ${value}` : "any"}
                  </option>
                ))}
              </select>
            </Field>
            <Field name="told" label="Told">
              <select name="told">
                <option value="">to have happened</option>
                <option value="all" selected={told === "all"}>
                  announced, denied and past too
                </option>
              </select>
            </Field>
            {at("box") && <input type="hidden" name="box" value={at("box")} />}
          </>
        )}
        <Field name="source" label="Publication">
          <input name="source" list="sources" defaultValue={at("source")} maxLength={2000} placeholder="one; another" title="one or several, separated by semicolons; before them, not: all but these" />
        </Field>
        <button class="primary">Search</button>
        <datalist id="sources">
          {sources.data?.items.map((s) => (
            <option key={s.source} value={s.source} />
          ))}
        </datalist>
        <datalist id="actors">
          {actors.data?.items.map((a) => (
            <option key={a.code} value={a.code}>
              {a.name}
            </option>
          ))}
        </datalist>
      </form>
  );
  return (
    <>
      <header class="head">
        <h1 tabIndex={-1}>{show === "map" ? "Map" : show === "counts" ? "Counts" : "Search"}</h1>
      </header>
      {show === "map" || show === "counts" ? (
        <details class="choose" open={fields.some((f) => f !== "box" && at(f))}>
          <summary>Choose what is shown</summary>
          {form}
        </details>
      ) : (
        form
      )}
      <div class="bar">
        <div class="segments" role="group" aria-label="What to show">
          {["happenings", "map", "counts", "stories"].map((value) => (
            <button
              key={value}
              aria-pressed={show === value}
              onClick={() => {
                const next = new URLSearchParams(query);
                next.set("show", value);
                navigate(`/search?${next}`, "replace");
              }}
            >
              {titleCase(value)}
            </button>
          ))}
        </div>
        {at("box") && (
          <button class="quiet" onClick={() => navigate(withQuery({ box: null }), "replace")}>
            Not in a box
          </button>
        )}
        {show !== "counts" && <Csv url={apiUrl(show === "stories" ? "/stories" : "/happenings", chosen)} />}
      </div>
      {at("person") && show !== "stories" && <Named name={at("person")} />}
      {show !== "stories" && <Totals params={asked} />}
      {show === "map" && <Mapped params={asked} box={at("box")} />}
      {show === "counts" && <Counts params={asked} query={query} states={states} />}
      {show === "stories" && left.length > 0 && (
        <p class="notice" role="status">
          Stories are not selected by {left.map((f) => names[f] ?? f).join(", ")}: they are found by words, actors, dates, category, context and publication.
        </p>
      )}
      {show === "stories" ? <Stories params={chosen} /> : show !== "counts" && <Found params={chosen} />}
    </>
  );
}

/** "kazakhstan, IND" as KAZ,IND, with "not " before them as it was. */
async function codesOf(typed: string, actors: Schemas["Actor"][]): Promise<string> {
  const [denied, list] = /^not /i.test(typed) ? ["not ", typed.slice(4)] : ["", typed];
  const names = list.split(",").map((name) => name.trim()).filter(Boolean);
  return denied + (await Promise.all(names.map((name) => codeOf(name, actors)))).join(",");
}

/** "kazakhstan" as KAZ, or as much of the name as tells the busiest; "angela merkel" as @Angela Merkel. What is no name that we know stays as it was typed, and the API says what is wrong with it. */
async function codeOf(typed: string, actors: Schemas["Actor"][]): Promise<string> {
  if (typed.includes("@")) return typed;
  const lower = typed.toLowerCase();
  const named = (fits: (name: string) => boolean) => actors.find((a) => fits(a.name.toLowerCase()))?.code;
  const code = actors.find((a) => a.code === typed)?.code ?? named((name) => name === lower);
  if (code) return code;
  if (/^[a-z]{3}$/i.test(typed)) return typed.toUpperCase();
  if (/^[A-Z]{3}[.:]/.test(typed)) return typed;
  const begun = named((name) => name.startsWith(lower)) ?? named((name) => name.includes(lower));
  if (begun) return begun;
  const person = await personOfName(typed).catch(() => "");
  return person ? `@${person}` : typed;
}
