/** What a benchmark is: one piece of work, ours and its peers', with the amount of it and the speed to reach. */

/** Work of ours or of a peer that runs in this process. */
export interface LocalWork {
  readonly name: string;
  /** Runs the work once; the returned number keeps it alive. */
  run(): number;
  /** Residual of the last run in units that the case names; printed beside the speed. */
  check?(): number;
  dispose?(): void;
}

/** Work of a peer in the Python process: a request of bench/peers/server.py. */
export interface PythonWork {
  readonly name: string;
  /** "equal": OpenBLAS held to 128-bit vectors as WebAssembly is; "full": all of AVX. */
  readonly width: "equal" | "full";
  readonly request: Readonly<Record<string, unknown>>;
}

/** The speed to reach: our time is at most `ratio` times the peer's. */
export interface Target {
  readonly peer: string;
  readonly ratio: number;
}

export interface Case {
  readonly group: string;
  readonly name: string;
  /** Work of one run and its unit, as [2 n³, "flop"]. */
  readonly amount: readonly [number, string];
  /** What `check` is measured in: "n eps |A|". */
  readonly checkUnit?: string;
  ours(): LocalWork;
  locals?(): readonly LocalWork[];
  pythons?: readonly PythonWork[];
  targets?: readonly Target[];
}
