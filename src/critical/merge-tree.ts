/**
 * Which minima join at which height: the disconnectivity graph of a landscape [BecKar97, WalMilWal98]. Minima are the leaves; the
 * lowest index-1 saddles that join two components are the merges (Kruskal's minimum spanning tree).
 */

export type SaddleEdge = {
  /** Numbers of the two minima that descents from the saddle reach. */
  readonly a: number;
  readonly b: number;
  readonly energy: number;
};

export interface Merge {
  readonly energy: number;
  /** Nodes: 0 … minima-1 are leaves, minima + i is merge i. */
  readonly children: readonly [number, number];
}

export interface MergeTree {
  /** Ascending in energy; minima - 1 of them when the graph is connected. */
  readonly merges: readonly Merge[];
  /** Components left: 1 when every minimum is joined. */
  readonly components: number;
  /** For each minimum, the least height of a way to the lowest minimum; null for the lowest itself, and where none is known. */
  readonly heights: readonly (number | null)[];
}

/** @param energies of the minima */
export function mergeTree(energies: readonly number[], edges: readonly SaddleEdge[]): MergeTree {
  const lowest = energies.reduce((best, energy, i) => (energy < energies[best]! ? i : best), 0);
  const parent = energies.map((_, i) => i);
  const node = energies.map((_, i) => i);
  const heights: (number | null)[] = energies.map(() => null);
  const find = (i: number): number => {
    let root = i;
    while (parent[root] !== root) root = parent[root]!;
    return root;
  };
  const merges: Merge[] = [];
  const ascending = [...edges].sort((s, t) => s.energy - t.energy || s.a - t.a || s.b - t.b);
  for (const { a, b, energy } of ascending) {
    const [ra, rb] = [find(a), find(b)];
    if (ra === rb) continue;
    const home = find(lowest);
    if (ra === home || rb === home) {
      const joining = ra === home ? rb : ra;
      for (let i = 0; i < energies.length; i++) if (find(i) === joining) heights[i] = energy;
    }
    merges.push({ energy, children: [node[ra]!, node[rb]!] });
    parent[rb] = ra;
    node[ra] = energies.length + merges.length - 1;
  }
  return { merges, components: energies.length - merges.length, heights };
}
