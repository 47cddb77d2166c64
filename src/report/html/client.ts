/**
 * The report's script, as text: replaces each static figure by an interactive one when it comes into view. Without it, or
 * without JavaScript, the static figures stay.
 */
export const reportScript = `
(() => {
  const tip = document.getElementById("tip");
  const show = (handler, event, item, value) => {
    if (value == null || value === "") { tip.classList.remove("on"); return; }
    tip.textContent = "";
    const rows = typeof value === "object" ? Object.entries(value) : [["", value]];
    for (const [name, text] of rows) {
      if (text === "" || text == null || text === "null" || text === "NaN") continue;
      const line = document.createElement("div");
      line.textContent = (name ? name + ": " : "") + text;
      tip.append(line);
    }
    const left = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8);
    tip.style.left = Math.max(8, left) + "px";
    tip.style.top = Math.max(8, event.clientY - tip.offsetHeight - 10) + "px";
    tip.classList.add("on");
  };
  const wake = async (plot) => {
    const spec = JSON.parse(plot.querySelector("script").textContent);
    const stage = document.createElement("div");
    const view = new vega.View(vega.parse(spec), { renderer: "svg", hover: true, tooltip: show, logLevel: vega.Error });
    await view.initialize(stage).runAsync();
    const svg = stage.querySelector("svg");
    if (!svg.getAttribute("viewBox")) svg.setAttribute("viewBox", "0 0 " + svg.getAttribute("width") + " " + svg.getAttribute("height"));
    const still = plot.querySelector("svg");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", still.getAttribute("aria-label"));
    still.remove();
    plot.append(stage);
  };
  if (!window.vega || !window.IntersectionObserver) return;
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      seen.unobserve(entry.target);
      wake(entry.target).catch((error) => console.error(error));
    }
  }, { rootMargin: "200px" });
  for (const plot of document.querySelectorAll(".plot")) seen.observe(plot);
  addEventListener("scroll", () => tip.classList.remove("on"), { passive: true });
})();
`;
