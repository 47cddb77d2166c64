/** Copies between host and engine that are longer than a frame, in pieces. */
import type { Steps } from "../base/steps.ts";
import type { Arena, BlockF64 } from "./memory.ts";

/** Numbers between two pauses: 8 MB. */
const PIECE = 2 ** 20;

/** A copy of the block on the host's side. */
export function* readSteps(block: BlockF64): Steps<Float64Array> {
  const copy = new Float64Array(block.length);
  for (let at = 0; at < copy.length; at += PIECE) {
    if (at > 0) yield;
    copy.set(block.view().subarray(at, at + PIECE), at);
  }
  return copy;
}

/** The block gets the values, as many as it holds. */
export function* writeSteps(block: BlockF64, values: Float64Array): Steps<void> {
  for (let at = 0; at < block.length; at += PIECE) {
    if (at > 0) yield;
    block.view().set(values.subarray(at, Math.min(at + PIECE, block.length)), at);
  }
}

/** A copy of the block in the engine, which the arena owns. */
export function* copySteps(arena: Arena, block: BlockF64): Steps<BlockF64> {
  const copy = arena.rawF64(block.length);
  for (let at = 0; at < block.length; at += PIECE) {
    if (at > 0) yield;
    copy.view().set(block.view().subarray(at, Math.min(at + PIECE, block.length)), at);
  }
  return copy;
}
