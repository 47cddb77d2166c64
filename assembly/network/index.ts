export { networkAnneal, networkAnnealStart, networkAnnealWork, networkGeometricRatio } from "./anneal";
export { networkEvaluate, networkGradient, networkHvp, networkWork } from "./derivative";
export { networkExpF32, networkExpF64, networkLog1pF64, networkLogF32 } from "./elementary";
export { networkHessian, networkHessianWork } from "./hessian";
export {
  networkPacked,
  networkPackF32,
  networkPackF64,
  networkPackInputs,
  networkUnpackF32,
  networkUnpackF64,
} from "./layout";
export { networkMirror } from "./mirror";
export { networkSgd, networkSgdWork } from "./sgd";
export {
  networkSideBytes,
  networkSideGet,
  networkSideSet,
  networkSideSgd,
  networkSideWork,
} from "./sgd-side";
export { networkShuffle } from "./shuffle";
