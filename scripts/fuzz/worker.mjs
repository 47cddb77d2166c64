// A part of the inputs, in a thread that the main one can end when an input takes too long.
import { parentPort, workerData } from "node:worker_threads";
import { attempt, inputOf } from "./attempt.mjs";
import { configs } from "./configs.mjs";
import { readers } from "./readers.mjs";

const { name, seed, from, past, beat } = workerData;
const reader = { ...readers, configs }[name];
const counts = {};
for (let i = from; i < past; i++) {
  beat[0] = i;
  let input;
  try {
    input = await inputOf(reader, { name, seed, i });
    const outcome = await attempt(reader, input);
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  } catch (error) {
    const bytes = input ? Buffer.from(input).toString("base64") : "";
    parentPort.postMessage({
      fault: { i, message: `${error.name}: ${error.message}`, stack: error.stack, bytes },
    });
    counts.faults = (counts.faults ?? 0) + 1;
  }
}
beat[0] = past;
parentPort.postMessage({ counts });
