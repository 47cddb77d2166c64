/** Bytes from where the user said they are; a browser has them from an upload. */
export interface FileSource {
  read(path: string): Promise<Uint8Array>;
}
