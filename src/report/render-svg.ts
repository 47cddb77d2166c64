/**
 * Figures to SVG text, in plain Node and in the browser: the same specification, the same drawing to three decimals (Vega computes
 * coordinates with the host's Math).
 */
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

/**
 * The Vega specification of a figure, with the house's configuration inside. A copy through and through: Vega writes what its
 * transforms compute, with the host's Math, into the very objects of a specification's data.
 */
export function vegaSpec(figure: Figure): JsonObject {
  const spec = JSON.parse(JSON.stringify(figure.spec)) as JsonObject;
  if (figure.grammar === "vega") return { ...spec, config: vegaConfig };
  return compile({ ...spec, config: vegaConfig } as never, { logger: quiet as never })
    .spec as unknown as JsonObject;
}

export async function renderFigureSvg(figure: Figure): Promise<string> {
  const svg = await withEstimatedWidths(async () => {
    const view = new vega.View(vega.parse(vegaSpec(figure) as never), {
      renderer: "none",
      logger: quiet as never,
    });
    try {
      return await view.toSVG();
    } finally {
      view.finalize();
    }
  });
  return tidySvg(svg, figure);
}

let drawings = 0;

/**
 * Vega measures text on a canvas where the host has one, with the host's fonts, and estimates it elsewhere. What goes into a file
 * is estimated everywhere: the same layout on every host. Views that live in a page measure again afterwards.
 */
async function withEstimatedWidths(draw: () => Promise<string>): Promise<string> {
  const { canvas } = (vega as unknown as { textMetrics: { canvas(use: boolean): void } }).textMetrics;
  drawings++;
  canvas(false);
  try {
    return await draw();
  } finally {
    if (--drawings === 0) canvas(true);
  }
}
