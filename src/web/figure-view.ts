/** Mounts a declarative figure: Vega, loaded when the first figure is drawn; a later call replaces the picture in place. */
import type { Figure } from "../report/figure.ts";

interface Mounted {
  finalize(): void;
}

const mounted = new WeakMap<HTMLElement, Mounted>();

export async function mountFigure(slot: HTMLElement, figure: Figure): Promise<void> {
  const [vega, lite] = await Promise.all([import("vega"), import("vega-lite")]);
  const spec =
    figure.grammar === "vega-lite" ? lite.compile(figure.spec as never, { logger: quiet }).spec : figure.spec;
  const view = new vega.View(vega.parse(spec as never), { renderer: "svg", hover: true });
  const stage = document.createElement("div");
  view.initialize(stage);
  await view.runAsync();
  mounted.get(slot)?.finalize();
  mounted.set(slot, view);
  slot.replaceChildren(stage);
}

/** Vega-Lite warns about details that a reader of the page cannot act on. */
const quiet = {
  level: () => quiet,
  error: () => quiet,
  warn: () => quiet,
  info: () => quiet,
  debug: () => quiet,
} as never;
