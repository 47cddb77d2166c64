import { expect, test } from "vitest";
import { Engine } from "../dist/index.js";

// Random123 1.14, kat_vectors: philox4x32 10, counter, key, result.
const KNOWN = [
  ["00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"],
  ["ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"],
  ["243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"],
] as const;

const words = (text: string) => text.split(" ").map((word) => Number.parseInt(word, 16));

test("philox4x32-10 passes the published Random123 known-answer vectors", async () => {
  const engine = await Engine.create();
  const out = engine.memory.i32(4);
  for (const [counter, key, result] of KNOWN) {
    const [c0, c1, c2, c3] = words(counter);
    const [k0, k1] = words(key);
    engine.kernels.philox4x32(c0!, c1!, c2!, c3!, k0!, k1!, out.pointer);
    expect([...out.view()].map((word) => word >>> 0)).toEqual(words(result));
  }
});
