/** Light and dark: the system's choice, or the viewer's, which is remembered. Charts take their colours from the style sheet. */

const KEY = "millrace.theme";
const NAMES = { "": "system", light: "light", dark: "dark" };
const ORDER = ["", "light", "dark"];
const root = document.documentElement;
const listeners = new Set();
const probe = document.createElement("span");

/** A colour of the style sheet as it is now, such as `color("accent")`. */
export function color(name) {
  if (!probe.isConnected) {
    probe.hidden = true;
    document.body.append(probe);
  }
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
}

export const onThemeChange = (listener) => listeners.add(listener);

const changed = () => listeners.forEach((listener) => listener());

function choose(theme) {
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  try {
    if (theme) localStorage.setItem(KEY, theme);
    else localStorage.removeItem(KEY);
  } catch {
    // Not remembered then.
  }
  changed();
}

export function startTheme(toggle) {
  const label = () => {
    const current = NAMES[root.dataset.theme ?? ""];
    toggle.textContent = `Theme: ${current}`;
  };
  toggle.addEventListener("click", () => {
    choose(ORDER[(ORDER.indexOf(root.dataset.theme ?? "") + 1) % ORDER.length]);
    label();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  label();
}
