// The exports, and nothing else.

export * from "./data/index";
export * from "./linalg/index";
export * from "./memory";
export * from "./random/index";
