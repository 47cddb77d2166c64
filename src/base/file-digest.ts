/** The hash of a file, wherever it is. */
import type { FileSource } from "./files.ts";
import { bytesDigest } from "./sha256.ts";

/** SHA-256 of a file's bytes in hexadecimal digits. @throws whatever the host says of a file that cannot be read */
export const fileDigest = async (files: FileSource, path: string): Promise<string> =>
  files.digest ? files.digest(path) : bytesDigest(await files.read(path));
