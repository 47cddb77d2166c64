/** The multi-species spherical glass: one sphere a layer, couplings between layers only. */
import { assertVector, assertWhole, shown } from "../base/arguments.ts";
import { ShapeError, SpecError } from "../base/errors.ts";
import { pow } from "../base/math.ts";
import type { StreamKey } from "../base/stream.ts";
import type { Engine } from "../engine/engine.ts";
import { assertPSpinFits, couplingCount, PSpinCouplings } from "../engine/pspin/couplings.ts";
import { normals } from "../engine/random.ts";
import { product } from "./product.ts";
import { type OwnedLandscape, pspinSum } from "./pspin-sum.ts";
import { sphere } from "./sphere.ts";

const FEWEST_LAYERS = 2;
const MOST_LAYERS = 32;

/**
 * @param layers n_1, …, n_L
 * @throws {SpecError} for what is no list of 2 to 32 whole numbers of 1 or more, {MemoryError} when the embedding does not fit
 */
export function assertMultiSpeciesFits(layers: readonly number[]): void {
  if (!Array.isArray(layers) || layers.length < FEWEST_LAYERS || layers.length > MOST_LAYERS)
    throw new SpecError(
      "layers",
      `multi-species: layers are a list of ${FEWEST_LAYERS} to ${MOST_LAYERS} sizes, as [4, 4, 4], got ${shown(layers)}.`,
    );
  for (const [l, size] of layers.entries())
    assertWhole("multi-species", `the size of layer ${l + 1}`, size, { least: 1 });
  assertPSpinFits(sum(layers), layers.length);
}

export type MultiSpeciesOptions =
  | { readonly layers: readonly number[]; readonly key: StreamKey }
  /** T of your own, row-major, n_1 x … x n_L. */
  | { readonly layers: readonly number[]; readonly tensor: Float64Array };

/**
 * One disorder of the multi-species spherical glass. With n = n_1 + … + n_L spins, layer after layer, on |w_l|² = n_l:
 *
 *   H(w_1, …, w_L) = sqrt(n / (n_1 … n_L)) T(w_1, …, w_L),   T of n_1 … n_L iid N(0, 1),
 *   cov(H(w), H(w')) = n times the product of all w_l·w'_l / n_l.
 *
 * Critical points are singular vector tuples of T [FriOtt14]: at L = 2 the values at them are ± sqrt(n) times its singular values. T is kept in
 * the couplings of a p-spin glass of n spins and p = L, of which all but those with one spin of each layer are 0: single precision,
 * and memory for C(n + L - 1, L) couplings, (n_1 + … + n_L)^L / (L! n_1 … n_L) times the entries of T: 2 at two equal layers, 4.5 at
 * three, 10.7 at four. Time grows alike. The host's memory holds them too while they are made.
 *
 * Owns them: call `dispose`. It has no descent of its own; the general optimisers go down it.
 *
 * @throws {SpecError} for layers that cannot be; {ShapeError} for a tensor of another length or with NaN; {MemoryError} when the
 *   embedding does not fit
 */
export function createMultiSpecies(
  engine: Engine,
  options: MultiSpeciesOptions,
): OwnedLandscape & { readonly layers: readonly number[] } {
  const { layers } = options;
  assertMultiSpeciesFits(layers);
  const entries = layers.reduce((all, size) => all * size, 1);
  if ("tensor" in options) assertVector("multi-species", "the tensor", options.tensor, entries);
  const tensor = "tensor" in options ? options.tensor : normals(engine, options.key, entries);
  const [n, p] = [sum(layers), layers.length];
  const couplings = new PSpinCouplings(engine, { n, p, couplings: embedded(layers, tensor) });
  const manifold = product(...layers.map((size) => sphere(size)));
  return { ...pspinSum("multi-species", [{ couplings, weight: 1 }], manifold), layers: [...layers] };
}

const sum = (layers: readonly number[]): number => layers.reduce((all, size) => all + size, 0);

/**
 * The packed couplings of H. Layers follow each other, so the sorted tuples with one spin of each are exactly the indices of T; in H
 * each tuple stands once, with the factor n^(-(p-1)/2) of `PSpinCouplings`.
 *
 * @throws {ShapeError} when a coupling leaves the range of single precision
 */
function embedded(layers: readonly number[], tensor: Float64Array): Float32Array {
  const [n, p] = [sum(layers), layers.length];
  const scale = pow(n, p / 2) / Math.sqrt(layers.reduce((all, size) => all * size, 1));
  const packed = new Float32Array(couplingCount(n, p));
  const starts = layers.map((_, l) => sum(layers.slice(0, l)));
  const last = layers[p - 1]!;
  const tuple = [...starts];
  for (let row = 0; row < tensor.length; row += last) {
    let rest = row / last;
    for (let l = p - 2; l >= 0; l--) {
      tuple[l] = starts[l]! + (rest % layers[l]!);
      rest = Math.floor(rest / layers[l]!);
    }
    const at = packedPlace(tuple, n);
    for (let i = 0; i < last; i++) packed[at + i] = scale * tensor[row + i]!;
  }
  if (!packed.every(Number.isFinite))
    throw new ShapeError("multi-species: an entry of the tensor is out of the range of single precision.");
  return packed;
}

/** How many sorted tuples i_1 <= … <= i_p < n come before the given one in lexicographic order. */
function packedPlace(tuple: readonly number[], n: number): number {
  const p = tuple.length;
  let [place, least] = [0, 0];
  for (const [d, index] of tuple.entries()) {
    // those whose entry d is from `least` to `index` - 1: what is left after it are p - d - 1 entries from there on
    place += countFrom(n - least, p - d) - countFrom(n - index, p - d);
    least = index;
  }
  return place;
}

/** Sorted tuples of k of m numbers. */
const countFrom = (m: number, k: number): number => (m < 1 ? 0 : couplingCount(m, k));
