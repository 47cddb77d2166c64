import { readFileSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Engine, unzipStore } from "../dist/index.js";
import { workloadDigest } from "../dist/workload/digest.js";
import { losscape, temporaryDirectory } from "./fakes/command.ts";
import { findChromium, launchChromium, NO_CHROMIUM, serveFolder } from "./support/browser.ts";

const root = join(import.meta.dirname, "..");
const chromium = findChromium();

test("a browser is there to test the page with (needed under CI)", ({ skip }) => {
  if (!chromium && process.env.CI !== "true") {
    console.warn(NO_CHROMIUM);
    skip(NO_CHROMIUM);
  }
  expect(chromium, NO_CHROMIUM).toBeDefined();
});

describe.runIf(chromium)("the page in Chromium", () => {
  let browser: Browser;
  let server: Server;
  let url: string;
  const errors: string[] = [];

  async function openPage(hash = ""): Promise<Page> {
    const page = await browser.newPage();
    page.setDefaultTimeout(240_000); // a guard against what never ends: the machine may be busy
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.goto(url + hash);
    return page;
  }

  beforeAll(async () => {
    await build({ root: join(root, "src/web"), configFile: join(root, "vite.config.ts"), logLevel: "error" });
    ({ url, server } = await serveFolder(join(root, "dist", "page")));
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  test("a fixed workload has the same digest in Node and in Chromium", async () => {
    const page = await openPage();
    const inBrowser = await page.evaluate(() =>
      (window as never as { losscape: { digest(): Promise<string> } }).losscape.digest(),
    );
    expect(inBrowser).toBe(workloadDigest(await Engine.create()));
    await page.close();
  });

  /** The page's archive against the directory that the command line writes for the same config. */
  async function holdsTheSameRun(page: Page): Promise<string> {
    const folder = temporaryDirectory();
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("#downloads > button")]);
    expect(download.suggestedFilename()).toMatch(/^spin-glass-minima-[0-9a-f]{8}\.zip$/);
    const archive = join(folder, "page.zip");
    await download.saveAs(archive);
    const settings = ["sizes=[10,15]", "starts=[16,16]", "disorders=[4,4]", "compare=[]"];
    const words = settings.flatMap((setting) => ["--set", setting]);
    const out = join(folder, "directory");
    expect((await losscape(["run", "spin-glass-minima", ...words, "--out", out])).code).toBe(0);
    const store = await unzipStore(readFileSync(archive), "page");
    const same = /^(rows\.(jsonl|csv)|summary\.json|tables\/.*|figures\/.*\.json)$/;
    const names = (await store.list("")).filter((name) => same.test(name));
    expect(names.length).toBeGreaterThan(7);
    for (const name of names)
      expect(new TextDecoder().decode((await store.read(name))!), name).toBe(
        readFileSync(join(out, name), "utf8"),
      );
    expect((await losscape(["report", archive])).code).toBe(0);
    for (const name of names)
      expect(readFileSync(join(folder, "page", name), "utf8"), name).toBe(
        readFileSync(join(out, name), "utf8"),
      );
    expect((await losscape(["merge", archive, "--out", join(folder, "merged")])).code).toBe(0);
    return join(folder, "page", "report.html");
  }

  /** Moves the pointer over the figures until values show beside it, and away until they are gone. */
  async function showsTheTipsOf(shown: Page, page: Page): Promise<void> {
    const name = shown === page ? "the page" : "the report";
    const figure = shown.locator(shown === page ? "#figures svg" : "figure").first();
    await figure.scrollIntoViewIfNeeded();
    if (shown !== page) await shown.waitForSelector("figure.live");
    const box = (await shown
      .locator(shown === page ? "#figures svg" : "figure.live svg")
      .first()
      .boundingBox())!;
    const tip = shown.locator(".tip");
    const seen = async () => (await tip.evaluate((at) => getComputedStyle(at).visibility)) === "visible";
    const steps = 24;
    let text = "";
    for (let i = 1; i < steps && text === ""; i++)
      for (let j = 1; j < steps && text === ""; j++) {
        await shown.mouse.move(box.x + (i * box.width) / steps, box.y + (j * box.height) / steps);
        if (await seen()) text = await tip.innerText();
      }
    expect(text, name).toMatch(/\d/);
    expect(await tip.locator("b").count(), name).toBeGreaterThan(1);
    await shown.mouse.move(1, 1);
    expect(await seen(), name).toBe(false);
  }

  test("an experiment runs in workers, its figures appear, and nothing blocks the page", async () => {
    const page = await openPage(
      "#experiment=spin-glass-minima&size=quick&sizes=[10,15]&starts=[16,16]&disorders=[4,4]&compare=[]",
    );
    let workers = 0;
    page.on("worker", () => workers++);
    // the page's own clock, counted while tasks are under way: kernels on its thread would leave it no turn
    await page.evaluate(() => {
      const watch = window as never as { turns: number };
      watch.turns = 0;
      const tick = () => {
        if (/of \d+ tasks/.test(document.getElementById("status")!.textContent!)) watch.turns++;
        setTimeout(tick, 1);
      };
      tick();
    });
    await page.click("#run");
    await page.waitForFunction(
      () => document.getElementById("status")!.textContent!.startsWith("Done"),
      undefined,
      {
        timeout: 240_000,
      },
    );
    expect(await page.locator("#figures svg").count()).toBeGreaterThan(1);
    expect(await page.locator("#ledger tbody tr").count()).toBeGreaterThan(1);
    expect(await page.locator("#downloads button").count()).toBeGreaterThan(10);
    await showsTheTipsOf(page, page);
    const report = await browser.newPage();
    await report.goto(pathToFileURL(await holdsTheSameRun(page)).href);
    await showsTheTipsOf(report, page);
    await report.close();
    expect(await page.evaluate(() => (window as never as { turns: number }).turns)).toBeGreaterThan(0);
    expect(workers).toBeGreaterThan(0);
    await page.close();
  });

  test("a run can be stopped, and a wrong value is a sentence in the page", async () => {
    const page = await openPage("#experiment=spin-glass-minima&size=laptop");
    await page.click("#run");
    await page.waitForFunction(() => /of \d+ tasks/.test(document.getElementById("status")!.textContent!));
    await page.click("#stop");
    await page.waitForFunction(() => document.getElementById("status")!.textContent!.startsWith("Stopped"));
    await page.click("summary");
    await page.fill("input[name=p]", "99");
    await page.click("#run");
    await page.waitForSelector("#error:not([hidden])");
    expect(await page.textContent("#error")).toMatch(/\bp\b.*32/);
    await page.close();
  });

  test("no page wrote an error to the console", () => {
    expect(errors).toEqual([]);
  });
});
