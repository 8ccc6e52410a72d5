/** Sums of each day and event type. */

import { table } from "../dom.js";
import { bytes, decimal, typeName, whole } from "../format.js";

export function dailyTable(place) {
  return table(place, {
    caption: "Sums of each day and event type, newest day first",
    key: (row) => `${row.date} ${row.eventType}`,
    empty: "Nothing yet.",
    columns: [
      { name: "Day", value: (row) => row.date, sort: (row) => row.date },
      { name: "Type", value: (row) => typeName(row.eventType), sort: (row) => typeName(row.eventType) },
      { name: "Events", number: true, value: (row) => whole(row.events), sort: (row) => row.events },
      { name: "Duration, h", number: true, value: (row) => decimal(row.durationSeconds / 3600, 1), sort: (row) => row.durationSeconds },
      { name: "Volume", number: true, value: (row) => bytes(row.megabytes * 1e6), sort: (row) => row.megabytes },
      { name: "Amount, ₸", number: true, value: (row) => whole(row.amount), sort: (row) => row.amount },
    ],
  });
}
