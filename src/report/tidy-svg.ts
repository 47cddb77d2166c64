/**
 * What Vega drew, made ready for a file: coordinates to three decimals, ids that do not depend on what was drawn before, a title for
 * screen readers, and no character that XML cannot hold. Words, in text and in labels, stay as they are.
 */

import { escapeMarkup } from "./escape.ts";
import type { Figure } from "./figure.ts";

const DECIMALS = 3;

/** Attributes that hold words or names, not numbers. */
const WORDS = /^(?:aria-.*|role|class|font-family|title|alt)$/;
/** Attributes that hold an id or refer to one. */
const NAMES = /^(?:id|clip-path|mask|filter|fill|stroke|href|xlink:href)$/;

/** Characters that no XML document may have, in any form [XML 1.0, 2.2]. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

export function tidySvg(svg: string, figure: Figure): string {
  const rename = renamer(figure.id);
  // Vega writes <, > and " inside values and texts as entities: what stands between < and > is a tag
  const tidied = svg.replace(/<[^<>]*>/g, (tag) =>
    tag.replace(/ ([\w:-]+)="([^"]*)"/g, (whole, name: string, value: string) => {
      if (WORDS.test(name) || value.startsWith("data:")) return whole;
      const named = NAMES.test(name) ? rename(value) : value;
      return ` ${name}="${name === "id" ? named : rounded(named)}"`;
    }),
  );
  const title = escapeMarkup(figure.title);
  return tidied
    .replace(
      /^<svg([^>]*)>/,
      (_, own: string) => `<svg${own} role="img" aria-label="${title}"><title>${title}</title>`,
    )
    .replace(FORBIDDEN, "\ufffd");
}

/** Ids in the order in which they first appear. */
function renamer(prefix: string): (value: string) => string {
  const ids = new Map<string, string>();
  return (value) =>
    value.replace(/\b(?:clip\d+|gradient_[\w-]+)/g, (id) => {
      const own = ids.get(id) ?? `${prefix}-${ids.size}`;
      ids.set(id, own);
      return own;
    });
}

/** Every number with a fraction or an exponent; those of names and colours (#1e5090, url(#a-1.5)) are left alone. */
function rounded(value: string): string {
  if (/^(?:#|url\()/.test(value)) return value;
  return value.replace(/-?(?:\d+\.\d+|\.\d+|\d+(?=e[+-]?\d))(?:e[+-]?\d+)?/g, (number) => {
    const short = Number(Number(number).toFixed(DECIMALS));
    return String(short === 0 ? 0 : short);
  });
}
