/** The gateway's API: answers, problems, and how old an answer is. */

export const API = "/api/v1";
const PATIENCE_MS = 10000;

/** A problem the gateway answered with, or none at all. */
export class ApiError extends Error {
  constructor(status, problem) {
    const request = problem.requestId ? ` (request ${problem.requestId})` : "";
    super(`${problem.detail ?? problem.title ?? `HTTP ${status}`}${request}`);
    this.status = status;
  }
}

const listeners = new Set();

/** Is called whenever an answer is 401. */
export const onUnauthenticated = (listener) => listeners.add(listener);

async function problemOf(response) {
  try {
    return await response.json();
  } catch {
    return { detail: `The gateway answered ${response.status} ${response.statusText}`.trim() };
  }
}

async function request(method, path, body) {
  let response;
  try {
    response = await fetch(path, {
      method,
      credentials: "same-origin",
      headers: body === undefined ? { Accept: "application/json" } : { Accept: "application/json", "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch (failure) {
    throw new ApiError(0, { detail: failure.name === "TimeoutError" ? "The gateway does not answer in time" : "The gateway cannot be reached" });
  }
  if (!response.ok) {
    const error = new ApiError(response.status, await problemOf(response));
    if (response.status === 401) for (const listener of listeners) listener(error);
    throw error;
  }
  const text = await response.text();
  return { body: text ? JSON.parse(text) : null, staleSince: response.headers.get("Millrace-Stale-Since") };
}

/** @returns {Promise<{body: any, staleSince: string|null}>} */
export const ask = (path) => request("GET", path);

export const post = (path, body) => request("POST", path, body ?? {});

export const remove = (path) => request("DELETE", path);

/** Path and query; parameters that are empty are left out. */
export function query(path, parameters) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== "") search.append(name, value);
  }
  const text = search.toString();
  return text ? `${API}${path}?${text}` : `${API}${path}`;
}

/**
 * Runs a loader one at a time and no more often than every `leastMs`; a call meanwhile is done once, afterwards.
 *
 * @param {function(): Promise<void>} load must handle its own failures
 */
export function paced(leastMs, load) {
  let running = false;
  let again = false;
  let last = -Infinity;
  let timer = null;
  async function run() {
    timer = null;
    running = true;
    last = performance.now();
    try {
      await load();
    } finally {
      running = false;
      if (again) {
        again = false;
        demand();
      }
    }
  }
  function demand() {
    if (running) again = true;
    else if (timer === null) timer = setTimeout(run, Math.max(0, last + leastMs - performance.now()));
  }
  return demand;
}
