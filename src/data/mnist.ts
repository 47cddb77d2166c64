/** MNIST from the four files that a user has; called genuine only when every checksum matches. */
import { md5 } from "@noble/hashes/legacy.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { FormatError } from "../base/errors.ts";
import type { FileSource } from "../base/files.ts";
import type { Engine } from "../engine/engine.ts";
import { assertClasses } from "./classes.ts";
import type { DataSet, Samples } from "./data-set.ts";
import { unpackedIdx } from "./idx.ts";
import { samplesFromIdx } from "./idx-data.ts";
import { type KeptData, packData, unpackData } from "./kept-data.ts";

/** File names as published (a dot before "idx" is common too), and the MD5 of the unpacked bytes. */
const FILES = {
  trainImages: { name: "train-images-idx3-ubyte", md5: "6bbc9ace898e44ae57da46a324031adb" },
  trainLabels: { name: "train-labels-idx1-ubyte", md5: "a25bea736e30d166cdddb491f175f624" },
  testImages: { name: "t10k-images-idx3-ubyte", md5: "2646ac647ad5339dbf082846283269ea" },
  testLabels: { name: "t10k-labels-idx1-ubyte", md5: "27ae3e4e09519cfbb04c629315203637" },
} as const;

type Role = keyof typeof FILES;
const ROLES = Object.keys(FILES) as Role[];

/** To be raised when averaging changes. */
const CACHE_VERSION = 1;

interface Found {
  readonly role: Role;
  readonly path: string;
  /** As they stand in the file, gzipped or not. */
  readonly raw: Uint8Array;
}

export const GENUINE_MNIST = "genuine MNIST";

async function find(files: FileSource, directory: string, role: Role): Promise<Found> {
  const { name } = FILES[role];
  const names = [name, name.replace("-idx", ".idx")].flatMap((each) => [each, `${each}.gz`]);
  for (const candidate of names) {
    const path = `${directory.replace(/[/\\]$/, "")}/${candidate}`;
    const raw = await files.read(path).catch(() => undefined);
    if (!raw) continue;
    return { role, path, raw };
  }
  throw new FormatError(
    0,
    `${directory}: has none of ${names.join(", ")}; MNIST's four IDX files are needed there.`,
  );
}

interface Shape {
  readonly train: number;
  readonly test: number;
  readonly side: number;
}

/** Unpacks, checks and averages; notes are the roles whose checksums differ. */
function makeData(engine: Engine, found: Readonly<Record<Role, Found>>, shape: Shape): KeptData {
  const bytes = (role: Role): Uint8Array => {
    const dimensions = role === "trainLabels" || role === "testLabels" ? 1 : 3;
    return unpackedIdx(found[role].raw, { name: found[role].path, dimensions, floats: true });
  };
  const notes: Role[] = [];
  const split = (images: Role, labels: Role, count: number): Samples => {
    const files = {
      images: bytes(images),
      labels: bytes(labels),
      imagesName: found[images].path,
      labelsName: found[labels].path,
    };
    if (bytesToHex(md5(files.images)) !== FILES[images].md5) notes.push(images);
    if (bytesToHex(md5(files.labels)) !== FILES[labels].md5) notes.push(labels);
    return samplesFromIdx(engine, files, { count, side: shape.side, firstLabel: 0 });
  };
  const train = split("trainImages", "trainLabels", shape.train);
  const test = split("testImages", "testLabels", shape.test);
  return { train, test, notes };
}

/** One name for these very bytes, cut to this shape; by SHA-256, because hosts have it in native code. */
async function cacheName(
  found: Readonly<Record<Role, Found>>,
  { train, test, side }: Shape,
): Promise<string> {
  const sha256 = async (bytes: Uint8Array): Promise<Uint8Array> =>
    new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));
  const sums = await Promise.all(ROLES.map((role) => sha256(found[role].raw)));
  const whole = await sha256(Uint8Array.from(sums.flatMap((sum) => [...sum])));
  return `mnist-${CACHE_VERSION}-${bytesToHex(whole)}-${train}-${test}-${side}`;
}

/**
 * What was made of the four files is kept in the host's cache, under a checksum of the files' bytes: other files, other name.
 *
 * @throws {FormatError} when a file is missing or is not what it should be; it names the file
 */
export async function loadMnist(
  host: { engine: Engine; files: FileSource },
  spec: Shape & { readonly directory: string },
): Promise<DataSet> {
  const entries = await Promise.all(
    ROLES.map(async (role) => [role, await find(host.files, spec.directory, role)] as const),
  );
  const found = Object.fromEntries(entries) as Record<Role, Found>;
  const { cache } = host.files;
  const name = cache && (await cacheName(found, spec));
  const kept = name && (await cache.read(name));
  let data = kept ? unpackData(kept) : undefined;
  if (!data) {
    data = makeData(host.engine, found, spec);
    const packed = packData(data);
    if (name && packed) await cache.write(name, packed);
  }
  assertClasses(data, { name: found.testLabels.path, describe: String });
  const odd = data.notes.map((role) => found[role as Role].path);
  return {
    name: "mnist",
    provenance:
      odd.length === 0
        ? GENUINE_MNIST
        : `files in MNIST's format, not genuine MNIST (checksums differ: ${odd.join(", ")})`,
    side: spec.side,
    train: data.train,
    test: data.test,
  };
}
