export { areaAverage, areaAverageWork } from "./area-average";
export { strokesRender, strokesWork } from "./strokes";
