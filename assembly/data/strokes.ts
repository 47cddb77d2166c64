// `strokes`: handwritten-like digits, 28 x 28 grey levels, made from nothing but a key. Synthetic, never MNIST.
//
// Image i of a stream depends on (key, plane, i) alone. A digit is a variant of its class (stroke-templates.ts) whose points are
// jittered, bent, slanted, rotated and stretched, scaled to a box of 20 x 20 and centred by its ink, as MNIST's authors did with
// theirs; the pen has a width and a pressure along the stroke; coverage is antialiased by the distance to the centre line.

import { normalF64 } from "../random/normal";
import { uniformF64 } from "../random/uniform";
import { MOST_POINTS, TEMPLATES, VARIANTS } from "./stroke-templates";

const SIDE: i32 = 28;
const BOX: f64 = 20; // pixels that a digit's longer side takes, ink included
const PIECES: i32 = 6; // straight pieces of one cubic
const NORMALS: i32 = 48;
const UNIFORMS: i32 = 8;
const MOST_VERTICES: i32 = MOST_POINTS * (PIECES + 1);

// What varies between writers (standard deviations unless said otherwise); frozen, see docs/CALIBRATION.md.
const SLANT_MEAN: f64 = 0.12;
const SLANT: f64 = 0.2;
const ROTATION: f64 = 0.1; // radians
const STRETCH: f64 = 0.14; // of log(width / height)
const BEND: f64 = 0.1;
const SIZE: f64 = 0.05;
const SHIFT: f64 = 0.35; // pixels
const PEN_THIN: f64 = 0.75; // half width, pixels
const PEN_RANGE: f64 = 0.95;
const PRESSURE: f64 = 0.18;

/** Bytes of workspace for `strokesRender`. */
export function strokesWork(): usize {
  return <usize>(NORMALS + UNIFORMS + 4 * MOST_VERTICES + 8) * 8 + 128 + <usize>(SIDE * SIDE) * 4;
}

/** Offset in the table of a variant of this digit, chosen by u in [0, 1) according to the weights. */
function chooseVariant(digit: i32, u: f64): i32 {
  let total: f32 = 0;
  for (let pass = 0; pass < 2; pass++) {
    const wanted = <f32>u * total;
    let sum: f32 = 0;
    let at = 0;
    let last = 0;
    for (let v = 0; v < VARIANTS; v++) {
      if (<i32>unchecked(TEMPLATES[at]) == digit) {
        sum += unchecked(TEMPLATES[at + 1]);
        last = at;
        if (pass == 1 && sum > wanted) return at;
      }
      at = nextVariant(at);
    }
    if (pass == 1) return last;
    total = sum;
  }
  return 0;
}

function nextVariant(at: i32): i32 {
  const strokes = <i32>unchecked(TEMPLATES[at + 3]);
  at += 4;
  for (let s = 0; s < strokes; s++) at += 1 + 3 * <i32>unchecked(TEMPLATES[at]);
  return at;
}

/** One coordinate of the Catmull-Rom cubic from b to c at t. */
function catmullRom(a: f64, b: f64, c: f64, d: f64, t: f64): f64 {
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

/**
 * Flattens the jittered, deformed strokes of a variant into vertices (x, y, half width, stroke start flag), 32 bytes each.
 * @returns the number of vertices
 */
function flatten(variant: i32, sloppiness: f64, normals: usize, uniforms: usize, vertices: usize): i32 {
  const slant = SLANT_MEAN + SLANT * load<f64>(normals, 0);
  const angle = ROTATION * load<f64>(normals, 8);
  const width = <f64>unchecked(TEMPLATES[variant + 2]) * Math.exp(STRETCH * load<f64>(normals, 16));
  const bend = BEND * load<f64>(normals, 24);
  const tilt = PRESSURE * load<f64>(normals, 32);
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  // a heavy tail: most writers are neat, a few are not
  const jitter = sloppiness * (0.55 - 0.45 * Math.log(1 - load<f64>(uniforms, 16)));
  const pen = PEN_THIN + PEN_RANGE * load<f64>(uniforms, 24);
  const strokes = <i32>unchecked(TEMPLATES[variant + 3]);
  let at = variant + 4;
  let noise = normals + 10 * 8;
  let count = 0;
  for (let stroke = 0; stroke < strokes; stroke++) {
    const points = <i32>unchecked(TEMPLATES[at]);
    at++;
    for (let i = 0; i + 1 < points; i++) {
      const here = at + 3 * i;
      const before = i > 0 && unchecked(TEMPLATES[here + 2]) == 0 ? i - 1 : i;
      const after = i + 2 < points && unchecked(TEMPLATES[here + 5]) == 0 ? i + 2 : i + 1;
      for (let k = i == 0 ? 0 : 1; k <= PIECES; k++) {
        const t = <f64>k / <f64>PIECES;
        let x = catmullRom(
          pointX(at, before, width, jitter, noise),
          pointX(at, i, width, jitter, noise),
          pointX(at, i + 1, width, jitter, noise),
          pointX(at, after, width, jitter, noise),
          t,
        );
        const y = catmullRom(
          pointY(at, before, jitter, noise),
          pointY(at, i, jitter, noise),
          pointY(at, i + 1, jitter, noise),
          pointY(at, after, jitter, noise),
          t,
        );
        x += bend * (4 * y * y - 0.5) - slant * y;
        const vertex = vertices + ((<usize>count) << 5);
        store<f64>(vertex, c * x - s * y, 0);
        store<f64>(vertex, s * x + c * y, 8);
        store<f64>(vertex, pen * (1 + tilt * (2 * ((<f64>i + t) / <f64>(points - 1)) - 1)), 16);
        store<f64>(vertex, i == 0 && k == 0 ? 1 : 0, 24);
        count++;
      }
    }
    at += 3 * points;
    noise += (<usize>points) << 4;
  }
  return count;
}

function pointX(stroke: i32, i: i32, width: f64, jitter: f64, noise: usize): f64 {
  return (
    (<f64>unchecked(TEMPLATES[stroke + 3 * i]) - 0.5) * width + jitter * load<f64>(noise + ((<usize>i) << 4))
  );
}

function pointY(stroke: i32, i: i32, jitter: f64, noise: usize): f64 {
  return (
    <f64>unchecked(TEMPLATES[stroke + 3 * i + 1]) - 0.5 + jitter * load<f64>(noise + ((<usize>i) << 4), 8)
  );
}

/** Scales the vertices to the box and centres their ink (length times width) on the image. */
function place(count: i32, vertices: usize, normals: usize): void {
  let left = Infinity;
  let right = -Infinity;
  let top = Infinity;
  let bottom = -Infinity;
  let pen = 0.0;
  for (let i = 0; i < count; i++) {
    const vertex = vertices + ((<usize>i) << 5);
    left = Math.min(left, load<f64>(vertex));
    right = Math.max(right, load<f64>(vertex));
    top = Math.min(top, load<f64>(vertex, 8));
    bottom = Math.max(bottom, load<f64>(vertex, 8));
    pen = Math.max(pen, load<f64>(vertex, 16));
  }
  const scale =
    ((BOX - 2 * pen) / Math.max(right - left, bottom - top)) * (1 + SIZE * load<f64>(normals, 40));
  let mass = 0.0;
  let mx = 0.0;
  let my = 0.0;
  for (let i = 1; i < count; i++) {
    const b = vertices + ((<usize>i) << 5);
    if (load<f64>(b, 24) != 0) continue;
    const a = b - 32;
    const dx = load<f64>(b) - load<f64>(a);
    const dy = load<f64>(b, 8) - load<f64>(a, 8);
    const ink = Math.sqrt(dx * dx + dy * dy) * (load<f64>(a, 16) + load<f64>(b, 16));
    mass += ink;
    mx += 0.5 * ink * (load<f64>(a) + load<f64>(b));
    my += 0.5 * ink * (load<f64>(a, 8) + load<f64>(b, 8));
  }
  const cx = 0.5 * <f64>SIDE + SHIFT * load<f64>(normals, 48) - (scale * mx) / mass;
  const cy = 0.5 * <f64>SIDE + SHIFT * load<f64>(normals, 56) - (scale * my) / mass;
  for (let i = 0; i < count; i++) {
    const vertex = vertices + ((<usize>i) << 5);
    store<f64>(vertex, cx + scale * load<f64>(vertex));
    store<f64>(vertex, cy + scale * load<f64>(vertex, 8), 8);
  }
}

/** Draws one straight piece of pen: coverage = half width - distance + 1/2, clamped to [0, 1]; the darkest piece wins. */
function drawPiece(a: usize, b: usize, canvas: usize): void {
  const ax = <f32>load<f64>(a);
  const ay = <f32>load<f64>(a, 8);
  const dx = <f32>load<f64>(b) - ax;
  const dy = <f32>load<f64>(b, 8) - ay;
  const ra = <f32>load<f64>(a, 16);
  const dr = <f32>load<f64>(b, 16) - ra;
  const reach = max(ra, ra + dr) + 0.5;
  const length2 = dx * dx + dy * dy;
  const inverse: f32 = length2 > 1e-12 ? 1 / length2 : 0;
  const x0 = max(0, <i32>(min(ax, ax + dx) - reach - 0.5));
  const x1 = min(SIDE - 1, <i32>(max(ax, ax + dx) + reach + 0.5));
  const y0 = max(0, <i32>(min(ay, ay + dy) - reach - 0.5));
  const y1 = min(SIDE - 1, <i32>(max(ay, ay + dy) + reach + 0.5));
  for (let y = y0; y <= y1; y++) {
    const py = <f32>y + 0.5 - ay;
    for (let x = x0; x <= x1; x++) {
      const px = <f32>x + 0.5 - ax;
      let t = (px * dx + py * dy) * inverse;
      if (t < 0) t = 0;
      if (t > 1) t = 1;
      const ex = px - t * dx;
      const ey = py - t * dy;
      const coverage = ra + t * dr + 0.5 - Mathf.sqrt(ex * ex + ey * ey);
      const cell = canvas + ((<usize>(y * SIDE + x)) << 2);
      if (coverage > load<f32>(cell)) store<f32>(cell, coverage);
    }
  }
}

/**
 * Images start … start+count-1 of the stream (key, plane).
 *
 * @param sloppiness scale of the jitter of the points, in units of a digit's height
 * @param images count x 784 bytes, row-major, 0 paper to 255 ink
 * @param labels count bytes, 0 to 9
 */
export function strokesRender(
  k0: u32,
  k1: u32,
  plane: u32,
  start: u32,
  count: i32,
  sloppiness: f64,
  images: usize,
  labels: usize,
  work: usize,
): void {
  const normals = work + 96;
  const uniforms = normals + NORMALS * 8;
  const vertices = uniforms + UNIFORMS * 8;
  const canvas = vertices + <usize>MOST_VERTICES * 32;
  for (let i = 0; i < count; i++) {
    const image = start + <u32>i;
    uniformF64(k0, k1, image, 2 * plane, 0, UNIFORMS, uniforms, work);
    normalF64(k0, k1, image, 2 * plane + 1, 0, NORMALS, normals, work);
    const digit = <i32>(10 * load<f64>(uniforms));
    const variant = chooseVariant(digit, load<f64>(uniforms, 8));
    const vertexCount = flatten(variant, sloppiness, normals, uniforms, vertices);
    place(vertexCount, vertices, normals);
    memory.fill(canvas, 0, <usize>(SIDE * SIDE) * 4);
    for (let v = 1; v < vertexCount; v++) {
      const b = vertices + ((<usize>v) << 5);
      if (load<f64>(b, 24) == 0) drawPiece(b - 32, b, canvas);
    }
    const out = images + <usize>(i * SIDE * SIDE);
    for (let pixel: usize = 0; pixel < <usize>(SIDE * SIDE); pixel++) {
      const coverage = load<f32>(canvas + (pixel << 2));
      store<u8>(out + pixel, <u8>(min<f32>(coverage, 1) * 255 + 0.5));
    }
    store<u8>(labels + <usize>i, <u8>digit);
  }
}
