// npm run fuzz -- [reader] [count] [--seed n]: drawn inputs through every reader of bytes and texts of others, or one of them, and valid
// configs of every experiment (configs). Reports crashes (what is no sentence), hangs and answers that an independent reader does not give.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";

const NAMES = ["gzip", "csv", "idx", "json", "set", "journal", "manifest", "zip", "configs"];
/** Seconds that one input may take. */
const LIMIT = { configs: 60 };
const MOST_SHOWN = 10;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: "string", default: "1" } },
});
const words = positionals.filter((word) => !/^\d+$/.test(word));
const unknown = words.find((word) => !NAMES.includes(word));
if (unknown) {
  console.error(`There is no reader "${unknown}"; there are ${NAMES.join(", ")}.`);
  process.exit(2);
}
const count = positionals.find((word) => /^\d+$/.test(word));

let faults = 0;
for (const name of words.length > 0 ? words : NAMES) {
  const total = Number(count ?? (name === "configs" ? 200 : 2000));
  const started = performance.now();
  const counts = {};
  for (let from = 0; from < total; ) from = await part(name, { from, past: total, counts });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `${name}: ${total} inputs in ${seconds} s: ${Object.entries(counts)
      .map(([what, n]) => `${n} ${what}`)
      .join(", ")}`,
  );
  faults += (counts.faults ?? 0) + (counts.hangs ?? 0);
}
process.exitCode = faults > 0 ? 1 : 0;

/** Runs a part in a thread; returns where the next one begins: after an input that hangs, or at the end. */
function part(name, { from, past, counts }) {
  const beat = new Int32Array(new SharedArrayBuffer(4));
  beat[0] = from;
  const workerData = { name, seed: values.seed, from, past, beat };
  const worker = new Worker(new URL("./fuzz/worker.mjs", import.meta.url), { workerData });
  let seen = from;
  let since = performance.now();
  return new Promise((resolve, reject) => {
    const timer = setInterval(() => {
      if (beat[0] !== seen) [seen, since] = [beat[0], performance.now()];
      else if (performance.now() - since > 1000 * (LIMIT[name] ?? 10)) {
        clearInterval(timer);
        counts.hangs = (counts.hangs ?? 0) + 1;
        console.error(`${name} ${seen} (seed ${values.seed}): no end after ${LIMIT[name] ?? 10} s`);
        worker.terminate().then(() => resolve(seen + 1));
      }
    }, 500);
    worker.on("error", (error) => {
      clearInterval(timer);
      if (beat[0] === from) return reject(error);
      counts.faults = (counts.faults ?? 0) + 1;
      console.error(`${name} ${beat[0]} (seed ${values.seed}): ended the thread: ${error.message}`);
      resolve(beat[0] + 1);
    });
    worker.on("message", ({ fault, counts: some }) => {
      if (fault && (counts.shown = (counts.shown ?? 0) + 1) <= MOST_SHOWN) {
        console.error(
          `${name} ${fault.i} (seed ${values.seed}): ${fault.message.slice(0, 300)}\n  input in base64: ${fault.bytes.slice(0, 400)}`,
        );
        if (process.env.FUZZ_KEEP)
          writeFileSync(`${process.env.FUZZ_KEEP}/${name}-${fault.i}`, Buffer.from(fault.bytes, "base64"));
      }
      if (!some) return;
      clearInterval(timer);
      for (const [what, n] of Object.entries(some)) counts[what] = (counts[what] ?? 0) + n;
      delete counts.shown;
      resolve(past);
    });
  });
}
