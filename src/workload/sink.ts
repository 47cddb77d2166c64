/** Where a family of the workload puts its numbers. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { NonFiniteError } from "../base/errors.ts";
import { type StreamKey, streamKey } from "../base/stream.ts";
import type { Engine } from "../engine/engine.ts";

type Numbers = Float64Array | Float32Array | Int32Array | Uint8Array;

/** Adds numbers to the digest, bit by bit. */
export type Sink = (values: Numbers | readonly number[]) => void;

/** Runs some kernels on fixed inputs and shows every number that they give. */
export type Family = (engine: Engine, add: Sink) => void;

export const keyOf = (...names: readonly (string | number)[]): StreamKey => streamKey("digest", ...names);

/**
 * SHA-256 of all that a family shows, as f64 little-endian.
 *
 * @throws {NonFiniteError} `non-finite` for NaN, whose bits are the host's own
 */
export function digestOf(family: Family, engine: Engine): string {
  const hash = sha256.create();
  family(engine, (values) => {
    const bytes = new DataView(new ArrayBuffer(8 * values.length));
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (Number.isNaN(value))
        throw new NonFiniteError("The workload gave NaN, which has no one form in bits.");
      bytes.setFloat64(8 * i, value, true);
    }
    hash.update(new Uint8Array(bytes.buffer));
  });
  return bytesToHex(hash.digest());
}
