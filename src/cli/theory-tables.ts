/** What `losscape theory` tells: thresholds and counts of the p-spin model, and the paper's mapping, as tables. */
import { exp, log } from "../base/math.ts";
import type { Cell, Column, Table } from "../report/figure.ts";
import { formatNumber, timesPowerOfTen } from "../report/format.ts";
import {
  complexity,
  indexFraction,
  layerEnergy,
  logMeanCount,
  logMeanCountAsymptotic,
  type NetworkMapping,
  thresholdEnergy,
} from "../theory/index.ts";

const LAYERS = 10;
const SIZES = [2, 10, 25, 50, 100, 250, 500, 1000];
const ENERGY_DIGITS = 10;
const DIGITS = 6;

/** E_0 … E_10 and E_inf, which the paper defines as positive numbers: the energies per spin are minus these. */
export function thresholdTable(p: number): Table {
  const barrier = thresholdEnergy(p);
  const layers = Array.from({ length: LAYERS + 1 }, (_, k) => ({
    name: `E_${k}`,
    k,
    energy: layerEnergy(k, p),
  }));
  const columns: readonly Column[] = [
    { name: "threshold", align: "left" },
    { name: "value", digits: ENERGY_DIGITS },
    { name: "above E_inf", digits: 4 },
    { name: "meaning", align: "left" },
  ];
  const rows: readonly (readonly Cell[])[] = [
    ...layers.map(({ name, k, energy }) => [name, energy, energy - barrier, meaningOf(k)]),
    ["E_inf", barrier, 0, "above the energy -E_inf per spin, saddles of diverging index"],
  ];
  return { id: "thresholds", title: `Thresholds of the spherical ${p}-spin model, N → ∞`, columns, rows };
}

const meaningOf = (k: number): string =>
  k === 0
    ? "the ground state has the energy -E_0 per spin"
    : `below the energy -E_${k} per spin, no saddle of index ${k} or more is expected`;

/** Theta_p at the barrier and higher up, and the index there. */
export function complexityTable(p: number): Table {
  const barrier = thresholdEnergy(p);
  const shares = [1, 0.75, 0.5, 0.25, 0];
  return {
    id: "complexity",
    title: "How many, and of which kind",
    columns: [
      { name: "energy per spin", digits: 6 },
      { name: "log(number below) / N", digits: 6 },
      { name: "share of negative eigenvalues there", digits: 4 },
    ],
    rows: shares.map((share) => {
      const u = -barrier * share;
      return [u, complexity(u, p), indexFraction(u, p)];
    }),
  };
}

/** The exact mean number of critical points [AufBenCer13], and its leading term. */
export function countTable(p: number): Table {
  return {
    id: "counts",
    title: "Mean number of critical points",
    columns: [
      { name: "N" },
      { name: "exact", align: "right" },
      { name: "leading term", align: "right" },
      { name: "log(exact) / N", digits: 6 },
    ],
    rows: SIZES.map((n) => {
      const exact = logMeanCount(n, p);
      return [n, powerText(exact), powerText(logMeanCountAsymptotic(n, p)), exact / n];
    }),
  };
}

/** Theorem 3.1 for one output of a network. */
export function mappingTable(mapping: NetworkMapping): Table {
  const { layers, depth, logMass, lambda, size, logChain, chainHolds } = mapping;
  const chain = logChain.map(powerText).join(" ≥ ");
  return {
    id: "mapping",
    title: `The network ${layers.join("-")} as a spin glass (each output by itself)`,
    columns: [
      { name: "quantity", align: "left" },
      { name: "value", align: "left" },
      { name: "meaning", align: "left" },
    ],
    rows: [
      ["H", String(depth), "layers of weights; the order p of the interaction"],
      ["Ψ", powerText(logMass), "paths from an input to the output"],
      ["Λ", formatNumber(lambda, DIGITS), "Ψ^(1/H): spins of the spin glass"],
      ["N", String(size), "weights"],
      [
        "Ψ²H ≥ N ≥ Ψ^(2/H) H / d^(1/H) ≥ Λ",
        chain,
        chainHolds ? "Theorem 3.1 holds here" : "fails: too small a network",
      ],
    ],
  };
}

const LN_10 = log(10);
const LARGEST_PLAIN = log(1e9);

/** e^x: plain while it is small, as 3.21·10⁴⁵⁶ beyond. */
function powerText(x: number): string {
  if (x < LARGEST_PLAIN) {
    const value = exp(x);
    const nearest = Math.round(value);
    return Math.abs(value - nearest) < 1e-9 * value ? String(nearest) : formatNumber(value, DIGITS);
  }
  const exponent = Math.floor(x / LN_10);
  const mantissa = exp(x - exponent * LN_10).toFixed(3);
  return mantissa === "10.000" ? timesPowerOfTen("1.000", exponent + 1) : timesPowerOfTen(mantissa, exponent);
}
