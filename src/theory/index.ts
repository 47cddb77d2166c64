// Formulas, independent of every kernel.
export * from "./complexity.ts";
