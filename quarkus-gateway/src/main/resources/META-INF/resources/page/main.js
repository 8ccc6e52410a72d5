/** Puts the page together: session, views by hash, the stream that feeds them. */

import { startBanners } from "./banner.js";
import { byId, setText } from "./dom.js";
import { flightsView } from "./flights/view.js";
import { pipelineView } from "./pipeline/view.js";
import { checkSession, onSession, startSession } from "./session.js";
import { Stream } from "./stream.js";
import { telecomView } from "./telecom/view.js";
import { startTheme } from "./theme.js";

const CONNECTION = {
  connecting: "Connecting",
  live: "Live",
  reconnecting: "Reconnecting",
  paused: "Paused",
  closed: "Not connected",
};

const stream = new Stream();
const views = { pipeline: pipelineView(stream), telecom: telecomView(stream), flights: flightsView(stream) };
const titles = { pipeline: "Pipeline", telecom: "Telecom", flights: "Flights" };
let current = null;
let signedIn = false;

function routed() {
  const name = location.hash.slice(1);
  return name in views ? name : "pipeline";
}

function show() {
  const next = signedIn ? routed() : "sign-in";
  for (const name of [...Object.keys(views), "sign-in"]) byId(`view-${name}`).hidden = name !== next;
  for (const tab of document.querySelectorAll(".tabs a")) {
    if (tab.hash === `#${next}`) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
  document.title = `${titles[next] ?? "Sign in"} · Millrace`;
  if (next === current) return;
  views[current]?.hide();
  current = next;
  views[next]?.show();
}

stream.addEventListener("state", ({ detail: state }) => {
  const pill = byId("connection");
  pill.dataset.state = state;
  setText(pill, CONNECTION[state]);
});
// An EventSource does not say why it was refused.
stream.addEventListener("refused", checkSession);

addEventListener("hashchange", () => {
  // The skip link's target is no view.
  if (location.hash.slice(1) in views) show();
});
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId("main").focus();
});

onSession((now) => {
  if (now && !signedIn) {
    signedIn = true;
    stream.start();
  } else if (!now) {
    signedIn = false;
    stream.stop();
  }
  show();
});

startTheme(byId("theme"));
startBanners(stream);
startSession();
