import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { hostCodes } from "../scripts/codes.mjs";

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
