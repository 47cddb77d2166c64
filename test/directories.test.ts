// Directories that cannot be used, and locks that name nobody: a sentence each, or the run goes on.
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { LosscapeError } from "../dist/index.js";
import { withFileErrors } from "../dist/platform/node/file-error.js";
import { createDirectoryStore } from "../dist/platform/node/index.js";
import { losscape, temporaryDirectory, withCoins } from "./fakes/command.ts";

const self = { host: hostname(), pid: process.pid, started: "long ago" };
const nobody: readonly (readonly [string, string])[] = [
  ...[0, -1, -process.pid, 1.5, 2 ** 31, 2 ** 32 + process.pid, 1e300, null, "1", true, [1]].map(
    (pid) => [`process ${JSON.stringify(pid)}`, JSON.stringify({ ...self, pid })] as const,
  ),
  ["process 0 of another machine", JSON.stringify({ ...self, host: "elsewhere", pid: 0 })],
  ["no start", JSON.stringify({ host: hostname(), pid: process.pid })],
  ["a start that is no text", JSON.stringify({ ...self, started: {} })],
  ["a process that is gone", JSON.stringify({ ...self, pid: 2 ** 22 + 7 })],
  ["nothing", ""],
  ["a number", "7"],
  ["null", "null"],
  ["half of an owner", '{"host":"'],
  ["bytes", "\0\u0001\uFFFD"],
];

test.each(nobody)("a lock that names %s is taken over", async (_, text) => {
  const directory = temporaryDirectory();
  for (const file of [".lock", ".lock-takeover"]) {
    writeFileSync(join(directory, file), text);
    const lock = await createDirectoryStore(directory).lock();
    await expect(createDirectoryStore(directory).lock()).rejects.toMatchObject({ code: "run-locked" });
    await lock.release();
  }
});

test("a lock that is a directory is a sentence", async () => {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, ".lock"));
  await expect(createDirectoryStore(directory).lock()).rejects.toThrow(/\.lock is a directory, and no lock/);
});

/** Paths that are no directories, and what is said of each. */
const unusable = (folder: string): readonly (readonly [string, RegExp])[] => {
  writeFileSync(join(folder, "file"), "");
  symlinkSync(join(folder, "b"), join(folder, "a"));
  symlinkSync(join(folder, "a"), join(folder, "b"));
  return [
    ["", /a run's directory is a path|out is the path of a directory/i],
    [join(folder, "a"), /links lead in a circle|not a directory/],
    [join(folder, "a", "deeper"), /links lead in a circle/],
    [join(folder, "x".repeat(300)), /too long for the file system/],
    [join(folder, "x".repeat(5000)), /too long for the file system/],
    [join(folder, "file"), /it is a file, not a directory|a part of the path is a file/],
    [join(folder, "file", "deeper"), /a part of the path is a file, not a directory/],
  ];
};

test.skipIf(process.platform === "win32")(
  "directories that cannot be used are a sentence each, for every command",
  async () => {
    for (const [out, sentence] of unusable(temporaryDirectory())) {
      if (out !== "")
        await expect(createDirectoryStore(out).lock(), out).rejects.toSatisfy(
          (error: Error) =>
            error instanceof LosscapeError && sentence.test(error.message) && error.message.length < 400,
        );
      const commands = [
        ["run", "coin-walks", ...withCoins, "--set", "walks=1", "--workers", "1", "--out", out],
        ["report", out],
      ];
      for (const command of commands) {
        const { code, stderr } = await losscape(command);
        expect(stderr, command.join(" ")).toMatch(
          command[0] === "report" && out !== "" ? /^losscape: .*\.\n$/ : sentence,
        );
        expect(stderr).not.toMatch(/E[A-Z]{4,}|--debug/);
        expect(code).toBe(2);
      }
    }
  },
);

test("reproduce and merge refuse an empty directory's name", async () => {
  for (const command of [
    ["reproduce", "--only", "complexity", "--out", ""],
    ["merge", "somewhere", "--out", ""],
  ]) {
    const { code, stderr } = await losscape(command);
    expect(stderr).toMatch(/is a path, as out\/first; got ""/);
    expect(code).toBe(2);
  }
});

test.each(["ENOSPC", "EACCES", "EROFS", "EDQUOT", "EIO", "ELOOP", "ENAMETOOLONG", "EINVAL", "EMFILE"])(
  "%s of the operating system is a sentence",
  async (code) => {
    const error = Object.assign(new Error(`${code}: raw, open 'x'`), { code });
    const refused = await withFileErrors("write", "out/rows.csv", () => Promise.reject(error)).catch(
      (e) => e,
    );
    expect(refused).toBeInstanceOf(LosscapeError);
    expect(refused.message).toMatch(/^Cannot write out\/rows\.csv: [a-z][^:]*\.$/);
    expect(refused.message).not.toContain(code);
  },
);

test("a path with a null byte is shown in quotes", async () => {
  await expect(createDirectoryStore("a\0b").lock()).rejects.toThrow(
    'Cannot use "a\\u0000b": no path has a null byte.',
  );
});
