/**
 * The one stream of server-sent events that feeds the page. The browser reconnects by itself and says what it has seen last;
 * what ends it for good (an error status, silence) is begun anew here.
 */

import { API } from "./api.js";

const FEEDS = ["pipeline", "telecom", "flights"];
/** The pipeline's feed speaks every second: this long a silence is a broken connection. */
const SILENCE_MS = 12000;
const HIDDEN_MS = 60000;
const RETRY_MS = [2000, 4000, 8000, 15000];

export class Stream extends EventTarget {
  #source = null;
  #retry = null;
  #hide = null;
  #failures = 0;
  #lastEvent = 0;
  #state = "";
  #wanted = false;

  constructor() {
    super();
    setInterval(() => this.#watch(), 2000);
    document.addEventListener("visibilitychange", () => this.#visibility());
  }

  /** Newest event of each feed. */
  newest = new Map();

  start() {
    this.#wanted = true;
    this.#open();
  }

  stop() {
    this.#wanted = false;
    this.#close();
    this.#say("closed");
  }

  #open() {
    this.#close();
    this.#lastEvent = performance.now();
    this.#say(this.#failures === 0 ? "connecting" : "reconnecting");
    const source = new EventSource(`${API}/stream?feeds=${FEEDS.join(",")}`);
    this.#source = source;
    for (const feed of FEEDS) source.addEventListener(feed, (event) => this.#receive(feed, event.data));
    source.addEventListener("problem", (event) => this.#receive("problem", event.data));
    source.addEventListener("error", () => this.#failed(source));
  }

  #receive(feed, data) {
    let body;
    try {
      body = JSON.parse(data);
    } catch {
      return;
    }
    this.#failures = 0;
    this.#lastEvent = performance.now();
    this.#say("live");
    if (feed !== "problem") this.newest.set(feed, body);
    this.dispatchEvent(new CustomEvent(feed, { detail: body }));
  }

  #failed(source) {
    if (source !== this.#source) return;
    this.#say("reconnecting");
    if (source.readyState === EventSource.CLOSED) this.#again();
  }

  #again() {
    this.#close();
    const wait = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)];
    this.#failures += 1;
    this.dispatchEvent(new CustomEvent("refused"));
    this.#retry = setTimeout(() => this.#open(), wait);
  }

  #watch() {
    if (this.#source && performance.now() - this.#lastEvent > SILENCE_MS) {
      this.#failures += 1;
      this.#open();
    }
  }

  /** A page nobody looks at gives its connection back after a while. */
  #visibility() {
    clearTimeout(this.#hide);
    if (!this.#wanted) return;
    if (document.hidden) {
      this.#hide = setTimeout(() => {
        this.#close();
        this.#say("paused");
      }, HIDDEN_MS);
    } else if (!this.#source) this.#open();
  }

  #close() {
    clearTimeout(this.#retry);
    this.#retry = null;
    this.#source?.close();
    this.#source = null;
  }

  #say(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: state }));
  }
}
