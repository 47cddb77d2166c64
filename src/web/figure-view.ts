/** Mounts a declarative figure: Vega, loaded when the first figure is drawn; a later call replaces the picture in place. */
import type { Figure } from "../report/figure.ts";
import { tooltipSource, tooltipStyle } from "../report/html/tooltip.ts";

interface Mounted {
  finalize(): void;
}

const mounted = new WeakMap<HTMLElement, Mounted>();

export async function mountFigure(slot: HTMLElement, figure: Figure): Promise<void> {
  const [vega, { vegaSpec }] = await Promise.all([import("vega"), import("../report/render-svg.ts")]);
  const view = new vega.View(vega.parse(vegaSpec(figure) as never), {
    renderer: "svg",
    hover: true,
    tooltip: tooltip(),
  });
  const stage = document.createElement("div");
  await view.initialize(stage).runAsync();
  const svg = stage.querySelector("svg");
  if (svg && !svg.getAttribute("viewBox"))
    svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`);
  mounted.get(slot)?.finalize();
  mounted.set(slot, view);
  slot.replaceChildren(stage);
}

type TooltipHandler = (handler: unknown, event: MouseEvent, item: unknown, value: unknown) => void;

let handler: TooltipHandler | undefined;

/** The report's tooltip, run from the same text. */
function tooltip(): TooltipHandler {
  if (handler) return handler;
  const style = document.createElement("style");
  style.textContent = `:root { --soft: var(--muted); }\n${tooltipStyle}`;
  document.head.append(style);
  handler = new Function(`return (${tooltipSource})();`)() as TooltipHandler;
  return handler;
}
