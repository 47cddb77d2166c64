/**
 * Finds where TypeScript source takes numbers from its host that another host may give otherwise: Math's transcendental functions in any
 * spelling, Math.random, powers, and what depends on a locale. Comments, strings and the text of templates are taken out first, so that
 * the search is over tokens.
 */

export interface HostUse {
  readonly line: number;
  readonly what: string;
}

/** Members of Math that IEEE 754 or ECMAScript define to the last bit. All others are refused, with those that are yet to come. */
const EXACT = new Set(
  (
    "abs ceil clz32 floor fround imul max min round sign sqrt trunc " +
    "E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2"
  ).split(" "),
);
const LOCALE = /^(toLocale\w+|localeCompare|Intl)$/;

/** A word, a number, a string's value, `**` or any other sign. */
interface Token {
  readonly text: string;
  readonly kind: "word" | "number" | "string" | "sign";
  readonly line: number;
}

export function hostUses(source: string): HostUse[] {
  const tokens = tokenise(source);
  return tokens.flatMap((token, i) => {
    const what = mathUse(tokens, i) ?? powerUse(tokens, i) ?? localeUse(tokens, i);
    return what === null ? [] : [{ line: token.line, what }];
  });
}

/** `Math` in any place but Math.name and Math["name"] of an exact name: an alias, a destructuring, a computed name. */
function mathUse(tokens: readonly Token[], i: number): string | null {
  const { kind, text } = tokens[i]!;
  const before = tokens[i - 1]?.text;
  const quoted = kind === "string" && text === "Math"; // globalThis["Math"]
  if (!quoted && (kind !== "word" || text !== "Math")) return null;
  if (quoted) return before === "[" && tokens[i + 1]?.text === "]" ? 'the object "Math"' : null;
  let at = i + 1;
  if (tokens[at]?.text === "?.") at++;
  else if (tokens[at]?.text === ".") at++;
  else if (tokens[at]?.text !== "[") return "the object Math itself";
  const bracket = tokens[at]?.text === "[";
  const member = tokens[bracket ? at + 1 : at];
  if (member === undefined) return "the object Math itself";
  if (bracket && (member.kind !== "string" || tokens[at + 2]?.text !== "]"))
    return "a computed member of Math";
  return EXACT.has(member.text) ? null : `Math.${member.text}`;
}

/** `**` but for 2 ** (a whole number), whose value is exact and the same everywhere; `**=` always. */
function powerUse(tokens: readonly Token[], i: number): string | null {
  const { kind, text } = tokens[i]!;
  if (kind !== "sign" || (text !== "**" && text !== "**=")) return null;
  const negative = tokens[i + 1]?.text === "-";
  const exponent = tokens[negative ? i + 2 : i + 1];
  const after = tokens[negative ? i + 3 : i + 2]?.text ?? "";
  const base = tokens[i - 1]!;
  const plain = base.kind === "number" && base.text === "2" && tokens[i - 2]?.text !== ".";
  const whole =
    exponent?.kind === "number" && /^\d+$/.test(exponent.text) && !["**", ".", "[", "("].includes(after);
  return text === "**" && plain && whole ? null : `${base.text} ${text} ${exponent?.text ?? ""}`;
}

function localeUse(tokens: readonly Token[], i: number): string | null {
  const { kind, text } = tokens[i]!;
  return kind !== "sign" &&
    kind !== "number" &&
    LOCALE.test(text) &&
    (kind === "word" || tokens[i - 1]?.text === "[")
    ? text
    : null;
}

/** What a position may hold, in the order in which it is tried. */
const RULES = {
  skip: /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\//y,
  quoted: /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'/y,
  regex: /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y,
  word: /[\p{ID_Start}$_][\p{ID_Continue}$]*/uy,
  number: /0[xXbBoO][\da-fA-F_]+n?|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?n?/y,
  sign: /\*\*=|\*\*|\?\.(?!\d)|=>|\S/uy,
} as const;
const TEMPLATE_TEXT = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*/y;
/** After a value a slash divides, after anything else it begins a regular expression; these words are no values. */
const NO_VALUES = new Set("return typeof case in of void delete throw new else do await yield".split(" "));

function endsValue(last: Token | undefined): boolean {
  if (last === undefined) return false;
  if (last.kind === "sign") return /^[)\]}]$/.test(last.text);
  return last.kind !== "word" || !NO_VALUES.has(last.text);
}

function tokenise(source: string): Token[] {
  const tokens: Token[] = [];
  const templates: number[] = []; // for each open ${, the braces open inside it
  let at = 0;
  let line = 1;
  const take = (text: string): string => {
    at += text.length;
    line += text.split("\n").length - 1;
    return text;
  };
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0] ?? null;
  };
  const readTemplate = (from: number): void => {
    take(source[at]!); // the ` or } before the text
    tokens.push({ kind: "string", text: take(match(TEMPLATE_TEXT)!), line: from });
    if (source[at] === "$") templates.push(0);
    take(source[at] === "$" ? "${" : "`");
  };
  while (at < source.length) {
    const from = line;
    const mark = source[at]!;
    if (mark === "`" || (mark === "}" && templates.at(-1) === 0)) {
      if (mark === "}") templates.pop();
      readTemplate(from);
      continue;
    }
    if (templates.length > 0 && (mark === "{" || mark === "}"))
      templates[templates.length - 1]! += mark === "{" ? 1 : -1;
    for (const [kind, pattern] of Object.entries(RULES) as [keyof typeof RULES, RegExp][]) {
      const found = kind === "regex" && endsValue(tokens.at(-1)) ? null : match(pattern);
      if (found === null) continue;
      take(found);
      if (kind === "quoted") tokens.push({ kind: "string", text: unescaped(found), line: from });
      else if (kind !== "skip")
        tokens.push({ kind: kind === "regex" ? "string" : kind, text: found, line: from });
      break;
    }
  }
  return tokens;
}

/** The text between the quotes, \x and \u escapes read. */
function unescaped(quoted: string): string {
  return quoted
    .slice(1, -1)
    .replace(/\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|u\{([\da-fA-F]+)\})/g, (_, a, b, c) =>
      String.fromCodePoint(Number.parseInt(a ?? b ?? c, 16)),
    );
}
