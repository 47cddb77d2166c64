/** Mounts a declarative figure: Vega, loaded when the first figure is drawn; a later call replaces the picture in place. */
import type { Figure } from "../report/figure.ts";

interface Mounted {
  finalize(): void;
}

const mounted = new WeakMap<HTMLElement, Mounted>();

export async function mountFigure(slot: HTMLElement, figure: Figure): Promise<void> {
  const [vega, { vegaSpec }] = await Promise.all([import("vega"), import("../report/render-svg.ts")]);
  const view = new vega.View(vega.parse(vegaSpec(figure) as never), {
    renderer: "svg",
    hover: true,
    tooltip: showTip,
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

/** Values under the pointer, in the one tip of the page. */
function showTip(_handler: unknown, event: MouseEvent, _item: unknown, value: unknown): void {
  const tip = document.getElementById("tip");
  if (!tip) return;
  if (value === null || value === undefined || value === "") {
    tip.hidden = true;
    return;
  }
  const entries = typeof value === "object" ? Object.entries(value) : [["", String(value)]];
  tip.replaceChildren(
    ...entries
      .filter(([, text]) => text !== "" && text !== null && text !== "null" && text !== "NaN")
      .map(([name, text]) => {
        const line = document.createElement("div");
        line.textContent = name ? `${name}: ${text}` : String(text);
        return line;
      }),
  );
  tip.hidden = false;
  tip.style.left = `${Math.max(8, Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8))}px`;
  tip.style.top = `${Math.max(8, event.clientY - tip.offsetHeight - 10)}px`;
}
