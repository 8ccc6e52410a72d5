/** Dead letters: records that broke a rule. They can be looked at as they came and, by an admin, sent again. */

import { API, ask, post, query } from "../api.js";
import { button, byId, element, setText, table, time } from "../dom.js";
import { bytes, utc } from "../format.js";
import { isAdmin } from "../session.js";
import { hexDump } from "./hex.js";
import { pages } from "./pages.js";

const PAGE = 50;

/** Partition and offset; a letter of the bridge may have none. */
function position(letter) {
  return letter.partition === null || letter.offset === null ? "–" : `${letter.partition}:${letter.offset}`;
}

const place = (letter) => `${letter.topic ?? "no topic"} ${position(letter)}`;

function outcome(letter) {
  if (letter.replayed) return "replayed";
  return letter.replayable ? "kept" : "not replayable";
}

export function deadLetters() {
  const reason = byId("dead-reason");
  const origin = byId("dead-origin");
  const dialog = byId("letter");
  const list = table(byId("dead"), {
    caption: "Dead letters, newest first",
    key: (row) => row.id,
    empty: "None.",
    columns: [
      { name: "Recorded", value: (row) => time(row.recordedAt) },
      { name: "Reason", value: (row) => element("span", { title: row.detail ?? null }, row.reason ?? "–") },
      { name: "From", value: (row) => element("span", { title: place(row) }, row.query ?? row.source ?? "–") },
      { name: "Record", value: (row) => element("span", { title: row.topic }, position(row)) },
      { name: "Size", number: true, value: (row) => bytes(row.bytes), sort: (row) => row.bytes },
      { name: "State", value: outcome },
      // Made once: a button that is replaced while it has the focus loses it.
      {
        name: "Look",
        hidden: true,
        value: (row, cell) =>
          cell.firstChild ? undefined : button("Show", () => show(row.id), { "aria-label": `Show dead letter ${row.id}` }),
      },
    ],
  });
  const paged = pages({
    table: list,
    older: byId("dead-older"),
    path: () => query("/dead-letters", { reason: reason.value, origin: origin.value, limit: PAGE }),
    rows: (body) => body.deadLetters,
  });

  /** The reasons there are, to choose from. */
  async function loadReasons() {
    try {
      const { body } = await ask(`${API}/dead-letters/summary`);
      const reasons = [...new Set(body.byReason.map((row) => row.reason))].sort();
      const chosen = reason.value;
      reason.replaceChildren(element("option", { value: "" }, "all"), ...reasons.map((name) => element("option", { value: name }, name)));
      reason.value = reasons.includes(chosen) ? chosen : "";
    } catch {
      // The list says what is wrong.
    }
  }

  function original(name, text, encoding) {
    if (text === null || text === undefined) return [element("h3", {}, name), element("p", { class: "quiet" }, "none")];
    const shown = encoding === "base64" ? hexDump(text) : text;
    return [
      element("h3", {}, name, " ", element("span", { class: "quiet" }, encoding === "base64" ? "bytes, hexadecimal" : "as it came, UTF-8")),
      element("pre", { tabindex: "0", role: "region", "aria-label": name }, shown),
    ];
  }

  function fact(name, value) {
    return element("div", {}, element("dt", {}, name), element("dd", {}, value));
  }

  function replayControls(letter) {
    if (!isAdmin()) return element("p", { class: "quiet" }, "Only an admin can send it again.");
    if (!letter.replayable) return element("p", { class: "notice" }, `It cannot be sent again: ${letter.notReplayable ?? "no reason is known"}`);
    const box = element("div", { class: "confirm" });
    const said = element("p", { role: "status" });
    const ask = () => {
      const yes = button("Yes, send it again", async () => {
        yes.disabled = true;
        try {
          const { body } = await post(`${API}/dead-letters/${encodeURIComponent(letter.id)}/replay`);
          box.replaceChildren(said);
          setText(said, `Sent again as ${body.topic} ${body.partition}:${body.offset}.`);
          paged.load();
        } catch (failure) {
          yes.disabled = false;
          setText(said, failure.message);
        }
      }, { class: "danger" });
      const no = button("No", begin);
      const again = letter.replayed ? " It has been sent again before." : "";
      box.replaceChildren(element("p", {}, `Send this record to ${letter.topic} once more?${again} If it is still wrong it becomes a dead letter anew.`), yes, no, said);
      no.focus();
    };
    const begin = () => box.replaceChildren(button("Replay …", ask, { class: "primary" }));
    begin();
    return box;
  }

  async function show(id) {
    const body = byId("letter-body");
    setText(byId("letter-title"), `Dead letter ${id}`);
    body.replaceChildren(element("p", { class: "quiet" }, "Reading it …"));
    if (!dialog.open) dialog.showModal();
    try {
      const letter = (await ask(`${API}/dead-letters/${encodeURIComponent(id)}`)).body;
      const headers = Object.entries(letter.headers ?? {});
      body.replaceChildren(
        element(
          "dl", { class: "facts wide" },
          fact("Reason", letter.reason ?? "–"),
          fact("Detail", letter.detail ?? "–"),
          fact("Recorded", time(letter.recordedAt, { focusable: true, date: true })),
          fact("Record", place(letter)),
          fact(letter.query ? "Query" : "Source", letter.query ?? letter.source ?? "–"),
          ...(letter.piece ? [fact("Piece", String(letter.piece))] : []),
          fact("Size", bytes(letter.bytes)),
          fact("Replayed", letter.replayed ? `${utc(letter.replayed.at)} by ${letter.replayed.by}` : "no")),
        ...original("Key", letter.key, letter.keyEncoding),
        ...original("Value", letter.value, letter.valueEncoding),
        letter.truncated
          ? element("p", {}, "Only its beginning is shown. ", element("a", { href: `${API}/dead-letters/${encodeURIComponent(id)}/value`, download: true }, "All of it"))
          : "",
        ...(headers.length > 0 ? original("Headers", headers.map(([name, value]) => `${name}: ${value}`).join("\n"), "utf-8") : []),
        replayControls(letter));
    } catch (failure) {
      body.replaceChildren(element("p", { class: "problem" }, failure.message));
    }
  }

  byId("letter-close").addEventListener("click", () => dialog.close());
  reason.addEventListener("change", paged.load);
  origin.addEventListener("change", paged.load);
  byId("dead-refresh").addEventListener("click", () => {
    loadReasons();
    paged.load();
  });
  return {
    load() {
      loadReasons();
      paged.load();
    },
    refresh: paged.refresh,
  };
}
