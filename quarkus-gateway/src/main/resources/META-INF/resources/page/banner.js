/** What is down: which part, since when and why. It goes as the part comes back. */

import { byId, element, time } from "./dom.js";
import { age } from "./format.js";

/** The bridge's words for a source that does, or soon will do, all it should. */
const WORKING = new Set(["streaming", "snapshotting", "starting"]);

/** Every part that is down, in the order of the flow. */
export function troubles(pipeline) {
  const found = [];
  for (const stage of pipeline.stages ?? []) {
    if (stage.state === "down") found.push({ id: stage.id, name: stage.name, is: "down", since: stage.since, why: stage.detail });
  }
  const down = new Set(found.map((trouble) => trouble.id));
  // A source or a query can only be judged by a bridge or a Spark that answers.
  if (!down.has("bridge")) {
    for (const source of pipeline.sources ?? []) {
      if (source.state && !WORKING.has(source.state.toLowerCase())) {
        found.push({ id: `source-${source.source}`, name: `Source ${source.source}`, is: source.state.toLowerCase(), since: source.since, why: source.cause });
      }
    }
  }
  if (!down.has("spark")) {
    for (const query of pipeline.queries ?? []) {
      if (query.state === "down") found.push({ id: `query-${query.query}`, name: `Query ${query.query}`, is: "down", since: query.since, why: query.detail });
    }
  }
  return found;
}

let shownTroubles = "";
let pipelineTroubles = [];
let connectionTrouble = null;
let feedProblems = new Map();

function show() {
  const all = [
    ...(connectionTrouble ? [connectionTrouble] : pipelineTroubles),
    ...[...feedProblems].map(([feed, why]) => ({ id: `feed-${feed}`, name: `Feed ${feed}`, since: null, why, mild: true })),
  ];
  const key = JSON.stringify(all);
  if (key === shownTroubles) {
    for (const place of document.querySelectorAll("#banners [data-since]")) {
      const text = age(place.dataset.since);
      if (place.textContent !== text) place.textContent = text;
    }
    return;
  }
  shownTroubles = key;
  byId("banners").replaceChildren(
    ...all.map((trouble) =>
      element(
        "p",
        { class: trouble.mild ? "banner mild" : "banner", "data-part": trouble.id },
        element("strong", {}, trouble.mild ? `${trouble.name}: ` : `${trouble.name} is ${trouble.is}`),
        ...(trouble.since ? [" since ", time(trouble.since, { focusable: true }), " (", element("span", { "data-since": trouble.since, "aria-hidden": "true" }, age(trouble.since)), ")"] : []),
        trouble.why ? `${trouble.mild ? "" : ": "}${trouble.why}` : null)));
}

export function startBanners(stream) {
  stream.addEventListener("pipeline", ({ detail }) => {
    feedProblems.delete("pipeline");
    pipelineTroubles = troubles(detail);
    show();
  });
  for (const feed of ["telecom", "flights"]) {
    stream.addEventListener(feed, () => {
      if (feedProblems.delete(feed)) show();
    });
  }
  stream.addEventListener("problem", ({ detail }) => {
    feedProblems.set(detail.feed, detail.detail);
    show();
  });
  let grace = null;
  stream.addEventListener("state", ({ detail: state }) => {
    if (state === "reconnecting") {
      const since = new Date().toISOString();
      // A hiccup is not worth a red banner.
      grace ??= setTimeout(() => {
        connectionTrouble = { id: "gateway", name: "The connection to the gateway", is: "down", since, why: "the figures below are the last ones; trying again" };
        show();
      }, 3000);
      return;
    }
    clearTimeout(grace);
    grace = null;
    connectionTrouble = null;
    if (state !== "live") feedProblems = new Map();
    show();
  });
}
