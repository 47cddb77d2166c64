/** JSON that a user wrote, read strictly: what `JSON.parse` lets through in silence is told. */
import { cut } from "./cut.ts";
import { FormatError } from "./errors.ts";
import type { Json } from "./json.ts";

/** A config is a few levels deep. */
export const MOST_DEPTH = 64;

/**
 * The value of UTF-8 bytes (a byte order mark may stand first), with position and line of what is wrong.
 *
 * @throws {FormatError} for bytes that are no UTF-8, text that is no JSON, a key that stands twice, more than 64 levels, numbers that
 *   no double holds
 */
export function readJson(bytes: Uint8Array, name: string): Json {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new FormatError(0, `${name} is not text in UTF-8; save it in that encoding.`);
  }
  return parseJsonText(text, name);
}

/** @throws {FormatError} as `readJson` */
export function parseJsonText(text: string, name: string): Json {
  const parser = new Parser(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, name);
  return parser.document();
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SPACE = /[ \t\n\r]*/y;

class Parser {
  readonly #text: string;
  readonly #name: string;
  #at = 0;

  constructor(text: string, name: string) {
    this.#text = text;
    this.#name = name;
  }

  document(): Json {
    const value = this.#value([]);
    this.#space();
    if (this.#at < this.#text.length) throw this.#unexpected("the end");
    return value;
  }

  #value(path: readonly (string | number)[]): Json {
    if (path.length > MOST_DEPTH) throw this.#error(`it nests deeper than ${MOST_DEPTH} levels`);
    this.#space();
    const next = this.#text[this.#at];
    if (next === "{") return this.#object(path);
    if (next === "[") return this.#array(path);
    if (next === '"') return this.#string();
    const word = this.#match(WORD);
    if (word !== undefined) return word === "null" ? null : word === "true";
    const number = this.#match(NUMBER);
    if (number === undefined) throw this.#unexpected("a value");
    return this.#number(number);
  }

  #number(text: string): number {
    const value = Number(text);
    if (!Number.isFinite(value)) throw this.#error(`the number ${cut(text)} is beyond what a double holds`);
    if (/^-?\d+$/.test(text) && !Number.isSafeInteger(value))
      throw this.#error(`the whole number ${cut(text)} is beyond 2^53, where doubles lose digits`);
    return value;
  }

  #string(): string {
    const text = this.#match(STRING);
    if (text === undefined) throw this.#unexpected("a text that ends in a quote");
    return JSON.parse(text) as string;
  }

  #array(path: readonly (string | number)[]): Json {
    const items: Json[] = [];
    this.#at++;
    this.#space();
    if (this.#take("]")) return items;
    do items.push(this.#value([...path, items.length]));
    while (this.#more("]"));
    return items;
  }

  #object(path: readonly (string | number)[]): Json {
    const members = new Map<string, Json>();
    this.#at++;
    this.#space();
    if (this.#take("}")) return {};
    do {
      this.#space();
      if (this.#text[this.#at] !== '"') throw this.#unexpected("a key in quotes");
      const key = this.#string();
      if (members.has(key))
        throw this.#error(`the key ${cut([...path, key].join("."))} stands twice in one object`);
      this.#space();
      if (!this.#take(":")) throw this.#unexpected("a colon");
      members.set(key, this.#value([...path, key]));
    } while (this.#more("}"));
    return Object.fromEntries(members);
  }

  /** Past a comma: true; past the end: false. */
  #more(end: string): boolean {
    this.#space();
    if (this.#take(",")) return true;
    if (this.#take(end)) return false;
    throw this.#unexpected(`a comma or ${end}`);
  }

  #space(): void {
    this.#match(SPACE);
  }

  #take(character: string): boolean {
    const isNext = this.#text[this.#at] === character;
    if (isNext) this.#at++;
    return isNext;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const text = pattern.exec(this.#text)?.[0];
    if (text !== undefined) this.#at += text.length;
    return text;
  }

  #unexpected(wanted: string): FormatError {
    const found =
      this.#at < this.#text.length
        ? JSON.stringify(String.fromCodePoint(this.#text.codePointAt(this.#at)!))
        : "the end";
    return this.#error(`${found} stands where ${wanted} is expected`);
  }

  #error(what: string): FormatError {
    const before = this.#text.slice(0, this.#at);
    const line = before.split("\n").length;
    return new FormatError(
      this.#at,
      `${this.#name} is not JSON: ${what}, at position ${this.#at} (line ${line}).`,
    );
  }
}
