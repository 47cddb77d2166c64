// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the snippets are source text
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { expect, test } from "vitest";
import { hostUses } from "./support/host-math.js";

const src = resolve(import.meta.dirname, "..", "src");

/** What each spelling is found as; every one of them would compile. */
const BAD: readonly (readonly [string, string])[] = [
  ["const y = Math.exp(x);", "Math.exp"],
  ['const y = Math["exp"](x);', "Math.exp"],
  ["const y = Math['l\\u006fg'](x);", "Math.log"],
  ["const y = Math[`exp`](x);", "Math.exp"],
  ["const y = Math?.cos(x);", "Math.cos"],
  ["const y = Math\n  // a comment\n  .log1p(x);", "Math.log1p"],
  ["const y = Math /* . */ . tanh(x);", "Math.tanh"],
  ["const { exp } = Math;", "the object Math itself"],
  ["const { exp: e, ...rest } = globalThis.Math;", "the object Math itself"],
  ["const M = Math;", "the object Math itself"],
  ["f(Math)", "the object Math itself"],
  ['const m = globalThis["Math"];', 'the object "Math"'],
  ["const y = Math[name](x);", "a computed member of Math"],
  ['const y = Math["e" + "xp"](x);', "a computed member of Math"],
  ["losses.map(Math.log)", "Math.log"],
  ["const y = Math.pow(x, 2);", "Math.pow"],
  ["const r = Math.random();", "Math.random"],
  ["const y = Math.hypot(a, b);", "Math.hypot"],
  ["const y = Math.f16round(x) + Math.sumPrecise(xs);", "Math.f16round"],
  ["const y = x ** 2;", "x ** 2"],
  ["const y = 3 ** 2;", "3 ** 2"],
  ["const y = 2 ** n;", "2 ** n"],
  ["const y = 2 ** 0.5;", "2 ** 0.5"],
  ["const y = 1.2 ** 2;", "1.2 ** 2"],
  ["const y = (a + b)\n  **\n  3;", ") ** 3"],
  ["const y = 2 ** 3 ** n;", "2 ** 3"],
  ["y **= 2;", "y **= 2"],
  ["const t = `${a} and ${x ** 2}`;", "x ** 2"],
  ["const t = `${`${Math.sin(x)}`}`;", "Math.sin"],
  ["const t = `}${{ a: Math.sin(x) }.a}`;", "Math.sin"],
  ["const y = a / Math.exp(x) / 2;", "Math.exp"],
  ['const y = /\\/[/"]/.test(s) ? Math.exp(x) : 1;', "Math.exp"],
  ["n.toLocaleString()", "toLocaleString"],
  ['n["toLocaleString"]()', "toLocaleString"],
  ["new Intl.NumberFormat()", "Intl"],
  ["a.localeCompare(b)", "localeCompare"],
];

const GOOD: readonly string[] = [
  "const y = Math.sqrt(x) + Math.abs(x) * Math.PI + Math['floor'](x);",
  "const m = 2 ** 32 - 1 + 2 ** -300;",
  "// Math.exp(x) and x ** 2",
  "/** Math.exp(x), x ** 2 */",
  'const s = "Math.exp and x ** 2";',
  "const s = `Math.exp(x) = ${y} and x ** 2`;",
  "const s = 'it\\'s Math.log(x)';",
  "const bold = `**${title}**`;",
  "const r = /Math\\.exp|x ** 2/;",
  "import { exp, pow } from '../base/math.ts'; const y = exp(pow(x, 2));",
  "interface Mathematics { readonly log: number }",
  "const MathLike = 1; const a = b.mathematics;",
];

test("the scan finds every spelling of a host's function", () => {
  for (const [code, what] of BAD)
    expect(
      hostUses(code).map((use) => use.what),
      code,
    ).toContain(what);
  for (const code of GOOD) expect(hostUses(code), code).toEqual([]);
  expect(hostUses("a;\n`\n\n`;\n/*\n*/ Math.exp(1);")).toEqual([{ line: 6, what: "Math.exp" }]);
});

/**
 * Powers: engines take x ** y from different libraries (of a million numbers x below 1000, x ** 3 is not x * x * x for a quarter in V8), and
 * fold constants by others than they run; whole powers of two alone are exact in all. All other powers are base/math's pow, or products.
 */
test("no file of src takes a transcendental function, a power, a random number or a locale from the host", () => {
  const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".ts") && !name.split(sep).includes("generated"),
  );
  const wrong = files.flatMap((name) =>
    hostUses(readFileSync(join(src, name), "utf8")).map(
      ({ line, what }) => `${relative(src, join(src, name))}:${line}: ${what}`,
    ),
  );
  expect(wrong).toEqual([]);
  expect(files.length).toBeGreaterThan(200);
});
