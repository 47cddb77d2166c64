/** Figures to SVG text, in plain Node and in the browser: the same specification, the same bytes. */
import * as vega from "vega";
import { compile } from "vega-lite";
import type { JsonObject } from "../base/json.ts";
import type { Figure } from "./figure.ts";
import { vegaConfig } from "./theme.ts";
import { tidySvg } from "./tidy-svg.ts";

/** Remarks on details of a specification stay unsaid; a figure that cannot be drawn throws. */
const quiet = {
  level: () => quiet,
  error: (...parts: unknown[]) => {
    throw parts.find((part) => part instanceof Error) ?? new Error(parts.join(" "));
  },
  warn: () => quiet,
  info: () => quiet,
  debug: () => quiet,
};

/** The Vega specification of a figure, with the house's configuration inside. */
export function vegaSpec(figure: Figure): JsonObject {
  if (figure.grammar === "vega") return { ...figure.spec, config: vegaConfig };
  return compile({ ...figure.spec, config: vegaConfig } as never, { logger: quiet as never })
    .spec as unknown as JsonObject;
}

export async function renderFigureSvg(figure: Figure): Promise<string> {
  const view = new vega.View(vega.parse(vegaSpec(figure) as never), {
    renderer: "none",
    logger: quiet as never,
  });
  const svg = await view.toSVG();
  view.finalize();
  return tidySvg(svg, figure);
}
