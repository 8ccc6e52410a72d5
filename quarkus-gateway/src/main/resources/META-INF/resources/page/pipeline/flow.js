/** The stages in the order in which an event passes them, each with its rate, lag and state. */

import { element, setText, table, time } from "../dom.js";
import { age, bytes, compact, decimal, rate, seconds, whole } from "../format.js";

const STATES = { up: "up", down: "down", unknown: "unknown" };
/** Beside each other at the end: both are written by Spark. */
const ORDER = ["postgresql", "bridge", "kafka", "spark", "clickhouse", "s3"];
const NAMES = { postgresql: "PostgreSQL", bridge: "Bridge", kafka: "Kafka", spark: "Spark", clickhouse: "ClickHouse", s3: "S3" };

/** Sum of what is known; null where nothing is. */
function sum(values) {
  const known = values.filter((value) => value !== null && value !== undefined);
  return known.length === 0 ? null : known.reduce((a, b) => a + b, 0);
}

function greatest(values) {
  const known = values.filter((value) => value !== null && value !== undefined);
  return known.length === 0 ? null : Math.max(...known);
}

/** How many hold, of those of which it is known. */
function counted(flags) {
  const known = flags.filter((flag) => flag !== null && flag !== undefined);
  return known.length === 0 ? "–" : `${known.filter(Boolean).length} of ${flags.length}`;
}

/** Name and figure of what is worth knowing of a stage. */
function facts(id, pipeline) {
  const { sources = [], topics = [], queries = [], analytics, store } = pipeline;
  switch (id) {
    case "postgresql":
      return [
        ["WAL behind", bytes(sum(sources.map((source) => source.lagBytes)))],
        ["WAL kept", bytes(sum(sources.map((source) => source.walKeptBytes)))],
        ["Slots active", counted(sources.map((source) => source.slotActive))],
      ];
    case "bridge":
      return [
        ["Rate", rate(sum(sources.map((source) => source.eventsPerSecond)), "events")],
        ["Lag", seconds(greatest(sources.map((source) => source.lagSeconds)))],
        ...sources.map((source) => [source.source, source.state ?? "–"]),
      ];
    case "kafka":
      return [
        ["Rate", rate(sum(topics.map((topic) => topic.recordsPerSecond)), "records")],
        ["Topics", whole(topics.length)],
        ["Records", compact(sum(topics.map((topic) => topic.records)))],
      ];
    case "spark":
      return [
        ["Rate", rate(sum(queries.map((query) => query.inputRowsPerSecond)), "rows")],
        ["Lag", lagOf(queries)],
        ["Queries up", counted(queries.map((query) => (query.state === "unknown" ? null : query.state === "up")))],
      ];
    case "clickhouse":
      return [
        ["Rate", rate(analytics?.insertedRowsPerSecond, "rows")],
        ["Rows", compact(analytics?.rows)],
        ["Stored", bytes(analytics?.bytes)],
      ];
    case "s3":
      return [
        ["Written", store?.objects == null ? "–" : `${compact(store.objects)} in 1 h`],
        ["Archived", store?.archivedUpTo ? `${age(store.archivedUpTo)} ago` : "–"],
      ];
    default:
      return [];
  }
}

function lagOf(queries) {
  const lag = sum(queries.map((query) => query.lagRecords));
  return lag === null ? "–" : `${compact(lag)} records`;
}

function box(id) {
  return element(
    "li", { class: "stage", "data-stage": id },
    element("div", { class: "stage-head" }, element("h4", {}, NAMES[id] ?? id), element("span", { class: "state" })),
    element("dl", { class: "facts" }),
    element("p", { class: "note" }));
}

export function showFlow(list, pipeline) {
  const stages = new Map((pipeline.stages ?? []).map((stage) => [stage.id, stage]));
  for (const id of ORDER) {
    let item = list.querySelector(`[data-stage="${id}"]`);
    if (!item) {
      item = box(id);
      list.append(item);
    }
    const stage = stages.get(id) ?? { state: "unknown", name: NAMES[id] };
    item.dataset.state = stage.state;
    setText(item.querySelector("h4"), stage.name ?? NAMES[id]);
    setText(item.querySelector(".state"), STATES[stage.state] ?? "unknown");
    const entries = facts(id, pipeline);
    const known = item.querySelector(".facts");
    entries.forEach(([name, figure], index) => {
      let row = known.children[index];
      if (!row) {
        row = element("div", {}, element("dt"), element("dd"));
        known.append(row);
      }
      setText(row.firstChild, name);
      setText(row.lastChild, figure);
    });
    while (known.children.length > entries.length) known.lastElementChild.remove();
    const latency = stage.latencyMs === null || stage.latencyMs === undefined ? null : `answers in ${whole(stage.latencyMs)} ms`;
    setText(item.querySelector(".note"), stage.state === "down" ? stage.detail ?? "does not answer" : latency ?? "");
  }
}

export function queriesTable(place) {
  return table(place, {
    caption: "Spark queries",
    key: (row) => row.query,
    empty: "No query is known yet.",
    mark: (line, row) => { line.dataset.state = row.state; },
    columns: [
      { name: "Query", value: (row) => row.query },
      { name: "State", value: (row) => row.state },
      { name: "In, rows/s", number: true, value: (row) => decimal(row.inputRowsPerSecond, 1) },
      { name: "Lag", title: "Records not read yet", number: true, value: (row) => whole(row.lagRecords) },
      { name: "Batch, ms", number: true, value: (row) => whole(row.batchDurationMs) },
      { name: "Fresh", title: "From commit to queryable, newest micro-batch", number: true, value: (row) => seconds(row.freshnessSeconds) },
      { name: "Watermark", number: true, value: (row) => time(row.watermark) },
    ],
  });
}

export function topicsTable(place) {
  return table(place, {
    caption: "Kafka topics",
    key: (row) => row.topic,
    empty: "No topic is known.",
    columns: [
      { name: "Topic", value: (row) => row.topic },
      { name: "Parts", title: "Partitions", number: true, value: (row) => whole(row.partitions) },
      { name: "Records", number: true, value: (row) => whole(row.records) },
      { name: "Records/s", number: true, value: (row) => decimal(row.recordsPerSecond, 1) },
    ],
  });
}
