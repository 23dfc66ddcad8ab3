import { useMemo, useState } from "preact/hooks";
import { apiUrl, codeOfName, useGet, usePages, type Happening, type List, type Schemas } from "../api";
import type { Panel, Span } from "../charts/timeline";
import { bothWays, datesOf, isAllTold, Listed, MonthsCard, People, spanOf, titleOf } from "../parties";
import { Csv, Facts, Notice, PublicationLink, Quad, Score, Shown, Table, Threshold } from "../parts";
import { navigate, withQuery } from "../router";
import { count, longDate, nice, shortDate } from "../words";

type Month = Schemas["Month"];

function VoiceList({ title, voices }: { title: string; voices: Schemas["Voice"][] }) {
  return (
    <div>
      <h3>{title}</h3>
      {voices.length === 0 && <p class="dim">Nothing on their word in this span.</p>}
      <ul class="voices">
        {voices.slice(0, 8).map((voice, i) => (
          <li key={i} class={`edge q${voice.quad}`}>
            <p class="over">
              <Quad quad={voice.quad} /> <b>{voice.source}</b> <span class="dim">{voice.kind}</span> <time dateTime={voice.date}>{shortDate(voice.date)}</time>
            </p>
            <a href={voice.happening ? `/happening/${voice.happening}` : `/story/${voice.story}`}>{voice.text}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Of an actor with itself there is one side. Sectors speak for their state, and for themselves; a body under its own name. */
function Voices({ voices, a, b, names }: { voices: Schemas["Voice"][]; a: string; b: string; names: [string, string] }) {
  const seen = new Set<string>();
  const once = voices.filter((v) => !seen.has(v.source + v.text) && seen.add(v.source + v.text));
  const of = (v: Schemas["Voice"], key: string, name: string) => v.side === key || v.side.startsWith(`${key}.`) || (key.includes(":") && v.source === name);
  const [ofA, ofB] = [(v: Schemas["Voice"]) => of(v, a, names[0]), (v: Schemas["Voice"]) => of(v, b, names[1])];
  return (
    <div class="sides">
      <VoiceList title={`According to ${names[0]}`} voices={once.filter(ofA)} />
      {a !== b && <VoiceList title={`According to ${names[1]}`} voices={once.filter((v) => ofB(v) && !ofA(v))} />}
      <VoiceList title="According to others" voices={once.filter((v) => !ofA(v) && !ofB(v))} />
    </div>
  );
}

function Contexts({ contexts, chosen }: { contexts: Schemas["Context"][]; chosen: string }) {
  return (
    <div class="chips" role="group" aria-label="Context">
      <button aria-pressed={!chosen} onClick={() => navigate(withQuery({ context: null }), "replace")}>
        Everything
      </button>
      {contexts.slice(0, 14).map((c) => (
        <button key={c.context} aria-pressed={chosen === c.context} onClick={() => navigate(withQuery({ context: c.context }), "replace")}>
          {nice(c.context)} <small>{c.happenings}</small>
        </button>
      ))}
    </div>
  );
}

// Of how many happenings a desk looks at the reports (queries.sql).
const LOOKED_AT = 5000;

/** Where a pair is busier than that, people, publications and words are those of the newest. */
function LookedAt({ months, span }: { months: Month[]; span: Span | null }) {
  const inSpan = months.filter((m) => !span || (m.month >= span.from && m.month <= span.to));
  if (inSpan.reduce((sum, m) => sum + m.happenings, 0) <= LOOKED_AT) return null;
  return <p class="dim">People, publications and words are those of the newest {count(LOOKED_AT)} happenings; select a shorter span for earlier ones.</p>;
}

/** Of "KAZ-CHN" or "NGA.MIL-NGA:boko-haram" the two; the name of a body may have hyphens itself. */
function splitPair(also: string): string[] {
  const at = also.search(/-(?=[A-Za-z]{3}([.:]|$))/);
  return at < 0 ? [] : [also.slice(0, at), also.slice(at + 1)];
}

/** Another pair beside this one, in the same time line; kept in the address as also=KAZ-CHN. */
function Beside({ also }: { also: string }) {
  const [a = "", b = ""] = splitPair(also);
  const [unknown, setUnknown] = useState("");
  const show = async (form: FormData) => {
    const typed = ["a", "b"].map((name) => String(form.get(name) ?? "").trim());
    const codes = await Promise.all(typed.map((text) => (text ? codeOfName(text) : "")));
    const missing = typed.find((text, i) => text && !codes[i]);
    setUnknown(missing ?? "");
    if (!missing) navigate(withQuery({ also: codes[0] && codes[1] ? `${codes[0]}-${codes[1]}` : null }), "replace");
  };
  return (
    <form
      class="beside"
      aria-label="Another pair in the same chart"
      onSubmit={(event) => {
        event.preventDefault();
        void show(new FormData(event.currentTarget as HTMLFormElement));
      }}
    >
      <span>Compare with</span> <input name="a" aria-label="First actor of another pair" defaultValue={a} placeholder="Kazakhstan" size={12} maxLength={60} /> <span>and</span>{" "}
      <input name="b" aria-label="Second actor of another pair" defaultValue={b} placeholder="China" size={12} maxLength={60} /> <button>Show</button>
      <span role="status">{unknown && ` No actor called ${unknown} is in this store.`}</span>
      {also && (
        <button type="button" onClick={() => navigate(withQuery({ also: null }), "replace")}>
          Take away
        </button>
      )}
    </form>
  );
}

export function DyadPage({ a, b, query }: { a: string; b: string; query: URLSearchParams }) {
  const context = query.get("context") ?? "";
  const span = spanOf(query);
  const quad = query.get("quad") ?? "";
  const all = isAllTold(query);
  const sure = query.get("sure") ?? "";
  const base = `/dyads/${a}/${b}`;
  const dates = datesOf(query);
  const monthsUrl = apiUrl(`${base}/months`, { context, min_confidence: sure });
  const peopleUrl = apiUrl(`${base}/people`, { ...dates, limit: 20 });
  const sourcesUrl = apiUrl(`${base}/sources`, { ...dates, limit: 20 });
  const listParams = { actor: a, with: b, ...dates, context, quad, min_confidence: sure, told: all ? "all" : "happened", limit: 30 };

  const dyad = useGet<Schemas["DyadSummary"]>(apiUrl(base, { ...dates, min_confidence: sure }));
  const months = useGet<List<Month>>(monthsUrl);
  const contexts = useGet<List<Schemas["Context"]>>(apiUrl(`${base}/contexts`, { ...dates, min_confidence: sure }));
  const people = useGet<List<Schemas["Person"]>>(peopleUrl);
  const voices = useGet<List<Schemas["Voice"]>>(apiUrl(`${base}/voices`, { ...dates, limit: 100 }));
  const sources = useGet<List<Schemas["Publication"]>>(sourcesUrl);
  const happenings = usePages<Happening>("/happenings", listParams);
  const also = query.get("also") ?? "";
  const [c, d] = splitPair(also);
  const besideUrl = c && d ? `/dyads/${encodeURIComponent(c)}/${encodeURIComponent(d)}` : "";
  const beside = useGet<Schemas["DyadSummary"]>(besideUrl ? apiUrl(besideUrl, { ...dates, min_confidence: sure }) : null);
  const besideMonths = useGet<List<Month>>(besideUrl ? apiUrl(`${besideUrl}/months`, { context, min_confidence: sure }) : null);
  const names: [string, string] = [dyad.data?.a_name ?? a, dyad.data?.b_name ?? b];
  const panels = useMemo<Panel[]>(
    () =>
      bothWays(a, b, names)
        .slice(a === b ? 1 : 0)
        .concat(beside.data && c && d ? bothWays(c, d, [beside.data.a_name, beside.data.b_name]) : []),
    [a, b, names[0], names[1], beside.data],
  );

  return (
    <>
      <header class="head">
        <h1 tabIndex={-1}>
          <a href={`/actor/${a}`}>{names[0]}</a> {a === b ? <span class="dim">with itself</span> : <span class="dim">and</span>} {a !== b && <a href={`/actor/${b}`}>{names[1]}</a>}
        </h1>
        <Shown of={dyad}>
          {(d) => (
            <Facts
              of={[
                [sure ? `Happenings, confidence ${sure} or more` : "Happenings", count(d.happenings)],
                ["Records", count(d.events)],
                [sure ? `Mean score of those` : "Mean score of happenings", <Score of={d.score} />],
                ["First", longDate(d.first)],
                ["Last", longDate(d.last)],
                ["Shown", <Threshold sure={sure} />],
              ]}
            />
          )}
        </Shown>
      </header>
      {contexts.data && contexts.data.items.length > 0 && <Contexts contexts={contexts.data.items} chosen={context} />}
      <Beside also={also} key={also} />
      {(beside.error ?? besideMonths.error) && <Notice role="alert">{(beside.error ?? besideMonths.error)!.message}</Notice>}
      <Shown of={months}>{(list) => <MonthsCard months={[...list.items, ...(besideMonths.data?.items ?? [])].sort((x, y) => (x.month < y.month ? -1 : x.month > y.month ? 1 : 0))} panels={panels} span={span} csv={monthsUrl} />}</Shown>
      <div class="columns">
        <Listed title={titleOf(span, "Happenings")} of={happenings} more={happenings.more} params={listParams} told={all}>
          <div class="segments" role="group" aria-label="Quad class">
            {["", "1,2", "3,4"].map((value) => (
              <button key={value} aria-pressed={quad === value} onClick={() => navigate(withQuery({ quad: value }), "replace")}>
                {value === "" ? "All" : value === "1,2" ? "Cooperation" : "Conflict"}
              </button>
            ))}
          </div>
        </Listed>
        <div class="side">
          {months.data && <LookedAt months={months.data.items} span={span} />}
          <section class="card">
            <Shown of={people} empty="Nobody is named in this span.">
              {(list) => <People people={list.items} csv={peopleUrl} caption={sure ? "Who took part, at any confidence" : "Who took part"} />}
            </Shown>
          </section>
          <section class="card">
            <Shown of={sources} empty="No publication reports on them in this span.">
              {(list) => (
                <Table
                  caption={sure ? "Who reports it, at any confidence" : "Who reports it"}
                  rows={list.items}
                  csv={sourcesUrl}
                  rowKey={(s) => s.source}
                  columns={[
                    { head: "Publication", cell: (s) => <PublicationLink name={s.source} /> },
                    { head: "Stories", number: true, cell: (s) => count(s.stories) },
                    { head: "Mean", number: true, cell: (s) => <Score of={s.score} /> },
                  ]}
                />
              )}
            </Shown>
          </section>
        </div>
      </div>
      <section class="card wide after">
        <h2>
          What each side’s sources say <Csv url={apiUrl(`${base}/voices`, dates)} />
        </h2>
        <Shown of={voices}>{(list) => <Voices voices={list.items} a={a} b={b} names={names} />}</Shown>
      </section>
    </>
  );
}
