export { philox4x32 } from "./philox";
