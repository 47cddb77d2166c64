/** The m-th roots of unity, by arithmetic alone: the same bits on every host. */
export function rootsOfUnity(m: number): readonly (readonly [number, number])[] {
  const roots: (readonly [number, number])[] = [[1, 0]];
  const [cr, ci] = m === 1 ? [1, 0] : firstRoot(m);
  for (let k = 1; k < m; k++) {
    const [re, im] = roots[k - 1]!;
    roots.push([re * cr - im * ci, re * ci + im * cr]);
  }
  return roots;
}

/** exp(2 pi i / m) from the Taylor series of the exponential, whose terms vanish below rounding after 40. */
function firstRoot(m: number): readonly [number, number] {
  const angle = (2 * Math.PI) / m;
  let [re, im, tr, ti] = [1, 0, 1, 0];
  for (let k = 1; k < 40; k++) {
    [tr, ti] = [(-ti * angle) / k, (tr * angle) / k];
    re += tr;
    im += ti;
  }
  return [re, im];
}
