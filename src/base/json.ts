/** Plain JSON values, and the one canonical way to write them. */
import { LosscapeError } from "./errors.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/**
 * Canonical JSON: keys sorted by code unit, no white space, numbers as ECMAScript prints them (shortest form that reads
 * back to the same double). The same value gives the same bytes on every host.
 *
 * @throws {LosscapeError} `json` for NaN, infinities and values that JSON cannot hold
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value))
      throw new LosscapeError("json", `canonical JSON has no ${value}; write null and say why.`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object") {
    const object = value as JsonObject;
    const members = Object.keys(object)
      .filter((key) => object[key] !== undefined)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(object[key] as Json)}`);
    return `{${members.join(",")}}`;
  }
  throw new LosscapeError("json", `canonical JSON cannot hold a ${typeof value}.`);
}

const SUMMARY_DIGITS = 12;

/** Rounded to the digits of a summary: 12 significant ones, more are noise to a reader. */
export const summaryNumber = (value: number): number =>
  Number.isInteger(value) ? value : Number(value.toPrecision(SUMMARY_DIGITS));

/** Every number rounded to 12 significant digits: more are noise to a reader, and take half of the space. */
export function roundedJson(value: Json): Json {
  if (typeof value === "number") return summaryNumber(value);
  if (Array.isArray(value)) return value.map(roundedJson);
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value as JsonObject).map(([key, item]) => [key, roundedJson(item)]),
    );
  }
  return value;
}
