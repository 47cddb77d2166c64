/** A landscape from a user's own ES module. */
import { z } from "zod";
import { shown } from "../../../base/arguments.ts";
import { RunError, SpecError } from "../../../base/errors.ts";
import type { FileSource } from "../../../base/files.ts";
import type { Landscape } from "../../../base/landscape.ts";
import type { Manifold } from "../../../base/manifold.ts";
import type { StreamKey } from "../../../base/stream.ts";
import type { Engine } from "../../../engine/engine.ts";
import { completeLandscape } from "../../../landscape/complete.ts";
import { euclidean } from "../../../landscape/euclidean.ts";
import { product } from "../../../landscape/product.ts";
import { sphere } from "../../../landscape/sphere.ts";
import { type UserFunction, userLandscape } from "../../../landscape/user-function.ts";
import type { ModuleSource } from "../../../run/contract.ts";
import { importedModule } from "../../../run/seal-landscape.ts";

/** What a module's function gets. A module needs no import for it: all that makes a landscape is here. */
export interface LandscapeRequest {
  /** The number of coordinates that the experiment asks for. */
  readonly dimension: number;
  /** Random numbers of this draw: the same in every run of the config. */
  readonly key: StreamKey;
  readonly engine: Engine;
  readonly euclidean: (n: number) => Manifold;
  readonly sphere: (n: number) => Manifold;
  readonly product: (...factors: readonly Manifold[]) => Manifold;
  readonly userLandscape: typeof userLandscape;
}

/**
 * What a module exports, as `default` or as `landscape`: a landscape, a function of a point with its dimension, or a function that
 * makes one of the two for each draw.
 */
export type LandscapeModule =
  | Landscape
  | UserFunction
  | ((request: LandscapeRequest) => Landscape | UserFunction | Promise<Landscape | UserFunction>);

export type OwnLandscape = Landscape & { dispose?(): void };

export const moduleSource = z.strictObject({
  kind: z.literal("module"),
  file: z.string().min(1).describe("An ES module that exports a landscape."),
  dimension: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe("Numbers of a point; needed where the module makes landscapes of any size."),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .describe("SHA-256 of the module; the run puts it in."),
});

const isLandscape = (made: object): made is Landscape =>
  "manifold" in made && "hessian" in made && "hessianVectorProduct" in made && "gradient" in made;

function landscapeOf(file: string, made: unknown): OwnLandscape {
  if (made === null || typeof made !== "object" || typeof (made as UserFunction).value !== "function")
    throw new SpecError(
      "landscape",
      `${file}: a landscape has \`dimension\` and \`value(x)\`, or is a function that makes one; \`default\` is ${shown(made)}.`,
    );
  return isLandscape(made) ? completeLandscape(made) : userLandscape(made as UserFunction);
}

/** Sentences for the report of a run on such a landscape. */
export const ownLandscapeNotes = ({ file, sha256 }: ModuleSource): readonly string[] => [
  `The landscape is the user's own: ${file}, SHA-256 ${sha256 ?? "not known"}. Its numbers are those of the host that ran it; another JavaScript engine may round them differently. No theory is known for it, and no claim of the paper is judged by it.`,
];

/**
 * One draw of the landscape that a module exports.
 *
 * @throws {RunError} when the module is not the one of the config any more
 * @throws {SpecError} for a module that exports no landscape, or one of another dimension
 */
export async function ownLandscape(
  source: ModuleSource,
  parts: { readonly files: FileSource; readonly engine: Engine; readonly key: StreamKey },
): Promise<OwnLandscape> {
  const { files, engine, key } = parts;
  const { exports, sha256 } = await importedModule(files, source.file);
  if (source.sha256 !== undefined && source.sha256 !== sha256)
    throw new RunError("task-failed", `${source.file} was changed while the run was under way.`);
  const exported = exports.default ?? exports.landscape;
  const dimension = source.dimension ?? 0;
  const request = { dimension, key, engine, euclidean, sphere, product, userLandscape };
  const made = typeof exported === "function" ? await exported(request) : exported;
  const landscape = landscapeOf(source.file, made);
  if (landscape.dimension !== dimension)
    throw new SpecError(
      "landscape",
      `${source.file}: the landscape has ${landscape.dimension} coordinates, the config asks for ${dimension}.`,
    );
  return landscape;
}
