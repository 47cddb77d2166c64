// What stands where in a drawn figure: enough of SVG to see that marks lie in their frames.

export interface Place {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Coordinates in the frame that the element belongs to, and that frame's size. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Level {
  x: number;
  y: number;
  width: number;
  height: number;
}

const attributesOf = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name, value]) => [name!, value!]));

function translation(attributes: Readonly<Record<string, string>>): readonly [number, number] {
  const found = /translate\((-?[\d.e+-]+),\s*(-?[\d.e+-]+)\)/.exec(attributes.transform ?? "");
  return found ? [Number(found[1]), Number(found[2])] : [0, 0];
}

/** Every element, with its translation within the nearest frame (a group with a background path that has an extent). */
export function placesOf(svg: string): readonly Place[] {
  const levels: Level[] = [{ x: 0, y: 0, width: Number.NaN, height: Number.NaN }];
  const places: Place[] = [];
  for (const [, closing, tag, rest, selfClosing] of svg.matchAll(/<(\/?)([\w:]+)([^<>]*?)(\/?)>/g)) {
    if (closing) {
      levels.pop();
      continue;
    }
    const attributes = attributesOf(rest!);
    const parent = levels.at(-1)!;
    const [dx, dy] = translation(attributes);
    const level = { ...parent, x: parent.x + dx, y: parent.y + dy };
    if (attributes.class === "background") {
      const size = /M[-\d.]+,[-\d.]+h([\d.]+)v([\d.]+)/.exec(attributes.d ?? "");
      // the group that holds this path is the frame: from here on it is measured from its corner
      if (size) Object.assign(parent, { x: 0, y: 0, width: Number(size[1]), height: Number(size[2]) });
    }
    places.push({ tag: tag!, attributes, ...level });
    if (!selfClosing) levels.push(level);
  }
  return places;
}

export const textsOf = (svg: string): readonly string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!);

/** Attributes alone: what must hold no word for a number. */
export function numbersOf(svg: string): string {
  return [
    ...svg.matchAll(/ (?:d|transform|x|y|x1|x2|y1|y2|width|height|viewBox|cx|cy|r|points|offset)="([^"]*)"/g),
  ]
    .map(([, value]) => value)
    .join(" ");
}
