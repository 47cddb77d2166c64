/**
 * The report's only script: brings a figure to life when it comes near the window. Vega lies in the page as text and is
 * evaluated with the first figure. Where anything fails, the drawn figure stays.
 *
 * A figure wider than its column is laid out anew instead of shrunk: panels wrap, plots narrow, letters keep their size.
 */
import { tooltipSource } from "./tooltip.ts";

export const reportScript = `(() => {
  "use strict";
  const source = document.getElementById("vega-runtime");
  if (!source || !("IntersectionObserver" in window)) return;

  let vega = null;
  const runtime = () => {
    if (!vega) {
      const script = document.createElement("script");
      script.textContent = source.textContent;
      document.head.append(script);
      vega = window.vega;
    }
    return vega;
  };

  const tooltip = (${tooltipSource})();

  const fit = (spec, natural, room) => {
    if (natural <= room) return spec;
    const share = room / natural;
    const columns = spec.layout && spec.layout.columns > 1 ? spec.layout.columns : 1;
    const kept = Math.max(1, Math.floor(columns * share + 0.12));
    if (columns > 1) spec.layout.columns = kept;
    const wanted = room / kept;
    const now = natural / columns;
    const margin = 70;
    const narrow = (width) => Math.max(120, Math.floor(width - (now - wanted) - (columns > 1 ? 6 : 0)));
    if (typeof spec.width === "number" && spec.width > margin) spec.width = narrow(spec.width);
    for (const signal of spec.signals || [])
      if (/width$/i.test(signal.name) && typeof signal.value === "number") signal.value = narrow(signal.value);
    const legends = (at) => {
      for (const legend of at.legends || [])
        if (legend.columns > 1) legend.columns = Math.max(1, Math.floor(legend.columns * share));
      for (const mark of at.marks || []) if (mark.type === "group") legends(mark);
    };
    legends(spec);
    return spec;
  };

  const live = new Map();
  const hydrate = async (figure) => {
    const drawing = figure.querySelector(".drawing");
    const data = figure.querySelector("script[type='application/json']");
    const still = figure.still || (figure.still = drawing.querySelector("svg"));
    if (!data || !still) return;
    const room = drawing.clientWidth;
    const before = live.get(figure);
    if (before && Math.abs(before.room - room) < 24) return;
    const { View, parse } = runtime();
    const spec = fit(JSON.parse(data.textContent), Number(still.getAttribute("width")), room);
    const stage = document.createElement("div");
    const view = new View(parse(spec), { renderer: "svg", hover: true, tooltip, logLevel: 1 });
    view.initialize(stage);
    await view.runAsync();
    const svg = stage.querySelector("svg");
    for (const name of ["role", "aria-label"]) svg.setAttribute(name, still.getAttribute(name) || "");
    drawing.replaceChildren(stage);
    figure.classList.add("live");
    if (before) before.view.finalize();
    live.set(figure, { view, room });
  };
  const attempt = (figure) => hydrate(figure).catch(() => figure.still && figure.querySelector(".drawing").replaceChildren(figure.still));

  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries)
        if (isIntersecting) {
          near.unobserve(target);
          attempt(target);
        }
    },
    { rootMargin: "250px" },
  );
  for (const figure of document.querySelectorAll("figure")) near.observe(figure);

  let waiting = 0;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => live.forEach((_, figure) => attempt(figure)), 200);
  });
})();`;
