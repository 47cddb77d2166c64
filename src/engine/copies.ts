/** Copies between host and engine that are longer than a frame, in pieces. */
import type { Steps } from "../base/steps.ts";
import type { Arena, BlockF64 } from "./memory.ts";

/** Numbers between two pauses: 8 MB. */
const PIECE = 2 ** 20;

/** Copies numbers piece by piece; both sides are asked for anew after every pause, as the engine's memory may have moved. */
function* copyPieces(length: number, to: () => Float64Array, from: () => Float64Array): Steps<void> {
  for (let at = 0; at < length; at += PIECE) {
    if (at > 0) yield;
    to().set(from().subarray(at, Math.min(at + PIECE, length)), at);
  }
}

/** A copy of the block on the host's side. */
export function* readSteps(block: BlockF64): Steps<Float64Array> {
  const copy = new Float64Array(block.length);
  yield* copyPieces(
    block.length,
    () => copy,
    () => block.view(),
  );
  return copy;
}

/** The block gets the values, as many as it holds. */
export function writeSteps(block: BlockF64, values: Float64Array): Steps<void> {
  return copyPieces(
    block.length,
    () => block.view(),
    () => values,
  );
}

/** A copy of the block in the engine, which the arena owns. */
export function* copySteps(arena: Arena, block: BlockF64): Steps<BlockF64> {
  const copy = arena.rawF64(block.length);
  yield* copyPieces(
    block.length,
    () => copy.view(),
    () => block.view(),
  );
  return copy;
}
