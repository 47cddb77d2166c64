/** Labels as class numbers, alike in any order of the rows. */

import { shown } from "../base/arguments.ts";
import { FormatError } from "../base/errors.ts";
import { MOST_CLASSES } from "./classes.ts";

export interface Label {
  readonly text: string;
  readonly line: number;
}

export interface Classes {
  readonly labels: Int32Array;
  /** In order of their class numbers. */
  readonly names: readonly string[];
}

/**
 * Numbers the classes: by size where all labels are numbers (1, 1.0 and 01 are one class), else by code point.
 *
 * @throws {FormatError} for too many classes, and for texts among which a number is written in two ways
 */
export function numberClasses(labels: readonly Label[], options: { name: string; decimal: string }): Classes {
  const { name, decimal } = options;
  const lineOf = new Map<string, number>();
  for (const { text, line } of labels) if (!lineOf.has(text)) lineOf.set(text, line);
  const texts = [...lineOf.keys()];
  const numbers = new Map(texts.map((text) => [text, exactNumber(text, decimal)]));
  const allNumbers = texts.every((text) => numbers.get(text) !== undefined);
  const nameOf = new Map<string, string>();
  const first = new Map<string, string>();
  for (const text of texts) {
    const number = numbers.get(text);
    if (number === undefined) continue;
    const earlier = first.get(number);
    if (earlier !== undefined && !allNumbers)
      throw new FormatError(
        lineOf.get(text)!,
        `${name}, line ${lineOf.get(text)}: the labels ${shown(earlier)} and ${shown(text)} are one number among labels that are none; write them alike.`,
      );
    if (earlier === undefined) first.set(number, text);
    if (allNumbers) nameOf.set(text, number);
  }
  const distinct = [...new Set(texts.map((text) => nameOf.get(text) ?? text))];
  if (distinct.length > MOST_CLASSES)
    throw new FormatError(
      0,
      `${name}: has ${distinct.length} different labels in ${labels.length} rows, such as ${shown(texts[0])}; at most ${MOST_CLASSES} classes are told apart. Is it the right column?`,
    );
  const order = allNumbers ? distinct.sort((a, b) => compareNumbers(a, b)) : distinct.sort(byCodePoint);
  const place = new Map(order.map((each, i) => [each, i]));
  return {
    labels: Int32Array.from(labels, ({ text }) => place.get(nameOf.get(text) ?? text)!),
    names: order.map((each) => (allNumbers ? plain(each, first.get(each)!) : each)),
  };
}

/** Sign, digits and exponent of a decimal number without what says nothing, "-12e3"; undefined for what is none. */
export function exactNumber(text: string, decimal: string): string | undefined {
  const match = (decimal === "," ? WITH_COMMA : WITH_POINT).exec(text);
  if (!match) return undefined;
  const [, sign, whole = "", fraction = "", bare = "", power = "0"] = match;
  const shift = bare !== "" ? bare : fraction;
  const digits = (whole + shift).replace(/^0+/, "");
  const short = digits.replace(/0+$/, "");
  if (short === "") return "0e0";
  const exponent = Number(power) - shift.length + (digits.length - short.length);
  return `${sign === "-" ? "-" : ""}${short}e${exponent}`;
}

const WITH_POINT = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d+))?$/;
const WITH_COMMA = /^([+-]?)(?:(\d+)(?:,(\d*))?|,(\d+))(?:[eE]([+-]?\d+))?$/;

/** By value as doubles have it, and by their digits where doubles cannot tell. */
function compareNumbers(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  return difference < 0 || difference > 0 ? difference : byCodePoint(a, b);
}

/** A whole number as it is usually written, others as they stood first. */
const plain = (number: string, written: string): string =>
  Number.isSafeInteger(Number(number)) ? String(Number(number)) : written;

function byCodePoint(a: string, b: string): number {
  const [x, y] = [Array.from(a), Array.from(b)];
  const at = x.findIndex((each, i) => each !== y[i]);
  if (at < 0) return x.length - y.length;
  return (x[at]!.codePointAt(0) ?? 0) - (y[at]?.codePointAt(0) ?? -1);
}
