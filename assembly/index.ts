// The exports, and nothing else.

export * from "./memory";
export * from "./random/index";
