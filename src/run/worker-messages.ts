/** What a pool and its workers say to each other, in Node and in the browser alike. */
import { HostError, LosscapeError } from "../base/errors.ts";
import type { TaskRequest } from "./ports.ts";

export type ToWorker = { readonly type: "run"; readonly id: number; readonly request: TaskRequest };

export type FromWorker =
  | { readonly type: "ready" }
  /** The worker could not be made: no memory, no WebAssembly, a module that does not load. */
  | { readonly type: "unfit"; readonly error: PlainError }
  | { readonly type: "progress"; readonly id: number; readonly fraction: number }
  | { readonly type: "done"; readonly id: number; readonly row: string; readonly seconds: number }
  | { readonly type: "failed"; readonly id: number; readonly error: PlainError };

/** An error as it crosses threads, where classes do not. */
export interface PlainError {
  readonly code: string | null;
  readonly message: string;
  readonly stack: string | null;
}

export function plainError(error: unknown): PlainError {
  const code = error instanceof LosscapeError ? error.code : null;
  if (!(error instanceof Error)) return { code, message: String(error), stack: null };
  return { code, message: error.message || error.name, stack: error.stack ?? null };
}

/** Keeps code, message and the stack of where it happened. */
export function revivedError({ code, message, stack }: PlainError): Error {
  const error =
    code === null
      ? new Error(message)
      : code === "host"
        ? new HostError(message)
        : new LosscapeError(code, message);
  if (stack) error.stack = stack;
  return error;
}
