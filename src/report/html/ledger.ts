/** The claims and what came of them: a strip of verdicts to see at a glance, then one entry a claim. */

import { escapeMarkup } from "../escape.ts";
import type { Claim, Verdict } from "../figure.ts";
import { formatInterval, formatNumber } from "../format.ts";
import type { LedgerClaim } from "../report-input.ts";
import { prose, slug } from "./text.ts";

const MARKS: Readonly<Record<Verdict, string>> = {
  supported: "M3.2 8.6 6.4 11.8 12.8 4.8",
  "not supported": "M4.2 4.2 11.8 11.8M11.8 4.2 4.2 11.8",
  inconclusive: "M3 8.6C4.6 5.6 6.6 5.8 8 8S11.4 10.4 13 7.4",
};

const ORDER: readonly Verdict[] = ["supported", "not supported", "inconclusive"];

const verdictClass = (verdict: Verdict): string => `v-${slug(verdict)}`;

/** Shape and colour and word: the verdict does not hang on colour vision. */
export function verdictMark(verdict: Verdict): string {
  return `<svg class="mark" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="${MARKS[verdict]}"/></svg>`;
}

/** "1a" before "1b" before "2" before "10". */
export function byClaimId(a: Claim, b: Claim): number {
  const number = (claim: Claim): number => Number.parseInt(claim.id, 10) || 0;
  return number(a) - number(b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

export function countVerdicts(claims: readonly Claim[]): Readonly<Record<Verdict, number>> {
  const counts = { supported: 0, "not supported": 0, inconclusive: 0 };
  for (const { verdict } of claims) counts[verdict]++;
  return counts;
}

const anchor = (claim: LedgerClaim): string => `claim-${slug(claim.id)}-${slug(claim.experiment)}`;

/** One tile a claim, in the order of the ledger; each leads to its entry. */
function strip(claims: readonly LedgerClaim[]): string {
  const tiles = claims.map(
    (claim) =>
      `<a class="tile ${verdictClass(claim.verdict)}" href="#${anchor(claim)}" title="${escapeMarkup(`${claim.id}: ${claim.verdict}. ${claim.statement}`)}">${verdictMark(claim.verdict)}<span>${escapeMarkup(claim.id)}</span></a>`,
  );
  return `<nav class="strip" aria-label="Verdicts by claim">${tiles.join("")}</nav>`;
}

function tally(claims: readonly Claim[]): string {
  const counts = countVerdicts(claims);
  return ORDER.map(
    (verdict) =>
      `<div class="tally ${verdictClass(verdict)}"><b>${counts[verdict]}</b><span>${verdictMark(verdict)}${verdict}</span></div>`,
  ).join("");
}

export function ledgerHtml(ledger: readonly LedgerClaim[], sectionTitle: (id: string) => string): string {
  if (ledger.length === 0) return "";
  const claims = [...ledger].sort(byClaimId);
  const entries = claims.map((claim) => claimHtml(claim, anchor(claim), sectionTitle(claim.experiment)));
  return `<section id="ledger" class="ledger"><h2>The claims, checked</h2>
<p class="lead">Sentences of the paper, each with a statistic and a threshold that were fixed before the data were seen.</p>
<div class="tallies">${tally(claims)}</div>
${strip(claims)}
<ol class="claims">${entries.join("\n")}</ol></section>`;
}

function claimHtml(claim: LedgerClaim, id: string, section: string): string {
  const link = section
    ? ` <a class="source" href="#${escapeMarkup(claim.experiment)}">${prose(section)}</a>`
    : "";
  return `<li id="${id}" class="claim ${verdictClass(claim.verdict)}">
<p class="verdict">${verdictMark(claim.verdict)}<span>${claim.verdict}</span></p>
<div class="words"><p class="statement"><span class="id">${escapeMarkup(claim.id)}</span>${prose(claim.statement)}</p>
<p class="statistic">${prose(claim.statistic)}${link}</p>${claim.note ? `<p class="note">${prose(claim.note)}</p>` : ""}</div>
${evidence(claim)}</li>`;
}

function evidence(claim: Claim): string {
  const value = claim.value === null ? "–" : prose(formatNumber(claim.value, 3));
  const interval = claim.interval
    ? `<dt>95% interval</dt><dd>${prose(formatInterval(claim.interval))}</dd>`
    : "";
  return `<dl class="evidence"><dt class="unseen">value</dt><dd class="value">${value}</dd>${interval}<dt>needed</dt><dd>${prose(claim.threshold)}</dd></dl>`;
}

/** The claims of one section, each a line that leads to the ledger. */
export function sectionClaims(claims: readonly LedgerClaim[]): string {
  if (claims.length === 0) return "";
  const items = [...claims]
    .sort(byClaimId)
    .map(
      (claim) =>
        `<li class="${verdictClass(claim.verdict)}"><a href="#${anchor(claim)}">${verdictMark(claim.verdict)}<span class="id">${escapeMarkup(claim.id)}</span><span>${prose(claim.statement)} <b>${claim.verdict}</b></span></a></li>`,
    );
  return `<ul class="outcomes" aria-label="Claims judged here">${items.join("")}</ul>`;
}
