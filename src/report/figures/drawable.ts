/** What an axis can show, and a tally of what it cannot: nothing is left out of a figure without a word in its caption. */
import type { AxisText } from "./axis.ts";

/** Beyond these magnitudes the differences, ratios and paddings of scales leave the range of double precision. */
const LARGEST = 1e250;
const SMALLEST_OF_LOG = 1e-250;

/** How many values (or points, each once) of a figure are not drawn, by reason, and how many intervals are cut off. */
export interface Tally {
  notFinite: number;
  notPositive: number;
  beyond: number;
  cut: number;
  rules: number;
  /** Marked points outside the frame. */
  outside: number;
}

type Reason = "notFinite" | "notPositive" | "beyond";

export const createTally = (): Tally => ({
  notFinite: 0,
  notPositive: 0,
  beyond: 0,
  cut: 0,
  rules: 0,
  outside: 0,
});

/** A number, or what stands where one is missing. */
export type Value = number | null | undefined;

type Scale = Pick<AxisText, "scale">;

function reasonAgainst(value: Value, { scale }: Scale): Reason | null {
  if (typeof value !== "number" || !Number.isFinite(value)) return "notFinite";
  if (scale === "log" && value <= 0) return "notPositive";
  if (Math.abs(value) > LARGEST || (scale === "log" && value < SMALLEST_OF_LOG)) return "beyond";
  return null;
}

export const isDrawable = (value: Value, axis: Scale): value is number => reasonAgainst(value, axis) === null;

/** Whether every coordinate can be drawn; if not, the point is counted once. */
export function isPointDrawable(tally: Tally, coordinates: readonly (readonly [Value, Scale])[]): boolean {
  const reasons = coordinates.map(([value, axis]) => reasonAgainst(value, axis));
  const first = (["notFinite", "notPositive", "beyond"] as const).find((each) => reasons.includes(each));
  if (first !== undefined) tally[first]++;
  return first === undefined;
}

/** The values that can be drawn; the others are counted. */
export function drawableValues(tally: Tally, values: readonly Value[], axis: Scale): readonly number[] {
  return values.filter((value): value is number => isPointDrawable(tally, [[value, axis]]));
}

/** The axis without a domain that its scale cannot have. */
export function soundAxis(axis: AxisText): AxisText {
  const { domain, ...rest } = axis;
  const isSound = domain?.every((end) => isDrawable(end, axis)) && !isNarrow(domain[0], domain[1]);
  return domain && isSound ? { ...rest, domain } : rest;
}

/** Below this magnitude numbers of a linear axis are written with an exponent. */
const SMALL = 1e-6;
/** Figures keep 12 digits: a range narrower than this share of its ends, or than the least number, is no range. */
const NARROW = 1e-11;
const LEAST_EXTENT = 1e-250;

/** Whether a linear scale has no room between the ends. */
export function isNarrow(low: number, high: number): boolean {
  const extent = Math.abs(high - low);
  return extent < LEAST_EXTENT || extent <= NARROW * Math.max(Math.abs(low), Math.abs(high));
}

/** The axis for these values: (nearly) equal ones get a domain about them, for without one the axis would have no extent. */
export function fittedAxis(axis: AxisText, values: readonly number[]): AxisText {
  const sound = soundAxis(axis);
  if (values.length === 0) return sound;
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const size = Math.max(-low, high);
  const isLog = axis.scale === "log";
  const format = !isLog && size < SMALL && size > LEAST_EXTENT ? { format: "~g" } : {};
  if (sound.domain || !isNarrow(low, high)) return { ...format, ...sound };
  const reach = size < LEAST_EXTENT ? 1 : Math.abs(low) / 10;
  const domain = isLog ? ([low / 2, low * 2] as const) : ([low - reach, low + reach] as const);
  return { ...format, ...sound, domain };
}

/** "1 value that is no finite number is not drawn." */
function sentence(count: number, one: string, many: string): string {
  return count === 0 ? "" : ` ${count} ${count === 1 ? one : many}.`;
}

export function captionWith(caption: string, tally: Tally): string {
  return [
    caption,
    sentence(tally.notPositive, "value at or below 0 is not drawn", "values at or below 0 are not drawn"),
    sentence(
      tally.notFinite,
      "value that is no finite number is not drawn",
      "values that are no finite numbers are not drawn",
    ),
    sentence(
      tally.beyond,
      "value beyond the range of the axis is not drawn",
      "values beyond the range of the axis are not drawn",
    ),
    sentence(
      tally.cut,
      "interval reaches beyond what the axis can show and is cut off at its edge",
      "intervals reach beyond what the axis can show and are cut off at its edge",
    ),
    sentence(tally.rules, "threshold is not drawn", "thresholds are not drawn"),
    sentence(
      tally.outside,
      "marked point outside the frame is not drawn",
      "marked points outside the frame are not drawn",
    ),
  ].join("");
}

/** What stands in the middle of a figure, or of a panel, in which there is nothing to draw. */
export function emptyText(tally: Tally): string {
  const { notFinite, notPositive, beyond } = tally;
  if (notFinite + notPositive + beyond === 0) return "no values";
  if (notPositive > 0 && notFinite + beyond === 0) return "all values are at or below 0";
  return "no value that the axis can show";
}

export const tallySum = (tallies: readonly Tally[]): Tally =>
  tallies.reduce(
    (sum, each) => ({
      notFinite: sum.notFinite + each.notFinite,
      notPositive: sum.notPositive + each.notPositive,
      beyond: sum.beyond + each.beyond,
      cut: sum.cut + each.cut,
      rules: sum.rules + each.rules,
      outside: sum.outside + each.outside,
    }),
    createTally(),
  );
