/** What a run needs of its host: a place to keep files, hands to work with. Node, browser and tests each fulfil it. */
import type { FileSeal } from "../base/files.ts";
import type { JsonObject } from "../base/json.ts";
import type { Figure, Table } from "../report/figure.ts";
import type { ReportInput } from "../report/report-input.ts";

/** A directory of files, named by relative paths with "/". */
export interface Store {
  /** How the user knows this place, for messages: a path. */
  readonly label: string;
  /** The bytes of a file, or null where there is none. */
  read(name: string): Promise<Uint8Array | null>;
  /** Replaces a whole file: afterwards either the old or the new content is there, whatever happens in between. */
  write(name: string, content: Uint8Array | string): Promise<void>;
  /** Adds to a file's end, making it when missing; resolves when the bytes are durable. */
  append(name: string, content: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Names of the files below `folder` ("" is everything), sorted. */
  list(folder: string): Promise<readonly string[]>;
  /**
   * Takes the directory for this run alone.
   *
   * @throws {RunError} `run-locked` while another run has it
   */
  lock(): Promise<Lock>;
}

export interface Lock {
  release(): Promise<void>;
}

/** One task to be run somewhere; plain JSON. */
export interface TaskRequest {
  readonly experiment: string;
  readonly config: JsonObject;
  readonly task: JsonObject;
  /** The files that the task may read, with the bytes that they had when the run was planned. */
  readonly files?: readonly FileSeal[];
  /** SHA-256 of the user's module that exports the experiment, where one does: a worker that has another refuses. */
  readonly code?: string | null;
}

export interface TaskOutcome {
  /** The row as canonical JSON text. */
  readonly row: string;
  /** Wall time on the worker. For logs, never for results. */
  readonly seconds: number;
}

export interface SubmitOptions {
  /** Drops the task from the queue, or stops the worker that runs it; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Fractions 0..1, now and then. */
  readonly onProgress?: (fraction: number) => void;
}

/** Workers with an engine each and one queue: tasks start in the order of submission. */
export interface TaskPool {
  readonly size: number;
  submit(request: TaskRequest, options?: SubmitOptions): Promise<TaskOutcome>;
  /** Stops everything at once; unfinished tasks reject. */
  close(): Promise<void>;
}

/** Turns figures, tables and whole reports into text. The same input gives the same bytes. */
export interface Renderer {
  figureSvg(figure: Figure): Promise<string>;
  tableMarkdown(table: Table): string;
  reportHtml(input: ReportInput): Promise<string>;
}
