/** Bytes from where the user said they are; a browser has them from an upload. */
export interface FileSource {
  read(path: string): Promise<Uint8Array>;
  /** SHA-256 of a file's bytes in hexadecimal digits, without holding them all; absent where reading costs nothing. */
  digest?(path: string): Promise<string>;
  /** Runs an ES module that the user wrote: what it exports, and the SHA-256 of its bytes (of no module that it imports). Absent where none can be run. */
  importModule?(path: string): Promise<ImportedModule>;
  /** What is costly to make from such bytes, kept between runs; absent where there is no place for it. */
  readonly cache?: ByteCache;
}

/** A file as it was when a run was planned: every row of the run was made from these bytes. */
export type FileSeal = {
  /** As the config names it. */
  readonly path: string;
  /** Of its bytes, in hexadecimal digits. */
  readonly sha256: string;
};

export interface ImportedModule {
  readonly exports: Readonly<Record<string, unknown>>;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

/** A place that may forget anything at any time, and never fails: what cannot be kept, or is damaged, is made again. */
export interface ByteCache {
  /** The bytes kept under this name ([a-z0-9-] only), to the last bit, or undefined. */
  read(name: string): Promise<Uint8Array | undefined>;
  write(name: string, parts: readonly Uint8Array[]): Promise<void>;
}
