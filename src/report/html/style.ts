/** The report's style sheet: one column of reading width, a contents list beside it, light, dark, narrow and printed. */
import { tooltipStyle } from "./tooltip.ts";

export const reportStyle = `
:root {
  color-scheme: light dark;
  --paper: #fcfcfb; --raised: #ffffff; --ink: #1a1e23; --soft: #59626d; --line: #e2e5e8; --tint: #f2f4f5;
  --link: #1d5f9c; --good: #08705a; --good-tint: #e3f3ee; --bad: #b03d17; --bad-tint: #fbeae3;
  --open: #75600a; --open-tint: #f7f1da;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  --serif: "Iowan Old Style", "Charter", "Bitstream Charter", "Palatino Linotype", Palatino, Georgia, serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #121518; --raised: #191d21; --ink: #e4e7ea; --soft: #9ba5af; --line: #2c3238; --tint: #1e2327;
    --link: #84b8ea; --good: #58c9a6; --good-tint: #14302a; --bad: #ff9a73; --bad-tint: #39211a;
    --open: #dcbf55; --open-tint: #322b14;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-behavior: smooth; scroll-padding-top: 24px; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.6 var(--sans); overflow-wrap: break-word; }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: 2px; }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
code { font: 0.88em var(--mono); }
sub, sup { font-size: 0.72em; line-height: 0; }
h1, h2, h3, h4, p, ul, ol, dl, dd, figure { margin: 0; padding: 0; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.page { max-width: 820px; margin: 0 auto; padding: 0 20px 96px; }

/* contents */
.contents { border: solid var(--line); border-width: 1px 0; margin: 32px 0 8px; padding: 10px 0; font-size: 15px; }
.contents summary { cursor: pointer; font-weight: 600; }
.contents ol { list-style: none; margin-top: 8px; }
.contents li { margin: 0; }
.contents a { display: block; padding: 5px 0; color: var(--ink); text-decoration: none; }
.contents a:hover { color: var(--link); }
@media (min-width: 1180px) {
  .page { display: grid; grid-template-columns: 212px minmax(0, 780px); column-gap: 64px; max-width: 1096px; }
  .page > header, .page > main { grid-column: 2; }
  .contents { grid-column: 1; grid-row: 1 / span 2; border: 0; margin: 0; padding: 76px 0 24px; position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; font-size: 14px; line-height: 1.4; }
  .contents summary { list-style: none; pointer-events: none; color: var(--soft); font-size: 12px; letter-spacing: 0.06em; text-transform: uppercase; }
  .contents summary::-webkit-details-marker { display: none; }
  .contents a { color: var(--soft); }
  .contents ol > li { border-left: 2px solid var(--line); padding-left: 14px; }
}

/* head */
.page > header { padding-top: 72px; }
h1 { font: 600 clamp(30px, 5.4vw, 44px)/1.14 var(--serif); letter-spacing: -0.012em; text-wrap: balance; }
.subtitle { margin-top: 16px; font-size: 18px; line-height: 1.5; color: var(--soft); max-width: 60ch; text-wrap: pretty; }
.facts { display: flex; flex-wrap: wrap; gap: 4px 28px; margin-top: 24px; font-size: 14px; }
.facts div { display: flex; gap: 7px; }
.facts dt { color: var(--soft); }
.facts dd { font-variant-numeric: tabular-nums; }

h2 { font: 600 29px/1.22 var(--serif); letter-spacing: -0.008em; text-wrap: balance; }
h3 { font: 600 17px/1.35 var(--sans); }
h4 { font: 600 15px/1.4 var(--sans); }
main > section { margin-top: 88px; }
main > section:first-child { margin-top: 56px; }

/* ledger */
.v-supported { --verdict: var(--good); --verdict-tint: var(--good-tint); }
.v-not-supported { --verdict: var(--bad); --verdict-tint: var(--bad-tint); }
.v-inconclusive { --verdict: var(--open); --verdict-tint: var(--open-tint); }
.mark { fill: none; stroke: var(--verdict); stroke-width: 2.2; stroke-linecap: round; stroke-linejoin: round; flex: none; }
.tallies { display: flex; flex-wrap: wrap; gap: 12px 40px; margin: 20px 0 18px; }
.tally { display: flex; align-items: baseline; gap: 9px; }
.tally b { font: 600 34px/1 var(--serif); font-variant-numeric: lining-nums tabular-nums; color: var(--verdict); }
.tally span { display: inline-flex; align-items: center; gap: 5px; font-size: 15px; }
.strip { display: flex; flex-wrap: wrap; gap: 5px; margin-bottom: 26px; }
.tile { display: flex; align-items: center; gap: 4px; padding: 3px 9px 3px 6px; border-radius: 5px; background: var(--verdict-tint); color: var(--verdict); font-size: 13px; font-weight: 600; text-decoration: none; font-variant-numeric: tabular-nums; }
.tile:hover { box-shadow: 0 0 0 1.5px var(--verdict); }
.tile .mark { width: 13px; height: 13px; }
.claims { list-style: none; border-top: 1px solid var(--line); }
.claim { display: grid; grid-template-columns: 132px minmax(0, 1fr) 172px; gap: 4px 22px; padding: 18px 0 17px; border-bottom: 1px solid var(--line); }
.claim:target { background: var(--tint); box-shadow: 0 0 0 10px var(--tint); border-radius: 2px; }
.claim .verdict { display: flex; gap: 6px; align-items: center; align-self: start; justify-self: start; background: var(--verdict-tint); color: var(--verdict); border-radius: 5px; padding: 3px 9px 3px 6px; font-size: 13px; font-weight: 600; line-height: 1.4; }
.claim .verdict .mark { width: 14px; height: 14px; }
.statement { line-height: 1.45; }
.id { color: var(--soft); font-weight: 600; font-size: 0.92em; margin-right: 8px; font-variant-numeric: tabular-nums; }
.statistic, .claim .note { margin-top: 5px; font-size: 14px; line-height: 1.45; color: var(--soft); }
.claim .note { border-left: 2px solid var(--line); padding-left: 10px; }
.source { white-space: nowrap; }
.statistic .source { color: var(--soft); }
.evidence { display: grid; grid-template-columns: 1fr; align-content: start; text-align: right; font-variant-numeric: tabular-nums; font-size: 13px; line-height: 1.4; }
.evidence dt:not(.unseen) { color: var(--soft); margin-top: 5px; font-size: 12px; }
.evidence .value { font-size: 19px; font-weight: 600; line-height: 1.35; }
@media (max-width: 700px) {
  .claim { grid-template-columns: minmax(0, 1fr); gap: 9px; }
  .evidence { text-align: left; grid-template-columns: max-content 1fr; gap: 0 10px; align-items: baseline; }
  .evidence .value { grid-column: 1 / -1; }
  .evidence dt:not(.unseen) { margin-top: 1px; }
}

/* key to the figures */
.key { margin-top: 22px; padding: 16px 20px; background: var(--tint); border-radius: 8px; font-size: 14px; line-height: 1.5; }
.key p + p { margin-top: 8px; }
.swatches { display: flex; flex-wrap: wrap; gap: 3px 14px; }
.swatches span { display: inline-flex; align-items: center; gap: 6px; font-variant-numeric: tabular-nums; }
.swatches i { width: 11px; height: 11px; border-radius: 50%; flex: none; }

/* sections */
.eyebrow { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 8px; margin-bottom: 10px; color: var(--soft); font-size: 13px; line-height: 1.4; }
.eyebrow code { margin-right: 4px; }
.badge { border: 1px solid var(--line); border-radius: 20px; padding: 1px 10px; font-size: 12px; line-height: 1.55; color: var(--soft); white-space: nowrap; }
.question { margin-top: 10px; font-size: 18px; line-height: 1.5; color: var(--soft); max-width: 62ch; text-wrap: pretty; }
.outcomes { list-style: none; margin: 20px 0 0; display: grid; gap: 2px; }
.outcomes a { display: flex; gap: 9px; padding: 4px 0; color: inherit; text-decoration: none; line-height: 1.45; font-size: 15px; }
.outcomes a:hover span:last-child { text-decoration: underline; text-decoration-color: var(--line); }
.outcomes .mark { margin-top: 3px; }
.outcomes .id { margin: 0; min-width: 1.7em; }
.outcomes b { color: var(--verdict); font-weight: 600; font-size: 13px; white-space: nowrap; }
figure { margin-top: 46px; }
.heading { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 12px; margin-bottom: 12px; }
.drawing svg { display: block; max-width: 100%; height: auto; }
.drawing image { image-rendering: pixelated; }
.drawing text { font-variant-numeric: tabular-nums; }
.live .drawing { overflow: hidden; }
.live .drawing svg { touch-action: pan-y; }
figcaption, .caption { margin-top: 10px; font-size: 14.5px; line-height: 1.5; color: var(--soft); max-width: 74ch; text-wrap: pretty; }
.hint { display: none; }
.live .hint { display: inline; opacity: 0.8; font-size: 13px; }
@media (hover: none) { .live .hint { display: none; } }
${tooltipStyle}

/* tables */
.table { margin-top: 40px; }
.table h4, .table summary { margin-bottom: 8px; }
.table summary { cursor: pointer; font-weight: 600; font-size: 15px; }
.count { color: var(--soft); font-weight: 400; font-size: 13px; margin-left: 6px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 14px; line-height: 1.4; font-variant-numeric: tabular-nums; min-width: 40%; }
th { text-align: left; vertical-align: bottom; font-weight: 600; color: var(--soft); font-size: 13px; border-bottom: 1.5px solid var(--ink); }
th, td { padding: 6px 22px 6px 0; }
th:last-child, td:last-child { padding-right: 2px; }
td { border-bottom: 1px solid var(--line); vertical-align: top; }
td { white-space: nowrap; }
td.words { white-space: normal; min-width: 30ch; }
.number { text-align: right; }
.unit { font-weight: 400; }

.notes { margin-top: 40px; padding-left: 18px; border-left: 2px solid var(--line); font-size: 14.5px; line-height: 1.55; color: var(--soft); }
.notes h4 { color: var(--ink); }
.notes ul { list-style: none; max-width: 74ch; }
.notes li { margin-top: 7px; }
.config { margin-top: 26px; font-size: 14px; }
.config summary { cursor: pointer; color: var(--soft); }
.definitions { display: grid; grid-template-columns: repeat(auto-fill, minmax(290px, 1fr)); gap: 0 30px; margin-top: 8px; font: 12.5px/1.5 var(--mono); }
.definitions div { display: flex; justify-content: space-between; gap: 16px; padding: 3px 0; border-bottom: 1px solid var(--line); min-width: 0; }
.definitions dt { color: var(--soft); flex: none; }
.definitions dd { text-align: right; overflow-wrap: anywhere; }
.slips { margin-top: 18px; }
.slips div { padding: 13px 0; border-top: 1px solid var(--line); }
.slips dt { font-weight: 600; }
.slips dd { color: var(--soft); font-size: 15px; line-height: 1.55; max-width: 74ch; }
.lead { margin-top: 10px; color: var(--soft); max-width: 70ch; }
footer { margin-top: 72px; padding-top: 16px; border-top: 1px solid var(--line); color: var(--soft); font-size: 13px; }

@media (max-width: 480px) {
  .page { padding: 0 16px 64px; }
  .page > header { padding-top: 44px; }
  h2 { font-size: 25px; }
  main > section { margin-top: 68px; }
  .definitions { grid-template-columns: minmax(0, 1fr); }
}
@media print {
  :root { --paper: #fff; --raised: #fff; --ink: #000; --soft: #444; --line: #ccc; --tint: #f5f5f5; --link: #000; }
  body { font-size: 10.5pt; }
  .contents, .hint, .tip, .config summary { display: none !important; }
  .page { display: block; max-width: none; padding: 0; }
  .page > header { padding-top: 0; }
  figure, .claim, .key, tr, .slips div { break-inside: avoid; }
  h2, h3, h4, .eyebrow { break-after: avoid; }
  main > section { margin-top: 28pt; }
  .drawing svg { margin: 0 auto; }
}
`;
