export { homotopyCertify, homotopyCertifyWork } from "./certify";
export { pspinCouplings, pspinTensor } from "./couplings";
export { pspinDescend, pspinDescendWork } from "./descend";
export { pspinEvaluate, pspinEvaluateWork, pspinLanes } from "./evaluate";
export { pspinEvaluateF32, pspinEvaluateF32Work } from "./evaluate-f32";
export { pspinHessian, pspinHessianWork } from "./hessian";
export { homotopyTrack, homotopyTrackWork } from "./homotopy";
export { homotopyResidual, homotopyResidualWork } from "./residual";
export { pspinSgd, pspinSgdWork, pspinSumSamples } from "./sample-sgd";
