/** A data set as bytes for a cache: a line of JSON, then inputs (f32) and labels (i32) of both splits, little-endian. */
import type { Samples } from "./data-set.ts";

interface Header {
  readonly splits: readonly { readonly n: number; readonly d: number; readonly classes: number }[];
  /** What else the loader wants to remember. */
  readonly notes: readonly string[];
}

export interface KeptData {
  readonly train: Samples;
  readonly test: Samples;
  readonly notes: readonly string[];
}

const isLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

function bytesOf(array: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

export function packData({ train, test, notes }: KeptData): Uint8Array[] | undefined {
  if (!isLittleEndian) return undefined;
  const splits = [train, test].map(({ n, d, classes }) => ({ n, d, classes }));
  const header = new TextEncoder().encode(`${JSON.stringify({ splits, notes } satisfies Header)}\n`);
  return [header, ...[train, test].flatMap(({ inputs, labels }) => [bytesOf(inputs), bytesOf(labels)])];
}

/** Undefined when the bytes are not what `packData` makes: those of another version of losscape, say. */
export function unpackData(bytes: Uint8Array): KeptData | undefined {
  const end = bytes.indexOf(10);
  const header = isLittleEndian && end >= 0 ? parseHeader(bytes.subarray(0, end)) : undefined;
  if (!header) return undefined;
  const { splits, notes } = header;
  if (bytes.length !== end + 1 + splits.reduce((sum, { n, d }) => sum + 4 * n * (d + 1), 0)) return undefined;
  let at = end + 1;
  const take = (length: number): ArrayBuffer => {
    const part = new Uint8Array(4 * length); // a copy: a Buffer's slice is none, and may stand at any address
    part.set(bytes.subarray(at, at + part.length));
    at += part.length;
    return part.buffer;
  };
  const [train, test] = splits.map(
    ({ n, d, classes }): Samples => ({
      n,
      d,
      classes,
      inputs: new Float32Array(take(n * d)),
      labels: new Int32Array(take(n)),
    }),
  );
  return { train: train!, test: test!, notes };
}

function parseHeader(bytes: Uint8Array): Header | undefined {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
  const { splits, notes } = (header ?? {}) as Partial<Header>;
  const isSplit = (split: unknown): boolean => {
    const { n, d, classes } = (split ?? {}) as Partial<Header["splits"][number]>;
    return [n, d, classes].every((count) => Number.isSafeInteger(count) && count! > 0);
  };
  const isHeader =
    Array.isArray(splits) && splits.length === 2 && splits.every(isSplit) && Array.isArray(notes);
  return isHeader ? { splits, notes } : undefined;
}
