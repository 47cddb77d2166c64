/**
 * One base error and a few kinds. Every message is a sentence: what was wrong, with the offending value, and what would
 * be right. `code` is stable and for machines; the CLI turns kinds into exit codes.
 */
export class LosscapeError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** Sizes that do not fit together. */
export class ShapeError extends LosscapeError {
  constructor(message: string) {
    super("shape", message);
  }
}

/** A number that has to be finite is NaN or infinite. */
export class NonFiniteError extends LosscapeError {
  constructor(message: string) {
    super("non-finite", message);
  }
}

/** A config, key or value that is not allowed; `path` names the place, as in `sizes[2]`. */
export class SpecError extends LosscapeError {
  readonly path: string;

  constructor(path: string, message: string) {
    super("spec", message);
    this.path = path;
  }
}

/** A file that is not what it should be; `offset` is the byte (or line) where that was seen. */
export class FormatError extends LosscapeError {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super("format", message);
    this.offset = offset;
  }
}

/** More memory asked for than there is; reports both amounts. */
export class MemoryError extends LosscapeError {
  readonly neededBytes: number;
  readonly availableBytes: number;

  constructor(neededBytes: number, availableBytes: number, message: string) {
    super("memory", message);
    this.neededBytes = neededBytes;
    this.availableBytes = availableBytes;
  }
}

/** An iteration that did not reach its tolerance. */
export class ConvergenceError extends LosscapeError {
  constructor(message: string) {
    super("convergence", message);
  }
}

/** The host lacks something that losscape needs (WebAssembly SIMD, workers, files). */
export class HostError extends LosscapeError {
  constructor(message: string) {
    super("host", message);
  }
}

/** A run directory that is in use, or belongs to another config. */
export class RunError extends LosscapeError {
  constructor(
    code: "run-locked" | "run-differs" | "run-corrupt" | "run-incomplete" | "task-failed",
    message: string,
    options?: { cause?: unknown },
  ) {
    super(code, message, options);
  }
}
