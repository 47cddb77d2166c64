/**
 * The values under the pointer: one tooltip for the report, which carries it as text, and for the page, which runs the same text. It is
 * source rather than a function because what a bundler makes of a function differs between the page and the command line, and reports
 * are held to the same bytes.
 */

/** JavaScript of a function without arguments; it puts the tip into the document and returns Vega's tooltip handler. */
export const tooltipSource = `() => {
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.setAttribute("role", "status");
  document.body.append(tip);
  const row = (key, value) => {
    const line = document.createElement("div");
    const name = document.createElement("span");
    name.textContent = key;
    const text = document.createElement("b");
    text.textContent = value;
    line.append(name, text);
    return line;
  };
  addEventListener("scroll", () => tip.classList.remove("shown"), { passive: true });
  return (_, event, item, value) => {
    if (value == null || value === "") {
      tip.classList.remove("shown");
      return;
    }
    const known = ([, text]) => text != null && text !== "" && text !== "null" && text !== "NaN";
    const rows = typeof value === "object" ? Object.entries(value).filter(known).map(([k, v]) => row(k, String(v))) : [String(value)];
    tip.replaceChildren(...rows);
    tip.classList.add("shown");
    const { width, height } = tip.getBoundingClientRect();
    const right = event.clientX + 14 + width > innerWidth;
    tip.style.left = Math.max(4, right ? event.clientX - width - 14 : event.clientX + 14) + "px";
    tip.style.top = Math.max(4, Math.min(innerHeight - height - 4, event.clientY + 14)) + "px";
  };
}`;

/** Its rules, for a style sheet with the colours `--raised`, `--line` and `--soft`. */
export const tooltipStyle = `.tip { position: fixed; z-index: 9; pointer-events: none; visibility: hidden; max-width: min(340px, 92vw); padding: 7px 11px; background: var(--raised); border: 1px solid var(--line); border-radius: 6px; box-shadow: 0 3px 14px rgba(0, 0, 0, 0.16); font-size: 13px; line-height: 1.5; }
.tip.shown { visibility: visible; }
.tip div { display: flex; justify-content: space-between; gap: 16px; }
.tip span { color: var(--soft); }
.tip b { font-weight: 600; font-variant-numeric: tabular-nums; }`;
