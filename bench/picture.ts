/** The ratios to the peers as a picture: one line a work, 1 is parity, right is faster. */
import { type Figure, renderFigureSvg } from "losscape/report";
import type { Results } from "./table.ts";

export function picture(results: Results): Promise<string> {
  const values = results.cases.flatMap((result) =>
    result.ratios.map(({ peer, ratio, low, high, reachFor }) => ({
      work: `${result.name} / ${peer}`,
      faster: 1 / ratio,
      low: 1 / high,
      high: 1 / low,
      target: reachFor === null ? null : 1 / reachFor,
    })),
  );
  const y = { field: "work", type: "nominal", title: null, sort: null, axis: { labelLimit: 520 } };
  const x = (field: string) => ({
    field,
    type: "quantitative",
    title: "times faster than the peer (tick: what was to be reached)",
    scale: { type: "log" },
  });
  const figure: Figure = {
    id: "bench",
    title: "Kernels beside their peers",
    caption: "",
    grammar: "vega-lite",
    spec: {
      width: 420,
      height: { step: 18 },
      data: { values },
      layer: [
        { mark: { type: "rule", strokeDash: [4, 3] }, encoding: { x: { datum: 1, scale: { type: "log" } } } },
        {
          mark: { type: "rule", strokeWidth: 2, color: "#2f86c9" },
          encoding: { y, x: x("low"), x2: { field: "high" } },
        },
        {
          mark: { type: "point", filled: true, size: 60, color: "#2f86c9" },
          encoding: { y, x: x("faster") },
        },
        { mark: { type: "tick", thickness: 2, color: "#c8442f" }, encoding: { y, x: x("target") } },
      ],
    } as never,
  };
  return renderFigureSvg(figure);
}
