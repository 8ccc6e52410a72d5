/** Charts over the minutes of the last hour. */

import { Chart, faded } from "../chart.js";
import { setText } from "../dom.js";
import { compact, minute, typeName, utc, whole } from "../format.js";

const TYPE_ORDER = ["DATA_SESSION", "CALL", "SMS", "BALANCE_RECHARGE"];
const MINUTE_MS = 60000;
const NARROW_PX = 480;

const points = (timeline, values) => timeline.starts.map((start, index) => [Date.parse(start), values[index]]);

function timeAxis(look, starts) {
  return {
    type: "time",
    min: Date.parse(starts[0]),
    max: Date.parse(starts[starts.length - 1]),
    ...look.axis,
    splitLine: { show: false },
    axisLabel: { ...look.axis.axisLabel, formatter: (at) => minute(at) },
  };
}

const heading = (at) => `${minute(at)}  (${utc(new Date(at).toISOString()).slice(11, 16)} UTC)`;

/** Events by type, stacked. */
export function minutesChart(place) {
  const chart = new Chart(place);
  function show(timeline, watermark) {
    const series = [...timeline.series].sort((a, b) => TYPE_ORDER.indexOf(a.key) - TYPE_ORDER.indexOf(b.key));
    const total = series.reduce((sum, { events }) => sum + events.reduce((a, b) => a + b, 0), 0);
    chart.describe(
      `Events per minute of the last hour, by type; ${whole(total)} in all: `
        + series.map(({ key, events }) => `${typeName(key)} ${whole(events.reduce((a, b) => a + b, 0))}`).join(", "));
    chart.show((look) => ({
      // A narrow chart has its legend in two lines.
      grid: { left: 44, right: 12, top: place.clientWidth < NARROW_PX ? 48 : 30, bottom: 24 },
      legend: { ...look.legend, top: 0, left: 0, data: series.map(({ key }) => typeName(key)) },
      tooltip: {
        ...look.tooltip,
        trigger: "axis",
        formatter: (rows) =>
          [
            heading(rows[0].value[0]),
            ...[...rows].reverse().map((row) => `${row.seriesName}  ${whole(row.value[1])}`),
            `Total  ${whole(rows.reduce((sum, row) => sum + row.value[1], 0))}`,
          ].join("\n"),
      },
      xAxis: timeAxis(look, timeline.starts),
      yAxis: { type: "value", ...look.axis, axisLine: { show: false }, axisLabel: { ...look.axis.axisLabel, formatter: compact } },
      series: series.map(({ key, events }, index) => {
        const at = TYPE_ORDER.indexOf(key);
        const colour = look.categories[at < 0 ? index % look.categories.length : at];
        return {
          id: key,
          name: typeName(key),
          type: "line",
          stack: "events",
          symbol: "none",
          lineStyle: { width: 1.25, color: colour },
          itemStyle: { color: colour },
          areaStyle: { color: faded(colour, 0.55) },
          emphasis: { disabled: true },
          data: points(timeline, events),
          markLine: index > 0 || !watermark ? undefined : {
            silent: true,
            symbol: "none",
            label: { show: false },
            lineStyle: { color: look.quiet, type: "dashed" },
            data: [{ xAxis: Math.floor(Date.parse(watermark) / MINUTE_MS) * MINUTE_MS }],
          },
        };
      }),
    }));
  }
  return { show };
}

/** Amount above, count below: two measures, two scales, one time. */
export function rechargesChart(place, note) {
  const chart = new Chart(place);
  function show(timeline) {
    const found = timeline.series.find(({ key }) => key === "BALANCE_RECHARGE");
    const zeros = timeline.starts.map(() => 0);
    const amounts = found?.amount ?? zeros;
    const counts = found?.events ?? zeros;
    const sum = (values) => values.reduce((a, b) => a + b, 0);
    const said = `${whole(sum(amounts))} ₸ in ${whole(sum(counts))} recharges in the last hour`;
    setText(note, said);
    chart.describe(`Recharges by minute, amount above and count below; ${said}`);
    const bars = (id, name, values, axis, colour) => ({
      id, name, type: "bar", xAxisIndex: axis, yAxisIndex: axis, barMaxWidth: 10, barCategoryGap: "20%",
      itemStyle: { color: colour }, emphasis: { disabled: true }, data: points(timeline, values),
    });
    chart.show((look) => ({
      grid: [{ left: 48, right: 12, top: 22, height: "36%" }, { left: 48, right: 12, bottom: 24, height: "26%" }],
      axisPointer: { link: [{ xAxisIndex: "all" }], lineStyle: { color: look.quiet } },
      tooltip: {
        ...look.tooltip,
        trigger: "axis",
        formatter: (rows) =>
          [heading(rows[0].value[0]), ...rows.map((row) => (row.seriesId === "amount" ? `Amount  ${whole(row.value[1])} ₸` : `Recharges  ${whole(row.value[1])}`))].join("\n"),
      },
      xAxis: [0, 1].map((gridIndex) => {
        const axis = timeAxis(look, timeline.starts);
        return { ...axis, gridIndex, axisLabel: { ...axis.axisLabel, show: gridIndex === 1 } };
      }),
      yAxis: [["₸/min", 0], ["recharges/min", 1]].map(([name, gridIndex]) => ({
        type: "value", name, gridIndex, splitNumber: 2, nameGap: 8, ...look.axis, axisLine: { show: false },
        axisLabel: { ...look.axis.axisLabel, formatter: compact },
      })),
      series: [bars("amount", "Amount", amounts, 0, look.categories[3]), bars("count", "Recharges", counts, 1, look.categories[0])],
    }));
  }
  return { show };
}
