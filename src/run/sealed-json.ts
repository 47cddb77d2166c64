/** JSON files that say what a directory holds: each carries the checksum of its own content, and the format of the directory. */
import { FormatError } from "../base/errors.ts";
import { canonicalJson, type JsonObject } from "../base/json.ts";
import { textDigest } from "../base/sha256.ts";
import { version } from "../base/version.ts";
import { prettyJson } from "./pretty-json.ts";

/** Of run directories. Another one is refused: 2 had rows that did not say which run they belong to. */
export const FORMAT = 3;

/** The object with `check`, SHA-256 of its canonical JSON without it. */
export const formatSealed = (content: JsonObject): string =>
  prettyJson({ ...content, check: textDigest(canonicalJson(content)) });

/**
 * Reads what `formatSealed` wrote.
 *
 * @param file its name, for messages
 * @throws {FormatError} for what is no JSON object, of another format, or not what was written
 */
export function parseSealed(bytes: Uint8Array, file: string): JsonObject {
  const value = parseObject(bytes, file);
  const { format } = value;
  if (format === undefined) throw new FormatError(0, `${file} is not a manifest of losscape. ${ADVICE}`);
  if (format !== FORMAT)
    throw new FormatError(
      0,
      `${file} has format ${canonicalJson(format)}; this is losscape ${version}, which reads format ${FORMAT} alone: run it again.`,
    );
  const { check, ...content } = value;
  if (check !== digestOf(content))
    throw new FormatError(
      0,
      `${file} was changed since losscape wrote it: its content does not match its checksum. ${ADVICE}`,
    );
  return content;
}

/** undefined for content that canonical JSON cannot hold, such as 1e999: no checksum is that. */
function digestOf(content: JsonObject): string | undefined {
  try {
    return textDigest(canonicalJson(content));
  } catch {
    return undefined;
  }
}

const ADVICE = "Restore the file, or start the run anew with --fresh.";

function parseObject(bytes: Uint8Array, file: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new FormatError(0, `${file} is damaged: it is not JSON. ${ADVICE}`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new FormatError(0, `${file} is not a manifest of losscape: it holds no JSON object. ${ADVICE}`);
}
