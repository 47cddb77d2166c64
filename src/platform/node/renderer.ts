/** Figures and reports on Node: the renderer of report/, with the interactive runtime read from the vega package. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Renderer } from "../../run/ports.ts";

/** vega.min.js stands beside the module that the package exports. */
async function vegaRuntime(): Promise<string> {
  const module = createRequire(import.meta.url).resolve("vega");
  return readFile(join(dirname(module), "vega.min.js"), "utf8");
}

export async function createRenderer(): Promise<Renderer> {
  const [{ renderFigureSvg }, { tableMarkdown }, { reportHtml }, runtime] = await Promise.all([
    import("../../report/render-svg.ts"),
    import("../../report/format.ts"),
    import("../../report/html/report-html.ts"),
    vegaRuntime(),
  ]);
  return {
    figureSvg: renderFigureSvg,
    tableMarkdown,
    reportHtml: async (input) => reportHtml(input, { runtime }),
  };
}
