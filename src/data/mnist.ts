/** MNIST from the four files that a user has; called genuine only when every checksum matches. */
import { md5 } from "@noble/hashes/legacy.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { FormatError, RunError } from "../base/errors.ts";
import { fileDigest } from "../base/file-digest.ts";
import type { FileSeal, FileSource } from "../base/files.ts";
import { bytesDigest, textDigest } from "../base/sha256.ts";
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
const CACHE_VERSION = 2;

interface Found {
  readonly path: string;
  /** As they stand in the file, gzipped or not. */
  readonly raw: Uint8Array;
}

export const GENUINE_MNIST = "genuine MNIST";

const candidates = (directory: string, role: Role): readonly string[] => {
  const { name } = FILES[role];
  const names = [name, name.replace("-idx", ".idx")].flatMap((each) => [each, `${each}.gz`]);
  return names.map((each) => `${directory.replace(/[/\\]$/, "")}/${each}`);
};

const missing = (directory: string, role: Role): FormatError => {
  const names = candidates(directory, role).map((path) => path.slice(path.lastIndexOf("/") + 1));
  return new FormatError(
    0,
    `${directory}: has none of ${names.join(", ")}; MNIST's four IDX files are needed there.`,
  );
};

/** The first of a role's files that is there, and what `open` makes of it. @throws {FormatError} when none is */
async function firstThere<T>(
  directory: string,
  role: Role,
  open: (path: string) => Promise<T>,
): Promise<{ readonly path: string; readonly made: T }> {
  for (const path of candidates(directory, role))
    try {
      return { path, made: await open(path) };
    } catch (error) {
      if (error instanceof RunError) throw error; // it is there, and was changed
    }
  throw missing(directory, role);
}

/** The four files of a directory that are read, hashed. @throws {FormatError} when one is missing */
export async function mnistSeals(files: FileSource, directory: string): Promise<readonly FileSeal[]> {
  const seals: FileSeal[] = [];
  for (const role of ROLES) {
    const { path, made } = await firstThere(directory, role, (each) => fileDigest(files, each));
    seals.push({ path, sha256: made });
  }
  return seals;
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

/** One name for these very bytes, averaged by these kernels to this shape. */
async function cacheName(
  found: Readonly<Record<Role, Found>>,
  { train, test, side }: Shape,
  engine: Engine,
): Promise<string> {
  const sums = await Promise.all(ROLES.map((role) => bytesDigest(found[role].raw)));
  const whole = textDigest([engine.sha256, ...sums].join(" "));
  return `mnist-${CACHE_VERSION}-${whole}-${train}-${test}-${side}`;
}

/**
 * What was made of the four files is kept in the host's cache, under a checksum of the files' bytes and the kernels: others, other name.
 *
 * @throws {FormatError} when a file is missing or is not what it should be; it names the file
 */
export async function loadMnist(
  host: { engine: Engine; files: FileSource },
  spec: Shape & { readonly directory: string },
): Promise<DataSet> {
  const entries = await Promise.all(
    ROLES.map(async (role) => {
      const { path, made: raw } = await firstThere(spec.directory, role, (each) => host.files.read(each));
      return [role, { path, raw }] as const;
    }),
  );
  const found = Object.fromEntries(entries) as Record<Role, Found>;
  const { cache } = host.files;
  const name = cache && (await cacheName(found, spec, host.engine));
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
