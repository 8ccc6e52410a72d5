/** Who is looking, and what they may do. */

import { API, ask, onUnauthenticated, post, remove } from "./api.js";
import { byId, setText } from "./dom.js";

let session = { name: "anonymous", roles: [], access: "open" };
const listeners = new Set();

export const isAdmin = () => session.roles.includes("admin");

/** Is called with whether somebody is signed in, whenever that changes. */
export const onSession = (listener) => listeners.add(listener);

function become(next, signedIn) {
  session = next;
  const named = signedIn && session.access !== "open";
  setText(byId("who"), named ? `${session.name}${isAdmin() ? ", admin" : ""}` : "");
  byId("sign-out").hidden = !named;
  listeners.forEach((listener) => listener(signedIn));
}

const signedOut = () => become({ name: "anonymous", roles: [], access: "key" }, false);

async function load() {
  try {
    become((await ask(`${API}/session`)).body, true);
  } catch (failure) {
    // Whatever else it is, each part of the page will meet it and say so; nobody is an admin meanwhile.
    if (failure.status !== 401) become({ name: "anonymous", roles: [], access: "open" }, true);
  }
}

async function signIn(event) {
  event.preventDefault();
  const key = byId("key");
  const problem = byId("sign-in-problem");
  setText(problem, "");
  try {
    const answer = await post(`${API}/session`, { key: key.value.trim() });
    key.value = "";
    become(answer.body, true);
    byId("main").focus();
  } catch (failure) {
    setText(problem, failure.status === 401 ? "This key is not known, or no longer. Check it and try again." : failure.message);
    key.focus();
  }
}

async function signOut() {
  try {
    await remove(`${API}/session`);
  } catch {
    // The cookie may stay: asking again says whether it did.
  }
  await load();
}

export function startSession() {
  onUnauthenticated(signedOut);
  byId("sign-in").addEventListener("submit", signIn);
  byId("sign-out").addEventListener("click", signOut);
  return load();
}

/** Asks again, where a connection was refused and nothing said why. */
export const checkSession = load;
