/**
 * gzip [RFC 1952]: every member, each with its CRC-32 and length verified, so that no flipped bit goes through. Members that are empty
 * (bgzip's last one) and zero bytes after the last one (tape blocks) are as they should be.
 */
import { FormatError } from "../base/errors.ts";
import { Growing, LimitReached } from "./growing.ts";
import { InflateProblem, inflate } from "./inflate.ts";

const [HAS_HEADER_CHECK, HAS_EXTRA, HAS_NAME, HAS_COMMENT] = [2, 4, 8, 16];
const RESERVED = 0xe0;
const HEADER = 10;
const TRAILER = 8;

export interface UnpackOptions {
  /** The file, for messages. */
  readonly name: string;
  /**
   * The most bytes that the file may hold, given those unpacked so far (a part of the head at first). It may throw, where the head
   * says that they are none of a file that is read.
   */
  readonly limitAt: (present: Uint8Array) => number;
}

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * The bytes themselves, or what they hold when they start as a gzip file does.
 *
 * @throws {FormatError} for damaged or truncated data, bytes that belong to no member, and more bytes than the limit; with the byte
 */
export function unpacked(bytes: Uint8Array, options: UnpackOptions): Uint8Array {
  if (!isGzip(bytes)) return bytes;
  const { name, limitAt } = options;
  const out = new Growing(limitAt);
  let at = 0;
  while (at < bytes.length) {
    const member = at;
    try {
      at = readMember(bytes, at, out);
    } catch (error) {
      if (error instanceof LimitReached)
        throw new FormatError(
          member,
          `${name}: the gzip data unpack to more than ${error.limit} bytes, the most that such a file may hold.`,
        );
      if (!(error instanceof InflateProblem)) throw error;
      throw new FormatError(
        member,
        `${name}: the gzip data of ${bytes.length} bytes are truncated or damaged in the member from byte ${member} on (${error.message}).`,
      );
    }
    if (bytes[at] === 0) at = skipZeros(bytes, at, name);
  }
  return out.bytes;
}

function skipZeros(bytes: Uint8Array, from: number, name: string): number {
  const odd = bytes.subarray(from).findIndex((byte) => byte !== 0);
  if (odd >= 0)
    throw new FormatError(
      from + odd,
      `${name}: byte ${from + odd} follows the zero bytes after the gzip data, which end the file; the file is damaged.`,
    );
  return bytes.length;
}

/** @returns the number of the byte after the member */
function readMember(bytes: Uint8Array, from: number, out: Growing): number {
  const start = skipHeader(bytes, from);
  const before = out.length;
  const end = inflate(bytes, start, out);
  if (end + TRAILER > bytes.length) throw new InflateProblem("the data end before their checksum");
  const view = new DataView(bytes.buffer, bytes.byteOffset + end, TRAILER);
  const member = out.bytes.subarray(before);
  if (view.getUint32(0, true) !== crc32(member))
    throw new InflateProblem("what they unpack to does not match their checksum");
  if (view.getUint32(4, true) !== member.length % 2 ** 32)
    throw new InflateProblem("what they unpack to does not have their length");
  return end + TRAILER;
}

function skipHeader(bytes: Uint8Array, from: number): number {
  const short = () => new InflateProblem("the data end inside a header");
  if (bytes[from] !== 0x1f || (bytes[from + 1] ?? 0x8b) !== 0x8b)
    throw new InflateProblem("a member starts with 1f 8b, and these bytes do not");
  if (from + HEADER > bytes.length) throw short();
  if (bytes[from + 2] !== 8) throw new InflateProblem(`the method of packing is ${bytes[from + 2]}, not 8`);
  const flags = bytes[from + 3]!;
  if (flags & RESERVED) throw new InflateProblem("flags are set that mean nothing");
  let at = from + HEADER;
  if (flags & HAS_EXTRA) {
    if (at + 2 > bytes.length) throw short();
    at += 2 + (bytes[at]! | (bytes[at + 1]! << 8));
  }
  for (const flag of [HAS_NAME, HAS_COMMENT]) {
    if (!(flags & flag)) continue;
    const end = at < bytes.length ? bytes.indexOf(0, at) : -1;
    if (end < 0) throw short();
    at = end + 1;
  }
  if (flags & HAS_HEADER_CHECK) {
    if (at + 2 > bytes.length) throw short();
    const check = bytes[at]! | (bytes[at + 1]! << 8);
    if ((crc32(bytes.subarray(from, at)) & 0xffff) !== check)
      throw new InflateProblem("the header does not match its checksum");
    at += 2;
  }
  if (at > bytes.length) throw short();
  return at;
}

const POLYNOMIAL = 0xedb88320;
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  return crc;
});

/** CRC-32 of gzip, PNG and Ethernet. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = CRC_TABLE[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}
