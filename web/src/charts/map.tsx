// Partners on a map: whom an actor has to do with, how much and how warm. The land is Natural Earth's, by way of world-atlas.
import { geoContains, geoGraticule10, geoMercator, geoNaturalEarth1, geoPath, type GeoProjection } from "d3-geo";
import type { Feature, FeatureCollection, Geometry } from "geojson";
import { useEffect, useMemo, useState } from "preact/hooks";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import atlas from "world-atlas/countries-110m.json?url";
import type { Schemas } from "../api";
import { plural, scoreColour, signed } from "../words";
import { useWidth, zoom } from "./size";

type Country = Feature<Geometry, { name: string }>;
let loading: Promise<Country[]> | null = null;

function loadCountries(): Promise<Country[]> {
  loading ??= fetch(atlas)
    .then((response) => response.json() as Promise<Topology<{ countries: GeometryCollection<{ name: string }> }>>)
    .then((topology) => (feature(topology, topology.objects.countries) as FeatureCollection<Geometry, { name: string }>).features);
  return loading;
}

export function useCountries(): Country[] {
  const [countries, set] = useState<Country[]>([]);
  useEffect(() => void loadCountries().then(set, () => set([])), []);
  return countries;
}

interface Point {
  lat: number;
  lon: number;
}
const known = <T extends { lat: number | null; lon: number | null }>(place: T): place is T & Point => place.lat !== null && place.lon !== null;

/** The country that a capital lies in: by its name, or else by where it is. */
function findCountry(countries: Country[], name: string, at: Point): Country | undefined {
  return countries.find((c) => c.properties.name === name) ?? countries.find((c) => geoContains(c, [at.lon, at.lat]));
}

export function PartnerMap({ actor, partners }: { actor: Schemas["ActorDetail"]; partners: Schemas["Partner"][] }) {
  const [box, width] = useWidth<HTMLDivElement>();
  const countries = useCountries();
  const height = Math.round(width * 0.5);
  const projection = useMemo(() => {
    const world: GeoProjection = geoNaturalEarth1();
    if (known(actor)) world.rotate([-actor.lon, 0]);
    return width ? world.fitExtent([[2, 2], [width - 2, height - 2]], { type: "Sphere" }) : world;
  }, [width, height, actor.code]);
  const path = geoPath(projection);
  const shown = partners.filter(known);
  const tones = useMemo(() => {
    const map = new Map<Country, number>();
    for (const partner of shown) {
      const country = findCountry(countries, partner.name, partner);
      if (country) map.set(country, partner.score);
    }
    return map;
  }, [countries, partners]);
  const own = known(actor) ? findCountry(countries, actor.name, actor) : undefined;
  const top = Math.max(1, ...shown.map((p) => p.happenings));
  const z = zoom();
  return (
    <div class="map" ref={box}>
      {width > 0 && (
        <svg width={width} height={height} role="group" aria-label={`Partners of ${actor.name} on a map`}>
          <path class="sea" d={path({ type: "Sphere" }) ?? ""} />
          <path class="graticule" d={path(geoGraticule10()) ?? ""} />
          {countries.map((country, i) => (
            <path key={i} class={country === own ? "land own" : "land"} d={path(country) ?? ""} style={tones.has(country) ? { fill: scoreColour(tones.get(country)!) } : undefined} />
          ))}
          {known(actor) &&
            shown.map((p) => (
              <path key={p.code} class="arc" d={path({ type: "LineString", coordinates: [[actor.lon, actor.lat], [p.lon, p.lat]] }) ?? ""} style={{ strokeWidth: (0.5 + (2.5 * p.happenings) / top) * z }} />
            ))}
          {[...shown].sort((x, y) => y.happenings - x.happenings).map((p) => {
            const at = projection([p.lon, p.lat]);
            if (!at) return null;
            const label = `${p.name}: ${plural(p.happenings, "happening")}, mean ${signed(p.score)}`;
            return (
              <a key={p.code} href={`/dyad/${actor.code}/${p.code}`} aria-label={label}>
                <circle class="hit" cx={at[0]} cy={at[1]} r={12 * z} />
                <circle class="partner" cx={at[0]} cy={at[1]} r={(4 + 10 * Math.sqrt(p.happenings / top)) * z} style={{ fill: scoreColour(p.score) }}>
                  <title>{label}</title>
                </circle>
              </a>
            );
          })}
        </svg>
      )}
    </div>
  );
}

/** Where one thing happened, among its neighbours. */
export function PlaceMap({ name, lat, lon, exact }: { name: string; lat: number; lon: number; exact: boolean }) {
  const [box, width] = useWidth<HTMLDivElement>();
  const countries = useCountries();
  const z = zoom();
  const height = Math.round(Math.min(width * 0.62, 260 * z));
  const projection = geoMercator()
    .center([lon, lat])
    .scale(exact ? width * 1.6 : width)
    .translate([width / 2, height / 2])
    .clipExtent([[0, 0], [width, height]]);
  const path = geoPath(projection);
  return (
    <figure class="map place" ref={box}>
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={`${name} on a map`}>
          <rect class="sea" width={width} height={height} />
          {countries.map((country, i) => (
            <path key={i} class="land" d={path(country) ?? ""} />
          ))}
          <circle class="dot" cx={width / 2} cy={height / 2} r={5 * z} />
          <text class="dot-name" x={width / 2 + 10 * z} y={height / 2} dy="0.32em">
            {name}
          </text>
        </svg>
      )}
    </figure>
  );
}
