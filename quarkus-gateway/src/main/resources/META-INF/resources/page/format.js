/** Numbers, units and times as people read them. What is not known is a dash. */

const UNKNOWN = "–";
const wholeFormat = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const compactFormat = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const clockFormat = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const minuteFormat = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const dayFormat = new Intl.DateTimeFormat("en-GB", {
  day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit",
});
const countryNames = new Intl.DisplayNames("en", { type: "region" });

const unknown = (value) => value === null || value === undefined || Number.isNaN(value);

export const whole = (value) => (unknown(value) ? UNKNOWN : wholeFormat.format(value));

/** Short, such as 1.2M. */
export const compact = (value) => (unknown(value) ? UNKNOWN : compactFormat.format(value));

/** For where two figures share the room of one: whole while it is short. */
export const short = (value) => (Math.abs(value) < 1_000 ? whole(value) : compact(value));

export function decimal(value, digits) {
  return unknown(value) ? UNKNOWN : value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A rate, precise where it is small. */
export function rate(value, unit) {
  if (unknown(value)) return UNKNOWN;
  return `${value < 10 && value > 0 ? decimal(value, 1) : whole(value)} ${unit}/s`;
}

/** A number of bytes, in units of 1000. */
export function bytes(value) {
  if (unknown(value)) return UNKNOWN;
  const units = ["B", "kB", "MB", "GB", "TB"];
  let size = value;
  let unit = 0;
  while (Math.abs(size) >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 || size >= 100 ? whole(size) : decimal(size, 1)} ${units[unit]}`;
}

/** A length of time in seconds. */
export function seconds(value) {
  if (unknown(value)) return UNKNOWN;
  if (value < 0.1) return `${whole(value * 1000)} ms`;
  if (value < 10) return `${decimal(value, 1)} s`;
  if (value < 120) return `${whole(value)} s`;
  if (value < 7200) return `${whole(value / 60)} min`;
  if (value < 172800) return `${whole(value / 3600)} h`;
  return `${whole(value / 86400)} d`;
}

/** How long ago it was; both clocks may differ a little, so never less than a moment. */
export function age(iso) {
  return iso ? seconds(Math.max(0.1, (Date.now() - Date.parse(iso)) / 1000)) : UNKNOWN;
}

/** Time of day in the viewer's zone; with the day when asked for or when it is not today. */
export function instant(iso, date = false) {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return UNKNOWN;
  return (date || at.toDateString() !== new Date().toDateString() ? dayFormat : clockFormat).format(at);
}

export const minute = (at) => minuteFormat.format(at);

/** The same in UTC, to the second. */
export function utc(iso) {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? UNKNOWN : `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** A country's name for its ISO 3166 alpha-2 code. */
export function country(code) {
  if (code === "ZZ") return "Unknown";
  try {
    return countryNames.of(code) ?? code;
  } catch {
    return code;
  }
}

export const TYPE_NAMES = {
  DATA_SESSION: "Data sessions",
  CALL: "Calls",
  SMS: "Messages",
  BALANCE_RECHARGE: "Recharges",
};

export const typeName = (type) => TYPE_NAMES[type] ?? type;
