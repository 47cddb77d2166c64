/** The report's style sheet: one column of text, figures a little wider, light and dark, phone and print. */
export const reportStyle = `
:root {
  color-scheme: light dark;
  --paper: #fcfbf9; --raised: #ffffff; --ink: #1d1c1a; --muted: #66625a; --line: #e2ded5;
  --good: #16794a; --bad: #b23a20; --open: #8a6700; --accent: #0b5fa5;
  --good-bg: #e6f4ec; --bad-bg: #fbeae5; --open-bg: #fbf3da;
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15161a; --raised: #1c1e23; --ink: #e8e5de; --muted: #a39e94; --line: #33353c;
    --good: #63cf97; --bad: #f2917a; --open: #e0bb55; --accent: #74b6f3;
    --good-bg: #16301f; --bad-bg: #391c15; --open-bg: #352b10;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); }
main, header.top { max-width: 60rem; margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2rem); }
header.top { padding-top: 3.5rem; }
.kicker { margin: 0; color: var(--muted); font-size: .85rem; letter-spacing: .04em; }
h1 { margin: .2rem 0 .4rem; font-size: clamp(1.7rem, 4.5vw, 2.5rem); line-height: 1.15; letter-spacing: -.02em; text-wrap: balance; }
.subtitle { margin: 0 0 1.5rem; color: var(--muted); font-size: 1.1rem; max-width: 44rem; }
h2 { margin: 4.5rem 0 .3rem; font-size: 1.55rem; letter-spacing: -.01em; line-height: 1.25; }
h3 { margin: 2.2rem 0 .5rem; font-size: 1.02rem; }
.question { margin: 0 0 .3rem; font-size: 1.05rem; max-width: 44rem; }
.answers { margin: 0 0 1.5rem; color: var(--muted); font-size: .9rem; }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 2px; }
nav { margin: 1.5rem 0 0; }
nav ol { display: flex; flex-wrap: wrap; gap: .4rem 1.2rem; margin: 0; padding: 0; list-style: none; font-size: .92rem; }
.tally { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1.2rem 0 1rem; padding: 0; list-style: none; }
.tally li { padding: .35rem .8rem; border-radius: 99px; font-size: .9rem; font-weight: 600; }
.supported { color: var(--good); background: var(--good-bg); }
.not-supported { color: var(--bad); background: var(--bad-bg); }
.inconclusive { color: var(--open); background: var(--open-bg); }
.claims { margin: 0; padding: 0; list-style: none; border-top: 1px solid var(--line); }
.claims > li { display: grid; grid-template-columns: 2.6rem minmax(0, 1fr) auto; gap: .2rem .8rem; padding: .85rem 0; border-bottom: 1px solid var(--line); }
.claims .id { color: var(--muted); font-variant-numeric: tabular-nums; }
.claims .statement { margin: 0; font-weight: 550; }
.claims .evidence { margin: .15rem 0 0; font-size: .88rem; color: var(--muted); font-variant-numeric: tabular-nums; }
.claims .evidence b { color: var(--ink); font-weight: 600; }
.badge { align-self: start; padding: .15rem .6rem; border-radius: 99px; font-size: .8rem; font-weight: 600; white-space: nowrap; }
@media (max-width: 40rem) { .claims > li { grid-template-columns: 2rem minmax(0, 1fr); } .badge { grid-column: 2; justify-self: start; } }
figure { margin: 2rem 0 2.6rem; }
.figure-title { margin: 0 0 .6rem; font-weight: 600; }
.figure-title span { margin-left: .5rem; color: var(--muted); font-weight: 400; font-size: .85rem; }
.plot { overflow: hidden; }
.plot svg { display: block; max-width: 100%; height: auto; margin: 0 auto; }
.plot image { image-rendering: pixelated; }
figcaption { margin-top: .6rem; color: var(--muted); font-size: .92rem; max-width: 46rem; }
.scroll { overflow-x: auto; margin: 1.4rem 0 .5rem; }
table { border-collapse: collapse; font-size: .87rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; margin-bottom: .5rem; font-size: .95rem; }
th, td { padding: .36rem 1.1rem .36rem 0; text-align: right; vertical-align: top; border-bottom: 1px solid var(--line); }
th { font-weight: 600; color: var(--muted); vertical-align: bottom; }
.left { text-align: left; }
.table-note { margin: 0 0 1.6rem; color: var(--muted); font-size: .88rem; max-width: 46rem; }
.notes { margin: 1.4rem 0 0; padding: 0 0 0 1.1rem; color: var(--muted); font-size: .92rem; max-width: 46rem; }
.notes li { margin: .35rem 0; }
details { margin: 1.2rem 0; font-size: .9rem; }
summary { cursor: pointer; color: var(--muted); }
pre { overflow-x: auto; padding: .9rem 1rem; background: var(--raised); border: 1px solid var(--line); border-radius: 6px; font-size: .8rem; line-height: 1.45; }
footer { margin: 5rem 0 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--muted); font-size: .87rem; overflow-wrap: anywhere; }
#tip { position: fixed; z-index: 9; pointer-events: none; max-width: 20rem; padding: .4rem .6rem; border-radius: 6px; background: var(--ink); color: var(--paper); font-size: .8rem; line-height: 1.4; font-variant-numeric: tabular-nums; opacity: 0; transition: opacity .1s; }
#tip.on { opacity: .95; }
@media print { nav, details, #tip { display: none; } figure, .claims > li { break-inside: avoid; } h2 { break-after: avoid; } }
`;
