/** A contact sheet of small grey images, one row a class, as one embedded bitmap. */
import { ShapeError } from "../../base/errors.ts";
import type { Figure } from "../figure.ts";
import { dataOf, emptySpec, type FigureText, figureOf } from "./common.ts";
import { createTally, drawableValues } from "./drawable.ts";

export interface SampleSheetOptions extends FigureText {
  /** Rows of images; each image has side² grey levels, 0 paper to 1 ink. */
  readonly rows: readonly (readonly ArrayLike<number>[])[];
  readonly side: number;
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i]!, bytes[i + 1], bytes[i + 2]];
    text += BASE64[a >> 2]! + BASE64[((a & 3) << 4) | ((b ?? 0) >> 4)]!;
    text += b === undefined ? "=" : BASE64[((b & 15) << 2) | ((c ?? 0) >> 6)]!;
    text += c === undefined ? "=" : BASE64[c & 63]!;
  }
  return text;
}

/** An 8-bit grey BMP, rows from the bottom up, each padded to four bytes. */
function bitmap(width: number, height: number, grey: (x: number, y: number) => number): Uint8Array {
  const stride = (width + 3) & ~3;
  const offset = 14 + 40 + 1024;
  const bytes = new Uint8Array(offset + stride * height);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, offset, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, width, true);
  view.setInt32(22, height, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 8, true);
  view.setUint32(34, stride * height, true);
  view.setUint32(46, 256, true);
  for (let i = 0; i < 256; i++) bytes.set([i, i, i, 0], 54 + 4 * i);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) bytes[offset + (height - 1 - y) * stride + x] = grey(x, y);
  return bytes;
}

/** The grey between the images, and of a pixel that has no value. */
const GROUND = 214;

/** @throws {ShapeError} for an image that has not side² pixels */
export function sampleSheetFigure(options: SampleSheetOptions): Figure {
  const { rows, side } = options;
  const tally = createTally();
  for (const image of rows.flat()) {
    if (image.length !== side * side)
      throw new ShapeError(
        `sampleSheetFigure: an image has ${image.length} pixels; with side ${side} it must have ${side * side}.`,
      );
    drawableValues(tally, Array.from(image), {});
  }
  const cell = side + 1;
  const columns = Math.max(0, ...rows.map((row) => row.length));
  if (columns === 0) return figureOf(options, { spec: emptySpec(tally), tally });
  const width = columns * cell + 1;
  const height = rows.length * cell + 1;
  // every pixel twice or more: crisp where a viewer smooths enlarged bitmaps
  const zoom = Math.max(1, Math.round(640 / width));
  const bytes = bitmap(width * zoom, height * zoom, (px, py) => {
    const [x, y] = [Math.floor(px / zoom), Math.floor(py / zoom)];
    const [i, j] = [(x - 1) % cell, (y - 1) % cell];
    const image = rows[Math.floor((y - 1) / cell)]?.[Math.floor((x - 1) / cell)];
    if (!image || x === 0 || y === 0 || i === side || j === side) return GROUND;
    return greyOf(image[j * side + i]!);
  });
  const url = `data:image/bmp;base64,${base64(bytes)}`;
  const drawn = { width: 640, height: Math.round((640 * height) / width) };
  const spec = {
    ...drawn,
    data: dataOf([{ url }]),
    mark: { type: "image", ...drawn, aspect: false, align: "left", baseline: "top" },
    encoding: { x: { value: 0 }, y: { value: 0 }, url: { field: "url", type: "nominal" } },
  };
  return figureOf(options, { spec, tally });
}

const greyOf = (ink: number): number =>
  Number.isFinite(ink) ? Math.round(255 * (1 - Math.min(1, Math.max(0, ink)))) : GROUND;
