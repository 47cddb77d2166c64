/** MNIST from the four files that a user has; called genuine only when every checksum matches. */
import { md5 } from "@noble/hashes/legacy.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { FormatError } from "../base/errors.ts";
import type { FileSource } from "../base/files.ts";
import type { Engine } from "../engine/engine.ts";
import type { DataSet } from "./data-set.ts";
import { unzipped } from "./idx.ts";
import { samplesFromIdx } from "./idx-data.ts";

/** File names as published (a dot before "idx" is common too), and the MD5 of the unpacked bytes. */
const FILES = {
  trainImages: { name: "train-images-idx3-ubyte", md5: "6bbc9ace898e44ae57da46a324031adb" },
  trainLabels: { name: "train-labels-idx1-ubyte", md5: "a25bea736e30d166cdddb491f175f624" },
  testImages: { name: "t10k-images-idx3-ubyte", md5: "2646ac647ad5339dbf082846283269ea" },
  testLabels: { name: "t10k-labels-idx1-ubyte", md5: "27ae3e4e09519cfbb04c629315203637" },
} as const;

type Role = keyof typeof FILES;

interface Found {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly genuine: boolean;
}

export const GENUINE_MNIST = "genuine MNIST";

async function find(files: FileSource, directory: string, role: Role): Promise<Found> {
  const { name, md5: sum } = FILES[role];
  const names = [name, name.replace("-idx", ".idx")].flatMap((each) => [each, `${each}.gz`]);
  for (const candidate of names) {
    const path = `${directory.replace(/[/\\]$/, "")}/${candidate}`;
    const raw = await files.read(path).catch(() => undefined);
    if (!raw) continue;
    const bytes = unzipped(raw, path);
    return { path, bytes, genuine: bytesToHex(md5(bytes)) === sum };
  }
  throw new FormatError(
    0,
    `${directory}: has none of ${names.join(", ")}; MNIST's four IDX files are needed there.`,
  );
}

export async function loadMnist(
  host: { engine: Engine; files: FileSource },
  spec: { readonly directory: string; readonly train: number; readonly test: number; readonly side: number },
): Promise<DataSet> {
  const [trainImages, trainLabels, testImages, testLabels] = await Promise.all(
    (Object.keys(FILES) as Role[]).map((role) => find(host.files, spec.directory, role)),
  );
  const split = (images: Found, labels: Found, count: number) =>
    samplesFromIdx(
      host.engine,
      { images: images.bytes, labels: labels.bytes, imagesName: images.path, labelsName: labels.path },
      { count, side: spec.side },
    );
  const all = [trainImages!, trainLabels!, testImages!, testLabels!];
  const odd = all.filter(({ genuine }) => !genuine).map(({ path }) => path);
  return {
    name: "mnist",
    provenance:
      odd.length === 0
        ? GENUINE_MNIST
        : `files in MNIST's format, not genuine MNIST (checksums differ: ${odd.join(", ")})`,
    side: spec.side,
    train: split(trainImages!, trainLabels!, spec.train),
    test: split(testImages!, testLabels!, spec.test),
  };
}
