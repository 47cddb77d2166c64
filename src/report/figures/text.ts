/**
 * Words in specifications are data, never code. Vega reads literal words of an encoding, and Vega-Lite the titles of tooltips,
 * as expressions: what means something there has to be written so that it means itself.
 */
import type { JsonObject } from "../../base/json.ts";

/** Vega takes a literal that is one of these words for the name of a signal, and refuses it as the key of an object. */
const RESERVED: ReadonlySet<string> = new Set([...Object.getOwnPropertyNames(Object.prototype), "then"]);

/** U+2028 and U+2029 end a line of an expression, as a newline does, and JSON leaves them as they are. */
const LINE_ENDS = /[\u2028\u2029]/g;
const escaped = (end: string): string => `\\u${end.charCodeAt(0).toString(16)}`;

/** A string literal of Vega's expression language. */
export function quoted(text: string): string {
  if (RESERVED.has(text)) return `${quoted(text.slice(0, 1))} + ${quoted(text.slice(1))}`;
  return JSON.stringify(text).replace(LINE_ENDS, escaped);
}

/** A title of an axis, a legend or a panel: the text itself, or an expression whose value is the text. */
export function titleText(text: string): string | JsonObject {
  return RESERVED.has(text) || text.search(LINE_ENDS) >= 0 ? { signal: quoted(text) } : text;
}

/** The same for the `text` of a mark. */
export function textValue(text: string): JsonObject {
  const title = titleText(text);
  return typeof title === "string" ? { value: title } : title;
}

/** A key of a tooltip in an expression; a reserved word is told apart by a word joiner, which has no width. */
export function tooltipKey(text: string): string {
  return quoted(RESERVED.has(text) ? `${text}\u2060` : text);
}

/** Keys of one tooltip: an expression may name a key once, so equal titles are told apart by word joiners. */
export function tooltipKeys(texts: readonly string[]): readonly string[] {
  const used = new Set<string>();
  return texts.map((text) => {
    let own = text;
    while (used.has(own)) own += "\u2060";
    used.add(own);
    return tooltipKey(own);
  });
}

/** A title in the tooltip of a Vega-Lite encoding, which itself escapes quotation marks and nothing else. */
export function tooltipTitle(text: string): string {
  return tooltipKey(text)
    .slice(1, -1)
    .replace(/\\(.)/g, (pair, character: string) => (character === '"' ? character : pair));
}
