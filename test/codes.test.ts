import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hostCodes } from "../scripts/codes.mjs";

const folder = join(import.meta.dirname, "..", "assembly");
const kernelFiles = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".ts"),
);
const textOf = (name: string) => readFileSync(join(folder, name), "utf8");
const source = readFileSync(new URL("../assembly/codes.ts", import.meta.url), "utf8");

test("the host's codes are the kernels', in their order", () => {
  expect(
    hostCodes("/** Of (A). */\nexport enum LossKind {\n  MEAN_SQUARE, // first\n  HINGE,\n}\n"),
  ).toContain('export const LOSS_KIND = ["mean-square", "hinge"] as const;');
  const generated = readFileSync(new URL("../src/engine/generated/codes.ts", import.meta.url), "utf8");
  expect(generated).toBe(hostCodes(source));
});

test("a change of the kernels' codes is a change of the host's", () => {
  for (const [from, to] of [
    ["  MSE,\n  HINGE,\n", "  HINGE,\n  MSE,\n"],
    ["  STALLED,\n", ""],
    ["  LBFGS,\n", "  LBFGS,\n  NEWTON,\n"],
  ] as const) {
    const mutant = source.replace(from, to);
    expect(mutant).not.toBe(source);
    expect(hostCodes(mutant)).not.toBe(hostCodes(source));
  }
});

test("what the generator cannot read it refuses", () => {
  expect(() => hostCodes("export enum A {\n  ONE = 3,\n}\n")).toThrow("without a number");
  expect(() => hostCodes("export enum A {\n  ONE,\n  ONE,\n}\n")).toThrow("twice");
  expect(() => hostCodes("export const ONE: i32 = 1;\n")).toThrow("enumerations alone");
});

/** What calls of BLAS take is known by heart, and stays as it is. */
const BLAS = ["dgemm", "dgemmt", "sgemm"];

test("a kernel that is told more than twelve things reads them from a block with names", () => {
  const exported = readFileSync(new URL("../src/engine/generated/kernels.ts", import.meta.url), "utf8");
  const long = [...exported.matchAll(/(\w+)\(([^)]*)\)/g)]
    .filter(([, , parameters]) => parameters!.split(":").length - 1 > 12)
    .map(([, name]) => name!);
  expect(long.sort()).toEqual(BLAS);
});

/** The second half of a sum or product of two doubles, read at once: a second result, which WebAssembly's baseline has no room for. */
const SECOND_RESULT = ["pspin/residual.ts"];

test("no kernel keeps a number between calls in a variable of its module", () => {
  const kept = kernelFiles.filter((name) => /^(?:export )?let /m.test(textOf(name)));
  expect(kept).toEqual(SECOND_RESULT);
});
