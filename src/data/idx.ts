/**
 * IDX, the format of MNIST's files: two zero bytes, a type byte, the number of dimensions, each dimension as a big-endian
 * 32-bit integer, then the numbers, big-endian too. Gzipped files are unpacked, to what the header says and no further.
 */
import { FormatError } from "../base/errors.ts";
import { unpacked } from "./gzip.ts";

export type IdxValues = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;

export interface IdxArray {
  readonly shape: readonly number[];
  readonly values: IdxValues;
}

export interface IdxOptions {
  /** The file, for messages. */
  readonly name: string;
  /** What is expected: 1 for labels, 3 for images. */
  readonly dimensions: number;
  /** Whether floating-point numbers are read too; labels have to be whole. */
  readonly floats?: boolean;
}

interface NumberType {
  readonly bytes: 1 | 2 | 4 | 8;
  readonly isFloat?: boolean;
  read(view: DataView, count: number, from: number): IdxValues;
}

const TYPES: Readonly<Record<number, NumberType>> = {
  8: { bytes: 1, read: (view, n, from) => new Uint8Array(view.buffer, view.byteOffset + from, n) },
  9: { bytes: 1, read: (view, n, from) => new Int8Array(view.buffer, view.byteOffset + from, n) },
  11: {
    bytes: 2,
    read: (view, n, from) => Int16Array.from({ length: n }, (_, i) => view.getInt16(from + 2 * i)),
  },
  12: {
    bytes: 4,
    read: (view, n, from) => Int32Array.from({ length: n }, (_, i) => view.getInt32(from + 4 * i)),
  },
  13: {
    bytes: 4,
    isFloat: true,
    read: (view, n, from) => Float32Array.from({ length: n }, (_, i) => view.getFloat32(from + 4 * i)),
  },
  14: {
    bytes: 8,
    isFloat: true,
    read: (view, n, from) => Float64Array.from({ length: n }, (_, i) => view.getFloat64(from + 8 * i)),
  },
};

interface Header {
  readonly shape: readonly number[];
  readonly type: NumberType;
  readonly headerBytes: number;
  readonly count: number;
  /** Of the whole file. */
  readonly fileBytes: number;
}

/** The longest file that is unpacked: views and kernels count bytes in 32 bits. */
const MOST_BYTES = 2 ** 31;

/** @throws {FormatError} for bytes that begin no such file */
function readHeader(bytes: Uint8Array, { name, dimensions, floats = false }: IdxOptions): Header {
  const headerBytes = 4 + 4 * dimensions;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < headerBytes)
    throw new FormatError(
      bytes.length,
      `${name}: ends at byte ${bytes.length}, inside the header of ${headerBytes} bytes.`,
    );
  if (view.getUint16(0) !== 0)
    throw new FormatError(
      0,
      `${name}: byte 0 is ${hex(bytes[0]!)} ${hex(bytes[1]!)}; an IDX file starts with 00 00.`,
    );
  const given = TYPES[bytes[2]!];
  if (!given || (given.isFloat && !floats))
    throw new FormatError(
      2,
      `${name}: byte 2 gives type ${hex(bytes[2]!)}; ${floats ? "08, 09, 0b, 0c (whole numbers), 0d and 0e (floats)" : "whole numbers (08, 09, 0b, 0c)"} are read.`,
    );
  if (bytes[3] !== dimensions)
    throw new FormatError(3, `${name}: byte 3 gives ${bytes[3]} dimensions; ${dimensions} were expected.`);
  const type = TYPES[bytes[2]!]!;
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const count = shape.reduce((product, length) => product * length, 1);
  const fileBytes = headerBytes + count * type.bytes;
  if (fileBytes > MOST_BYTES)
    throw new FormatError(
      4,
      `${name}: its header says ${shape.join(" x ")} numbers of ${type.bytes} bytes; at most ${MOST_BYTES} bytes are read.`,
    );
  return { shape, type, headerBytes, count, fileBytes };
}

/** @throws {FormatError} that names the file and the byte, for what is no IDX file of the expected kind */
export const readIdx = (bytes: Uint8Array, options: IdxOptions): IdxArray =>
  parseIdx(unpackedIdx(bytes, options), options);

/**
 * The bytes themselves, or what they hold when they are gzipped. A header that is there is all that may make room: no more bytes are
 * unpacked than it says.
 *
 * @throws {FormatError} for damaged data, for a header of no such file, for more bytes than the header says
 */
export function unpackedIdx(bytes: Uint8Array, options: IdxOptions): Uint8Array {
  const headerBytes = 4 + 4 * options.dimensions;
  const limitAt = (present: Uint8Array): number =>
    present.length < headerBytes ? MOST_HEAD : readHeader(present, options).fileBytes;
  return unpacked(bytes, { name: options.name, limitAt });
}

/** A first stored block or match may bring more than the header; its length is at most this. */
const MOST_HEAD = 1 << 17;

/** @throws {FormatError} as `readIdx`, for unpacked bytes */
export function parseIdx(bytes: Uint8Array, options: IdxOptions): IdxArray {
  const { shape, type, headerBytes, count, fileBytes } = readHeader(bytes, options);
  if (bytes.length !== fileBytes) {
    const numbers = `${(bytes.length - headerBytes) / type.bytes}`.replace(/(\.\d\d\d)\d+$/, "$1");
    throw new FormatError(
      Math.min(bytes.length, fileBytes),
      `${options.name}: holds ${numbers} numbers from byte ${headerBytes} on; its header says ${shape.join(" x ")} = ${count}.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { shape, values: type.read(view, count, headerBytes) };
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
