/** Flights: aircraft on the map and in a list, the track of one, countries, data quality. */

import { ask, paced, query } from "../api.js";
import { byId, downloads, element, setText, showStale, time } from "../dom.js";
import { age, country, whole } from "../format.js";
import { LEGEND } from "./altitude.js";
import { showDetails } from "./details.js";
import { aircraftMap } from "./map.js";
import { aircraftTable, countriesTable, qualityPanel } from "./tables.js";

/** As many arrows as can still be told apart. */
const LIMIT = 3000;
const TRACK_HOURS = 6;
const TRACK_LIMIT = 5000;
const HOUR_MS = 3600000;
const TYPING_MS = 300;
const COMMAND = "./millrace simulate flights simulate";

const CALLSIGN = /^[A-Z0-9]{1,8}$/i;

export function flightsView(stream) {
  let shown = false;
  let fitted = false;
  let live = { at: null, aircraft: [] };
  let chosen = null;
  let track = null;

  const map = aircraftMap(byId("map"), { onMove: () => loadLive(), onChoose: choose });
  const list = aircraftTable(byId("aircraft"), choose);
  const countries = countriesTable(byId("countries"));
  const quality = qualityPanel(byId("quality-tiles"), byId("quality"));

  function path() {
    const typed = byId("flights-callsign").value.trim();
    return query("/flights/live", {
      at: "latest",
      bbox: fitted ? map.bounds()?.join(",") : null,
      country: byId("flights-country").value,
      callsign: CALLSIGN.test(typed) ? typed : null,
      limit: LIMIT,
    });
  }

  const loadLive = paced(1000, async () => {
    if (!shown) return;
    try {
      const asked = path();
      const answer = await ask(asked);
      live = answer.body;
      downloads(byId("flights-downloads"), asked);
      showStale(byId("flights-stale"), answer.staleSince);
      await draw();
      if (!fitted && live.aircraft.length > 0) await fit();
    } catch (failure) {
      setText(byId("flights-state"), failure.message);
    }
  });

  /** Countries and quality of the hour before the newest state: a replay's data is old. */
  const loadTables = paced(2000, async () => {
    if (!shown) return;
    const to = live.at ? new Date(Date.parse(live.at) + 1000) : new Date();
    const range = { from: new Date(to.getTime() - HOUR_MS).toISOString(), to: to.toISOString() };
    const [countriesPath, qualityPath] = [query("/flights/countries", range), query("/flights/quality", range)];
    try {
      const [traffic, report] = await Promise.all([ask(countriesPath), ask(qualityPath)]);
      countries.show(traffic.body.countries);
      quality.show(report.body);
      offerCountries(traffic.body.countries);
      byId("countries-range").replaceChildren("the hour to ", time(range.to, { focusable: true }));
      downloads(byId("countries-downloads"), countriesPath);
      downloads(byId("quality-downloads"), qualityPath);
    } catch (failure) {
      countries.say(failure.message);
      quality.say(failure.message);
    }
  });

  const loadTrack = paced(1000, async () => {
    if (!shown || chosen === null) return;
    const icao24 = chosen;
    const to = live.at ? new Date(Date.parse(live.at) + 1000) : new Date();
    const from = new Date(to.getTime() - TRACK_HOURS * HOUR_MS);
    let next;
    try {
      const { body } = await ask(
        query(`/flights/aircraft/${encodeURIComponent(icao24)}/track`, { from: from.toISOString(), to: to.toISOString(), limit: TRACK_LIMIT }));
      next = { icao24, positions: body.positions, problem: null, more: body.next !== null };
    } catch (failure) {
      next = { icao24, positions: [], problem: failure.message, more: false };
    }
    if (icao24 !== chosen) return;
    track = next;
    await draw();
  });

  function offerCountries(rows) {
    const select = byId("flights-country");
    const codes = rows.map((row) => row.country).sort((a, b) => country(a).localeCompare(country(b)));
    if (codes.join() === [...select.options].slice(1).map((option) => option.value).join()) return;
    const current = select.value;
    if (current && !codes.includes(current)) codes.push(current);
    select.replaceChildren(
      element("option", { value: "" }, "all"),
      ...codes.map((code) => element("option", { value: code }, country(code))));
    select.value = current;
  }

  function filtered() {
    return byId("flights-country").value !== "" || byId("flights-callsign").value.trim() !== "";
  }

  function showState() {
    setText(
      byId("flights-state"),
      live.at ? `${whole(live.aircraft.length)} aircraft in view, newest state ${age(live.at)} ago` : "No state is stored yet");
    const truncated = byId("flights-truncated");
    truncated.hidden = !live.truncated;
    setText(truncated, live.truncated ? `Only ${whole(live.limit)} aircraft are shown; there are more in view. Zoom in, or choose a country or callsign.` : "");
    const empty = byId("flights-empty");
    empty.hidden = live.aircraft.length > 0;
    if (empty.hidden || empty.dataset.filtered === `${live.at !== null && filtered()} ${fitted}`) return;
    empty.dataset.filtered = `${live.at !== null && filtered()} ${fitted}`;
    if (live.at !== null && (filtered() || fitted)) {
      empty.replaceChildren(element("p", {}, filtered() ? "No aircraft here of this country and callsign." : "No aircraft in this part of the map."));
    } else {
      empty.replaceChildren(element("p", {}, "There are no aircraft yet. To have some fly:"), element("pre", { tabindex: "0" }, COMMAND));
    }
  }

  async function draw() {
    if (!shown) return;
    showState();
    list.show(live.aircraft, chosen);
    if (chosen !== null) showDetails(byId("details"), live.aircraft.find((one) => one.icao24 === chosen) ?? null, track);
    map.set(live.aircraft);
    map.choose(chosen, track?.positions ?? []);
    map.describe(`Map of ${whole(live.aircraft.length)} aircraft: arrow keys move it, plus and minus zoom; the list beside it chooses one`);
    await map.draw();
  }

  async function fit() {
    fitted = false;
    await map.fit();
    fitted = true;
    loadLive();
  }

  function choose(icao24) {
    chosen = icao24;
    track = { icao24, positions: [], problem: "reading …", more: false };
    byId("details").replaceChildren();
    const one = live.aircraft.find((aircraft) => aircraft.icao24 === icao24);
    setText(byId("chosen"), `${one?.callsign ?? icao24} is selected`);
    draw();
    loadTrack();
  }

  function changed() {
    const input = byId("flights-callsign");
    const typed = input.value.trim();
    input.setAttribute("aria-invalid", String(typed !== "" && !CALLSIGN.test(typed)));
    loadLive();
  }

  let typing = null;
  byId("flights-callsign").addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(changed, TYPING_MS);
  });
  byId("flights-country").addEventListener("change", changed);
  byId("map-in").addEventListener("click", map.zoomIn);
  byId("map-out").addEventListener("click", map.zoomOut);
  byId("map-fit").addEventListener("click", () => {
    // All there are, not only those in view.
    fitted = false;
    loadLive();
  });
  byId("map-legend").replaceChildren(
    element("span", { class: "quiet" }, "Altitude, km"),
    ...LEGEND.map(({ name, token }) => element("span", { class: "key" }, element("span", { class: `swatch ${token}`, "aria-hidden": "true" }), name)));

  stream.addEventListener("flights", () => {
    loadLive();
    loadTables();
    loadTrack();
  });
  setInterval(() => {
    if (shown && live.at && !document.hidden) showState();
  }, 1000);

  return {
    show() {
      shown = true;
      loadLive();
      loadTables();
      loadTrack();
    },
    hide() {
      shown = false;
    },
  };
}
