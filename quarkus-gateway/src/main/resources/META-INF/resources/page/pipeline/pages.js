/** A list that comes page by page, newest first; older pages are added below. */

import { API, ask, paced } from "../api.js";

/** Rows kept on the page at most: whoever wants more narrows the choice. */
const MOST_ROWS = 500;
const REFRESH_LEAST_MS = 5000;

/**
 * @param {{table: {show: function, say: function}, older: HTMLButtonElement, path: function(): string, rows: function(object): Array}} options
 */
export function pages({ table, older, path, rows }) {
  let all = [];
  let next = null;
  let firstPage = 0;

  function show(body, replaced) {
    all = replaced ? rows(body) : [...all, ...rows(body)];
    if (replaced) firstPage = all.length;
    // Only our own: what an answer says must not lead elsewhere.
    next = typeof body.next === "string" && body.next.startsWith(`${API}/`) ? body.next : null;
    table.show(all);
    older.hidden = next === null || all.length >= MOST_ROWS;
  }

  const load = paced(500, async () => {
    try {
      show((await ask(path())).body, true);
      table.say("None in the last hour.");
    } catch (failure) {
      table.show([]);
      table.say(failure.message);
      older.hidden = true;
    }
  });

  /** Loads anew, unless somebody reads in older pages. */
  const refresh = paced(REFRESH_LEAST_MS, async () => {
    if (all.length <= firstPage) load();
  });

  older.addEventListener("click", async () => {
    older.disabled = true;
    try {
      if (next) show((await ask(next)).body, false);
    } catch (failure) {
      older.textContent = `Older (${failure.message})`;
    } finally {
      older.disabled = false;
    }
  });

  return { load, refresh };
}
