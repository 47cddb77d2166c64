/** SHA-256 in hexadecimal digits: what names bytes in manifests, journals and configs. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** Of a text's UTF-8 bytes. */
export const textDigest = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));

/** Of bytes, which may be many: by the host's native code where it has some. */
export async function bytesDigest(bytes: Uint8Array): Promise<string> {
  const subtle = typeof crypto === "undefined" ? undefined : crypto.subtle;
  if (!subtle) return bytesToHex(sha256(bytes));
  return bytesToHex(new Uint8Array(await subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>)));
}

/** The first digits, for messages. */
export const shortDigest = (digest: string): string => `${digest.slice(0, 12)}…`;
