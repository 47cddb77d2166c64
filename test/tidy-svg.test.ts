// The drawn file: coordinates to three decimals everywhere, words as they are, ids of its own.
import { expect, test } from "vitest";
import { renderFigureSvg, seriesFigure } from "../dist/report/index.js";
import { tidySvg } from "../dist/report/tidy-svg.js";

const figure = { id: "own", title: "Title 1.23456789", caption: "", grammar: "vega", spec: {} } as const;
const tidy = (inner: string): string =>
  tidySvg(`<svg width="10">${inner}</svg>`, figure).replace(/^<svg[^>]*><title>[^<]*<\/title>|<\/svg>$/g, "");

test.each([
  [
    '<path d="M1.00049,2.0006L-3.99999e-7,1e-12C.12345,6.02214e3,7,8Z"/>',
    '<path d="M1,2.001L0,0C0.123,6022.14,7,8Z"/>',
  ],
  [
    '<g transform="translate(0.30000000000000004,-1.5) rotate(-89.99999)"/>',
    '<g transform="translate(0.3,-1.5) rotate(-90)"/>',
  ],
  [
    '<line x1="1.23456" x2="-0.00001" stroke-width="1.60000001" opacity="0.8500000000000001"/>',
    '<line x1="1.235" x2="0" stroke-width="1.6" opacity="0.85"/>',
  ],
  [
    '<stop offset="0.33333333" stop-color="rgb(1, 2, 3)"/>',
    '<stop offset="0.333" stop-color="rgb(1, 2, 3)"/>',
  ],
  [
    '<rect fill="#1e5090" stroke="rgba(128,128,128,0.18)"/>',
    '<rect fill="#1e5090" stroke="rgba(128,128,128,0.18)"/>',
  ],
  ['<image href="data:image/bmp;base64,1.23456e5"/>', '<image href="data:image/bmp;base64,1.23456e5"/>'],
  [
    '<text x="1.23456">1.23456 and clip7 &lt;1.98765&gt;</text>',
    '<text x="1.235">1.23456 and clip7 &lt;1.98765&gt;</text>',
  ],
  [
    '<path aria-label="v: 1.23456789; clip3" d="M0,0"/>',
    '<path aria-label="v: 1.23456789; clip3" d="M0,0"/>',
  ],
  [
    '<g clip-path="url(#clip12)"/><clipPath id="clip12"/><g fill="url(#gradient_4)"/>',
    '<g clip-path="url(#own-0)"/><clipPath id="own-0"/><g fill="url(#own-1)"/>',
  ],
  ["<text>a\u0000b\ud800c\u{1f642}</text>", "<text>a\ufffdb\ufffdc\u{1f642}</text>"],
])("%s becomes %s", (before, after) => expect(tidy(before)).toBe(after));

test("a drawing whose coordinates move by less than the last decimal is the same file", async () => {
  const drawn = (shift: number) =>
    renderFigureSvg(
      seriesFigure({
        id: "s",
        title: "t",
        caption: "",
        x: { title: "x", domain: [0, 3] },
        y: { title: "y", domain: [0, 3] },
        series: [{ name: "a", role: "curve", points: [1, 2, 1.7].map((y, x) => ({ x, y: y + shift })) }],
      }),
    ).then((svg) => svg.replace(/aria-label="[^"]*"/g, ""));
  expect(await drawn(1e-12)).toBe(await drawn(0));
});
