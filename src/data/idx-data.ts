/** Square grey images and labels from IDX files, averaged down to the side that is asked for. */
import { FormatError } from "../base/errors.ts";
import type { FileSource } from "../base/files.ts";
import type { Engine } from "../engine/engine.ts";
import { assertClasses, MOST_CLASSES } from "./classes.ts";
import type { DataSet, Samples } from "./data-set.ts";
import { greyImages } from "./grey-images.ts";
import { type IdxArray, type IdxValues, readIdx } from "./idx.ts";

export interface IdxFiles {
  readonly images: string;
  readonly labels: string;
  readonly testImages: string;
  readonly testLabels: string;
}

export interface SplitOptions {
  readonly count: number;
  readonly side: number;
  readonly transpose?: boolean | undefined;
  readonly firstLabel?: number | undefined;
  readonly white?: number | undefined;
}

/**
 * One split from the bytes of its two files, packed or not; the first `count` images.
 *
 * @throws {FormatError} that names the file
 */
export function samplesFromIdx(
  engine: Engine,
  files: { images: Uint8Array; labels: Uint8Array; imagesName: string; labelsName: string },
  options: SplitOptions,
): Samples {
  const { imagesName, labelsName } = files;
  const images = readIdx(files.images, { name: imagesName, dimensions: 3, floats: true });
  const labels = readIdx(files.labels, { name: labelsName, dimensions: 1 });
  const [total, rows, columns] = images.shape as [number, number, number];
  if (rows !== columns)
    throw new FormatError(8, `${imagesName}: images of ${rows} x ${columns} pixels are not square.`);
  if (rows === 0) throw new FormatError(8, `${imagesName}: its header says images of 0 x 0 pixels.`);
  if (labels.shape[0] !== total)
    throw new FormatError(
      4,
      `${labelsName}: has ${labels.shape[0]} labels for ${total} images of ${imagesName}.`,
    );
  if (options.count > total)
    throw new FormatError(4, `${imagesName}: has ${total} images, and ${options.count} are asked for.`);
  const { count: n, side, firstLabel } = options;
  const values = images.values.subarray(0, n * rows * rows) as IdxValues;
  const inputs = greyImages(engine, values, { ...options, name: imagesName, from: rows, to: side });
  const { classNumbers, classes } = classesOf(labels, { name: labelsName, firstLabel });
  return { inputs, labels: classNumbers.subarray(0, n), n, d: side * side, classes };
}

/** Class numbers are labels less the first one. */
function classesOf(
  labels: IdxArray,
  { name, firstLabel }: { readonly name: string; readonly firstLabel: number | undefined },
): { readonly classNumbers: Int32Array; readonly classes: number } {
  const first = firstLabel ?? 0;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const label of labels.values) {
    if (label < least) least = label;
    if (label > most) most = label;
  }
  const wrong = (sentence: string) =>
    new FormatError(8, `${name}: its labels go from ${least} to ${most}; ${sentence}`);
  if (least < first) throw wrong(`none may be below the first class, ${first} (option firstLabel).`);
  if (firstLabel === undefined && least > 0 && Number.isFinite(least))
    throw wrong(
      `say firstLabel: ${least} where they are counted from ${least}, or firstLabel: 0 where the classes below are to stay empty.`,
    );
  if (most - first >= MOST_CLASSES) throw wrong(`at most ${MOST_CLASSES} classes are told apart.`);
  return {
    classNumbers: Int32Array.from(labels.values as ArrayLike<number>, (label) => label - first),
    classes: Math.max(0, most - first + 1),
  };
}

export interface IdxSpec extends IdxFiles, Omit<SplitOptions, "count"> {
  readonly train: number;
  readonly test: number;
}

/** @throws {FormatError} that names the file, for what is no IDX file of images or labels, and for labels that do not fit */
export async function loadIdx(host: { engine: Engine; files: FileSource }, spec: IdxSpec): Promise<DataSet> {
  const split = async (imagesName: string, labelsName: string, count: number): Promise<Samples> => {
    const [images, labels] = [await host.files.read(imagesName), await host.files.read(labelsName)];
    return samplesFromIdx(host.engine, { images, labels, imagesName, labelsName }, { ...spec, count });
  };
  const train = await split(spec.images, spec.labels, spec.train);
  const test = await split(spec.testImages, spec.testLabels, spec.test);
  const describe = (label: number) => String(label + (spec.firstLabel ?? 0));
  assertClasses({ train, test }, { name: spec.testLabels, describe });
  const classes = Math.max(train.classes, test.classes);
  return {
    name: "idx",
    provenance: `IDX files of the user (${spec.images})`,
    side: spec.side,
    train: { ...train, classes },
    test: { ...test, classes },
  };
}
