/** Elements, and tables that keep their rows: nothing from an answer becomes markup. */

import { instant, utc } from "./format.js";

export const byId = (id) => document.getElementById(id);

/**
 * A new element. Strings among the children become text.
 *
 * @param {string} name
 * @param {Object<string, string|boolean|null>} [attributes] `class`, `aria-…`; null and false leave one out
 * @param {...(Node|string|null)} children
 */
export function element(name, attributes, ...children) {
  const created = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value !== null && value !== undefined && value !== false) created.setAttribute(key, value === true ? "" : value);
  }
  created.append(...children.filter((child) => child !== null && child !== undefined));
  return created;
}

export function button(label, onClick, attributes) {
  const created = element("button", { type: "button", ...attributes }, label);
  created.addEventListener("click", onClick);
  return created;
}

/** Sets text only where it differs, so that a selection and a screen reader are left alone. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** An instant in the viewer's zone, UTC on hover, and on focus where there are few of them. */
export function time(iso, { focusable = false, date = false } = {}) {
  if (!iso) return element("span", { class: "quiet" }, "–");
  return element(
    "time",
    { datetime: iso, title: utc(iso), "data-utc": utc(iso), tabindex: focusable ? "0" : null },
    instant(iso, date));
}

/** A tile's name, figure and note; kept and updated in place. */
export function tiles(list, entries) {
  entries.forEach(({ name, figure, unit, note, tone }, index) => {
    let tile = list.children[index];
    if (!tile) {
      tile = element("div", { class: "tile" }, element("dt"), element("dd", { class: "figure" }), element("dd", { class: "note" }));
      list.append(tile);
    }
    const [term, value, remark] = tile.children;
    setText(term, name);
    setText(value, unit ? `${figure} ${unit}` : figure);
    if (note instanceof Node) {
      if (remark.textContent !== note.textContent) remark.replaceChildren(note);
    } else setText(remark, note ?? "");
    tile.dataset.tone = tone ?? "";
  });
  while (list.children.length > entries.length) list.lastElementChild.remove();
}

/** Links that fetch the same table as a file. */
export function downloads(place, path) {
  const separator = path.includes("?") ? "&" : "?";
  const key = `${path}${separator}format=`;
  if (place.dataset.path === key) return;
  place.dataset.path = key;
  const what = place.parentElement.querySelector("h3")?.textContent ?? "table";
  place.replaceChildren(
    ...[["csv", "CSV"], ["parquet", "Parquet"]].map(([format, label]) =>
      element("a", { href: key + format, download: true, "aria-label": `${label}: ${what}` }, label)));
}

/** Says what the answer is as of, when ClickHouse did not give it. */
export function showStale(place, staleSince) {
  place.replaceChildren(...(staleSince ? ["as of ", time(staleSince, { focusable: true }), " (ClickHouse does not answer)"] : []));
}

/**
 * A table whose rows are kept by key, so that focus and scroll position survive an update.
 *
 * @param {HTMLElement} place where it goes
 * @param {{caption: string, columns: Array<{name: string, hidden?: boolean, title?: string, number?: boolean, wrap?: boolean, value: function, sort?: function}>,
 *   key: function, empty: string, sortBy?: number, descending?: boolean}} options `value` gives a text or a node; `sort` what to order by
 */
export function table(place, options) {
  const body = element("tbody");
  const state = { by: options.sortBy ?? -1, descending: options.descending ?? false, rows: [] };
  const headers = options.columns.map((column, index) => {
    const header = element("th", { scope: "col", class: column.number ? "number" : null, title: column.title ?? null });
    if (column.sort) {
      header.append(
        button(column.name, () => {
          state.descending = state.by === index ? !state.descending : Boolean(column.number);
          state.by = index;
          show(state.rows);
        }));
    } else header.append(column.hidden ? element("span", { class: "hidden" }, column.name) : column.name);
    return header;
  });
  const empty = element("p", { class: "quiet empty" }, options.empty);
  const shown = element(
    "table", {}, element("caption", { class: "hidden" }, options.caption), element("thead", {}, element("tr", {}, ...headers)), body);
  place.replaceChildren(shown, empty);
  const kept = new Map();

  function ordered(rows) {
    const column = options.columns[state.by];
    if (!column) return rows;
    const sign = state.descending ? -1 : 1;
    return [...rows].sort((left, right) => {
      const a = column.sort(left);
      const b = column.sort(right);
      // What is not known comes last, either way round.
      if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
      return sign * (typeof a === "string" ? a.localeCompare(b) : a - b);
    });
  }

  function show(rows) {
    state.rows = rows;
    headers.forEach((header, index) => {
      if (index === state.by) header.setAttribute("aria-sort", state.descending ? "descending" : "ascending");
      else header.removeAttribute("aria-sort");
    });
    const alive = new Set();
    ordered(rows).forEach((row, index) => {
      const key = String(options.key(row));
      alive.add(key);
      let line = kept.get(key);
      if (!line) {
        line = element("tr", {}, ...options.columns.map((column) => element("td", { class: column.number ? "number" : column.wrap ? "wrap" : null })));
        kept.set(key, line);
      }
      options.columns.forEach((column, cell) => {
        const value = column.value(row, line.children[cell]);
        if (value instanceof Node) {
          if (!line.children[cell].firstChild?.isEqualNode(value)) line.children[cell].replaceChildren(value);
        } else if (value !== undefined) setText(line.children[cell], value);
      });
      options.mark?.(line, row);
      if (body.children[index] !== line) body.insertBefore(line, body.children[index] ?? null);
    });
    for (const [key, line] of kept) {
      if (!alive.has(key)) {
        line.remove();
        kept.delete(key);
      }
    }
    shown.hidden = rows.length === 0;
    empty.hidden = rows.length > 0;
  }

  show([]);
  return { show, say: (text) => setText(empty, text) };
}
