/** losscape doctor */
import { freemem } from "node:os";
import { compileKernels, Engine, hasSimd } from "../../engine/engine.ts";
import { formatBytes } from "../../engine/memory.ts";
import { coreCount, machineFacts } from "../../platform/node/machine.ts";
import { enableRelaxedSimd } from "../../platform/node/relaxed-simd.ts";
import { workloadDigest } from "../../workload/digest.ts";
import { printJson, printTable } from "../results-view.ts";

interface Finding {
  readonly what: string;
  readonly finding: string;
  readonly fine: boolean;
}

export async function doctorCommand({ json }: { readonly json?: boolean }): Promise<void> {
  const findings = await examine();
  if (json) printJson(findings);
  else {
    const rows = findings.map(({ what, finding, fine }) => [fine ? "ok" : "missing", what, finding]);
    printTable(
      {
        id: "doctor",
        title: "This machine",
        columns: [{ name: "" }, { name: "part" }, { name: "finding" }],
        rows,
      },
      { rows: rows.length },
    );
  }
  if (findings.some(({ fine }) => !fine)) process.exitCode = 1;
}

async function examine(): Promise<readonly Finding[]> {
  const { cpu, memoryBytes, node, platform } = machineFacts();
  const simd = hasSimd();
  const findings: Finding[] = [
    { what: "Node", finding: `${node} on ${platform}`, fine: nodeIsNew(String(node)) },
    { what: "processor", finding: `${cpu}, ${coreCount()} cores`, fine: true },
    {
      what: "memory",
      finding: `${formatBytes(Number(memoryBytes))}, ${formatBytes(freemem())} free`,
      fine: true,
    },
    { what: "WebAssembly SIMD", finding: simd ? "yes" : await reasonOf(compileKernels()), fine: simd },
    {
      what: "relaxed SIMD",
      finding: enableRelaxedSimd() ? "yes: --fast-math works" : "no: --fast-math is refused",
      fine: true,
    },
  ];
  return simd ? [...findings, ...(await examineEngine())] : findings;
}

/** Why something cannot be had. */
const reasonOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "yes",
    (error: Error) => error.message,
  );

/** As many engines are made as a run has workers, and one computes. Two machines whose workloads have one digest get the same bits. */
async function examineEngine(): Promise<readonly Finding[]> {
  const kernels = await compileKernels();
  const engines: Engine[] = [];
  try {
    while (engines.length < coreCount()) {
      engines.push(new Engine(kernels));
      engines.at(-1)!.memory.f64(1024).free();
    }
  } catch (error) {
    const finding = `${engines.length} of ${coreCount()} workers can have one: ${(error as Error).message}`;
    return [{ what: "engines", finding, fine: false }];
  }
  const engine = engines[0]!;
  return [
    { what: "engines", finding: `${engines.length} made at once, one a worker`, fine: true },
    {
      what: "kernels",
      finding: `SHA-256 ${kernels.sha256.slice(0, 16)}…, 4 GiB each worker at most`,
      fine: true,
    },
    { what: "workload", finding: `SHA-256 ${workloadDigest(engine)}`, fine: true },
  ];
}

function nodeIsNew(version: string): boolean {
  const [major, minor] = version.split(".").map(Number);
  return major! > 20 || (major === 20 && minor! >= 19);
}
