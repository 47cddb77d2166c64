export { normalF32, normalF64, normalWork } from "./normal";
export { philox4x32 } from "./philox";
export { philoxFill, uniformF32, uniformF64 } from "./uniform";
