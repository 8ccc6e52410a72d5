/** Seconds from PostgreSQL's commit until a change can be queried, over time. */

import { ask, paced, query } from "../api.js";
import { Chart } from "../chart.js";
import { byId, element, setText } from "../dom.js";
import { decimal, minute, seconds, utc, whole } from "../format.js";

const PREFERRED = "telecom-metrics";

/** Longer than this without a point is a gap, not a line. */
const GAP_STEPS = 6;

function withGaps(points, stepSeconds, value) {
  const result = [];
  let last = null;
  for (const point of points) {
    const at = Date.parse(point.at);
    if (last !== null && at - last > GAP_STEPS * stepSeconds * 1000) result.push([last + 1, null]);
    result.push([at, value(point)]);
    last = at;
  }
  return result;
}

export function freshness() {
  const chart = new Chart(byId("freshness-chart"));
  const select = byId("freshness-query");
  const range = byId("freshness-range");
  const note = byId("freshness-note");

  /** Offers these queries to choose from. */
  function offer(queries) {
    const names = [...new Set(queries)];
    const offered = [...select.options].map((option) => option.value);
    if (names.length === 0 || names.join() === offered.join()) return;
    const chosen = select.value || (names.includes(PREFERRED) ? PREFERRED : names[0]);
    select.replaceChildren(...names.map((name) => element("option", { value: name }, name)));
    select.value = names.includes(chosen) ? chosen : names[0];
    load();
  }

  function show(answer) {
    const found = answer.queries.find((one) => one.query === (select.value || PREFERRED)) ?? answer.queries[0];
    const points = found?.points ?? [];
    const said = found
      ? `p50 ${seconds(found.p50)}, p99 ${seconds(found.p99)}: seconds from PostgreSQL's commit until it can be queried`
      : "No micro-batch in this range";
    setText(note, said);
    chart.describe(`Freshness of ${found?.query ?? "no query"} over time; ${said}`);
    chart.show((look) => {
      const line = (name, value, colour, type) => ({
        id: name, name, type: "line", symbol: "none", connectNulls: false, step: false,
        lineStyle: { width: 1.75, color: colour, type }, itemStyle: { color: colour }, emphasis: { disabled: true },
        data: withGaps(points, answer.stepSeconds, value),
      });
      return {
        grid: { left: 44, right: 12, top: 34, bottom: 24 },
        legend: { ...look.legend, top: 0, right: 0 },
        tooltip: {
          ...look.tooltip,
          trigger: "axis",
          formatter: (rows) => {
            const at = rows[0].value[0];
            const point = points.find((one) => Date.parse(one.at) === at);
            return [
              `${minute(at)}  (${utc(new Date(at).toISOString()).slice(11, 19)} UTC)`,
              ...rows.map((row) => `${row.seriesName}  ${seconds(row.value[1])}`),
              `Changes  ${whole(point?.changes)}`,
            ].join("\n");
          },
        },
        xAxis: {
          type: "time", min: Date.parse(answer.from), max: Date.parse(answer.to), ...look.axis, splitLine: { show: false },
          axisLabel: { ...look.axis.axisLabel, formatter: (at) => minute(at) },
        },
        yAxis: {
          type: "value", name: "s", nameGap: 10, min: 0, ...look.axis, axisLine: { show: false },
          axisLabel: { ...look.axis.axisLabel, formatter: (value) => decimal(value, value < 10 && value % 1 ? 1 : 0) },
        },
        series: [line("p50", (point) => point.p50, look.accent, "solid"), line("p99", (point) => point.p99, look.second, [5, 3])],
      };
    });
  }

  const load = paced(1000, async () => {
    const from = new Date(Date.now() - Number(range.value) * 60000).toISOString();
    try {
      show((await ask(query("/pipeline/freshness", { from, query: select.value }))).body);
    } catch (failure) {
      setText(note, failure.message);
    }
  });

  select.addEventListener("change", load);
  range.addEventListener("change", load);
  return { offer, load };
}
