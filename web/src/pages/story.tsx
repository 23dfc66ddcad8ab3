import { apiUrl, useGet, type List, type Report, type Schemas, type Story } from "../api";
import { Inspector, MarkedText, useChosen } from "../marked";
import { paragraphsOf } from "../marks";
import { corrected, useCorrections } from "../corrected";
import { Shown, WEAK } from "../parts";
import { sentenceOf } from "../sentences";
import { auxMeaning, longDate, plural, quadNames, sectorName, shortDate, storyTitle } from "../words";

type Neighbour = Story["next"];
type Corrected = ReturnType<typeof corrected>;
const rank: Record<Report["part"], number> = { title: 2, highlight: 1, body: 0 };

const side = (record: Report, which: string) => record.parties.filter((p) => p.side === which);
const sentenceFor = (record: Report): string => sentenceOf(record, side(record, "actor"), side(record, "recipient"));

/** One line a happening: its best-known record in this story; the main event first, then what the headline tells, then what the page's own highlights do. */
function highlightsOf(records: Corrected[]): Corrected[] {
  const best = new Map<string, Corrected>();
  for (const record of records) {
    const key = record.happening === null ? record.key : String(record.happening);
    const old = best.get(key);
    if (!record.wrong && (!old || rank[record.part] > rank[old.part] || (record.part === old.part && record.confidence > old.confidence))) best.set(key, record);
  }
  const said = new Set<string>();
  return [...best.values()]
    .sort((a, b) => Number(b.main) - Number(a.main) || rank[b.part] - rank[a.part] || b.confidence - a.confidence)
    .filter((record) => !said.has(sentenceFor(record)) && said.add(sentenceFor(record)))
    .slice(0, 7);
}

function Highlights({ records }: { records: Corrected[] }) {
  return (
    <section class="highlights" aria-label="What attaché found">
      <h2>What attaché found</h2>
      <ul>
        {highlightsOf(records).map((record) => (
          <li key={record.id} class={`edge q${record.quad}${record.confidence < WEAK ? " weak" : ""}`}>
            <a href={record.happening === null ? `#record-${record.id}` : `/happening/${record.happening}`} data-item>
              <span class="only-read">{quadNames[record.quad]}: </span>
              {sentenceFor(record)}
              <small class="dim"> confidence {record.confidence.toFixed(2)}</small>
              {record.main && <span class="tag">main event</span>}
              {record.aux.map((aux) => (
                <span class="tag aux" key={aux}>
                  {auxMeaning[aux]}
                </span>
              ))}
            </a>
            {record.date && <time dateTime={record.date}>{shortDate(record.date)}</time>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function NeighbourLink({ of, rel, records, children }: { of: Neighbour; rel: "next" | "prev"; records: Report[]; children: string }) {
  if (!of) return null;
  const name = (code: string) => records.flatMap((record) => record.parties).find((party) => party.code === code)?.country || sectorName(code.toUpperCase());
  return (
    <a class="neighbour" rel={rel} href={`/story/${of.id}?pair=${of.a}-${of.b}`}>
      <small>
        {children}, {name(of.a)} and {name(of.b)}
      </small>
      {of.title || "Untitled"}
      <small>{shortDate(of.date)}</small>
    </a>
  );
}

function Article({ story, records, printed }: { story: Story; records: Corrected[]; printed: boolean }) {
  const [chosen, choose] = useChosen();
  const of = (part: Report["part"], highlight = 0) => records.filter((r) => r.part === part && (part !== "highlight" || r.highlight === highlight));
  const common = { chosen, choose };
  return (
    <div class={printed ? "printed" : undefined}>
    <div class="story">
      <article lang={story.language || undefined}>
        <header>
          <p class="over">
            <b>{story.source || "Unknown publication"}</b> <time dateTime={story.date}>{longDate(story.date)}</time>
            {story.copy_of !== null && (
              <a class="tag" href={`/story/${story.copy_of}`}>
                copy of an earlier story
              </a>
            )}
          </p>
          <h1 tabIndex={-1}>
            {story.title ? <MarkedText text={story.title} records={of("title")} {...common} /> : storyTitle(story)}
          </h1>
          <p class="byline">
            {[...(story.authors.length || story.agency ? [story.authors.join(", "), story.agency] : [story.byline]), story.dateline].filter(Boolean).join(" · ")}
            {/^https?:/.test(story.url) && (
              <a href={story.url} target="_blank" rel="noopener noreferrer">
                Original
              </a>
            )}
            {printed ? (
              <button class="quiet" onClick={() => print()}>
                Print
              </button>
            ) : (
              <a href={`/story/${story.id}?print=1`}>Print</a>
            )}
            {printed && <a class="no-print" href={`/story/${story.id}`}>With the coded words</a>}
          </p>
        </header>
        {story.highlights.length > 0 && (
          <section class="own" aria-label="The page’s own highlights">
            <h2>The page’s highlights</h2>
          <ul class="own-highlights">
            {story.highlights.map((line, i) => (
              <li key={i}>
                <MarkedText text={line} records={of("highlight", i)} {...common} />
              </li>
            ))}
          </ul>
          </section>
        )}
        {records.length > 0 && <Highlights records={records} />}
        {paragraphsOf(story.text).map((paragraph) => (
          <p class="text" key={paragraph.from}>
            <MarkedText text={paragraph.text} from={paragraph.from} records={of("body")} {...common} />
          </p>
        ))}
        <nav class="neighbours no-print" aria-label="Stories before and after">
          <NeighbourLink of={story.previous} rel="prev" records={records}>
            Story before
          </NeighbourLink>
          <NeighbourLink of={story.next} rel="next" records={records}>
            Next story
          </NeighbourLink>
        </nav>
        <Related id={story.id} />
      </article>
      <Inspector chosen={chosen} choose={choose} hint={records.length ? `${plural(records.length, "record is", "records are")} marked in the text. Point at one, or move through them with Tab, to see what it stands for and why; Enter goes to its explanation, Escape back.` : "No event was found in this story."} />
    </div>
    </div>
  );
}

function Related({ id }: { id: number }) {
  const related = useGet<List<Schemas["StoryLine"]>>(apiUrl(`/stories/${id}/related`, { limit: 12 }));
  return (
    <section class="related no-print">
      <h2>More stories about it</h2>
      <Shown of={related} empty="No other story in the store reports the same.">
        {(list) => (
          <ul class="stories">
            {list.items.map((story) => (
              <li key={story.id}>
                <a href={`/story/${story.id}`} data-item>
                  {storyTitle(story)}
                </a>
                <span class="dim">{[story.source, shortDate(story.date), story.copy_of !== null && "copy"].filter(Boolean).join(", ")}</span>
              </li>
            ))}
          </ul>
        )}
      </Shown>
    </section>
  );
}

export function StoryPage({ id, query }: { id: string; query: URLSearchParams }) {
  const [actor, other] = (query.get("pair") ?? "").split("-");
  const story = useGet<Story>(apiUrl(`/stories/${id}`, { actor, with: other }));
  const records = useGet<List<Report>>(apiUrl(`/stories/${id}/events`), useCorrections());
  return (
    <Shown of={story} page>
      {(s) => <Article key={s.id} story={s} records={(records.data?.items ?? []).map(corrected)} printed={query.get("print") === "1"} />}
    </Shown>
  );
}
