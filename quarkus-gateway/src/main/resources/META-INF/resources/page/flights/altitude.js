/** Bands of pressure altitude and their colours: lightness rises with height, so the order shows without hue. */

import { color } from "../theme.js";

/** Upper bounds in metres, exclusive; the last has none. */
const BANDS = [
  { name: "under 1.5", below: 1500 },
  { name: "1.5–3", below: 3000 },
  { name: "3–6", below: 6000 },
  { name: "6–9", below: 9000 },
  { name: "9–12", below: 12000 },
  { name: "12 and over", below: Infinity },
];
const GROUND = { name: "on the ground", token: "ground-traffic" };
const UNKNOWN = { name: "unknown", token: "altitude-unknown" };

export const LEGEND = [GROUND, ...BANDS.map((band, index) => ({ name: band.name, token: `altitude-${index + 1}` })), UNKNOWN];

/** The style sheet's name for the colour of an aircraft. */
export function tokenOf(aircraft) {
  if (aircraft.onGround) return GROUND.token;
  if (aircraft.altitude === null || aircraft.altitude === undefined) return UNKNOWN.token;
  return `altitude-${BANDS.findIndex((band) => aircraft.altitude < band.below) + 1}`;
}

/** Each colour once, as the theme has it now. */
export const colours = () => new Map(LEGEND.map(({ token }) => [token, color(token)]));
