/** ECharts in the page's theme: one place for what all charts share. */

import * as echarts from "/lib/echarts-6.0.0.min.js";
import { color, onThemeChange } from "./theme.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const FONT = "system-ui, sans-serif";

/** What a series, an axis and a tooltip look like; called anew for each theme. */
export function look() {
  const text = color("text");
  const quiet = color("quiet");
  const line = color("line");
  return {
    text,
    quiet,
    line,
    ground: color("panel"),
    accent: color("accent"),
    second: color("second"),
    land: color("land"),
    border: color("map-border"),
    categories: [1, 2, 3, 4].map((n) => color(`series-${n}`)),
    axis: {
      axisLine: { lineStyle: { color: line } },
      axisTick: { show: false },
      axisLabel: { color: quiet, fontFamily: FONT, fontSize: 11, hideOverlap: true },
      splitLine: { lineStyle: { color: line, opacity: 0.6 } },
      nameTextStyle: { color: quiet, fontFamily: FONT, fontSize: 11, align: "left" },
    },
    tooltip: {
      // Text drawn on the canvas: no markup, whatever an answer contains.
      renderMode: "richText",
      confine: true,
      backgroundColor: color("panel"),
      borderColor: line,
      textStyle: { color: text, fontFamily: FONT, fontSize: 12 },
      transitionDuration: 0,
    },
    legend: { textStyle: { color: text, fontFamily: FONT, fontSize: 12 }, icon: "roundRect", itemWidth: 12, itemHeight: 8 },
  };
}

/** A colour with an opacity. */
export function faded(rgb, opacity) {
  return rgb.replace(/^rgba?\(([^)]*)\)$/, (_, parts) => `rgba(${parts.split(",").slice(0, 3).join(",")}, ${opacity})`);
}

export class Chart {
  #place;
  #chart = null;
  #make = null;

  constructor(place) {
    this.#place = place;
    new ResizeObserver(() => this.#resize()).observe(place);
    onThemeChange(() => this.#draw(true));
  }

  /** ECharts' own object; null while the chart has not been shown. */
  get echarts() {
    return this.#chart;
  }

  /**
   * Shows what `make` gives for a look.
   *
   * @param {function(object): object} make options for `look()`
   */
  show(make) {
    this.#make = make;
    this.#draw(false);
  }

  /** What the chart is for those who do not see it. */
  describe(text) {
    this.#place.setAttribute("aria-label", text);
  }

  #resize() {
    if (!this.#place.clientWidth) return;
    if (this.#chart) this.#chart.resize();
    else this.#draw(false);
  }

  #draw(anew) {
    if (!this.#make || !this.#place.clientWidth) return;
    if (!this.#chart) {
      this.#chart = echarts.init(this.#place, null, { renderer: "canvas" });
      this.#place.dispatchEvent(new CustomEvent("ready"));
    }
    const options = this.#make(look());
    this.#chart.setOption(
      { animation: false, textStyle: { fontFamily: FONT }, stateAnimation: { duration: calm.matches ? 0 : 150 }, ...options },
      { notMerge: anew && !options.geo, replaceMerge: options.geo ? [] : ["series"] });
  }
}

export const registerMap = (name, geoJson) => echarts.registerMap(name, geoJson);

/** A chart by the element it is in, for tests and for looking into it by hand. */
export const chartOf = (place) => echarts.getInstanceByDom(place);
