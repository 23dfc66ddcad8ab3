// A person: what is recorded of everybody of one name, or of those of the name who stand for one state (CODE@NAME).
import { useMemo } from "preact/hooks";
import { apiUrl, useGet, usePages, type Happening, type List, type Schemas } from "../api";
import { bothWays, datesOf, isAllTold, Listed, MonthsCard, People, spanOf, titleOf } from "../parties";
import { Facts, Score, Shown, Table, Threshold } from "../parts";
import { asActor, count, longDate, personPage, splitPerson } from "../words";

type Partner = Schemas["PersonPartner"];

function Partners({ who, partners, csv, caption }: { who: string; partners: Partner[]; csv: string; caption: string }) {
  return (
    <Table
      caption={caption}
      rows={partners}
      csv={csv}
      rowKey={(p) => p.code}
      columns={[
        { head: "Partner", cell: (p) => <a href={`/search?actor=${encodeURIComponent(asActor(who))}&with=${encodeURIComponent(p.code)}`}>{p.name}</a> },
        { head: "In", number: true, cell: (p) => count(p.happenings) },
        { head: "Conflict", number: true, cell: (p) => count(p.conflict) },
        { head: "Mean", number: true, cell: (p) => <Score of={p.score} /> },
      ]}
    />
  );
}

/** For whom records of the name stand; with several, each leads to those of one. */
function States({ who, states }: { who: string; states: Schemas["PersonDetail"]["states"] }) {
  const [chosen, name] = splitPerson(who);
  const told = (s: (typeof states)[number]) => `${s.name || "no state"} (${count(s.happenings)})`;
  if (states.length < 2 && !chosen) return <>{states.map(told).join("")}</>;
  return (
    <>
      {states.map((s, i) => (
        <span key={s.code}>
          {i > 0 && ", "}
          {!s.code || s.code === chosen ? told(s) : <a href={personPage(`${s.code}@${name}`)}>{told(s)}</a>}
        </span>
      ))}
      {chosen && (
        <>
          {"; "}
          <a href={personPage(name)}>all of the name</a>
        </>
      )}
    </>
  );
}

export function PersonPage({ who, query }: { who: string; query: URLSearchParams }) {
  const span = spanOf(query);
  const sure = query.get("sure") ?? "";
  const all = isAllTold(query);
  const base = `/people/${encodeURIComponent(who)}`;
  const dates = datesOf(query);
  const partnersUrl = apiUrl(`${base}/partners`, { ...dates, limit: 25 });
  const peopleUrl = apiUrl(`${base}/people`, { ...dates, limit: 25 });
  const monthsUrl = apiUrl(`${base}/months`, { min_confidence: sure });
  const person = useGet<Schemas["PersonDetail"]>(apiUrl(base, { ...dates, min_confidence: sure }));
  const months = useGet<List<Schemas["Month"]>>(monthsUrl);
  const partners = useGet<List<Partner>>(partnersUrl);
  const people = useGet<List<Schemas["Person"]>>(peopleUrl);
  const listParams = { actor: asActor(who), ...dates, min_confidence: sure, told: all ? "all" : "happened", limit: 20 };
  const happenings = usePages<Happening>("/happenings", listParams);
  const [chosen, typed] = splitPerson(who);
  const name = person.data?.name ?? typed;
  const panels = useMemo(() => bothWays(typed, "*", [name, "others"]), [typed, name]);
  return (
    <Shown of={person} page>
      {(p) => (
        <>
          <header class="head">
            <h1 tabIndex={-1}>{p.name}</h1>
            <Facts
              of={[
                ["Named as", p.offices.join(", ")],
                [chosen ? "Of the name stand for" : "Stands for", <States who={who} states={p.states} />],
                [sure ? `Happenings, confidence ${sure} or more` : "Happenings", count(p.happenings)],
                ["Records", count(p.events)],
                ["Acts in", count(p.acts)],
                ["Is acted upon in", count(p.receives)],
                ["Mean score of happenings", <Score of={p.score} />],
                ["First", longDate(p.first)],
                ["Last", longDate(p.last)],
                ["Shown", <Threshold sure={sure} />],
              ]}
            />
            <p class="dim">A store knows people by their names: records of namesakes are here too.</p>
          </header>
          <Shown of={months}>{(list) => <MonthsCard months={list.items} panels={panels} span={span} csv={monthsUrl} />}</Shown>
          <div class="columns">
            <Listed title={titleOf(span, "Newest happenings")} of={happenings} more={happenings.more} params={listParams} told={all} />
            <div class="side">
              <section class="card">
                <Shown of={partners} empty="No state, sector or body is named beside this person in this span.">
                  {(list) => <Partners who={who} partners={list.items} csv={partnersUrl} caption={sure ? "With whom, at any confidence" : "With whom"} />}
                </Shown>
              </section>
              <section class="card">
                <Shown of={people} empty="Nobody else is named beside this person in this span.">
                  {(list) => <People people={list.items} csv={peopleUrl} caption={sure ? "Who else, at any confidence" : "Who else took part"} />}
                </Shown>
              </section>
            </div>
          </div>
        </>
      )}
    </Shown>
  );
}
