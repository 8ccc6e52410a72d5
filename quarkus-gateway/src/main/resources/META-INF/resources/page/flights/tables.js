/** The tables of the flights' view: aircraft in view, countries, rules. */

import { button, byId, setText, table, tiles } from "../dom.js";
import { country, decimal, whole } from "../format.js";

/** Rows of the list at most; the map shows the others. */
const MOST_ROWS = 150;

/** @param {function(string)} choose */
export function aircraftTable(place, choose) {
  const list = table(place, {
    caption: "Aircraft in view",
    key: (row) => row.icao24,
    empty: "None.",
    sortBy: 0,
    mark: (line, row) => { line.dataset.chosen = row.chosen ? "yes" : ""; },
    columns: [
      {
        name: "Callsign",
        sort: (row) => row.callsign,
        // Made once: a button that is replaced while it has the focus loses it.
        value: (row, cell) => {
          const label = row.callsign ?? row.icao24;
          const made = cell.firstChild ?? button(label, () => choose(row.icao24), { class: "link" });
          setText(made, label);
          made.setAttribute("aria-pressed", String(row.chosen));
          if (!cell.firstChild) cell.append(made);
          return undefined;
        },
      },
      { name: "Country", value: (row) => country(row.country), sort: (row) => country(row.country) },
      { name: "m", title: "Pressure altitude, m", number: true, value: (row) => (row.onGround ? "ground" : whole(row.altitude)), sort: (row) => (row.onGround ? 0 : row.altitude) },
      { name: "m/s", title: "Speed over ground, m/s", number: true, value: (row) => decimal(row.velocity, 0), sort: (row) => row.velocity },
    ],
  });
  return {
    show(aircraft, chosen) {
      const rows = aircraft.map((one) => ({ ...one, chosen: one.icao24 === chosen }));
      const first = rows.filter((one) => one.chosen);
      list.show([...first, ...rows.filter((one) => !one.chosen)].slice(0, MOST_ROWS));
      const more = rows.length > MOST_ROWS ? `, ${MOST_ROWS} of them listed` : "";
      setText(byId("list-count"), `${whole(rows.length)}${more}`);
    },
  };
}

export function countriesTable(place) {
  return table(place, {
    caption: "Countries by the states of their aircraft",
    key: (row) => row.country,
    empty: "No states in this range.",
    sortBy: 1,
    descending: true,
    columns: [
      { name: "Country", value: (row) => country(row.country), sort: (row) => country(row.country) },
      { name: "States", number: true, value: (row) => whole(row.states), sort: (row) => row.states },
      { name: "Aircraft", number: true, value: (row) => whole(row.aircraft), sort: (row) => row.aircraft },
      { name: "Quarantined", number: true, value: (row) => whole(row.quarantined), sort: (row) => row.quarantined },
      { name: "Mean m/s", title: "Mean speed over ground", number: true, value: (row) => decimal(row.meanVelocity, 0), sort: (row) => row.meanVelocity },
      { name: "Mean m", title: "Mean pressure altitude", number: true, value: (row) => whole(row.meanBaroAltitude), sort: (row) => row.meanBaroAltitude },
    ],
  });
}

export function qualityPanel(list, place) {
  const rules = table(place, {
    caption: "Data-quality rules",
    key: (row) => row.name,
    empty: "No rules.",
    mark: (line, row) => { line.dataset.state = row.count > 0 ? "broken" : ""; },
    columns: [
      { name: "Rule", value: (row) => row.name, sort: (row) => row.name },
      { name: "States", number: true, value: (row) => whole(row.count), sort: (row) => row.count },
      { name: "Outcome", value: (row) => row.action, sort: (row) => row.action },
      { name: "Broken when", wrap: true, value: (row) => row.definition },
    ],
  });
  return {
    show(report) {
      const share = report.states > 0 ? `${decimal((100 * report.quarantined) / report.states, 2)} %` : "";
      tiles(list, [
        { name: "States", figure: whole(report.states), note: "judged" },
        { name: "Kept", figure: whole(report.kept), note: "count" },
        { name: "Quarantined", figure: whole(report.quarantined), note: share, tone: report.quarantined > 0 ? "warn" : "" },
      ]);
      rules.show(report.rules);
    },
    say: rules.say,
  };
}
