/** Keys of independent random streams: a name becomes a Philox key. */
import { sha256 } from "@noble/hashes/sha2.js";
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

/** The first 64 bits of SHA-256 of the canonical JSON of the parts; two names never share a stream in practice. */
export function streamKey(...parts: readonly (string | number)[]): StreamKey {
  const digest = sha256(new TextEncoder().encode(canonicalJson(parts)));
  const view = new DataView(digest.buffer, digest.byteOffset, digest.byteLength);
  return { k0: view.getUint32(0, true), k1: view.getUint32(4, true), c2: 0, c3: 0 };
}

/** Sub-stream number `index` of a stream (for instance one replica's start). */
export function subStream(key: StreamKey, index: number, plane = 0): StreamKey {
  return { ...key, c2: index >>> 0, c3: plane >>> 0 };
}
