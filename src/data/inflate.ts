/**
 * DEFLATE [RFC 1951], read to the end of its last block and not a byte further: what `gzip.ts` needs to check a member's checksum and
 * to find the next one. As strict as zlib: incomplete or oversubscribed codes, distances before the start and symbols that no
 * code has are refused.
 */
import type { Growing } from "./growing.ts";

/** What is wrong with the compressed bytes, in a few words; the caller knows the file. */
export class InflateProblem extends Error {}

const MOST_BITS = 15;
const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115,
].concat([131, 163, 195, 227, 258]);
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_EXTRA = Array.from({ length: 30 }, (_, i) => Math.max(0, (i >> 1) - 1));
const DISTANCE_BASE = DISTANCE_EXTRA.map((extra, i) => (i < 4 ? i + 1 : 1 + ((2 + (i & 1)) << extra)));
const ORDER_OF_LENGTHS = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const END_OF_BLOCK = 256;

/** Indexed by the next 15 bits: symbol << 4 | bits; 0 where no code is. */
type CodeTable = Uint16Array;

/** @param kind says which incomplete codes are let through: one of a single bit, except among code lengths */
function tableOf(lengths: Uint8Array, kind: "code lengths" | "lengths" | "distances"): CodeTable {
  const counts = new Uint16Array(MOST_BITS + 1);
  for (const length of lengths) counts[length]!++;
  counts[0] = 0;
  let left = 1;
  let longest = 0;
  const next = new Uint16Array(MOST_BITS + 2);
  for (let bits = 1; bits <= MOST_BITS; bits++) {
    left = 2 * left - counts[bits]!;
    if (left < 0) throw new InflateProblem(`the codes of ${kind} are oversubscribed`);
    if (counts[bits]! > 0) longest = bits;
    next[bits + 1] = (next[bits]! + counts[bits]!) << 1;
  }
  if (left > 0 && longest > 0 && (kind === "code lengths" || longest !== 1))
    throw new InflateProblem(`the codes of ${kind} are incomplete`);
  const table = new Uint16Array(1 << MOST_BITS);
  lengths.forEach((length, symbol) => {
    if (length === 0) return;
    let code = next[length]!++;
    let reversed = 0;
    for (let i = 0; i < length; i++, code >>= 1) reversed = (reversed << 1) | (code & 1);
    for (let at = reversed; at < table.length; at += 1 << length) table[at] = (symbol << 4) | length;
  });
  return table;
}

let fixedTables: readonly [CodeTable, CodeTable] | undefined;

function fixedCodes(): readonly [CodeTable, CodeTable] {
  fixedTables ??= [
    tableOf(
      Uint8Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)),
      "lengths",
    ),
    tableOf(new Uint8Array(32).fill(5), "distances"),
  ];
  return fixedTables;
}

/** Bits of a byte array, least significant first. */
class BitReader {
  readonly #bytes: Uint8Array;
  #at: number;
  #held = 0;
  #count = 0;

  constructor(bytes: Uint8Array, from: number) {
    this.#bytes = bytes;
    this.#at = from;
  }

  #fill(bits: number): void {
    while (this.#count < bits) {
      if (this.#at >= this.#bytes.length) throw new InflateProblem("the data end inside a block");
      this.#held |= this.#bytes[this.#at++]! << this.#count;
      this.#count += 8;
    }
  }

  /** At most 16 bits. */
  bits(count: number): number {
    this.#fill(count);
    const value = this.#held & ((1 << count) - 1);
    this.#held >>>= count;
    this.#count -= count;
    return value;
  }

  symbol(table: CodeTable): number {
    while (this.#count < MOST_BITS && this.#at < this.#bytes.length) {
      this.#held |= this.#bytes[this.#at++]! << this.#count;
      this.#count += 8;
    }
    const entry = table[this.#held & ((1 << MOST_BITS) - 1)]!;
    const length = entry & 15;
    if (length === 0)
      throw new InflateProblem(
        this.#count < MOST_BITS ? "the data end inside a block" : "a code stands for nothing",
      );
    if (length > this.#count) throw new InflateProblem("the data end inside a block");
    this.#held >>>= length;
    this.#count -= length;
    return entry >> 4;
  }

  /** Drops the rest of the present byte; whole bytes that were read ahead go back. */
  toByte(): number {
    this.#at -= this.#count >> 3;
    this.#held = 0;
    this.#count = 0;
    return this.#at;
  }

  take(length: number): Uint8Array {
    const from = this.toByte();
    if (from + length > this.#bytes.length) throw new InflateProblem("the data end inside a block");
    this.#at = from + length;
    return this.#bytes.subarray(from, this.#at);
  }
}

function dynamicCodes(reader: BitReader): readonly [CodeTable, CodeTable] {
  const literals = reader.bits(5) + 257;
  const distances = reader.bits(5) + 1;
  const used = reader.bits(4) + 4;
  if (literals > 286 || distances > 30) throw new InflateProblem("a block has more codes than there are");
  const ofLengths = new Uint8Array(19);
  for (let i = 0; i < used; i++) ofLengths[ORDER_OF_LENGTHS[i]!] = reader.bits(3);
  if (ofLengths.every((length) => length === 0)) throw new InflateProblem("a block has no codes of lengths");
  const table = tableOf(ofLengths, "code lengths");
  const lengths = new Uint8Array(literals + distances);
  for (let at = 0; at < lengths.length; ) {
    const symbol = reader.symbol(table);
    if (symbol < 16) {
      lengths[at++] = symbol;
      continue;
    }
    if (symbol === 16 && at === 0) throw new InflateProblem("a length is repeated before there is one");
    const value = symbol === 16 ? lengths[at - 1]! : 0;
    const repeat =
      symbol === 16 ? 3 + reader.bits(2) : symbol === 17 ? 3 + reader.bits(3) : 11 + reader.bits(7);
    if (at + repeat > lengths.length) throw new InflateProblem("lengths are repeated beyond the last code");
    lengths.fill(value, at, at + repeat);
    at += repeat;
  }
  if (lengths[END_OF_BLOCK] === 0) throw new InflateProblem("a block has no code for its end");
  return [
    tableOf(lengths.subarray(0, literals), "lengths"),
    tableOf(lengths.subarray(literals), "distances"),
  ];
}

function inflateCoded(
  reader: BitReader,
  codes: readonly [CodeTable, CodeTable],
  out: Growing,
  start: number,
) {
  const [literals, distances] = codes;
  for (;;) {
    const symbol = reader.symbol(literals);
    if (symbol < END_OF_BLOCK) {
      out.push(symbol);
      continue;
    }
    if (symbol === END_OF_BLOCK) return;
    const place = symbol - END_OF_BLOCK - 1;
    if (place >= LENGTH_BASE.length) throw new InflateProblem("a code stands for no length");
    const length = LENGTH_BASE[place]! + reader.bits(LENGTH_EXTRA[place]!);
    const far = reader.symbol(distances);
    if (far >= DISTANCE_BASE.length) throw new InflateProblem("a code stands for no distance");
    const distance = DISTANCE_BASE[far]! + reader.bits(DISTANCE_EXTRA[far]!);
    if (distance > out.length - start) throw new InflateProblem("a distance reaches before the start");
    out.repeat(distance, length);
  }
}

function inflateStored(reader: BitReader, out: Growing): void {
  const head = reader.take(4);
  const length = head[0]! | (head[1]! << 8);
  if ((length ^ 0xffff) !== (head[2]! | (head[3]! << 8)))
    throw new InflateProblem("a stored block's length does not match its check");
  out.append(reader.take(length));
}

/**
 * Unpacks one DEFLATE stream that begins at byte `from`.
 *
 * @param out receives the bytes, and refuses those beyond its limit
 * @returns the number of the byte after the stream
 * @throws {InflateProblem} for bytes that are no such stream
 */
export function inflate(bytes: Uint8Array, from: number, out: Growing): number {
  const reader = new BitReader(bytes, from);
  const start = out.length;
  for (let last = false; !last; ) {
    last = reader.bits(1) === 1;
    const kind = reader.bits(2);
    if (kind === 0) inflateStored(reader, out);
    else if (kind === 1) inflateCoded(reader, fixedCodes(), out, start);
    else if (kind === 2) inflateCoded(reader, dynamicCodes(reader), out, start);
    else throw new InflateProblem("a block is of no known kind");
  }
  return reader.toByte();
}
