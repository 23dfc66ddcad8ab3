import { useEffect, useState } from "preact/hooks";
import { apiUrl, get, useGet, usePages, type List, type Schemas } from "../api";
import { Spark } from "../charts/spark";
import { Legend } from "../charts/legend";
import { Csv, Score, Shown, Sure, Tags, Threshold, WEAK } from "../parts";
import { navigate, withQuery } from "../router";
import { sentenceOf } from "../sentences";
import { longDate, pairPage, plural, signed } from "../words";

type About = Schemas["About"];
type Dyad = Schemas["Dyad"];

function DyadRow({ of, show }: { of: Dyad; show: "change" | "score" }) {
  return (
    <li>
      <a href={pairPage(of)} data-item>
        <span class="pair">
          {of.a_name} <span class="dim">and</span> {of.b_name}
        </span>
        <Spark months={of.months} />
        <span class="figures">
          {show === "change" && of.change !== null ? (
            <span title={`mean ${signed(of.score)} of ${plural(of.happenings, "happening")} in the last three months, ${of.before === null ? "nothing" : signed(of.before)} of ${of.happenings_before} in the twelve before`}>
              <Score of={of.before} /> <span aria-label="to">→</span> <Score of={of.score} />
            </span>
          ) : (
            <>
              <span class="dim">{plural(of.happenings, "happening")}</span> <Score of={of.score} />
            </>
          )}
        </span>
      </a>
    </li>
  );
}

/** `within`: sectors of one state, of this one where it is named. */
export function DyadList({ title, order, limit = 6, within, hideEmpty = false }: { title: string; order: string; limit?: number; within?: string; hideEmpty?: boolean }) {
  const url = apiUrl("/dyads", { order, limit, ...(within === undefined ? {} : { within: "states", actor: within }) });
  const dyads = useGet<List<Dyad>>(url);
  if (hideEmpty && !dyads.data?.items.length) return null;
  return (
    <section class="card">
      <h2>
        {title} <Csv url={url} />
      </h2>
      <Shown of={dyads} empty={order === "changed" ? "No pair has changed, or there are too few months to say." : "No happenings between two actors in a month that is known."}>
        {(list) => (
          <ul class="dyads">
            {list.items.map((dyad) => (
              <DyadRow key={dyad.a + dyad.b} of={dyad} show={order === "changed" ? "change" : "score"} />
            ))}
          </ul>
        )}
      </Shown>
    </section>
  );
}

const filters: [string, string][] = [["", "All"], ["1,2", "Cooperation"], ["3,4", "Conflict"], ["4", "Material conflict"]];

type Headline = Schemas["Headline"];

/** A story in a line: the headline, what it stands for, the headlines of its other reports, and what else they tell. */
function HeadlineItem({ of }: { of: Headline }) {
  const said = new Set([of.headline, of.lead]);
  const others = of.others.filter((other) => !said.has(other.text) && said.add(other.text));
  return (
    <article class={`happening edge q${of.quad}${of.confidence < WEAK ? " weak" : ""}`}>
      <h3>
        <a href={`/happening/${of.id}`} data-item>
          {of.headline || of.text || of.title}
        </a>
      </h3>
      {of.lead && <p class="snippet">{of.lead}</p>}
      <p class="under">
        <span>{sentenceOf(of, of.actors, of.recipients)}</span>
        {of.source && (
          <span>
            {of.source}
            {of.sources > 1 && ` and ${plural(of.sources - 1, "more source")}`}
          </span>
        )}
        {of.copies > 0 && <span>{plural(of.copies, "copy", "copies")}</span>}
        {of.place?.name && <span class="place">{of.place.name}</span>}
        <Sure of={of.confidence} />
        <Tags of={of} />
        {of.corrected && <span class="tag corrected">corrected</span>}
      </p>
      {others.length > 0 && (
        <ul class="others" aria-label="Also in this story">
          {others.map((other) => (
            <li key={other.id} class={`q${other.quad}`}>
              <a href={`/happening/${other.id}`}>{other.text}</a>
            </li>
          ))}
        </ul>
      )}
    </article>
  );
}

function Headlines({ items, more }: { items: Headline[]; more: (() => void) | null }) {
  const days: { told: string; items: Headline[] }[] = [];
  for (const item of items) {
    const last = days[days.length - 1];
    if (last?.told === item.told) last.items.push(item);
    else days.push({ told: item.told, items: [item] });
  }
  return (
    <div class="happenings">
      {days.map((day) => (
        <section key={day.told}>
          <h2 class="day">{day.told ? <time dateTime={day.told}>Reported on {longDate(day.told)}</time> : "No date"}</h2>
          {day.items.map((item) => (
            <HeadlineItem key={item.id} of={item} />
          ))}
        </section>
      ))}
      {more && (
        <button class="more" onClick={more}>
          More
        </button>
      )}
    </div>
  );
}

function News({ quad, sure }: { quad: string; sure: string }) {
  const path = "/headlines";
  const params = { quad, min_confidence: sure, limit: 40 };
  const pages = usePages<Headline>(path, params);
  return (
    <>
      <div class="bar">
        <div class="segments" role="group" aria-label="Which happenings">
          {filters.map(([value, name]) => (
            <button key={value} aria-pressed={quad === value} onClick={() => navigate(withQuery({ quad: value }), "replace")}>
              {name}
            </button>
          ))}
        </div>
        <Threshold sure={sure} usual="0.2" />
        <Csv url={apiUrl(path, params)} />
      </div>
      <Shown of={pages} empty="Nothing of this kind in the store.">
        {(items) => <Headlines items={items} more={pages.more} />}
      </Shown>
    </>
  );
}

function Lead({ of: a }: { of: About }) {
  if (!a.documents) return <>Nothing has been ingested yet: attache ingest STORE FILE...</>;
  const when = !a.first ? "" : a.first === a.last ? ` of ${longDate(a.first)}` : ` since ${longDate(a.first)}`;
  const undated = a.undated ? ` ${plural(a.undated, "report has", "reports have")} no date and ${a.undated === 1 ? "is" : "are"} counted in no month: give dates with "date" in JSONL.` : "";
  return <>{`The main happening of each report, one entry per story: ${plural(a.happenings, "happening")} ${a.sources ? `from ${plural(a.sources, "publication")} ` : ""}in ${plural(a.documents, "report")}${when}.${undated}`}</>;
}

// How often an open page asks whether more has come in, in milliseconds.
const PATIENCE = 60_000;

/** What the store holds by now, for whoever keeps the page open; asked for while it is looked at, and when it is looked at again. */
function useNewer(shown: About | null): About | null {
  const [newer, set] = useState<About | null>(null);
  useEffect(() => {
    const ask = () => void (document.visibilityState === "visible" && get<About>(apiUrl("/about")).then(set, () => undefined));
    const timer = setInterval(ask, PATIENCE);
    document.addEventListener("visibilitychange", ask);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", ask);
    };
  }, []);
  return shown && newer && newer.documents > shown.documents ? newer : null;
}

/** Everything is asked for at once; about and the happenings come with the page (site.c). */
function Page({ query, again }: { query: URLSearchParams; again: () => void }) {
  const about = useGet<About>(apiUrl("/about"));
  const a = about.data;
  const newer = useNewer(a);
  return (
    <>
      <header class="head">
        <h1 tabIndex={-1}>{a ? (a.last ? longDate(a.last) : a.documents ? "Reports without a date" : "An empty store") : "Today"}</h1>
        <p class="lead">{about.error ? about.error.message : a ? <Lead of={a} /> : "\u00a0"}</p>
        <p role="status" class="newer">
          {a && newer && <button onClick={again}>{plural(newer.documents - a.documents, "new report")}: show what is in them</button>}
        </p>
      </header>
      <div class="columns">
        <div class="main">
          <News quad={query.get("quad") ?? ""} sure={query.get("sure") ?? ""} />
        </div>
        <div class="side">
          <DyadList title="Changed most" order="changed" />
          <DyadList title="Busiest" order="busiest" />
          <DyadList title="Within states" order="busiest" within="" hideEmpty />
          <p class="dim">
            Over the last three months, at any confidence. <a href="/pairs">All pairs</a>
          </p>
          <div class="card quiet">
            <h2>Colours</h2>
            <Legend />
            <p class="dim">Scores run from −10, the worst, to +10, the best.</p>
          </div>
        </div>
      </div>
    </>
  );
}

export function Today({ query }: { query: URLSearchParams }) {
  const [times, set] = useState(0);
  return <Page key={times} query={query} again={() => set(times + 1)} />;
}
