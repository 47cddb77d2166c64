// Every critical point of a spherical 3-spin glass of 8 spins, with proof of completeness, beside the exact mean.
import { Engine, logMeanCount, PSpinCouplings, streamKey, takeCensus } from "losscape";

const engine = await Engine.create();
const couplings = new PSpinCouplings(engine, { n: 8, p: 3, key: streamKey("example", 1) });
const census = await takeCensus(couplings, { gamma: [0.6, 0.8] });
console.log(`complete: ${census.complete}; by index: ${census.counts.join(" ")}`);
console.log(
  `points: ${census.points.length}; mean over disorders: ${Math.exp(logMeanCount(8, 3)).toFixed(1)}`,
);
console.log(`ground state: H/N = ${census.points[0].energy.toFixed(6)}`);
couplings.dispose();
