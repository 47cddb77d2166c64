/** Plain sentences to HTML: escaped, and with the field's notation set as it is read. */
import { escapeMarkup } from "../escape.ts";

/** Notation that experiments write in plain text, and how it is set. Applied in order to escaped text. */
const NOTATION: readonly (readonly [RegExp, string])[] = [
  [/`([^`]+)`/g, "<code>$1</code>"],
  [/\bE_inf\b|\bE∞/g, "<i>E</i><sub>∞</sub>"],
  [/\b([EA-Z]|exp)_\{?([0-9A-Za-z]{1,3}(?:,[0-9A-Za-z])?)\}?(?![\w(])/g, "<i>$1</i><sub>$2</sub>"],
  [/\b([EA-Z])_\(([^()]{1,5})\)/g, "<i>$1</i><sub>$2</sub>"],
  [/([ΘΛΨλσθ])_\{?([0-9A-Za-z](?:,[0-9A-Za-z])?)\}?(?![\w])/g, "$1<sub>$2</sub>"],
  [/\bn1\^([β\w]+)/g, "<i>n</i><sub>1</sub><sup>$1</sup>"],
  [/\bn1\b/g, "<i>n</i><sub>1</sub>"],
  [/\b([A-Z])\^(−?[\w.]+)/g, "<i>$1</i><sup>$2</sup>"],
  [/\b10\^(−?[\d.]*\d)/g, "10<sup>$1</sup>"],
  [/(\d)e(−?)(\d+)\b/g, "$1 × 10<sup>$2$3</sup>"],
];

/** A sentence with E_inf, n1, Θ_k, 3.1e151 and `code` set as such. */
export function prose(text: string): string {
  return NOTATION.reduce((html, [pattern, set]) => html.replace(pattern, set), escapeMarkup(text));
}

/** JSON inside a script element: nothing in it can end the element. */
export function jsonInScript(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

/** A name as a fragment identifier. */
export function slug(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}
