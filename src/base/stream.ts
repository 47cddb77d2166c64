/** Keys of independent random streams: a name becomes a Philox key. */
import { sha256 } from "@noble/hashes/sha2.js";
import { assertWhole, shown } from "./arguments.ts";
import { SpecError } from "./errors.ts";
import { canonicalJson } from "./json.ts";

/**
 * A stream of the counter-based generator: 64 bits of key, and the two upper counter words, which split a stream into
 * 2^64 sub-streams (a replica's number, say). Element i of a stream depends on nothing but (key, sub, i).
 */
export interface StreamKey {
  readonly k0: number;
  readonly k1: number;
  readonly c2: number;
  readonly c3: number;
}

/**
 * The first 64 bits of SHA-256 of the canonical JSON of the parts; two names never share a stream in practice.
 *
 * @throws {SpecError} for a part that is neither a text nor a finite number
 */
export function streamKey(...parts: readonly (string | number)[]): StreamKey {
  for (const part of parts)
    if (typeof part !== "string" && !Number.isFinite(part))
      throw new SpecError(
        "key",
        `streamKey: a name is made of texts and finite numbers, got ${shown(part)}.`,
      );
  const digest = sha256(new TextEncoder().encode(canonicalJson(parts)));
  const view = new DataView(digest.buffer, digest.byteOffset, digest.byteLength);
  return { k0: view.getUint32(0, true), k1: view.getUint32(4, true), c2: 0, c3: 0 };
}

const LARGEST_WORD = 2 ** 32 - 1;

/**
 * Sub-stream number `index` of a stream (for instance one replica's start).
 *
 * @throws {SpecError} for an index or plane that is no whole number from 0 to 2^32 - 1: others would share a stream silently
 */
export function subStream(key: StreamKey, index: number, plane = 0): StreamKey {
  assertWhole("subStream", "index", index, { most: LARGEST_WORD });
  assertWhole("subStream", "plane", plane, { most: LARGEST_WORD });
  if (key === null || typeof key !== "object" || !("k0" in key))
    throw new SpecError("key", `subStream: a stream of streamKey is needed, got ${shown(key)}.`);
  return { ...key, c2: index, c3: plane };
}
