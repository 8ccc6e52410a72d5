/** Events that came after their window had closed; their windows were restated. */

import { query } from "../api.js";
import { byId, table, time } from "../dom.js";
import { seconds, typeName } from "../format.js";
import { pages } from "./pages.js";

const PAGE = 50;

export function lateEvents() {
  const select = byId("late-domain");
  const list = table(byId("late"), {
    caption: "Late events, newest first",
    key: (row) => `${row.topic} ${row.partition} ${row.offset} ${row.sign}`,
    empty: "None.",
    columns: [
      { name: "Recorded", value: (row) => time(row.recordedAt) },
      { name: "Event", value: (row) => `${row.domain} ${row.eventId ?? ""}` },
      { name: "Type", value: (row) => (row.eventType ? typeName(row.eventType) : "–") },
      { name: "Region", value: (row) => row.region || "–" },
      { name: "Window", value: (row) => time(row.windowStart) },
      { name: "Late by", number: true, value: (row) => seconds(row.lateSeconds), sort: (row) => row.lateSeconds },
      { name: "Sign", title: "+1 adds, −1 takes back", number: true, value: (row) => (row.sign > 0 ? "+1" : "−1") },
    ],
  });
  const paged = pages({
    table: list,
    older: byId("late-older"),
    path: () => query("/late-events", { domain: select.value, limit: PAGE }),
    rows: (body) => body.lateEvents,
  });
  select.addEventListener("change", paged.load);
  byId("late-refresh").addEventListener("click", paged.load);
  return paged;
}
