/** The browser as the host of a run: Web Workers, stores in memory, files that the page holds. */
import { HostError } from "../../base/errors.ts";
import { checkDataFiles } from "../../data/check-data.ts";
import { compileKernels, Engine } from "../../engine/engine.ts";
import { experiments } from "../../generated/experiments.ts";
import { tableMarkdown } from "../../report/format.ts";
import type { Host } from "../../run/host.ts";
import { filesFrom } from "./files.ts";
import { createWebPool } from "./pool.ts";

export const host: Host = {
  machine: {},
  loadExperiments: async (modules) => {
    if (modules.length > 0)
      throw new HostError("A page loads no modules by their path; give the experiment as a value.");
    return experiments;
  },
  compile: ({ relaxed }) => compileKernels({ relaxed }),
  createPool: ({ size, files }) => createWebPool({ files, ...(size === undefined ? {} : { size }) }),
  filesOf: filesFrom,
  openStore: (directory) => {
    throw new HostError(
      `A page has no directory ${directory}; leave \`out\` away, or give a \`store\` of your own.`,
    );
  },
  createRenderer: async () => ({
    figureSvg: async (figure) => (await import("../../report/render-svg.ts")).renderFigureSvg(figure),
    tableMarkdown,
    reportHtml: async (input) => (await import("../../report/html/report-html.ts")).reportHtml(input),
  }),
  checkData: (wasm, sources, files) => checkDataFiles(() => new Engine(wasm), sources, filesFrom(files)),
  codeOf: () => null,
};
