/** Regions by a measure: all of them as bars, the first ones as a table. */

import { ask, query } from "../api.js";
import { Chart } from "../chart.js";
import { byId, downloads, element, showStale, table } from "../dom.js";
import { compact, decimal, whole } from "../format.js";

/** More than there are. */
const ALL = 20;
const FIRST = 5;

const NAMES = { events: "Events", duration: "Duration", megabytes: "Volume", amount: "Amount", subscribers: "Subscribers" };

/** A value of a measure in a unit people read. */
function readable(by, value) {
  switch (by) {
    case "duration": return `${compact(value / 3600)} h`;
    case "megabytes": return `${compact(value / 1000)} GB`;
    case "amount": return `${compact(value)} ₸`;
    default: return whole(value);
  }
}

export function regions() {
  const chart = new Chart(byId("regions-chart"));
  const select = byId("regions-by");
  const first = table(byId("top"), {
    caption: "Regions that lead",
    key: (row) => row.region,
    empty: "No events in the last hour.",
    columns: [
      { name: "Rank", hidden: true, number: true, value: (row) => String(row.rank) },
      { name: "Region", value: (row) => row.region },
      { name: "Value", number: true, value: (row) => readable(row.by, row.value) },
      { name: "Of the leader", number: true, value: (row) => meter(row.share) },
    ],
  });

  function meter(share) {
    return element("meter", {
      min: "0", max: "1", value: String(Math.max(0, share)), title: `${decimal(share * 100, 0)} %`, "aria-label": "Of the leader's value",
    });
  }

  function show(top) {
    const values = top.regions.map((row) => row.value);
    const greatest = Math.max(1e-9, ...values);
    first.show(top.regions.slice(0, FIRST).map((row) => ({ ...row, by: top.by, share: row.value / greatest })));
    chart.describe(
      `Traffic by region, ${NAMES[top.by]}: ${top.regions.map((row) => `${row.region} ${readable(top.by, row.value)}`).join(", ") || "none"}`);
    chart.show((look) => ({
      grid: { left: 118, right: 64, top: 4, bottom: 4 },
      tooltip: { ...look.tooltip, trigger: "item", formatter: (item) => `${item.name}  ${readable(top.by, item.value)}` },
      xAxis: { type: "value", show: false, min: 0 },
      yAxis: {
        type: "category",
        inverse: true,
        data: top.regions.map((row) => row.region),
        ...look.axis,
        axisLabel: { ...look.axis.axisLabel, color: look.text, interval: 0 },
      },
      series: [{
        id: "regions",
        type: "bar",
        barCategoryGap: "28%",
        itemStyle: { color: look.accent, borderRadius: [0, 2, 2, 0] },
        emphasis: { disabled: true },
        label: { show: true, position: "right", color: look.quiet, fontSize: 11, formatter: (item) => readable(top.by, item.value) },
        data: values,
      }],
    }));
  }

  async function load() {
    const path = query("/telecom/regions/top", { by: select.value, limit: ALL });
    downloads(byId("regions-downloads"), path);
    try {
      const answer = await ask(path);
      show(answer.body);
      showStale(byId("regions-stale"), answer.staleSince);
    } catch (failure) {
      first.say(failure.message);
    }
  }

  return { load };
}
