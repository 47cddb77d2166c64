/** H = n^(-(p-1)/2) sum over all tuples of T x … x, from the full tensor; and the same with absolute values. */
export function fullTensorEnergy(
  tensor: Float64Array,
  x: Float64Array,
  p: number,
): { value: number; absolute: number } {
  const n = x.length;
  let value = 0;
  let absolute = 0;
  for (let t = 0; t < tensor.length; t++) {
    let term = tensor[t]!;
    for (let d = 0, rest = t; d < p; d++, rest = Math.floor(rest / n)) term *= x[rest % n]!;
    value += term;
    absolute += Math.abs(term);
  }
  const scale = n ** (-(p - 1) / 2);
  return { value: value * scale, absolute: absolute * scale };
}
