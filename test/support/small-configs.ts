/**
 * Small runs of every experiment: several sizes, several draws, fits, intervals, verdicts, every kind of data. Together they take
 * some twenty seconds.
 */
import { gzipSync } from "node:zlib";

export interface SmallCase {
  readonly name: string;
  readonly experiment: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Path to base64. */
  readonly files?: Readonly<Record<string, string>>;
}

const strokes = { kind: "strokes", train: 300, test: 100, side: 8, seed: 1 };
const training = { epochs: 3, batch: 10, learningRate: 0.2, decay: "linear", initRange: 0.5 };
const few = { hidden: [2, 4], networks: [3, 3] };

/** Whole numbers from 0 to `below` - 1, by a linear congruence modulo 2^32. */
function numbers(count: number, below: number): number[] {
  let state = 1;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * below);
  });
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

/** 90 rows of two numbers and a class that they decide. */
function csvFile(): string {
  const values = numbers(180, 1000);
  const rows = Array.from({ length: 90 }, (_, i) => {
    const [a, b] = [values[2 * i]! / 1000 - 0.5, values[2 * i + 1]! / 300];
    return `${a},${b},${a + b > 1.5 ? "high" : a > 0 ? "right" : "left"}`;
  });
  return base64(new TextEncoder().encode(`a,b,class\n${rows.join("\n")}\n`));
}

function idx(shape: readonly number[], body: readonly number[]): Uint8Array {
  const head = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  head.setUint32(0, 0x0800 + shape.length);
  for (const [i, length] of shape.entries()) head.setUint32(4 + 4 * i, length);
  return Uint8Array.from([...new Uint8Array(head.buffer), ...body]);
}

const [IMAGES, SIDE] = [80, 6];
const labels = numbers(IMAGES, 3);
const imagesFile = idx(
  [IMAGES, SIDE, SIDE],
  numbers(IMAGES * SIDE * SIDE, 120).map((grey, i) => grey + 60 * labels[Math.floor(i / (SIDE * SIDE))]!),
);
const labelsFile = idx([IMAGES], labels);

const idxFiles = {
  "images.gz": base64(gzipSync(imagesFile)),
  labels: base64(labelsFile),
};
/** Under MNIST's names, but not MNIST. */
const mnistFiles = {
  "mnist/train-images-idx3-ubyte.gz": base64(gzipSync(imagesFile)),
  "mnist/train-labels-idx1-ubyte": base64(labelsFile),
  "mnist/t10k-images-idx3-ubyte": base64(imagesFile),
  "mnist/t10k-labels-idx1-ubyte.gz": base64(gzipSync(labelsFile)),
};

const budget = 300_000;
const gaussian = { kind: "gaussian", inputs: 6, classes: 3, separation: 2, train: 120, test: 60, seed: 3 };

const minima = {
  seed: 4,
  p: 3,
  optimiser: "lbfgs",
  compare: ["paper-sgd", "gradient-descent"],
  samples: 3,
  sgdEpochs: 20,
  tolerance: 1e-6,
  maxEvaluations: 3000,
  indices: true,
};
const surface = {
  seed: 7,
  data: gaussian,
  hidden: [2],
  ...training,
  grid: 9,
  range: 1,
  margin: 0.4,
  p: 3,
};
const mixture = { kind: "mixed-p-spin", weights: { "2": 1, "3": 1 } };

/** Landscapes that a config names, in both experiments that take them. */
const landscapeCases: readonly SmallCase[] = [
  {
    name: "spin-glass-pure-cold",
    experiment: "spin-glass-minima",
    config: {
      ...minima,
      landscape: { kind: "p-spin", p: 3 },
      sizes: [10, 16],
      starts: [12, 9],
      disorders: [5, 4],
      compareLargest: 10,
      compareStarts: 4,
      startTemperatures: [1.5, 0.8],
      startTime: 4,
    },
  },
  {
    name: "spin-glass-mixed",
    experiment: "spin-glass-minima",
    config: {
      ...minima,
      landscape: mixture,
      sizes: [10, 16],
      starts: [12, 9],
      disorders: [5, 4],
      compareLargest: 16,
      compareStarts: 4,
      startTemperatures: [3, 1.5],
      startTime: 4,
    },
  },
  {
    name: "spin-glass-full-mixture",
    experiment: "spin-glass-minima",
    config: {
      ...minima,
      landscape: { kind: "mixed-p-spin", weights: { "2": 1, "4": 0.2 } },
      sizes: [8],
      starts: [6],
      disorders: [2],
      compareLargest: 8,
      compareStarts: 4,
      indices: false,
    },
  },
  {
    name: "spin-glass-layers",
    experiment: "spin-glass-minima",
    config: {
      ...minima,
      landscape: { kind: "multi-species", layers: [1, 2, 1] },
      sizes: [8, 16],
      starts: [12, 9],
      disorders: [5, 4],
      compareLargest: 16,
      compareStarts: 4,
      startTemperatures: [1],
      startTime: 4,
    },
  },
  { name: "surface-mixed", experiment: "surface", config: { ...surface, spins: 12, landscape: mixture } },
  {
    name: "surface-layers",
    experiment: "surface",
    config: { ...surface, spins: 12, landscape: { kind: "multi-species", layers: [1, 1] } },
  },
];

export const smallCases: readonly SmallCase[] = [
  { name: "complexity", experiment: "complexity", config: { seed: 1, p: 3, indices: 4, points: 41 } },
  { name: "complexity-p7", experiment: "complexity", config: { seed: 1, p: 7, indices: 2, points: 25 } },
  {
    name: "critical-counts",
    experiment: "critical-counts",
    config: { seed: 1, p: 3, N: 60, indices: 3, points: 31 },
  },
  {
    name: "critical-counts-large",
    experiment: "critical-counts",
    config: { seed: 1, p: 5, N: 600, indices: 2, points: 15 },
  },
  {
    name: "critical-counts-beyond-doubles",
    experiment: "critical-counts",
    config: { seed: 1, p: 9, N: 900, indices: 1, points: 10 },
  },
  {
    name: "spin-glass-minima",
    experiment: "spin-glass-minima",
    config: {
      seed: 4,
      p: 3,
      sizes: [10, 14, 20, 25, 50],
      starts: [24, 24, 24, 16, 8],
      disorders: [6, 5, 4, 3, 2],
      optimiser: "lbfgs",
      compare: ["paper-sgd", "gradient-descent"],
      compareLargest: 20,
      compareStarts: 8,
      samples: 3,
      sgdEpochs: 60,
      tolerance: 1e-6,
      maxEvaluations: 3000,
      indices: true,
    },
  },
  {
    name: "spin-glass-p4",
    experiment: "spin-glass-minima",
    config: {
      seed: 5,
      p: 4,
      sizes: [8, 12],
      starts: [12, 12],
      disorders: [3, 1],
      optimiser: "paper-sgd",
      compare: ["lbfgs"],
      compareLargest: 12,
      compareStarts: 4,
      samples: 2,
      sgdEpochs: 40,
      tolerance: 1e-5,
      maxEvaluations: 2000,
      indices: false,
    },
  },
  {
    name: "network-losses",
    experiment: "network-losses",
    config: { seed: 2, data: strokes, hidden: [25, 30, 40, 50, 60], networks: [6, 6, 6, 6, 6], ...training },
  },
  {
    name: "network-losses-diverging",
    experiment: "network-losses",
    config: { seed: 2, data: strokes, ...few, ...training, learningRate: 60, decay: "hyperbolic" },
  },
  {
    name: "network-losses-csv",
    experiment: "network-losses",
    config: {
      seed: 3,
      data: { kind: "csv", file: "t.csv", train: 60, test: 30, seed: 1 },
      ...few,
      ...training,
    },
    files: { "t.csv": csvFile() },
  },
  {
    name: "network-losses-idx",
    experiment: "network-losses",
    config: {
      seed: 3,
      data: {
        kind: "idx",
        images: "images.gz",
        labels: "labels",
        testImages: "images.gz",
        testLabels: "labels",
        train: 60,
        test: 60,
        side: 5,
      },
      ...few,
      ...training,
    },
    files: idxFiles,
  },
  {
    name: "network-losses-mnist",
    experiment: "network-losses",
    config: {
      seed: 3,
      data: { kind: "mnist", directory: "mnist", train: 70, test: 50, side: 4 },
      ...few,
      ...training,
    },
    files: mnistFiles,
  },
  {
    name: "network-index",
    experiment: "network-index",
    config: {
      seed: 3,
      data: { kind: "teacher", inputs: 8, hidden: 4, classes: 3, train: 150, test: 80, seed: 2 },
      hidden: [3, 6, 10],
      networks: [5, 4, 3],
      ...training,
      epochs: 20,
      deadBand: 1e-3,
      spectrumLimit: 100,
      checkpoints: [0, 1, 5],
      followed: [2, 1, 1],
    },
  },
  {
    name: "annealing",
    experiment: "annealing",
    config: {
      seed: 6,
      data: { ...strokes, side: 6 },
      hidden: [2, 3, 5],
      networks: [5, 5, 5],
      ...training,
      annealed: [4, 4, 3],
      proposals: 1500,
      temperatureStart: 1e-3,
      temperatureEnd: 1e-5,
      step: 0.25,
      redundantHidden: 5,
      redundantNetworks: 4,
      redundantProposals: 1500,
      threeValuedGain: 0.25,
    },
  },
  {
    name: "surface",
    experiment: "surface",
    config: {
      seed: 7,
      data: gaussian,
      hidden: [3, 6],
      ...training,
      grid: 13,
      range: 1,
      margin: 0.4,
      spins: 16,
      p: 3,
    },
  },
  {
    name: "surface-strokes",
    experiment: "surface",
    config: {
      seed: 8,
      data: strokes,
      hidden: [2],
      ...training,
      grid: 7,
      range: 0.5,
      margin: 0,
      spins: 8,
      p: 4,
    },
  },
  {
    name: "kac-rice",
    experiment: "kac-rice",
    config: { seed: 9, p: 3, sizes: [2, 3, 4, 5, 6, 7], disorders: [60, 50, 40, 30, 20, 8], budget },
  },
  {
    name: "kac-rice-p4",
    experiment: "kac-rice",
    config: { seed: 9, p: 4, sizes: [3, 4], disorders: [20, 10], budget },
  },
  { name: "layers", experiment: "layers", config: { seed: 10, p: 3, N: 7, disorders: 16, budget } },
  {
    name: "atlas",
    experiment: "atlas",
    config: { seed: 11, p: 3, N: 9, draws: [0, 1, 2], starts: 100, budget },
  },
  {
    name: "barrier",
    experiment: "barrier",
    config: { seed: 12, p: 3, sizes: [5, 6, 7, 8], disorders: [40, 30, 20, 10], starts: 40, budget },
  },
  {
    name: "escape",
    experiment: "escape",
    config: {
      seed: 13,
      p: 3,
      N: 20,
      indices: [1, 2, 3],
      saddles: 3,
      disorders: 4,
      samples: 4,
      temperature: 0.05,
      offset: 1e-3,
      drop: 0.005,
      time: 20,
    },
  },
  ...landscapeCases,
];
