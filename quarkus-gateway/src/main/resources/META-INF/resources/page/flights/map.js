/** The map: outlines, aircraft as arrows that point where they fly, the track of the one chosen. */

import { Chart, registerMap } from "../chart.js";
import { country, decimal, whole } from "../format.js";
import { colours, tokenOf } from "./altitude.js";

const OUTLINES = "/geo/countries.json";
/** An arrowhead that points north. */
const ARROW = "path://M0,-10 L6.5,9 L0,5.5 L-6.5,9 Z";
const DOT = "circle";
const SETTLE_MS = 300;
/** Where the projection ends. */
const LIMIT = 84;
const WORLD = { south: -58, west: -180, north: 80, east: 180 };
const STEP = 1.6;
const PAN_PX = 80;
const MANY = 800;

/** Pieces of a track that do not cross the antimeridian. */
export function pieces(positions) {
  const result = [];
  let piece = [];
  for (const position of positions) {
    const last = piece[piece.length - 1];
    if (last && Math.abs(position.longitude - last[0]) > 180) {
      result.push(piece);
      piece = [];
    }
    piece.push([position.longitude, position.latitude]);
  }
  result.push(piece);
  return result.filter((one) => one.length > 1);
}

const REFERENCE = [90, 60];

const round = (value) => Math.round(value * 1000) / 1000;
const clamp = (value, least, most) => Math.min(most, Math.max(least, value));

/** Mercator: angles are true, so an arrow points where the aircraft flies. */
const PROJECTION = {
  project: ([longitude, latitude]) => {
    const radians = (clamp(latitude, -LIMIT, LIMIT) * Math.PI) / 180;
    return [(longitude * Math.PI) / 180, -Math.log(Math.tan(Math.PI / 4 + radians / 2))];
  },
  unproject: ([x, y]) => [(x * 180) / Math.PI, (2 * Math.atan(Math.exp(-y)) - Math.PI / 2) * (180 / Math.PI)],
};

/** The box around the aircraft, with some room. */
function around(aircraft) {
  if (aircraft.length === 0) return WORLD;
  const latitudes = aircraft.map((one) => one.latitude);
  const longitudes = aircraft.map((one) => one.longitude);
  const [south, north] = [Math.min(...latitudes), Math.max(...latitudes)];
  const [west, east] = [Math.min(...longitudes), Math.max(...longitudes)];
  const high = Math.max(1, (north - south) * 0.08);
  const wide = Math.max(1, (east - west) * 0.08);
  return {
    south: clamp(south - high, WORLD.south, LIMIT), north: clamp(north + high, WORLD.south, LIMIT),
    west: clamp(west - wide, -180, 180), east: clamp(east + wide, -180, 180),
  };
}

/**
 * @param {HTMLElement} place
 * @param {{onMove: function(), onChoose: function(string)}} listeners
 */
export function aircraftMap(place, { onMove, onChoose }) {
  const chart = new Chart(place);
  let aircraft = [];
  let track = [];
  let chosen = null;
  let settle = null;
  let outlines = null;

  place.addEventListener("ready", () => {
    const map = chart.echarts;
    map.on("georoam", () => {
      clearTimeout(settle);
      settle = setTimeout(onMove, SETTLE_MS);
    });
    map.on("click", { seriesId: "aircraft" }, (event) => onChoose(event.data.id));
  });

  /** Outlines are fetched when the map is first shown. */
  async function prepare() {
    outlines ??= fetch(OUTLINES).then(async (response) => {
      if (!response.ok) throw new Error(`${OUTLINES}: HTTP ${response.status}`);
      registerMap("countries", await response.json());
    });
    try {
      await outlines;
    } catch (failure) {
      outlines = null;
      throw failure;
    }
  }

  function arrow(one, palette, size, look) {
    const heading = one.track ?? null;
    const selected = one.icao24 === chosen;
    return {
      id: one.icao24,
      name: one.callsign ?? one.icao24,
      value: [one.longitude, one.latitude],
      symbol: heading === null ? "circle" : ARROW,
      symbolRotate: heading === null ? 0 : -heading,
      symbolSize: selected ? size * 1.8 : heading === null ? size * 0.6 : size,
      itemStyle: {
        color: palette.get(tokenOf(one)),
        borderColor: selected ? look.text : look.ground,
        borderWidth: selected ? 2 : 0.5,
      },
      aircraft: one,
    };
  }

  function options(look, position) {
    const palette = colours();
    const size = aircraft.length > MANY ? 9 : 13;
    return {
      geo: {
        map: "countries",
        projection: PROJECTION,
        roam: true,
        roamTrigger: "global",
        silent: true,
        left: 0, right: 0, top: 0, bottom: 0,
        preserveAspect: "contain",
        scaleLimit: { min: 0.02, max: 400 },
        itemStyle: { areaColor: look.land, borderColor: look.border, borderWidth: 0.6 },
        emphasis: { disabled: true },
        label: { show: false },
        ...position,
      },
      tooltip: { ...look.tooltip, trigger: "item", formatter: ({ data }) => (data?.aircraft ? summary(data.aircraft) : "") },
      series: [
        {
          id: "track", type: "lines", coordinateSystem: "geo", polyline: true, silent: true, zlevel: 1, z: 2,
          lineStyle: { color: look.accent, width: 2, opacity: 0.9 },
          data: pieces(track).map((coords) => ({ coords })),
        },
        {
          id: "aircraft", type: "scatter", coordinateSystem: "geo", zlevel: 1, z: 3, cursor: "pointer",
          emphasis: { scale: 1.3 },
          data: aircraft.map((one) => arrow(one, palette, size, look)),
        },
      ],
    };
  }

  function summary(one) {
    return [
      `${one.callsign ?? one.icao24}  ${country(one.country)}`,
      one.onGround ? "on the ground" : `${whole(one.altitude)} m`,
      `${decimal(one.velocity, 0)} m/s, ${decimal(one.track, 0)}°`,
    ].join("\n");
  }

  async function draw() {
    await prepare();
    chart.show((look) => options(look, {}));
  }

  /** Shows all aircraft, or the world where there are none. */
  async function fit() {
    await prepare();
    const box = around(aircraft);
    chart.show((look) =>
      options(look, { boundingCoords: [[box.west, box.north], [box.east, box.south]], center: null, zoom: 1 }));
    // Drawn again in another theme, it must not jump back to this place.
    chart.show((look) => options(look, {}));
  }

  function roam(how) {
    chart.echarts?.dispatchAction({ type: "geoRoam", componentType: "geo", geoIndex: 0, ...how });
  }

  function zoom(factor) {
    roam({ zoom: factor, originX: place.clientWidth / 2, originY: place.clientHeight / 2 });
  }

  const KEYS = {
    ArrowLeft: () => roam({ dx: PAN_PX, dy: 0 }),
    ArrowRight: () => roam({ dx: -PAN_PX, dy: 0 }),
    ArrowUp: () => roam({ dx: 0, dy: PAN_PX }),
    ArrowDown: () => roam({ dx: 0, dy: -PAN_PX }),
    "+": () => zoom(STEP),
    "-": () => zoom(1 / STEP),
  };
  place.addEventListener("keydown", (event) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  /** What is in view: south, west, north, east; null before there is a map. */
  function bounds() {
    const map = chart.echarts;
    if (!map) return null;
    const pixel = (coordinates) => map.convertToPixel({ geoIndex: 0 }, coordinates);
    // Pixels grow evenly with what the projection gives: two points say how. ECharts' own way back does not undo the projection.
    const origin = pixel([0, 0]);
    const corner = pixel(REFERENCE);
    if (!origin || !corner) return null;
    const [x, y] = PROJECTION.project(REFERENCE);
    const coordinates = (across, down) =>
      PROJECTION.unproject([((across - origin[0]) * x) / (corner[0] - origin[0]), ((down - origin[1]) * y) / (corner[1] - origin[1])]);
    const upper = coordinates(0, 0);
    const lower = coordinates(place.clientWidth, place.clientHeight);
    if ([...upper, ...lower].some((one) => !Number.isFinite(one))) return null;
    const box = [clamp(lower[1], -90, 90), clamp(upper[0], -180, 180), clamp(upper[1], -90, 90), clamp(lower[0], -180, 180)].map(round);
    return box[0] < box[2] && box[1] < box[3] ? box : null;
  }

  return {
    draw,
    fit,
    bounds,
    zoomIn: () => zoom(STEP),
    zoomOut: () => zoom(1 / STEP),
    /** Says how many there are, for those who do not see the map. */
    describe: (text) => chart.describe(text),
    set(next) {
      aircraft = next;
    },
    choose(icao24, positions) {
      chosen = icao24;
      track = positions;
    },
  };
}
