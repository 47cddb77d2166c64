#!/usr/bin/env node
/** The command line. Only the parser is loaded at start: `losscape --help` answers at once. */
import { Command, CommanderError, Option } from "commander";
import { version } from "../base/version.ts";

const collect = (value: string, before: string[]): string[] => [...before, value];

const scaleOption = () =>
  new Option("--scale <scale>", "how much to compute: the paper's own protocol takes days")
    .choices(["quick", "laptop", "paper"])
    .default("quick");
const seedOption = () => new Option("--seed <n>", "seed of all random numbers (default: 1)");
const workersOption = () => new Option("--workers <n>", "worker threads (default: one a core)");
const maxSecondsOption = () =>
  new Option("--max-seconds <s>", "refuse a run that is expected to take longer, before it begins");
const outOption = (described: string) =>
  new Option("--out <dir>", `directory of results (default: ${described})`);
const jsonOption = () => new Option("--json", "print one JSON document instead of text");
const freshOption = () => new Option("--fresh", "remove an earlier run from the directory first");
const fastMathOption = () =>
  new Option("--fast-math", "fused multiply-add (relaxed SIMD): faster, last digits differ between CPUs");
const loadOption = () =>
  new Option("--load <module>", "add the experiments that an ES module exports; may be repeated")
    .argParser(collect)
    .default([], "none");

function createProgram(): Command {
  const program = new Command("losscape")
    .description(
      'A laboratory for loss surfaces, and a reproduction of "The Loss Surfaces of Multilayer Networks".',
    )
    .version(version)
    .option("--debug", "show where an error came from")
    .showSuggestionAfterError()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "losscape: ")) })
    .exitOverride();
  addRunningCommands(program);
  addReadingCommands(program);
  addHouseCommands(program);
  return program;
}

function addRunningCommands(program: Command): void {
  program
    .command("reproduce")
    .description("run every experiment of the paper, and write one report")
    .addOption(scaleOption())
    .option("--only <ids>", "these experiments only, separated by commas")
    .addOption(seedOption())
    .addOption(workersOption())
    .addOption(maxSecondsOption())
    .addOption(outOption("out/<scale>"))
    .option("--mnist <dir>", "use genuine MNIST from its four files in this directory")
    .addOption(jsonOption())
    .addOption(freshOption())
    .addOption(fastMathOption())
    .addOption(loadOption())
    .action(async (options) => (await import("./commands/reproduce.ts")).reproduceCommand(options));
  program
    .command("run")
    .description("run one experiment with settings of your own")
    .argument("<experiment>", "its id, see `losscape list`")
    .option("--set <key=value>", "change a setting of the scale's preset; may be repeated", collect, [])
    .option("--config <file>", "take settings from a JSON file")
    .addOption(scaleOption())
    .addOption(seedOption())
    .addOption(workersOption())
    .addOption(maxSecondsOption())
    .addOption(outOption("out/<experiment>-<hash of the config>"))
    .option("--shard <i/n>", "run the i-th of n parts; `losscape merge` joins them")
    .option("--mnist <dir>", "use genuine MNIST from its four files in this directory")
    .option("--landscape <module>", "explore the landscape that an ES module of yours exports")
    .addOption(jsonOption())
    .addOption(freshOption())
    .addOption(fastMathOption())
    .addOption(loadOption())
    .action(async (id, options) => (await import("./commands/run.ts")).runCommand(id, options));
  program
    .command("replay")
    .description("run one task of a run again, alone, and compare its row with the journal")
    .argument("<dir>", "the run's directory")
    .argument("<task>", "the task's key")
    .addOption(loadOption())
    .action(async (dir, task, options) =>
      (await import("./commands/replay.ts")).replayCommand(dir, task, options),
    );
}

function addReadingCommands(program: Command): void {
  program
    .command("list")
    .description("what experiments there are; with an id, its settings")
    .argument("[experiment]", "an experiment's id")
    .option("--claims", "the claims that are judged: by which experiment, statistic and threshold")
    .addOption(jsonOption())
    .addOption(loadOption())
    .action(async (id, options) => (await import("./commands/list.ts")).listCommand(id, options));
  program
    .command("theory")
    .description("thresholds of the spherical p-spin model, and what the paper's mapping says of a network")
    .option("--p <p>", "order of the interaction")
    .option("--architecture <sizes>", "layer sizes, input to output, as 100-25-10")
    .addOption(jsonOption())
    .action(async (options) => (await import("./commands/theory.ts")).theoryCommand(options));
  program
    .command("report")
    .description("make summary, figures and report again from a directory's rows")
    .argument("<dir>", "directory of a run or of a reproduction")
    .addOption(jsonOption())
    .addOption(loadOption())
    .action(async (dir, options) => (await import("./commands/report.ts")).reportCommand(dir, options));
  program
    .command("merge")
    .description("join the shards of one run")
    .argument("<dirs...>", "their directories")
    .requiredOption("--out <dir>", "directory of the whole run")
    .addOption(jsonOption())
    .addOption(loadOption())
    .action(async (dirs, options) => (await import("./commands/merge.ts")).mergeCommand(dirs, options));
}

function addHouseCommands(program: Command): void {
  program
    .command("bench")
    .description("measure the kernels beside their peers")
    .argument("[args...]", "arguments of the benchmark, such as groups")
    .allowUnknownOption()
    .helpOption(false)
    .action(async (args) => (await import("./commands/bench.ts")).benchCommand(args));
  program
    .command("doctor")
    .description("check that this machine has what losscape needs")
    .addOption(jsonOption())
    .action(async (options) => (await import("./commands/doctor.ts")).doctorCommand(options));
}

async function main(): Promise<number> {
  process.stdout.on("error", endQuietlyOnClosedPipe);
  try {
    await createProgram().parseAsync();
    return Number(process.exitCode ?? 0); // a command may have found something to be wrong without failing
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { reportFailure } = await import("./failure.ts");
    return reportFailure(error, { debug: process.argv.includes("--debug") });
  }
}

/** `losscape list | head` is no error. */
function endQuietlyOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
}

process.exitCode = await main();
