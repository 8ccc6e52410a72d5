/** Telecom: what the stream says of the last hour, regions by a measure, days. */

import { API, ask, paced, query } from "../api.js";
import { byId, downloads, setText, showStale, tiles, time } from "../dom.js";
import { age, bytes, compact, short, whole } from "../format.js";
import { dailyTable } from "./daily.js";
import { minutesChart, rechargesChart } from "./minutes.js";
import { regions } from "./regions.js";

const DAILY_EVERY_MS = 30000;
const REGIONS_LEAST_MS = 2000;

function showTiles(summary) {
  const { totals } = summary;
  tiles(byId("telecom-tiles"), [
    { name: "Events", figure: whole(totals.events), note: "last hour" },
    { name: "Distinct subscribers", figure: whole(totals.distinctSubscribers), note: "last hour" },
    { name: "Calls", figure: compact(totals.durationSeconds / 60), unit: "min", note: "total duration" },
    { name: "Data", figure: bytes(totals.megabytes * 1e6), note: "total volume" },
    { name: "Recharged", figure: compact(totals.amount), unit: "₸", note: "total amount" },
    {
      name: "Newest change",
      figure: summary.asOf ? `${age(summary.asOf)} ago` : "–",
      note: summary.asOf ? time(summary.asOf, { focusable: true }) : "no commit in the last hour",
    },
    { name: "Open windows", figure: whole(summary.windowsOpen), note: "minutes still growing" },
    {
      name: "Set aside",
      figure: `${short(summary.lateEvents)} · ${short(summary.deadLetters)}`,
      note: "late · dead letters",
      tone: summary.deadLetters > 0 ? "warn" : "",
    },
  ]);
}

export function telecomView(stream) {
  let shown = false;
  let timer = null;
  let newest = null;
  let drawn = false;
  const minutes = minutesChart(byId("minutes-chart"));
  const recharges = rechargesChart(byId("recharges-chart"), byId("recharges-note"));
  const byRegion = regions();
  const daily = dailyTable(byId("daily"));

  const loadRegions = paced(REGIONS_LEAST_MS, async () => {
    if (shown) await byRegion.load();
  });
  const loadDays = paced(1000, async () => {
    try {
      const answer = await ask(`${API}/telecom/daily`);
      daily.show(answer.body.days);
      showStale(byId("daily-stale"), answer.staleSince);
    } catch (failure) {
      daily.say(failure.message);
    }
  });

  function draw() {
    if (!shown || !newest || drawn) return;
    drawn = true;
    showTiles(newest.summary);
    if (!newest.timeline) return;
    minutes.show(newest.timeline, newest.summary.watermark);
    recharges.show(newest.timeline);
  }

  stream.addEventListener("telecom", ({ detail }) => {
    newest = detail;
    drawn = false;
    draw();
    if (shown) loadRegions();
  });
  // Figures grow old while nothing comes.
  setInterval(() => {
    if (shown && newest && !document.hidden) showTiles(newest.summary);
  }, 1000);

  byId("regions-by").addEventListener("change", loadRegions);
  downloads(byId("minutes-downloads"), query("/telecom/timeline", { step: "PT1M", by: "eventType" }));
  downloads(byId("daily-downloads"), `${API}/telecom/daily`);
  setText(byId("recharges-note"), "");

  return {
    show() {
      shown = true;
      draw();
      loadRegions();
      loadDays();
      timer = setInterval(loadDays, DAILY_EVERY_MS);
    },
    hide() {
      shown = false;
      clearInterval(timer);
    },
  };
}
