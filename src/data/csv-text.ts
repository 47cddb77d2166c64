/** The bytes of a table as text: gzip unpacked, the encoding that its mark or the user names, never a guess that could be wrong. */
import { FormatError } from "../base/errors.ts";
import { isGzip, unpacked } from "./gzip.ts";

export const ENCODINGS = ["utf-8", "utf-16le", "utf-16be", "latin1", "windows-1252"] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** A text has at most 2^29 units in V8. */
const MOST_BYTES = 500_000_000;

/** What the bytes 0x80 to 0x9f stand for in windows-1252; 0 where nothing does. */
const WINDOWS_1252 = [
  0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
  0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
  0x0153, 0, 0x017e, 0x0178,
];

/**
 * @param encoding as the user names it; without, a byte order mark says UTF-16, and all else is UTF-8
 * @throws {FormatError} for bytes that are no such text, with their line
 */
export function csvText(raw: Uint8Array, options: { name: string; encoding?: Encoding | undefined }): string {
  const { name } = options;
  const tooLong = (bytes: number) =>
    new FormatError(MOST_BYTES, `${name}: holds ${bytes} bytes of text; at most ${MOST_BYTES} are read.`);
  if (!isGzip(raw) && raw.length > MOST_BYTES) throw tooLong(raw.length);
  const bytes = unpacked(raw, { name, limitAt: () => MOST_BYTES });
  const marked =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? "utf-16le"
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? "utf-16be"
        : undefined;
  const encoding = options.encoding ?? marked ?? "utf-8";
  if (encoding === "latin1" || encoding === "windows-1252") return singleBytes(bytes, { name, encoding });
  return decoded(bytes, { name, encoding });
}

function decoded(bytes: Uint8Array, { name, encoding }: { name: string; encoding: Encoding }): string {
  // the mark is no part of the text, and TextDecoder leaves it out
  const read = (part: Uint8Array) => new TextDecoder(encoding, { fatal: true }).decode(part);
  try {
    return read(bytes);
  } catch {
    const wide = encoding !== "utf-8";
    let line = 1;
    for (let from = 0; !wide; line++) {
      const end = bytes.indexOf(10, from);
      if (end < 0) break;
      try {
        read(bytes.subarray(from, end));
      } catch {
        break;
      }
      from = end + 1;
    }
    const where = wide ? name : `${name}, line ${line}`;
    throw new FormatError(
      line,
      `${where}: is not text in ${encoding.toUpperCase()}. Name its encoding with the option encoding: ${ENCODINGS.filter((each) => each !== encoding).join(", ")}.`,
    );
  }
}

function singleBytes(bytes: Uint8Array, { name, encoding }: { name: string; encoding: Encoding }): string {
  const parts: string[] = [];
  let line = 1;
  for (let from = 0; from < bytes.length; from += 8192) {
    const codes = Array.from(bytes.subarray(from, from + 8192), (byte) => {
      if (byte === 10) line++;
      if (encoding === "latin1" || byte < 0x80 || byte >= 0xa0) return byte;
      const code = WINDOWS_1252[byte - 0x80]!;
      if (code === 0)
        throw new FormatError(
          line,
          `${name}, line ${line}: the byte ${byte.toString(16)} stands for nothing in windows-1252; name another encoding.`,
        );
      return code;
    });
    parts.push(String.fromCharCode(...codes));
  }
  return parts.join("");
}
