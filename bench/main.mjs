// Builds what is stale, then measures.
import "../scripts/setup.mjs";

if (process.argv.includes("--fast-math")) {
  const { setFlagsFromString } = await import("node:v8");
  setFlagsFromString("--experimental-wasm-relaxed-simd");
}
await import("../dist/bench/main.js");
