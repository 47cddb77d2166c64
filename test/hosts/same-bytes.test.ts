// Every experiment, small, on every host: the bytes of the results are the same, and do not change with the host's Math.
import { beforeAll, describe, expect, test } from "vitest";
import { experiments } from "../../dist/index.js";
import { findChromium, NO_CHROMIUM } from "../support/browser.ts";
import {
  type Difference,
  differencesOf,
  type HostResult,
  table,
  describe as told,
} from "../support/compare-artefacts.ts";
import { collectInChromium, collectInProcess } from "../support/hosts.ts";
import { hostsRequired, missingHost, OTHER_HOSTS } from "../support/other-hosts.ts";
import { smallCases } from "../support/small-configs.ts";

let reference: HostResult;

beforeAll(async () => {
  reference = await collectInProcess(process.execPath, smallCases);
}, 300_000);

test("the reference is Node 20, where hosts are required", ({ skip }) => {
  if (!hostsRequired) return skip(`any Node will do here; this is ${reference.host}`);
  expect(reference.host).toMatch(/^Node v?20\./);
});

/** Shows host x artefact, then fails with every file that differs. */
function expectSame(result: HostResult, name = result.host): void {
  const differences: readonly Difference[] = differencesOf(reference, result);
  console.log(table(reference, [{ host: name, differences }]));
  expect(told(differences, [reference.host, name])).toEqual([]);
  expect(result.files.map(([file]) => file)).toEqual(reference.files.map(([file]) => file));
  expect(result.digests).toEqual(reference.digests);
}

test("there is a case for every experiment, and all of them wrote rows, a summary, tables, figures and a report", () => {
  const ids = new Set(smallCases.map(({ experiment }) => experiment));
  expect([...ids].sort()).toEqual(experiments.map(({ id }) => id).sort());
  const kinds = [
    /rows\.jsonl$/,
    /rows\.csv$/,
    /summary\.json$/,
    /manifest\.json$/,
    /\.md$/,
    /\.v[lg]\.json$/,
    /\.svg$/,
    /report\.html$/,
  ];
  for (const id of ids) {
    const names = smallCases.filter(({ experiment }) => experiment === id).map(({ name }) => name);
    const files = reference.files.map(([file]) => file).filter((file) => names.includes(file.split("/")[0]!));
    for (const kind of kinds)
      expect(
        files.some((file) => kind.test(file)),
        `${id}: no file like ${kind}`,
      ).toBe(true);
  }
});

describe("the same bytes", () => {
  for (const host of OTHER_HOSTS)
    test(`in ${host.name}`, async ({ skip }) => {
      if (!host.path) {
        if (hostsRequired) expect.fail(missingHost(host));
        console.warn(missingHost(host));
        return skip(missingHost(host));
      }
      const result = await collectInProcess(host.path, smallCases);
      expect(result.host).not.toBe(reference.host);
      expectSame(result);
    });

  test("in Chromium", async ({ skip }) => {
    if (!findChromium()) {
      if (hostsRequired) expect.fail(NO_CHROMIUM);
      console.warn(NO_CHROMIUM);
      return skip(NO_CHROMIUM);
    }
    expectSame(await collectInChromium(smallCases));
  });

  for (const perturbation of [
    { seed: 1, share: 0.2 },
    { seed: 2, share: 0.5 },
  ])
    test(`with ${100 * perturbation.share} % of the results of Math's functions moved by one unit in the last place`, async () => {
      const result = await collectInProcess(process.execPath, smallCases, perturbation);
      // one reader of CSV takes 2^53 from Math.pow for each file; nothing else outside of drawing calls it
      const csvCases = smallCases.filter(({ name }) => name.endsWith("-csv")).length;
      expect(result.moved!.moved).toBeLessThanOrEqual(csvCases);
      expect(result.moved!.movedDrawing).toBeGreaterThan(1000); // Math's functions were in use, so that the test could fail
      expectSame(result, `${result.host}, Math moved (seed ${perturbation.seed})`);
    });
});
