// Holds the API's description against its answers: every GET of openapi.json is asked on a store of examples, with all its parameters, and what comes is
// validated; and what the description does not name is refused. Usage: node api.mjs http://127.0.0.1:PORT
import Ajv from "ajv/dist/2020.js";
import { base, check, finish } from "./check.mjs";

const api = await (await fetch(`${base}/api/v1/openapi.json`)).json();
const ajv = new Ajv({ strict: false, allErrors: true });
ajv.addSchema(api, "api");
const validators = new Map();
function validatorOf(pointer) {
  if (!validators.has(pointer)) validators.set(pointer, ajv.compile({ $ref: `api#${pointer}` }));
  return validators.get(pointer);
}
const escaped = (key) => key.replace(/~/g, "~0").replace(/\//g, "~1");

// What stands for a variable or is given for a parameter.
const values = { id: "1", code: "KAZ", who: "talgat mukhtarov", a: "KAZ", b: "IND", actor: "IND", with: "KAZ", from: "2017-01", to: "2018-12-31", direction: "one", event: "CONSULT,COOPERATE", mode: "visit", context: "military",
  quad: "1,2", cameo: "04,057", by: "month,event", sum: "dead", head: "1", min_sources: "1", person: "Mukhtarov", q: "talks", told: "all", within: "states", min_confidence: "0.3", key: "20180101_5", order: "changed", year: "2017", name: "Kaz", source: "Steppe Dispatch", place: "India", near: "New Delhi,200", box: "-10,60,60,100", dead: "2", injured: "1", arrested: "1", limit: "3", format: "json" };

async function valid(path, url, schemaOf, status = 200) {
  const response = await fetch(base + url);
  const text = await response.text();
  check(response.status === status, `${url}: ${response.status}, not ${status}: ${text.slice(0, 200)}`);
  const type = response.headers.get("content-type") ?? "";
  if (!type.includes("json")) return check(false, `${url}: ${type}`);
  const validate = validatorOf(schemaOf);
  const good = validate(JSON.parse(text));
  check(good, `${url}: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
  return response;
}

for (const [path, item] of Object.entries(api.paths)) {
  const get = item.get;
  if (!get) continue;
  const names = get.parameters.map((p) => api.components.parameters[p.$ref.split("/").pop()]);
  const url = "/api/v1" + path.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const ok = `/paths/${escaped(path)}/get/responses/200/content/application~1json/schema`;
  const first = await valid(path, url, ok);
  const etag = first?.headers.get("etag");
  check(etag, `${url}: no ETag`);
  check((await fetch(base + url, { headers: { "If-None-Match": etag } })).status === 304, `${url}: not 304`);
  for (const parameter of names.filter((p) => p.in === "query")) await valid(path, `${url}?${parameter.name}=${encodeURIComponent(values[parameter.name])}`, ok);
  const query = names.filter((p) => p.in === "query" && p.name !== "key").map((p) => `${p.name}=${encodeURIComponent(values[p.name])}`);
  if (query.length) await valid(path, `${url}?${query.join("&")}`, ok);
  await valid(path, `${url}?unknown=1`, "/components/responses/Problem/content/application~1problem+json/schema", 400);
  if (get.responses["200"].content["text/csv"]) {
    const csv = await fetch(`${base}${url}?format=csv`);
    const head = (await csv.text()).split("\r\n")[0];
    const schema = api.paths[path].get.responses["200"].content["application/json"].schema.properties.items.items.$ref.split("/").pop();
    const [first, ...lines] = (await (await fetch(`${base}${url}?format=jsonl&head=1`)).text()).trimEnd().split("\n").map((line) => JSON.parse(line));
    check(first.query?.includes(url) && lines.every((line) => !line.cut), `${url}: JSONL begins with ${JSON.stringify(first)}`);
    const { properties, additionalProperties } = api.components.schemas[schema];
    const columns = head.split(",").filter((name) => !additionalProperties || name in properties); // counts have a column for what they are counted by
    check(columns.sort().join() === Object.keys(properties).sort().join(), `${url}: CSV has ${head}`);
  }
}

// Every happening and every story, not the first alone.
for (const [list, one] of [["/happenings", "/happenings/{id}"], ["/stories", "/stories/{id}"]]) {
  const { items } = await (await fetch(`${base}/api/v1${list}?limit=500`)).json();
  check(items.length > 20, `${list}: ${items.length} items`);
  for (const { id } of items) await valid(one, `/api/v1${one.replace("{id}", id)}`, `/paths/${escaped(one)}/get/responses/200/content/application~1json/schema`);
}

// Counts are those of what is listed, of an actor with itself too; stories with a category are those that have such a record, asked either way.
const listed = async (path) => (await (await fetch(`${base}/api/v1${path}`)).json()).items;
for (const [a, b] of [["KAZ", "IND"], ["IND", "KAZ"], ["KAZ", "KAZ"], ["IND", "PAK"]]) {
  const dyad = await (await fetch(`${base}/api/v1/dyads/${a}/${b}`)).json();
  const items = await listed(`/happenings?actor=${a}&with=${b}&told=happened&limit=500`);
  check(dyad.happenings > 0 && dyad.happenings === items.length, `dyads/${a}/${b}: ${dyad.happenings} happenings, ${items.length} listed`);
  for (const { context, happenings } of await listed(`/dyads/${a}/${b}/contexts`)) {
    const told = items.filter((h) => h.contexts.includes(context)).length;
    check(happenings === told, `dyads/${a}/${b}/contexts: ${happenings} ${context}, ${told} listed`);
  }
}
// The busiest come by what is said of them.
const busy = (await listed("/dyads?order=busiest&limit=20")).map((dyad) => dyad.happenings);
check(busy.length > 3 && busy.every((n, i) => !i || n <= busy[i - 1]), `dyads?order=busiest: ${busy}`);
const all = await listed("/stories?limit=500");
const records = new Map(await Promise.all(all.map(async ({ id }) => [id, await listed(`/stories/${id}/events?limit=500`)])));
for (const [query, fits] of [
  ["event=AID", (r) => r.event === "AID"],
  ["event=AID,CONSULT&context=military", (r) => ["AID", "CONSULT"].includes(r.event) && r.contexts.includes("military")],
  ["context=economic", (r) => r.contexts.includes("economic")],
]) {
  const got = (await listed(`/stories?${query}&limit=500`)).map((s) => s.id);
  const want = all.map((s) => s.id).filter((id) => records.get(id).some(fits));
  check(got.length > 0 && got.join() === want.join(), `stories?${query}: ${got.length} stories, not ${want.length}`);
}

// Several of a kind, and "not": together the two halves of a selection are all of it, and counts are those of the list.
for (const [query] of [["actor=@talgat mukhtarov"], ["actor=KAZ@Talgat Mukhtarov&with=IND"], ["actor=IND&with=@Talgat Mukhtarov&event=CONSULT"], ["actor=PER,@Talgat Mukhtarov"], ["actor=@Sanjay Mitra&with=@Talgat Mukhtarov"]]) {
  const told = new Set((await listed(`/happenings?limit=500&${encodeURI(query)}`)).map((h) => h.id));
  const found = (await listed(`/stories?limit=500&${encodeURI(query)}`)).map((s) => s.id);
  const reported = new Set();
  for (const id of told) for (const report of await listed(`/happenings/${id}/reports?limit=500`)) reported.add(report.story);
  check(told.size > 0 && found.length > 0 && found.every((id) => reported.has(id)), `/stories?${query}: ${found}, and the happenings are of ${[...reported]}`);
}
const count = async (query) => (await (await fetch(`${base}/api/v1/totals?${query}`)).json()).happenings;
const everything = await count("");
for (const part of ["actor=KAZ,IND", "actor=IND,NGA.REB", "event=CONSULT,AID", "quad=1,4", "context=military,economic", "mode=visit", "cameo=04,19", "source=Steppe Dispatch", `source=${(await listed("/sources?limit=2")).map((s) => s.source).join(";")}`]) {
  const [name, list] = part.split("=");
  const [with_, without] = [await count(`${name}=${encodeURIComponent(list)}`), await count(`${name}=${encodeURIComponent(`not ${list}`)}`)];
  check(with_ > 0 && without > 0 && with_ + without === everything, `${part}: ${with_} and ${without} of ${everything}`);
  const { items } = await (await fetch(`${base}/api/v1/happenings?limit=500&${name}=${encodeURIComponent(`not ${list}`)}`)).json();
  check(items.length === without, `happenings, not ${part}: ${items.length}, not ${without}`);
  const counted = await (await fetch(`${base}/api/v1/counts?by=event&${name}=${encodeURIComponent(`not ${list}`)}`)).json();
  check(counted.items.reduce((n, c) => n + c.happenings, 0) === without, `counts, not ${part}: ${JSON.stringify(counted).slice(0, 200)}`);
}
{
  const pairs = async (query) => new Set((await listed(`/happenings?limit=500&${query}`)).map((h) => h.id));
  const [both, first, second] = [await pairs("actor=KAZ&with=IND,CHN"), await pairs("actor=KAZ&with=IND"), await pairs("actor=CHN&with=KAZ")];
  check(both.size > first.size && [...first, ...second].every((id) => both.has(id)) && both.size === new Set([...first, ...second]).size, `two pairs: ${both.size} of ${first.size} and ${second.size}`);
  const stories = async (query) => (await listed(`/stories?limit=500&${query}`)).map((s) => s.id);
  check((await stories("actor=KAZ,PER")).join() === all.map((s) => s.id).filter((id) => records.get(id).some((r) => r.parties.some((p) => p.side !== "participant" && ["KAZ", "PER"].includes(p.code)))).join(), "stories of two actors");
  check((await stories("event=not AID")).join() === all.map((s) => s.id).filter((id) => records.get(id).some((r) => r.event !== "AID")).join(), "stories with another event than AID");
}

finish();
