// The exports, and nothing else.

export * from "./data/index";
export * from "./linalg/index";
export * from "./memory";
export * from "./network/index";
export * from "./pspin/index";
export * from "./random/index";
