// Pairs of actors, ranked: between states or inside them, of the newest months, of a year or of all time.
import { apiUrl, useGet, type List, type Schemas } from "../api";
import { Spark } from "../charts/spark";
import { Score, Shown, Table } from "../parts";
import { navigate, withQuery } from "../router";
import { count, pairPage } from "../words";

type Dyad = Schemas["Dyad"];

const orders: [string, string][] = [["busiest", "Busiest"], ["warmest", "Warmest"], ["coldest", "Coldest"], ["changed", "Changed most"]];
const basis: Record<string, string> = {
  busiest: "By the number of happenings between the two.",
  warmest: "By the mean score of what happened, among pairs with at least three happenings and a hundredth of the busiest pair\u2019s.",
  coldest: "By the mean score of what happened, among pairs with at least three happenings and a hundredth of the busiest pair\u2019s.",
  changed: "By how far the mean score moved from the twelve months before, among pairs with at least three happenings in each period and a hundredth of the busiest pair\u2019s.",
};

function yearsOf(about: Schemas["About"] | null): string[] {
  const [from, to] = [Number(about?.first.slice(0, 4)), Number(about?.last.slice(0, 4))];
  return from && to ? Array.from({ length: Math.min(60, to - from + 1) }, (_, i) => String(to - i)) : [];
}

export function PairsPage({ query }: { query: URLSearchParams }) {
  const order = query.get("order") ?? "busiest";
  const year = query.get("year") ?? "";
  const within = query.get("within") ?? "";
  const actor = query.get("actor") ?? "";
  const url = apiUrl("/dyads", { order, year, within, actor, limit: 100 });
  const dyads = useGet<List<Dyad>>(url);
  const about = useGet<Schemas["About"]>(apiUrl("/about"));
  return (
    <>
      <header class="head">
        <h1 tabIndex={-1}>Pairs</h1>
        <p class="lead">{basis[order]} Both directions together; a score is the mean of happenings, whatever the confidence.</p>
      </header>
      <div class="bar">
        <div class="segments" role="group" aria-label="Order">
          {orders.map(([value, name]) => (
            <button key={value} aria-pressed={order === value} onClick={() => navigate(withQuery({ order: value }), "replace")}>
              {name}
            </button>
          ))}
        </div>
        <label class="inline">
          In{" "}
          <select value={year} onChange={(e) => navigate(withQuery({ year: e.currentTarget.value }), "replace")}>
            <option value="">the last three months</option>
            {yearsOf(about.data).map((y) => (
              <option key={y} value={y}>
                {y}
              </option>
            ))}
            {order !== "changed" && <option value="0">all time</option>}
          </select>
        </label>
        <label class="check">
          <input type="checkbox" checked={within !== ""} onChange={() => navigate(withQuery({ within: within ? null : "states" }), "replace")} /> inside states
        </label>
      </div>
      <section class="card wide">
        <Shown of={dyads} empty="No pair has enough happenings.">
          {(list) => (
            <Table
              caption={orders.find(([value]) => value === order)?.[1] ?? ""}
              rows={list.items}
              csv={url}
              rowKey={(d) => `${d.a} ${d.b}`}
              columns={[
                {
                  head: "Pair",
                  cell: (d) => (
                    <a href={pairPage(d, year)} data-item>
                      {d.a_name} and {d.b_name}
                    </a>
                  ),
                },
                { head: "By month", cell: (d) => <Spark months={d.months} /> },
                { head: "Happenings", number: true, cell: (d) => count(d.happenings) },
                { head: "Mean", number: true, cell: (d) => <Score of={d.score} /> },
                { head: "Before", number: true, cell: (d) => <Score of={d.before} /> },
                { head: "Change", number: true, cell: (d) => <Score of={d.change} /> },
              ]}
            />
          )}
        </Shown>
      </section>
    </>
  );
}
