import { useMemo } from "preact/hooks";
import { apiUrl, useGet, usePages, type Happening, type List, type Schemas } from "../api";
import { QuadBar } from "../charts/bars";
import { PartnerMap } from "../charts/map";
import { Matrix } from "../charts/matrix";
import { bothWays, datesOf, Listed, MonthsCard, People, spanOf, titleOf } from "../parties";
import { Csv, Facts, Notice, Score, Shown, Table, Threshold } from "../parts";
import { navigate, withQuery } from "../router";
import { count, isSector, longDate, personPage } from "../words";
import { DyadList } from "./today";

type Partner = Schemas["Partner"];

function Partners({ code, partners, csv }: { code: string; partners: Partner[]; csv: string }) {
  const top = Math.max(1, ...partners.map((p) => p.happenings));
  return (
    <Table
      caption="Partners, busiest first, at any confidence"
      rows={partners.slice(0, 25)}
      csv={csv}
      rowKey={(p) => p.code}
      columns={[
        { head: "Partner", cell: (p) => <a href={`/dyad/${code}/${p.code}`} data-item>{p.name}</a> },
        { head: "Share", cell: (p) => <QuadBar of={p} top={top} /> },
        { head: "Happenings", number: true, cell: (p) => count(p.happenings) },
        { head: "Mean", number: true, cell: (p) => <Score of={p.score} /> },
      ]}
    />
  );
}

function Years({ first, last, year }: { first: string; last: string; year: string }) {
  const from = Number(first.slice(0, 4));
  const to = Number(last.slice(0, 4));
  const years = from && to ? Array.from({ length: Math.min(60, to - from + 1) }, (_, i) => String(to - i)) : [];
  return (
    <label class="inline">
      <span class="only-read">Year</span>
      <select value={year} onChange={(e) => navigate(withQuery({ year: e.currentTarget.value }), "replace")}>
        <option value="">all</option>
        {years.map((y) => (
          <option key={y} value={y}>
            {y}
          </option>
        ))}
      </select>
    </label>
  );
}

export function ActorPage({ code, query }: { code: string; query: URLSearchParams }) {
  const year = query.get("year") ?? "";
  const span = spanOf(query);
  const sure = query.get("sure") ?? "";
  const base = `/actors/${code}`;
  const partnersUrl = apiUrl(`${base}/partners`, { year });
  const matrixUrl = apiUrl(`${base}/matrix`, { year });
  const peopleUrl = apiUrl(`${base}/people`, { limit: 25 });
  const monthsUrl = apiUrl(`${base}/months`, { min_confidence: sure });
  const actor = useGet<Schemas["ActorDetail"]>(apiUrl(base));
  const months = useGet<List<Schemas["Month"]>>(monthsUrl);
  const partners = useGet<List<Partner>>(partnersUrl);
  const matrix = useGet<List<Schemas["Cell"]>>(matrixUrl);
  const people = useGet<List<Schemas["Person"]>>(peopleUrl);
  const listParams = { actor: code, ...datesOf(query), min_confidence: sure, told: "happened", limit: 20 };
  const happenings = usePages<Happening>("/happenings", listParams);
  const name = actor.data?.name ?? code;
  const panels = useMemo(() => bothWays(code, "*", [name, "others"]), [code, name]);
  const names = useMemo(() => new Map([[code, name], ...(partners.data?.items ?? []).map((p): [string, string] => [p.code, p.name])]), [partners.data, name]);
  return (
    <>
      <header class="head">
        <h1 tabIndex={-1}>{name}</h1>
        <Shown of={actor}>
          {(a) => (
            <Facts
              of={[
                ["Acts, in records", count(a.acts)],
                ["Is acted upon", count(a.receives)],
                ["Partners", partners.data ? count(partners.data.items.length) : ""],
                ["Inside it", code.length === 3 && !isSector(code.toUpperCase()) ? <a href={`/dyad/${code}/${code}`}>what its own actors do to each other</a> : ""],
                ["First", longDate(a.first)],
                ["Last", longDate(a.last)],
                ["Shown", <Threshold sure={sure} />],
                ["Partners in", <Years first={a.first} last={a.last} year={year} />],
              ]}
            />
          )}
        </Shown>
      </header>
      {actor.data && !actor.data.acts && !actor.data.receives ? (
        <Notice>No actor with this code is in the store. The page Actors lists them all.</Notice>
      ) : (
        <>
          <div class="columns even">
            <div class="side">
              <section class="card" aria-label="Map of partners">
                <p class="scale" aria-label="Colours: mean score from minus eight to eight. Sizes: happenings.">
                  −8 <i aria-hidden="true" /> +8 mean score; the larger, the more happenings
                </p>
                {actor.data && <Shown of={partners}>{(list) => <PartnerMap actor={actor.data!} partners={list.items} />}</Shown>}
              </section>
              <section class="card">
                <h2>
                  Who does what to whom <Csv url={matrixUrl} />
                </h2>
                <Shown of={matrix} empty="No pairs to show.">
                  {(list) => <Matrix cells={list.items} names={names} />}
                </Shown>
              </section>
            </div>
            <section class="card">
              <Shown of={partners} empty="It has no partners in the store.">
                {(list) => <Partners code={code} partners={list.items} csv={partnersUrl} />}
              </Shown>
            </section>
          </div>
          <Shown of={months}>{(list) => <MonthsCard months={list.items} panels={panels} span={span} csv={monthsUrl} />}</Shown>
          <div class="columns">
            <Listed title={(sure ? `Confidence ${sure} or more: ` : "") + titleOf(span, "Newest happenings")} of={happenings} more={happenings.more} params={listParams} />
            <div class="side">
              <DyadList title="Within the state" order="busiest" within={code} limit={12} hideEmpty />
              <section class="card">
                <Shown of={people} empty="None of its people is named in the store.">
                  {(list) => <People people={list.items} csv={peopleUrl} caption="Its people" />}
                </Shown>
              </section>
            </div>
          </div>
        </>
      )}
    </>
  );
}

export function ActorsPage({ query }: { query: URLSearchParams }) {
  const name = query.get("name") ?? "";
  const within = query.get("within") ?? "";
  const url = apiUrl("/actors", { name, within, limit: 500 });
  const actors = useGet<List<Schemas["Actor"]>>(url);
  const peopleUrl = apiUrl("/people", { name, limit: 100 });
  const people = useGet<List<Schemas["PersonFound"]>>(peopleUrl);
  return (
    <>
      <header class="head">
        <h1 tabIndex={-1}>Actors</h1>
        <label class="inline">
          Name or code <input type="search" value={name} onInput={(e) => navigate(withQuery({ name: e.currentTarget.value }), "replace")} />
        </label>
        {!name && (
          <a class="inline" href="#people">
            To the people
          </a>
        )}
        <label class="check">
          <input type="checkbox" checked={within !== ""} onChange={() => navigate(withQuery({ within: within ? null : "states" }), "replace")} /> sectors of states too
        </label>
      </header>
      <section class="card wide">
        <Shown of={actors} empty={name ? "No actor of that name in the store." : "The store has no actors yet."}>
          {(list) => (
            <Table
              caption="States, groups and bodies, busiest first"
              rows={list.items}
              csv={url}
              rowKey={(a) => a.code}
              columns={[
                { head: "Actor", cell: (a) => <a href={`/actor/${a.code}`} data-item>{a.name}</a> },
                { head: "Code", cell: (a) => a.code },
                { head: "Acts", number: true, cell: (a) => count(a.acts) },
                { head: "Is acted upon", number: true, cell: (a) => count(a.receives) },
              ]}
            />
          )}
        </Shown>
      </section>
      <section class="card wide after" id="people">
        <Shown of={people} empty={name ? "Nobody of that name in the store." : "The store names nobody yet."}>
          {(list) => (
            <Table
              caption={list.items.length === 100 ? "People, the 100 busiest" : "People, busiest first"}
              rows={list.items}
              csv={peopleUrl}
              rowKey={(p) => p.name}
              columns={[
                { head: "Name", cell: (p) => <a href={personPage(p.name)} data-item>{p.name}</a> },
                { head: "Office", cell: (p) => p.office },
                { head: "Stands for", cell: (p) => p.codes.filter(Boolean).join(", ") },
                { head: "Times named", number: true, cell: (p) => count(p.named) },
              ]}
            />
          )}
        </Shown>
      </section>
    </>
  );
}
