/** A few images of every class, kept with the results so that a report can show what the networks saw. */
import type { DataSet } from "../../../data/data-set.ts";
import { type DataSpec, loadData } from "../../../data/data-spec.ts";
import type { Figure } from "../../../report/figure.ts";
import { sampleSheetFigure } from "../../../report/figures/index.ts";
import type { TaskContext } from "../../../run/contract.ts";

/** Square images of 16 grey levels: one hexadecimal digit a pixel, 0 paper to f ink, row-major. */
export type SampleImages = {
  readonly side: number;
  /** Images of class 0, of class 1, … */
  readonly classes: readonly (readonly string[])[];
};

const PER_CLASS = 12;
const DRAWN_SIDE = 28;
/** Enough images that every class of ten has its share, for any order of the labels likely to occur. */
const LOOKED_AT = 600;
const DARKEST = 15;

function pick(data: DataSet, perClass: number): SampleImages {
  const { inputs, labels, n, d, classes } = data.train;
  const picked: string[][] = Array.from({ length: classes }, () => []);
  for (let i = 0; i < n; i++) {
    const row = picked[labels[i]!]!;
    if (row.length === perClass) continue;
    const image = inputs.subarray(i * d, (i + 1) * d);
    row.push(Array.from(image, (grey) => levelOf(grey).toString(16)).join(""));
  }
  return { side: data.side!, classes: picked };
}

const levelOf = (grey: number): number => Math.round(DARKEST * Math.min(1, Math.max(0, grey)));

/** The first images of each class, as drawn (28 x 28) and as the networks see them; null for data that are no images. */
export async function sampleImages(
  { engine, files }: Pick<TaskContext<unknown>, "engine" | "files">,
  spec: DataSpec,
): Promise<readonly SampleImages[] | null> {
  if (!("side" in spec)) return null;
  const few = { ...spec, train: Math.min(spec.train, LOOKED_AT), test: 1 };
  const sides = spec.side === DRAWN_SIDE ? [DRAWN_SIDE] : [DRAWN_SIDE, spec.side];
  const sheets: SampleImages[] = [];
  for (const side of sides) sheets.push(pick(await loadData({ ...few, side }, { engine, files }), PER_CLASS));
  return sheets;
}

/** One sheet: on the left the images as drawn, on the right the same images as the networks see them. */
export function sampleImagesFigure(sheets: readonly SampleImages[], provenance: string): Figure {
  const side = Math.max(...sheets.map((sheet) => sheet.side));
  const half = Math.floor(PER_CLASS / sheets.length);
  const rows = sheets[0]!.classes.map((_, label) =>
    sheets.flatMap((sheet) =>
      (sheet.classes[label] ?? []).slice(0, half).map((text) => enlarged(text, sheet.side, side)),
    ),
  );
  const seen = sheets.at(-1)!.side;
  return sampleSheetFigure({
    id: "network-samples",
    title: "What the networks are trained on",
    caption:
      sheets.length > 1
        ? `Training images, one class a row: ${provenance}. Left: ${side} x ${side} pixels; right: the same images averaged to the ${seen} x ${seen} pixels that the networks see.`
        : `Training images, one class a row: ${provenance}, ${seen} x ${seen} pixels.`,
    rows,
    side,
  });
}

/** Nearest pixels: the coarse grid stays visible. */
function enlarged(text: string, from: number, to: number): readonly number[] {
  return Array.from({ length: to * to }, (_, at) => {
    const y = Math.floor((Math.floor(at / to) * from) / to);
    const x = Math.floor(((at % to) * from) / to);
    return Number.parseInt(text[y * from + x]!, 16) / DARKEST;
  });
}
