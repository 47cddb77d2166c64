/**
 * Runs cases (an experiment, its config, the files it reads) to complete runs in memory and returns every file they wrote.
 * Plain ECMAScript that needs neither Node nor a page: the same module runs on every host.
 */

import {
  checkConfig,
  compileKernels,
  createInlinePool,
  createMemoryStore,
  Engine,
  experiments,
  runExperiment,
  sealFiles,
} from "../../dist/index.js";
import { renderFigureSvg, reportHtml, tableMarkdown } from "../../dist/report/index.js";
import { workloadDigests } from "../../dist/workload/digest.js";

/** The files of a case, by path, as base64. */
function fileSource(files = {}) {
  return {
    read: async (path) => {
      if (files[path] === undefined) throw new Error(`${path}: there is no such file in this case.`);
      return Uint8Array.from(atob(files[path]), (letter) => letter.charCodeAt(0));
    },
  };
}

/** `drawing` is told when Vega, which is not ours, begins and ends to compute. The report goes without Vega's own code. */
function makeRenderer(drawing) {
  return {
    figureSvg: async (figure) => {
      drawing(true);
      try {
        return await renderFigureSvg(figure);
      } finally {
        drawing(false);
      }
    },
    tableMarkdown,
    reportHtml: async (input) => reportHtml(input, { runtime: "" }),
  };
}

async function runCase({ experiment: id, config, files }, { wasm, engine, renderer }) {
  const experiment = experiments.find((one) => one.id === id);
  const store = createMemoryStore();
  const source = fileSource(files);
  const seals = await sealFiles(source, Object.keys(files ?? {}));
  const pool = await createInlinePool({ experiments, engine, files: source });
  try {
    const options = { store, pool, renderer, wasm, files: seals };
    const run = runExperiment(experiment, checkConfig(experiment, config), options);
    for await (const _event of run);
  } finally {
    await pool.close();
  }
  return store.files;
}

/**
 * @param cases [{ name, experiment, config, files }]
 * @returns [path, text] of every file but the log of timings, as "name/summary.json"; and the digests of the kernels' workload
 */
export async function collectArtefacts(cases, { drawing = () => undefined } = {}) {
  const wasm = await compileKernels();
  const engine = new Engine(wasm);
  const renderer = makeRenderer(drawing);
  const files = [];
  for (const one of cases) {
    const written = await runCase(one, { wasm, engine, renderer });
    for (const [path, bytes] of written)
      if (path !== "timings.jsonl") files.push([`${one.name}/${path}`, new TextDecoder().decode(bytes)]);
  }
  return { files, digests: workloadDigests(engine) };
}
