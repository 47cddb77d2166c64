/** Figures and reports on Node: the renderer of report/, with the interactive runtime read from the vega package. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { tableMarkdown } from "../../report/format.ts";
import type { Renderer } from "../../run/ports.ts";

/** vega.min.js stands beside the module that the package exports. */
async function vegaRuntime(): Promise<string> {
  const module = createRequire(import.meta.url).resolve("vega");
  return readFile(join(dirname(module), "vega.min.js"), "utf8");
}

/** Vega is loaded with the first figure and the runtime with the first report: commands that need neither stay quick. */
export async function createRenderer(): Promise<Renderer> {
  return {
    figureSvg: async (figure) => (await import("../../report/render-svg.ts")).renderFigureSvg(figure),
    tableMarkdown,
    reportHtml: async (input) => {
      const { reportHtml } = await import("../../report/html/report-html.ts");
      return reportHtml(input, { runtime: await vegaRuntime() });
    },
  };
}
