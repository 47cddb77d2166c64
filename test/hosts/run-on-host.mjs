// node|bun run-on-host.mjs CASES.json OUT.json [SEED SHARE]: collects the artefacts on the host that runs this, with its own Math or
// with a perturbed one, which has to be in place before the first module of losscape is loaded.
import { readFileSync, writeFileSync } from "node:fs";
import { perturbMath } from "./perturb-math.mjs";

const [casesFile, outFile, seed, share] = process.argv.slice(2);
const state = seed === undefined ? undefined : perturbMath({ seed: Number(seed), share: Number(share) });
const { collectArtefacts } = await import("./collect-artefacts.mjs");
if (state) state.moved = 0; // libraries compute constants while they load
const drawing = (now) => {
  if (state) state.drawing = now;
};
const cases = JSON.parse(readFileSync(casesFile, "utf8"));
const { files, digests } = await collectArtefacts(cases, { drawing });
const host = globalThis.Bun ? `Bun ${globalThis.Bun.version}` : `Node ${process.versions.node}`;
const moved = state && { moved: state.moved, movedDrawing: state.movedDrawing };
writeFileSync(outFile, JSON.stringify({ host, files, digests, moved }));
