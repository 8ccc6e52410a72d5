/** The pipeline: its stages, how fresh its answers are, what it set aside. */

import { byId, setText } from "../dom.js";
import { whole } from "../format.js";
import { troubles } from "../banner.js";
import { showFlow, queriesTable, topicsTable } from "./flow.js";
import { freshness } from "./freshness.js";
import { deadLetters } from "./letters.js";
import { lateEvents } from "./late.js";

const FRESHNESS_EVERY_MS = 10000;
const WORDS = { up: "Everything is up", unknown: "Asking every part …" };

function stateText(pipeline) {
  const found = troubles(pipeline).map((trouble) => `${trouble.name} is ${trouble.is}`);
  if (found.length > 0) return found.join(", ");
  return WORDS[pipeline.state] ?? "Degraded";
}

export function pipelineView(stream) {
  let shown = false;
  let timer = null;
  let setAside = null;
  const queries = queriesTable(byId("queries"));
  const topics = topicsTable(byId("topics"));
  const fresh = freshness();
  const dead = deadLetters();
  const late = lateEvents();

  function draw(pipeline) {
    if (!shown || !pipeline) return;
    setText(byId("pipeline-state"), stateText(pipeline));
    byId("pipeline-state").dataset.state = pipeline.state;
    showFlow(byId("flow"), pipeline);
    queries.show(pipeline.queries ?? []);
    topics.show(pipeline.topics ?? []);
    fresh.offer((pipeline.queries ?? []).map(({ query }) => query));
    // The lists follow their counts.
    if (setAside && pipeline.setAside && pipeline.setAside.deadLetters !== setAside.deadLetters) dead.refresh();
    if (setAside && pipeline.setAside && pipeline.setAside.late !== setAside.late) late.refresh();
    setAside = pipeline.setAside ?? setAside;
    setText(byId("dead-count"), `${whole(pipeline.setAside?.deadLetters)} in the last hour`);
    setText(byId("late-count"), `${whole(pipeline.setAside?.late)} in the last hour`);
  }

  stream.addEventListener("pipeline", ({ detail }) => draw(detail));

  return {
    show() {
      shown = true;
      draw(stream.newest.get("pipeline"));
      fresh.load();
      dead.load();
      late.load();
      timer = setInterval(() => {
        if (!document.hidden) fresh.load();
      }, FRESHNESS_EVERY_MS);
    },
    hide() {
      shown = false;
      clearInterval(timer);
    },
  };
}
