/** Bytes as they are read off: offset, sixteen bytes, the printable ones as text. */

const WIDTH = 16;

/** @param {string} base64 */
export function hexDump(base64) {
  let raw;
  try {
    raw = atob(base64);
  } catch {
    return base64;
  }
  const lines = [];
  for (let offset = 0; offset < raw.length; offset += WIDTH) {
    const piece = [...raw.slice(offset, offset + WIDTH)];
    const hex = piece.map((char) => char.charCodeAt(0).toString(16).padStart(2, "0")).join(" ");
    const text = piece.map((char) => (char >= " " && char <= "~" ? char : ".")).join("");
    lines.push(`${offset.toString(16).padStart(6, "0")}  ${hex.padEnd(WIDTH * 3 - 1)}  ${text}`);
  }
  return lines.join("\n");
}
