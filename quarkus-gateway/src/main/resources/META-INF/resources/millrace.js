"use strict";

const API = "/api/v1/telecom";
const EVERY_MS = 2000;
const TYPE_NAMES = {
  DATA_SESSION: "Data sessions",
  CALL: "Calls",
  SMS: "Messages",
  BALANCE_RECHARGE: "Recharges",
};

const byId = (id) => document.getElementById(id);
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/** A new element; text is set as text, so nothing in an answer can become markup. */
function element(name, text, className) {
  const created = document.createElement(name);
  if (text !== undefined) created.textContent = text;
  if (className) created.className = className;
  return created;
}

async function fetchJson(path) {
  const response = await fetch(path, { signal: AbortSignal.timeout(5000) });
  const body = await response.json();
  if (!response.ok) throw new Error(body.detail || `HTTP ${response.status}`);
  return body;
}

function age(instant) {
  const seconds = Math.max(0, (Date.now() - Date.parse(instant)) / 1000);
  if (seconds < 10) return `${seconds.toFixed(1)} s ago`;
  if (seconds < 120) return `${Math.round(seconds)} s ago`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min ago`;
  return `${Math.round(seconds / 3600)} h ago`;
}

function showTiles(summary) {
  byId("events").textContent = whole.format(summary.totals.events);
  byId("subscribers").textContent = whole.format(summary.totals.distinctSubscribers);
  byId("freshness").textContent = summary.asOf ? age(summary.asOf) : "–";
  byId("as-of").textContent = summary.asOf
    ? `committed ${new Date(summary.asOf).toLocaleTimeString("en-GB")}`
    : "no commit in the last hour";
  byId("open").textContent = whole.format(summary.windowsOpen);
  byId("aside").textContent = `${whole.format(summary.lateEvents)} · ${whole.format(summary.deadLetters)}`;
}

/** One bar a minute; a minute without events is a gap, not a shift. */
function showMinutes(summary) {
  const eventsAt = new Map(summary.minutes.map((m) => [Date.parse(m.windowStart), m.events]));
  const last = Math.floor((Date.parse(summary.to) - 1) / 60000) * 60000;
  const starts = Array.from({ length: 60 }, (_, i) => last - (59 - i) * 60000);
  const peak = Math.max(1, ...eventsAt.values());
  const watermark = summary.watermark ? Date.parse(summary.watermark) : -Infinity;
  byId("minutes").replaceChildren(...starts.map((start) => {
    const events = eventsAt.get(start) ?? 0;
    const bar = element("span", undefined, start + 60000 > watermark ? "open" : "");
    bar.style.height = `${(100 * events) / peak}%`;
    bar.title = `${clock.format(start)}: ${whole.format(events)} events`;
    return bar;
  }));
  byId("oldest").textContent = clock.format(starts[0]);
  byId("peak").textContent = `peak ${whole.format(eventsAt.size ? peak : 0)}`;
  byId("newest").textContent = clock.format(last);
}

/** The sum that says most of a type. */
function typicalSum(type, totals) {
  switch (type) {
    case "DATA_SESSION": return `${short.format(totals.megabytes)} MB`;
    case "CALL": return `${short.format(totals.durationSeconds / 60)} min`;
    case "BALANCE_RECHARGE": return `${short.format(totals.amount)} ₸`;
    default: return "";
  }
}

function showTypes(summary) {
  const rows = [...summary.eventTypes]
    .sort((a, b) => b.totals.events - a.totals.events)
    .map(({ eventType, totals }) => {
      const row = element("tr");
      row.append(
        element("td", TYPE_NAMES[eventType] ?? eventType),
        element("td", whole.format(totals.events)),
        element("td", typicalSum(eventType, totals)));
      return row;
    });
  byId("types").replaceChildren(...rows);
}

function showRegions(top) {
  const most = Math.max(1e-9, ...top.regions.map((r) => r.value));
  const items = top.regions.map((ranked) => {
    const item = element("li");
    const meter = element("meter");
    meter.max = most;
    meter.value = Math.max(0, ranked.value);
    const unit = ["events", "subscribers"].includes(top.unit) ? "" : ` ${top.unit}`;
    item.append(
      element("span", `${ranked.rank}. ${ranked.region}`),
      element("span", `${short.format(ranked.value)}${unit}`),
      meter);
    return item;
  });
  byId("regions").replaceChildren(...(items.length ? items : [element("li", "No events yet", "empty")]));
}

async function refresh() {
  const state = byId("state");
  try {
    const [summary, top] = await Promise.all([
      fetchJson(`${API}/summary`),
      fetchJson(`${API}/regions/top?by=${encodeURIComponent(byId("by").value)}`),
    ]);
    showTiles(summary);
    showMinutes(summary);
    showTypes(summary);
    showRegions(top);
    state.className = "live";
    state.textContent = "Live";
  } catch (failure) {
    state.className = "failing";
    state.textContent = `No answer: ${failure.message}. Trying again; the figures below are the last ones.`;
  }
}

async function keepRefreshing() {
  if (!document.hidden) await refresh();
  setTimeout(keepRefreshing, EVERY_MS);
}

byId("by").addEventListener("change", refresh);
byId("curl").textContent = `curl '${location.origin}${API}/metrics?limit=5'`;
keepRefreshing();
