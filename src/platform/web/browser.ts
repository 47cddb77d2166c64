// All that a page needs, for the one-file build (dist/browser/losscape.js): names, and nothing else.
export * from "../../index.ts";
export * from "./index.ts";
