/** Square grey images and labels from IDX files, averaged down to the side that is asked for. */
import { FormatError } from "../base/errors.ts";
import type { FileSource } from "../base/files.ts";
import type { Engine } from "../engine/engine.ts";
import { areaAverage } from "../engine/strokes.ts";
import type { DataSet, Samples } from "./data-set.ts";
import { parseIdx, unzipped } from "./idx.ts";

export interface IdxFiles {
  readonly images: string;
  readonly labels: string;
  readonly testImages: string;
  readonly testLabels: string;
}

/** One split from the unpacked bytes of its two files; the first `count` images. */
export function samplesFromIdx(
  engine: Engine,
  files: { images: Uint8Array; labels: Uint8Array; imagesName: string; labelsName: string },
  options: { count: number; side: number },
): Samples {
  const images = parseIdx(files.images, { name: files.imagesName, dimensions: 3 });
  const labels = parseIdx(files.labels, { name: files.labelsName, dimensions: 1 });
  const [total, rows, columns] = images.shape as [number, number, number];
  if (rows !== columns)
    throw new FormatError(8, `${files.imagesName}: images of ${rows} x ${columns} pixels are not square.`);
  if (labels.shape[0] !== total)
    throw new FormatError(
      4,
      `${files.labelsName}: has ${labels.shape[0]} labels for ${total} images of ${files.imagesName}.`,
    );
  if (options.count > total)
    throw new FormatError(4, `${files.imagesName}: has ${total} images, and ${options.count} are asked for.`);
  const n = options.count;
  const wanted = labels.values.subarray(0, n);
  return {
    inputs: areaAverage(engine, images.values.subarray(0, n * rows * rows), { from: rows, to: options.side }),
    labels: Int32Array.from(wanted),
    n,
    d: options.side * options.side,
    classes: 1 + labels.values.reduce((most, label) => Math.max(most, label), 0),
  };
}

export async function loadIdx(
  host: { engine: Engine; files: FileSource },
  spec: IdxFiles & { readonly train: number; readonly test: number; readonly side: number },
): Promise<DataSet> {
  const read = async (path: string): Promise<Uint8Array> => unzipped(await host.files.read(path), path);
  const split = async (imagesName: string, labelsName: string, count: number): Promise<Samples> => {
    const files = { images: await read(imagesName), labels: await read(labelsName), imagesName, labelsName };
    return samplesFromIdx(host.engine, files, { count, side: spec.side });
  };
  return {
    name: "idx",
    provenance: `IDX files of the user (${spec.images})`,
    side: spec.side,
    train: await split(spec.images, spec.labels, spec.train),
    test: await split(spec.testImages, spec.testLabels, spec.test),
  };
}
