// Where happenings were: places that lie close together as one circle, the larger the more, its colour how warm. A circle is a button that leads nearer; what is seen is the box in the address,
// and without one all places of the selection.
import { geoMercator, geoPath } from "d3-geo";
import { useMemo, useRef, useState } from "preact/hooks";
import type { Schemas } from "../api";
import { count, plural, scoreColour, signed } from "../words";
import { useCountries } from "./map";
import { useWidth, zoom } from "./size";

type Spot = Schemas["Spot"];
/** South, west, north, east in degrees. */
export type Box = [number, number, number, number];

const WORLD: Box = [-56, -180, 78, 180];
const MOST = 83; // where a map by Mercator ends

export function boxOf(text: string): Box | null {
  const numbers = text.split(",").map(Number);
  return numbers.length === 4 && numbers.every(Number.isFinite) && numbers[0]! < numbers[2]! && numbers[1]! < numbers[3]! ? (numbers as Box) : null;
}
export const textOf = (box: Box): string => box.map((n) => String(Math.round(n * 1000) / 1000)).join(",");

const tall = (lat: number): number => Math.log(Math.tan(Math.PI / 4 + (Math.min(MOST, Math.max(-MOST, lat)) * Math.PI) / 360));
const latitude = (y: number): number => (Math.atan(Math.sinh(y)) * 180) / Math.PI;
const bounded = (n: number, most: number): number => Math.min(most, Math.max(-most, n));

/** The box, `times` as wide and as high, moved by shares of itself. */
function changed([south, west, north, east]: Box, times: number, right = 0, up = 0): Box {
  const [wide, high] = [((east - west) * times) / 2, ((tall(north) - tall(south)) * times) / 2];
  const [x, y] = [(west + east) / 2 + right * (east - west), (tall(north) + tall(south)) / 2 + up * (tall(north) - tall(south))];
  return [latitude(Math.max(tall(-MOST), y - high)), bounded(x - wide, 180), latitude(Math.min(tall(MOST), y + high)), bounded(x + wide, 180)];
}

interface Cluster {
  x: number;
  y: number;
  spots: Spot[];
  happenings: number;
  score: number; // mean
}

/** Spots nearer to each other than a finger is wide are one; the busiest draws the others. */
function clustersOf(spots: Spot[], at: (spot: Spot) => [number, number], near: number): Cluster[] {
  const clusters: Cluster[] = [];
  for (const spot of [...spots].sort((a, b) => b.happenings - a.happenings)) {
    const [x, y] = at(spot);
    const found = clusters.find((c) => Math.hypot(c.x - x, c.y - y) < near);
    if (!found) clusters.push({ x, y, spots: [spot], happenings: spot.happenings, score: spot.score });
    else {
      found.score = (found.score * found.happenings + spot.score * spot.happenings) / (found.happenings + spot.happenings);
      found.happenings += spot.happenings;
      found.spots.push(spot);
    }
  }
  return clusters;
}

/** The box around places, with some land around them; `least`: degrees on each side. */
function boxAround(spots: Spot[], least: number): Box {
  const [lats, lons] = [spots.map((s) => s.lat), spots.map((s) => s.lon)];
  const box: Box = [Math.min(...lats), Math.min(...lons), Math.max(...lats), Math.max(...lons)];
  const room = Math.max(least, 0.2 * Math.max(box[2] - box[0], box[3] - box[1]));
  return [Math.max(-MOST, box[0] - room), Math.max(-180, box[1] - room), Math.min(MOST, box[2] + room), Math.min(180, box[3] + room)];
}

/** The box of a whole selection: what is placed all over the world is seen on all of it. */
function boxOfAll(spots: Spot[]): Box {
  if (!spots.length) return WORLD;
  const box = boxAround(spots, 4);
  return box[3] - box[1] > 180 ? WORLD : box;
}

/** The box between two points of the map, whichever way it was drawn; null where it is too small to be meant. `place`: the degrees north and east of a point. */
function boxBetween(a: Point, b: Point, place: (at: Point) => [number, number]): Box | null {
  const [north, west] = place({ x: Math.min(a.x, b.x), y: Math.min(a.y, b.y) });
  const [south, east] = place({ x: Math.max(a.x, b.x), y: Math.max(a.y, b.y) });
  return Math.min(Math.abs(a.x - b.x), Math.abs(a.y - b.y)) > 12 ? [Math.max(-MOST, south), bounded(west, 180), Math.min(MOST, north), bounded(east, 180)] : null;
}

interface Point {
  x: number;
  y: number;
}
const pointOf = (event: PointerEvent): Point => {
  const { left, top } = (event.currentTarget as Element).getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
};

/** `loading`: the places are still those of the box before. */
export function SpotMap({ spots, loading, box, onBox }: { spots: Spot[]; loading: boolean; box: Box | null; onBox: (box: Box | null) => void }) {
  const [frame, width] = useWidth<HTMLDivElement>();
  const countries = useCountries();
  const drag = useRef<Point | null>(null);
  const [drawn, draw] = useState<{ from: Point; to: Point } | null>(null);
  const seen = useRef<Box>(WORLD);
  const z = zoom();
  const height = Math.round(Math.min(width * 0.62, 520 * z));
  const now: Box = box ?? (loading ? seen.current : boxOfAll(spots));
  seen.current = now;
  const [south, west, north, east] = now;
  const scale = Math.min(width / (((east - west) * Math.PI) / 180), height / (tall(north) - tall(south)));
  const projection = useMemo(
    () =>
      geoMercator()
        .center([(west + east) / 2, latitude((tall(south) + tall(north)) / 2)])
        .scale(scale || 1)
        .translate([width / 2, height / 2])
        .clipExtent([[0, 0], [width, height]]),
    [south, west, north, east, width, height],
  );
  const path = geoPath(projection);
  const placeAt = ({ x, y }: Point): [number, number] => [latitude((tall(south) + tall(north)) / 2 - (y - height / 2) / scale), (west + east) / 2 + ((x - width / 2) / scale / Math.PI) * 180];
  const at = (spot: { lat: number; lon: number }) => projection([spot.lon, bounded(spot.lat, MOST)]) ?? [-99, -99];
  const clusters = useMemo(() => clustersOf(spots, at, 26 * z).filter((c) => c.x > -20 && c.y > -20 && c.x < width + 20 && c.y < height + 20), [spots, projection]);
  const top = Math.max(1, ...clusters.map((c) => c.happenings));
  const move = (right: number, up: number) => onBox(changed(now, 1, right, up));
  const keys: Record<string, () => void> = {
    ArrowLeft: () => move(-0.25, 0), ArrowRight: () => move(0.25, 0), ArrowUp: () => move(0, 0.25), ArrowDown: () => move(0, -0.25),
    "+": () => onBox(changed(now, 0.5)), "-": () => now === WORLD || onBox(changed(now, 2)), "0": () => onBox(null),
  };
  const [corner, other] = [at({ lat: north, lon: west }), at({ lat: south, lon: east })];
  return (
    <div class="map spots" ref={frame}>
      <p class="bar">
        <span class="segments" role="group" aria-label="Zoom">
          <button onClick={keys["+"]} aria-label="Zoom in">
            +
          </button>
          <button onClick={keys["-"]} disabled={now === WORLD} aria-label="Zoom out">
            −
          </button>
          <button onClick={keys["0"]} disabled={!box}>
            All places
          </button>
        </span>
        <span class="dim">
          Click a circle to zoom in, or draw a box with Shift held; the list below follows. Drag, or use the arrow keys, + and −, to move the map, 0 for all places. Happenings placed only in a state are not shown.
        </span>
      </p>
      {width > 0 && (
        <svg
          width={width}
          height={height}
          role="group"
          tabindex={0}
          aria-label={`Map of happenings: ${plural(spots.length, "place")}. Arrow keys, plus and minus move it, zero shows all.`}
          onKeyDown={(event) => {
            if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
            event.preventDefault();
            event.stopPropagation();
            keys[event.key]!();
          }}
          onPointerDown={(event) => {
            if (!event.shiftKey) return void (drag.current = { x: event.clientX, y: event.clientY });
            event.preventDefault();
            event.currentTarget.setPointerCapture(event.pointerId);
            draw({ from: pointOf(event), to: pointOf(event) });
          }}
          onPointerMove={(event) => drawn && draw({ ...drawn, to: pointOf(event) })}
          onPointerCancel={() => draw((drag.current = null))}
          onPointerUp={(event) => {
            const from = drag.current;
            const chosen = drawn && boxBetween(drawn.from, pointOf(event), placeAt);
            draw((drag.current = null));
            if (chosen) return onBox(chosen);
            if (!from || now === WORLD) return;
            const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
            if (Math.hypot(dx, dy) > 12) onBox(changed(now, 1, -dx / (scale * ((east - west) * Math.PI)) * 180, dy / (scale * (tall(north) - tall(south)))));
          }}
          onDblClick={keys["+"]}
        >
          <rect class="sea" width={width} height={height} />
          {countries.map((country, i) => (
            <path key={i} class="land" d={path(country) ?? ""} />
          ))}
          {box && <rect class="box" x={corner[0]} y={corner[1]} width={other[0] - corner[0]} height={other[1] - corner[1]} />}
          {drawn && <rect class="box" x={Math.min(drawn.from.x, drawn.to.x)} y={Math.min(drawn.from.y, drawn.to.y)} width={Math.abs(drawn.from.x - drawn.to.x)} height={Math.abs(drawn.from.y - drawn.to.y)} />}
          {clusters.map((c) => {
            const r = (7 + 15 * Math.sqrt(c.happenings / top)) * z;
            const first = c.spots[0]!;
            const label = `${first.name}${c.spots.length > 1 ? ` and ${plural(c.spots.length - 1, "more place")}` : ""}: ${plural(c.happenings, "happening")}, mean ${signed(c.score)}`;
            const go = () => onBox(boxAround(c.spots, 0.25));
            return (
              <g
                key={`${first.lat} ${first.lon}`}
                class="spot"
                role="button"
                tabindex={0}
                aria-label={label}
                onClick={go}
                onKeyDown={(event) => {
                  if (event.key !== "Enter" && event.key !== " ") return;
                  event.preventDefault();
                  go();
                }}
              >
                <title>{label}</title>
                <circle class="partner" cx={c.x} cy={c.y} r={r} style={{ fill: scoreColour(c.score) }} />
                {r > 11 * z && (
                  <text x={c.x} y={c.y} dy="0.34em" text-anchor="middle" aria-hidden="true">
                    {count(c.happenings)}
                  </text>
                )}
              </g>
            );
          })}
        </svg>
      )}
    </div>
  );
}
