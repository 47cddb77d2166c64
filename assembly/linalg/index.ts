export { dgemm, dgemmWork } from "./dgemm";
export { dsteqr } from "./tridiagonal-ql";
export { dormtr, dsytrd, dsytrdWork } from "./tridiagonalise";
