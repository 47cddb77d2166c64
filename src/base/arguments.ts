/** What is asked of the arguments of public functions: one check, one sentence, the offending value in it. */
import { cut } from "./cut.ts";
import { NonFiniteError, ShapeError, SpecError } from "./errors.ts";

/** Longest part of a text that a message quotes. */
const QUOTED = 40;

/** A value as a message shows it: numbers as they are, texts in quotes and cut, of the rest only the kind. */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(cut(value, QUOTED));
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return "a symbol";
  if (typeof value !== "object" || value === null) return String(value);
  const length = (value as { length?: unknown }).length;
  const kind = Object.getPrototypeOf(value)?.constructor?.name ?? "Object";
  return typeof length === "number" ? `${kind} of ${length}` : kind === "Object" ? "an object" : `a ${kind}`;
}

/** @throws {SpecError} for a value that is no whole number from `least` to `most` */
export function assertWhole(
  what: string,
  name: string,
  value: unknown,
  { least = 0, most = Number.MAX_SAFE_INTEGER }: { readonly least?: number; readonly most?: number } = {},
): asserts value is number {
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return;
  const range = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
  throw new SpecError(name, `${what}: ${name} is a whole number ${range}, got ${shown(value)}.`);
}

/** @throws {SpecError} for a value that is no finite number of 0 or more (above 0 with `positive`) */
export function assertSize(
  what: string,
  name: string,
  value: unknown,
  { positive = false }: { readonly positive?: boolean } = {},
): asserts value is number {
  if (typeof value === "number" && Number.isFinite(value) && (positive ? value > 0 : value >= 0)) return;
  const range = positive ? "finite number above 0" : "finite number of 0 or more";
  throw new SpecError(name, `${what}: ${name} is a ${range}, got ${shown(value)}.`);
}

/** @throws {SpecError} for a name among the options that the function does not know, with those it knows */
export function assertKnownOptions(
  what: string,
  options: unknown,
  known: readonly string[],
): asserts options is object {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw new SpecError("options", `${what}: options are an object, got ${shown(options)}.`);
  const odd = Object.keys(options).find((name) => !known.includes(name));
  if (odd !== undefined)
    throw new SpecError(odd, `${what}: there is no option ${shown(odd)}; there are ${known.join(", ")}.`);
}

/** @throws {ShapeError} for what is no Float64Array of n numbers; {NonFiniteError} with the first that is not finite */
export function assertVector(what: string, name: string, x: unknown, n: number): asserts x is Float64Array {
  if (!(x instanceof Float64Array))
    throw new ShapeError(`${what}: ${name} is a Float64Array of ${n} numbers, got ${shown(x)}.`);
  if (x.length !== n) throw new ShapeError(`${what}: ${name} has ${n} numbers, got ${x.length}.`);
  for (let i = 0; i < n; i++)
    if (!Number.isFinite(x[i]))
      throw new NonFiniteError(`${what}: number ${i} of ${name} is ${x[i]}; a finite number is needed.`);
}
