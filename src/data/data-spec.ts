/** Which data an experiment runs on: the part of a config that names them, and the one function that fetches them. */
import { z } from "zod";
import type { FileSource } from "../base/files.ts";
import type { Engine } from "../engine/engine.ts";
import { DELIMITERS, loadCsv } from "./csv.ts";
import { ENCODINGS } from "./csv-text.ts";
import type { DataSet } from "./data-set.ts";
import { makeGaussian } from "./gaussian.ts";
import { loadIdx } from "./idx-data.ts";
import { loadMnist } from "./mnist.ts";
import { makeStrokes } from "./strokes.ts";
import { makeTeacher } from "./teacher.ts";

const train = z.int().min(1).max(10_000_000).describe("Number of training samples.");
const test = z.int().min(1).max(10_000_000).describe("Number of test samples.");
const side = z.int().min(1).max(256).describe("Side of the square images, in pixels; the paper took 10.");
const seed = z
  .int()
  .min(0)
  .max(2 ** 32 - 1)
  .describe("Seed of the data alone, so that runs of other seeds share them.");

export const dataSpec = z.discriminatedUnion("kind", [
  z
    .strictObject({ kind: z.literal("strokes"), train, test, side, seed })
    .describe("Synthetic handwritten-like digits."),
  z
    .strictObject({
      kind: z.literal("mnist"),
      directory: z.string().min(1).describe("Folder with the four IDX files, gzipped or not."),
      train,
      test,
      side,
      seed: seed.optional(),
    })
    .describe("Genuine MNIST, from files that you have."),
  z
    .strictObject({
      kind: z.literal("idx"),
      images: z.string().min(1).describe("IDX file of training images."),
      labels: z.string().min(1).describe("IDX file of their labels."),
      testImages: z.string().min(1).describe("IDX file of test images."),
      testLabels: z.string().min(1).describe("IDX file of their labels."),
      train,
      test,
      side,
      transpose: z
        .boolean()
        .optional()
        .describe("Exchange rows and columns of the images, as EMNIST's files need it."),
      firstLabel: z
        .int()
        .min(-1_000_000)
        .max(1_000_000)
        .optional()
        .describe("Label of the first class; 0 when not given (EMNIST's letters begin with 1)."),
      white: z
        .number()
        .positive()
        .max(1e9)
        .optional()
        .describe("Level that stands for 1; when not given, 255 for whole numbers and 1 for floats."),
    })
    .describe("Square grey images of your own in IDX files."),
  z
    .strictObject({
      kind: z.literal("csv"),
      file: z.string().min(1).describe("CSV file, gzipped or not."),
      label: z
        .string()
        .min(1)
        .optional()
        .describe("Name of the label column (without a header its number, from 1); else the last one."),
      header: z
        .boolean()
        .optional()
        .describe("Whether the first line names the columns; it has to when not given."),
      delimiter: z
        .enum(DELIMITERS)
        .optional()
        .describe("What parts the cells; when not given, what the first line has most of."),
      decimal: z
        .enum([".", ","])
        .optional()
        .describe(
          "What begins a fraction; when not given, a point, or commas that are seen and part no cells.",
        ),
      encoding: z
        .enum(ENCODINGS)
        .optional()
        .describe("Encoding of the text; UTF-8, or UTF-16 by its mark, when not given."),
      train,
      test,
      seed,
    })
    .describe("A table of your own: numbers, and a label column."),
  z
    .strictObject({
      kind: z.literal("teacher"),
      inputs: z.int().min(1).max(100_000).describe("Number of inputs."),
      hidden: z
        .int()
        .min(1)
        .max(100_000)
        .describe("Hidden units of the random network that labels the data."),
      classes: z.int().min(2).max(1000).describe("Number of classes."),
      train,
      test,
      seed,
    })
    .describe("N(0, 1) inputs labelled by a random network: zero loss is reachable."),
  z
    .strictObject({
      kind: z.literal("gaussian"),
      inputs: z.int().min(1).max(100_000).describe("Number of inputs."),
      classes: z.int().min(2).max(1000).describe("Number of classes."),
      separation: z
        .number()
        .min(0)
        .max(1000)
        .describe(
          "Distance of a cluster's centre from the origin; 0 gives the paper's N(0, 1) inputs with random labels.",
        ),
      train,
      test,
      seed,
    })
    .describe("Gaussian clusters of unit variance, one a class."),
]);

export type DataSpec = z.infer<typeof dataSpec>;

/**
 * The data of a spec: a pure function of the spec and the files it names.
 *
 * @throws {FormatError} for files that are not what they should be; says which and where
 */
export async function loadData(
  spec: DataSpec,
  host: { engine: Engine; files: FileSource },
): Promise<DataSet> {
  switch (spec.kind) {
    case "strokes":
      return makeStrokes(host.engine, spec);
    case "mnist":
      return loadMnist(host, spec);
    case "idx":
      return loadIdx(host, spec);
    case "csv":
      return loadCsv(host, spec);
    case "teacher":
      return makeTeacher(host.engine, spec);
    case "gaussian":
      return makeGaussian(host.engine, spec);
  }
}
