// Builders of figures: data in, declarative specification out.
export { type BarGroup, type BarOptions, barFigure } from "./bar.ts";
export { type BarcodeOptions, type BarcodeRow, barcodeFigure } from "./barcode.ts";
export { type BoxGroup, type BoxOptions, boxFigure } from "./box.ts";
export type { AxisText, FigureText, Rule } from "./common.ts";
export { type DisconnectivityOptions, disconnectivityFigure, type TreeLeaf } from "./disconnectivity.ts";
export { type Grid, type HeatmapOptions, heatmapFigure } from "./heatmap.ts";
export { type HistogramGroup, type HistogramOptions, histogramFigure } from "./histogram.ts";
export { type SampleSheetOptions, sampleSheetFigure } from "./sample-sheet.ts";
export { type ScatterGroup, type ScatterOptions, scatterFigure } from "./scatter.ts";
export { type Series, type SeriesOptions, type SeriesPoint, seriesFigure } from "./series.ts";
export { type SurfaceOptions, surfaceFigure } from "./surface.ts";
