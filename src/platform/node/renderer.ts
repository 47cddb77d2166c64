/** Figures and reports on Node. Vega is loaded with the first figure, not before. */
import { tableMarkdown } from "../../report/format.ts";
import type { Renderer } from "../../run/ports.ts";

export async function createRenderer(): Promise<Renderer> {
  return {
    figureSvg: async (figure) => (await import("../../report/render-svg.ts")).renderFigureSvg(figure),
    tableMarkdown,
    reportHtml: async (input) => `<!doctype html><title>${input.title}</title>\n`,
  };
}
