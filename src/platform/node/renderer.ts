/** Figures and reports on Node. */
import type { Renderer } from "../../run/ports.ts";

export async function createRenderer(): Promise<Renderer> {
  return {
    figureSvg: async (figure) =>
      `<svg xmlns="http://www.w3.org/2000/svg"><title>${figure.title}</title></svg>\n`,
    tableMarkdown: (table) =>
      [
        `| ${table.columns.map(({ name }) => name).join(" | ")} |`,
        `|${table.columns.map(() => " --- ").join("|")}|`,
        ...table.rows.map((row) => `| ${row.map((cell) => cell ?? "").join(" | ")} |`),
        "",
      ].join("\n"),
    reportHtml: async (input) => `<!doctype html><title>${input.title}</title>\n`,
  };
}
