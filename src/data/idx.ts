/**
 * IDX, the format of MNIST's files: two zero bytes, a type byte, the number of dimensions, each dimension as a big-endian
 * 32-bit integer, then the numbers. Only unsigned bytes (type 8) are read here. Gzipped files are unpacked.
 */
import { gunzipSync } from "fflate";
import { FormatError } from "../base/errors.ts";

export interface IdxArray {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

const UNSIGNED_BYTE = 8;

/** The bytes themselves, or what they hold when they start as a gzip file does. */
export function unzipped(bytes: Uint8Array, name: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError(
      0,
      `${name}: the gzip data of ${bytes.length} bytes are truncated or damaged (${reason}).`,
    );
  }
}

/** @param dimensions what is expected: 1 for labels, 3 for images */
export function parseIdx(bytes: Uint8Array, options: { name: string; dimensions: number }): IdxArray {
  const { name, dimensions } = options;
  const header = 4 + 4 * dimensions;
  if (bytes.length < header)
    throw new FormatError(
      bytes.length,
      `${name}: ends at byte ${bytes.length}, inside the header of ${header} bytes.`,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint16(0) !== 0)
    throw new FormatError(
      0,
      `${name}: byte 0 is ${hex(bytes[0]!)} ${hex(bytes[1]!)}; an IDX file starts with 00 00.`,
    );
  if (bytes[2] !== UNSIGNED_BYTE)
    throw new FormatError(2, `${name}: byte 2 gives type ${hex(bytes[2]!)}; unsigned bytes (08) are read.`);
  if (bytes[3] !== dimensions)
    throw new FormatError(3, `${name}: byte 3 gives ${bytes[3]} dimensions; ${dimensions} were expected.`);
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const count = shape.reduce((product, length) => product * length, 1);
  if (bytes.length !== header + count)
    throw new FormatError(
      Math.min(bytes.length, header + count),
      `${name}: holds ${bytes.length - header} numbers from byte ${header} on; its header says ${shape.join(" x ")} = ${count}.`,
    );
  return { shape, values: bytes.subarray(header) };
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
