export { dpotrf, dpotrfWork, dpotrs } from "./cholesky";
export { dgemm, dgemmt, dgemmWork, sgemm, sgemmWork } from "./gemm";
export { dinertia, dinertiaWork } from "./inertia";
export { dgetrf, dgetrfWork, dgetrs } from "./lu";
export { dgemv, dger, dmaxLower, dshift, dsymv, dsyr2 } from "./matrix-vector";
export { dsteqr } from "./tridiagonal-ql";
export { dormtr, dsytrd, dsytrdWork } from "./tridiagonalise";
export { damax, daxpy, ddot, dnrm2, dscal, saxpy, sdot } from "./vector";
