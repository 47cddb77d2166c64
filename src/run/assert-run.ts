/** What `run` is given, checked before anything is made of it: a sentence for the first thing that is wrong. */
import { assertKnownOptions, shown } from "../base/arguments.ts";
import { SpecError } from "../base/errors.ts";
import { ID, ID_KIND, isObject } from "./assert-findings.ts";
import { SCALES } from "./config.ts";
import type { AnyExperiment } from "./contract.ts";
import { suggestion } from "./nearest.ts";

const SETTINGS = [
  ...["scale", "config", "set", "seed", "workers", "out", "store", "shard", "signal", "onProgress"],
  ...["fresh", "maxSeconds", "fastMath", "modules", "files", "host"],
] as const;

const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((each) => typeof each === "string");

const KINDS: Readonly<Record<string, readonly [string, (value: unknown) => boolean]>> = {
  config: ["an object of settings", isObject],
  set: ['a list of texts, as ["N=12"]', isTexts],
  modules: ["a list of paths", isTexts],
  out: ["the path of a directory", (value) => typeof value === "string" && value !== ""],
  onProgress: ["a function", (value) => typeof value === "function"],
  files: ["an object of bytes by name", isObject],
  maxSeconds: ["a number above 0", (value) => typeof value === "number" && value > 0],
};

/** @throws {SpecError} for a setting that is unknown or of another kind, an unknown scale */
export function assertRunSettings(settings: unknown): void {
  if (isObject(settings)) {
    const odd = Object.keys(settings as object).find((name) => !SETTINGS.includes(name as never));
    const hint = odd === undefined ? "" : suggestion(odd, SETTINGS);
    if (hint) throw new SpecError(odd!, `run: there is no option ${shown(odd)}.${hint}`);
  }
  assertKnownOptions("run", settings, SETTINGS);
  const given = settings as Readonly<Record<string, unknown>>;
  if (given.scale !== undefined && !(SCALES as readonly unknown[]).includes(given.scale))
    throw new SpecError("scale", `run: scale is ${SCALES.join(", ")}, got ${shown(given.scale)}.`);
  for (const [name, [kind, isRight]] of Object.entries(KINDS))
    if (given[name] !== undefined && !isRight(given[name]))
      throw new SpecError(name, `run: ${name} is ${kind}, got ${shown(given[name])}.`);
}

const TEXTS = ["id", "title", "question"] as const;
const FUNCTIONS = ["tasks", "run", "reduce", "figures", "tables", "claims"] as const;

/**
 * Checks that a value has the parts of an experiment, for values that no compiler has seen.
 *
 * @param from where it came from, as "own.mjs"
 * @throws {SpecError} that names the part that is missing or of another kind
 */
export function assertExperiment(from: string, value: unknown): asserts value is AnyExperiment {
  if (!isObject(value))
    throw new SpecError(
      "experiment",
      `${from}: an experiment is an id, as "atlas", or a value as defineExperiment takes it, got ${shown(value)}.`,
    );
  const given = value as Readonly<Record<string, unknown>>;
  const name =
    typeof given.id === "string" ? `${from}: the experiment "${given.id}"` : `${from}: the experiment`;
  const need = (part: string, kind: string, isRight: boolean): void => {
    if (!isRight)
      throw new SpecError(part, `${name} needs \`${part}\`, ${kind}; it is ${shown(given[part])}.`);
  };
  for (const part of TEXTS) need(part, "a text", typeof given[part] === "string" && given[part] !== "");
  need("id", ID_KIND, ID.test(given.id as string));
  need("answers", "a list of texts, which may be empty", isTexts(given.answers));
  const schema = given.schema as { safeParse?: unknown; _zod?: unknown } | undefined;
  need("schema", "an object of zod 4", typeof schema?.safeParse === "function" && isObject(schema._zod));
  for (const scale of SCALES) {
    const presets = given.presets as Readonly<Record<string, unknown>> | undefined;
    need("presets", `an object with a config for ${SCALES.join(", ")}`, isObject(presets?.[scale]));
  }
  for (const part of FUNCTIONS) need(part, "a function", typeof given[part] === "function");
  for (const part of ["check", "notes", "files"] as const)
    need(part, "a function or left out", given[part] === undefined || typeof given[part] === "function");
  for (const [part, functions] of [
    ["data", ["of", "overrides"]],
    ["landscape", ["of"]],
  ] as const) {
    const slot = given[part] as Readonly<Record<string, unknown>> | undefined;
    const isRight = (each: string) => typeof slot?.[each] === "function";
    need(
      part,
      `an object with ${functions.join(" and ")}, or left out`,
      slot === undefined || functions.every(isRight),
    );
  }
}
