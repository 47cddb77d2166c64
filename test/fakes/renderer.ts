/** A renderer that writes what it was given: enough to see that it was given the same. */
import { canonicalJson } from "../../dist/index.js";
import type { Renderer } from "../../dist/run/index.js";

export const plainRenderer: Renderer = {
  figureSvg: async (figure) => `<svg>${canonicalJson(figure.spec)}</svg>\n`,
  tableMarkdown: (table) => `${canonicalJson(table as never)}\n`,
  // not canonical: the order of keys must be the same too
  reportHtml: async (input) => `<!doctype html>${JSON.stringify(input)}\n`,
};
