// Writes strokes at 10 x 10 for scripts/calibrate.py: node scripts/calibrate.mjs FOLDER [training images] [sloppiness]
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { areaAverage, renderStrokes } from "../dist/engine/strokes.js";
import { Engine, streamKey } from "../dist/index.js";

const [folder, count = "60000", sloppiness = "0.05"] = process.argv.slice(2);
if (!folder) throw new Error("usage: node scripts/calibrate.mjs FOLDER [training images] [sloppiness]");
const engine = await Engine.create();
const key = streamKey("strokes", 1);
const splits = [
  renderStrokes(engine, key, { count: Number(count), plane: 0, sloppiness: Number(sloppiness) }),
  renderStrokes(engine, key, { count: 10_000, plane: 1, sloppiness: Number(sloppiness) }),
];
const inputs = splits.map((split) => areaAverage(engine, split.images, { from: 28, to: 10 }));
writeFileSync(join(folder, "inputs.f32"), Buffer.concat(inputs.map((x) => Buffer.from(x.buffer))));
writeFileSync(join(folder, "labels.u8"), Buffer.concat(splits.map((split) => Buffer.from(split.labels))));
