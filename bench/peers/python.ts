/** OpenBLAS, LAPACK and PyTorch, where a python3 with numpy is installed: one process a vector width, one thread each. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { PythonWork } from "../case.ts";

export interface PeerAnswer {
  readonly seconds: number;
  readonly runs: number;
  readonly check: number;
}

export interface PythonPeers {
  readonly description: string;
  /** Null when this peer cannot do the work (torch missing, say). */
  run(work: PythonWork, budget: number): Promise<PeerAnswer | null>;
  close(): void;
}

/** Debian's own first: its packages bring SciPy and PyTorch. */
const INTERPRETERS = ["/usr/bin/python3", "python3"];
const SERVER = join(import.meta.dirname, "..", "..", "..", "bench", "peers", "server.py");

class Server {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;

  constructor(interpreter: string, width: PythonWork["width"]) {
    const threads = { OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
    const narrow = width === "equal" ? { OPENBLAS_CORETYPE: "Nehalem", ATEN_CPU_CAPABILITY: "default" } : {};
    this.#process = spawn(interpreter, [SERVER], { env: { ...process.env, ...threads, ...narrow } });
    this.#process.on("error", () => undefined); // the missing hello tells
    this.#process.stderr.resume();
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  async next(): Promise<Record<string, unknown> | null> {
    const { value, done } = await this.#answers.next();
    return done ? null : (JSON.parse(value) as Record<string, unknown>);
  }

  ask(request: object): Promise<Record<string, unknown> | null> {
    this.#process.stdin.write(`${JSON.stringify(request)}\n`);
    return this.next();
  }

  close(): void {
    this.#process.kill();
  }
}

/** Undefined where no interpreter has numpy. */
export async function startPythonPeers(): Promise<PythonPeers | undefined> {
  for (const interpreter of INTERPRETERS) {
    const equal = new Server(interpreter, "equal");
    const hello = await equal.next();
    if (!hello) {
      equal.close();
      continue;
    }
    const full = new Server(interpreter, "full");
    await full.next();
    return {
      description: `numpy ${hello.numpy}, scipy ${hello.scipy ? "yes" : "no"}, torch ${hello.torch ?? "no"}`,
      async run(work, budget) {
        const server = work.width === "equal" ? equal : full;
        const answer = await server.ask({ ...work.request, budget });
        return answer && typeof answer.seconds === "number" ? (answer as unknown as PeerAnswer) : null;
      },
      close() {
        equal.close();
        full.close();
      },
    };
  }
  return undefined;
}
