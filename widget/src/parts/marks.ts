// Marks words in a text by code points: an emoji is one code point, but two units of a JavaScript string.
import { h } from "../kit";
import type { Evidence } from "../types";

/** The text in pieces, the evidence as <mark>; overlapping spans are marked once. Joined again, it is the text. */
export function marked(text: string, spans: Evidence[]): (string | HTMLElement)[] {
  const points = Array.from(text);
  const pieces: (string | HTMLElement)[] = [];
  let at = 0;
  for (const { start, end } of [...spans].sort((one, other) => one.start - other.start)) {
    const from = Math.max(start, at);
    if (end <= from) continue;
    pieces.push(points.slice(at, from).join(""), h("mark", {}, points.slice(from, end).join("")));
    at = end;
  }
  return [...pieces, points.slice(at).join("")];
}
