import { defineConfig } from "vitest/config";

/**
 * Which tests run: by default all but three folders. LOSSCAPE_TESTS=exhaustive runs those over whole ranges
 * (test/exhaustive), LOSSCAPE_TESTS=hosts those that compare hosts, LOSSCAPE_TESTS=costs those that build patches (test/costs).
 */
const folder = process.env.LOSSCAPE_TESTS;

export default defineConfig({
  test: {
    include: folder ? [`test/${folder}/**/*.test.ts`] : ["test/**/*.test.ts"],
    exclude: folder ? [] : ["test/costs/**", "test/exhaustive/**", "test/hosts/**"],
    // a guard against what never ends, not a bound on speed: machines may be slow or busy
    testTimeout: folder ? 1_800_000 : 300_000,
    hookTimeout: 300_000,
    pool: "forks",
    maxWorkers: 2,
    // no test changes what another sees (globals, modules, the working directory): one process serves many files
    isolate: false,
  },
});
