/**
 * How late a timer of 10 ms fires in a page that computes in the same thread: `npm run bench:input-delay`, in Chromium. The figures of
 * docs/EMBEDDING.md are made by it; --long takes the larger sizes too.
 */
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";
import "../scripts/setup.mjs";

const root = join(import.meta.dirname, "..");
const PAGE = `<!doctype html><meta charset="utf-8"><title>input delay</title>
<script type="importmap">{ "imports": {
  "@assemblyscript/loader": "/node_modules/@assemblyscript/loader/index.js",
  "@noble/hashes/": "/node_modules/@noble/hashes/"
} }</script>`;

/** Runs in the page: the computations by name, and the watch over a timer while one of them runs. */
async function measure(long) {
  const load = (path) => import(`/dist/${path}.js`);
  const { Engine } = await load("engine/engine");
  const linalg = await load("engine/linalg/index");
  const { normals } = await load("engine/random");
  const { streamKey } = await load("base/stream");
  const { PSpinCouplings } = await load("engine/pspin/couplings");
  const { takeCensus } = await load("critical/pspin/census");
  const { Network, NetworkData, initialise, networkShape } = await load("engine/network/network");
  const { NetworkTrainer } = await load("engine/network/trainer");
  const engine = await Engine.create();
  const key = streamKey("input delay");
  const symmetric = (n) => {
    const a = normals(engine, key, n * n);
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[j * n + i] = a[i * n + j];
    return a;
  };
  /** In the engine, so that copying and checking a matrix of the host is not measured with it. */
  const placed = (n) => engine.memory.fromF64(symmetric(n));
  const network = (sizes, n) => {
    const [d, classes] = [sizes[0], sizes.at(-1)];
    const inputs = Float32Array.from(normals(engine, key, n * d));
    const labels = Int32Array.from({ length: n }, (_, s) => s % classes);
    const data = new NetworkData(engine, { inputs, labels, n, d, classes });
    const shape = networkShape({ sizes });
    const parameters = initialise(engine, shape, { key, init: { kind: "uniform", range: 0.1 } });
    return { data, shape, parameters };
  };
  const orders = long ? [1000, 2000, 4000] : [1000];
  const cases = [
    [
      "census of N = 12, p = 3",
      () => {
        const glass = new PSpinCouplings(engine, { n: 12, p: 3, key });
        return () => takeCensus(glass, { gamma: [0.6, 0.8] });
      },
    ],
  ];
  for (const n of orders) {
    cases.push([
      `eigenvalues of order ${n}`,
      () => {
        const a = placed(n);
        return async () => {
          await linalg.eigenvaluesSymmetricAsync(engine, a, n);
          a.free();
        };
      },
    ]);
    cases.push([
      `eigenvalues of order ${n}, a matrix of the host`,
      () => {
        const a = symmetric(n);
        return () => linalg.eigenvaluesSymmetricAsync(engine, a, n);
      },
    ]);
    if (n <= 2000 || long)
      cases.push([
        `eigenvectors of order ${n}`,
        () => {
          const a = placed(n);
          return async () => {
            await linalg.eigenSymmetricAsync(engine, a, n);
            a.free();
          };
        },
      ]);
    cases.push([
      `inertia of order ${n}`,
      () => {
        const a = placed(n);
        return async () => {
          await linalg.inertiaAsync(engine, a, { n });
          a.free();
        };
      },
    ]);
    cases.push([
      `linear system of order ${n}`,
      () => {
        const [a, b] = [symmetric(n), normals(engine, key, 10 * n)];
        return () => linalg.solveAsync(engine, a, b, n);
      },
    ]);
    cases.push([
      `product of order ${n}`,
      () => {
        const [a, b, c] = [placed(n), placed(n), placed(n)];
        return async () => {
          await linalg.dgemmAsync(engine, { a, b, c }, { m: n, n, k: n });
          for (const block of [a, b, c]) block.free();
        };
      },
    ]);
  }
  for (const n of long ? [50, 100, 200, 300, 500] : [100])
    cases.push([
      `L-BFGS of 16 starts, N = ${n}, p = 3`,
      () => {
        const glass = new PSpinCouplings(engine, { n, p: 3, key });
        const starts = normals(engine, key, 16 * n);
        const settings = { method: "lbfgs", tolerance: 1e-8, maxEvaluations: n > 200 ? 60 : 3000 };
        return async () => {
          await glass.descendAsync(starts, settings);
          glass.dispose();
        };
      },
    ]);
  for (const sizes of long
    ? [
        [100, 10, 10],
        [100, 50, 10],
        [100, 25, 25, 10],
      ]
    : [[100, 10, 10]])
    cases.push([
      `Hessian of ${sizes.join("-")}, 5,000 samples`,
      () => {
        const { data, shape, parameters } = network(sizes, 5000);
        const net = new Network(engine, shape);
        return async () => {
          (await net.hessianAsync(parameters, data)).free();
          net.dispose();
          data.dispose();
        };
      },
    ]);
  for (const hidden of long ? [25, 500] : [25])
    cases.push([
      `epoch of 100-${hidden}-10, 20,000 samples`,
      () => {
        const { data, shape, parameters } = network([100, hidden, 10], 20_000);
        const trainer = new NetworkTrainer(shape, data, {
          replicas: [{ parameters, shuffle: key }],
          batch: 20,
        });
        return async () => {
          await trainer.epochAsync(0.1);
          trainer.dispose();
          data.dispose();
        };
      },
    ]);
  const rows = [];
  for (const [name, prepare] of cases) {
    const work = prepare();
    await new Promise((resolve) => setTimeout(resolve, 300));
    let last = performance.now();
    let worst = 0;
    const timer = setInterval(() => {
      const now = performance.now();
      worst = Math.max(worst, now - last - 10);
      last = now;
    }, 10);
    const begin = performance.now();
    await work();
    const took = performance.now() - begin;
    worst = Math.max(worst, performance.now() - last - 10);
    clearInterval(timer);
    rows.push({ name, took, worst });
  }
  return rows;
}

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const executablePath = [...(process.env.PATH ?? "").split(delimiter), "/usr/bin"]
  .flatMap((folder) => names.map((name) => join(folder, name)))
  .find((path) => existsSync(path));
if (executablePath === undefined) {
  console.error("No Chromium was found on the PATH; install it (Debian: apt-get install chromium).");
  process.exit(2);
}
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  if (pathname === "/") return response.setHeader("content-type", "text/html").end(PAGE);
  const path = join(root, pathname);
  if (!path.startsWith(root) || !existsSync(path)) return response.writeHead(404).end();
  response.setHeader("content-type", "text/javascript").end(readFileSync(path));
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage();
page.setDefaultTimeout(0);
await page.goto(`http://127.0.0.1:${server.address().port}/`);
const rows = await page.evaluate(measure, process.argv.includes("--long"));
await browser.close();
server.close();
const width = Math.max(...rows.map(({ name }) => name.length));
console.log(`${"".padEnd(width)}  seconds  worst lateness of a timer of 10 ms`);
for (const { name, took, worst } of rows)
  console.log(
    `${name.padEnd(width)}  ${(took / 1000).toFixed(2).padStart(7)}  ${worst.toFixed(0).padStart(4)} ms${worst > 50 ? "  late" : ""}`,
  );
