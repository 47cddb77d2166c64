/** What page and worker say to each other. */
import type { CompiledKernels } from "../../engine/engine.ts";
import type { TaskRequest } from "../../run/ports.ts";

export type ToWorker =
  | {
      readonly type: "start";
      readonly kernels: CompiledKernels;
      readonly files: Readonly<Record<string, Uint8Array>>;
    }
  | { readonly type: "task"; readonly id: number; readonly request: TaskRequest };

export type FromWorker =
  | { readonly type: "progress"; readonly id: number; readonly fraction: number }
  | { readonly type: "row"; readonly id: number; readonly row: string; readonly seconds: number }
  | { readonly type: "failed"; readonly id: number; readonly message: string };
