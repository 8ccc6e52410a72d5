/** The aircraft that was chosen. */

import { element, setText, time } from "../dom.js";
import { age, country, decimal, whole } from "../format.js";

const FEET_PER_METRE = 3.28084;
const KNOTS_PER_METRE_PER_SECOND = 1.943844;

function altitude(one) {
  if (one.onGround) return "on the ground";
  if (one.altitude === null || one.altitude === undefined) return "–";
  return `${whole(one.altitude)} m (${whole(one.altitude * FEET_PER_METRE)} ft)`;
}

function speed(one) {
  if (one.velocity === null || one.velocity === undefined) return "–";
  return `${decimal(one.velocity, 0)} m/s (${whole(one.velocity * KNOTS_PER_METRE_PER_SECOND)} kn)`;
}

function climb(one) {
  if (one.verticalRate === null || one.verticalRate === undefined) return "–";
  const direction = one.verticalRate > 0.5 ? "climbing" : one.verticalRate < -0.5 ? "descending" : "level";
  return `${decimal(one.verticalRate, 1)} m/s, ${direction}`;
}

const hemisphere = (value, positive, negative) => `${decimal(Math.abs(value), 4)}° ${value < 0 ? negative : positive}`;

/**
 * Shows an aircraft and what is known of its track.
 *
 * @param {HTMLElement} place
 * @param {object|null} one its newest state; null when it is no longer in view
 * @param {{icao24: string, positions: Array, problem: string|null, more: boolean}} track
 */
export function showDetails(place, one, track) {
  const state = one ?? track.positions[track.positions.length - 1];
  if (!state) {
    place.replaceChildren(element("p", { class: "quiet" }, track.problem ?? `${track.icao24}: reading its track …`));
    return;
  }
  const facts = [
    ["Address", state.icao24],
    ["Registered in", country(state.country)],
    ["Altitude", altitude(state)],
    ["Speed", speed(state)],
    ["Heading", state.track === null || state.track === undefined ? "–" : `${decimal(state.track, 0)}°`],
    ["Climb", climb(state)],
    ["Position", `${hemisphere(state.latitude, "N", "S")}, ${hemisphere(state.longitude, "E", "W")}`],
    ["Squawk", state.squawk ?? "–"],
    ["Seen", element("span", {}, time(state.observedAt, { focusable: true }), ` (${age(state.observedAt)} ago)`)],
    ["Track", track.problem ?? `${whole(track.positions.length)} positions${track.more ? ", the first of more" : ""}`],
    ["Rules broken", state.rules?.length ? state.rules.join(", ") : "none"],
  ];
  let list = place.querySelector("dl");
  if (!list) {
    place.replaceChildren(element("p", { class: "callsign" }), element("dl", { class: "facts wide" }));
    list = place.querySelector("dl");
  }
  setText(place.querySelector(".callsign"), state.callsign ?? state.icao24);
  facts.forEach(([name, value], index) => {
    let row = list.children[index];
    if (!row) {
      row = element("div", {}, element("dt", {}, name), element("dd"));
      list.append(row);
    }
    const shown = row.lastChild;
    if (value instanceof Node) {
      if (shown.textContent !== value.textContent) shown.replaceChildren(value);
    } else setText(shown, value);
  });
}
