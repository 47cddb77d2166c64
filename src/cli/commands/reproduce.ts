/** losscape reproduce */
import { join } from "node:path";
import { LosscapeError, SpecError } from "../../base/errors.ts";
import { createDirectoryStore } from "../../platform/node/directory-store.ts";
import { host } from "../../platform/node/host.ts";
import { completeConfig, DEFAULT_SEED } from "../../run/config.ts";
import type { AnyExperiment, Scale } from "../../run/contract.ts";
import { removeReproduction } from "../../run/fresh.ts";
import { planTasks } from "../../run/plan.ts";
import { planFiles } from "../../run/plan-files.ts";
import { type ReproduceItem, type ReproduceResult, reproduce } from "../../run/reproduce.ts";
import { REPORT_FILE } from "../../run/results.ts";
import { assertInTime } from "../../run/time-limit.ts";
import { parseMaxSeconds, parseSeed, selectExperiments } from "../arguments.ts";
import { consume } from "../consume.ts";
import { exitCodeOf } from "../failure.ts";
import { interruptible, ownCommand } from "../interrupt.ts";
import { assertMnistUsed, mnistOverrides } from "../mnist-option.ts";
import { createProgressView } from "../progress-view.ts";
import { printJson, printLedger, printPath, printTable } from "../results-view.ts";
import { type Session, type SessionOptions, withSession } from "../session.ts";

export interface ReproduceCommandOptions extends SessionOptions {
  readonly scale: Scale;
  readonly only?: string;
  readonly seed?: string;
  readonly out?: string;
  readonly maxSeconds?: string;
  readonly mnist?: string;
  readonly json?: boolean;
  readonly fresh?: boolean;
}

export async function reproduceCommand(options: ReproduceCommandOptions): Promise<void> {
  const result = await withSession(options, (session) => reproduceIn(session, options));
  const directory = directoryOf(options);
  if (options.json) printJson(jsonResult(directory, result));
  else if (result.results.length > 0) printResult(directory, result);
  throwFailures(result);
}

async function reproduceIn(session: Session, options: ReproduceCommandOptions): Promise<ReproduceResult> {
  const { scale } = options;
  const chosen = selectExperiments(session.experiments, options.only);
  if (chosen.length === 0) throw new SpecError("experiments", "There are no experiments to run.");
  assertMnistUsed(chosen, { scale, directory: options.mnist });
  const seed = parseSeed(options.seed) ?? DEFAULT_SEED;
  const directory = directoryOf(options);
  const { wasm } = session;
  const items: ReproduceItem[] = [];
  for (const experiment of chosen) {
    const item = itemOf(experiment, { directory, seed, options });
    const files = await planFiles(experiment, item.config, { host, wasm });
    items.push({ ...item, files, code: host.codeOf(experiment) });
  }
  const store = createDirectoryStore(directory);
  await assertInTime(
    items.map((item) => ({ store: item.store, planned: planTasks(item.experiment, item.config) })),
    {
      workers: session.pool.size,
      maxSeconds: parseMaxSeconds(options.maxSeconds),
      fresh: options.fresh === true,
    },
  );
  if (options.fresh) await removeReproduction(store, items);
  return await interruptible(
    () => `Stopped; what was finished is kept in ${directory}. Resume with: ${ownCommand()}`,
    async (signal) => {
      const view = await createProgressView({
        experiments: items.length,
        workers: session.pool.size,
        silent: options.json === true,
      });
      return consume(
        reproduce(items, {
          ...session,
          store,
          scale,
          seed,
          signal,
          now: Date.now,
          replayModules: options.load,
        }),
        view,
      );
    },
  );
}

/** The same command goes on with the same directory; another scale, seed or data set has its own. */
function directoryOf({ out, scale, seed, mnist, fastMath }: ReproduceCommandOptions): string {
  if (out !== undefined) return out;
  const marks = [
    scale,
    seed === undefined || Number(seed) === DEFAULT_SEED ? "" : `seed${Number(seed)}`,
    mnist === undefined ? "" : "mnist",
    fastMath ? "fast-math" : "",
  ];
  return join("out", marks.filter(Boolean).join("-"));
}

interface ItemParts {
  readonly directory: string;
  readonly seed: number;
  readonly options: ReproduceCommandOptions;
}

function itemOf(experiment: AnyExperiment, { directory, seed, options }: ItemParts): ReproduceItem {
  const { scale, mnist } = options;
  const overrides = mnistOverrides(experiment, { scale, directory: mnist });
  const config = completeConfig(experiment, { scale, seed, overrides });
  return { experiment, config, store: createDirectoryStore(join(directory, experiment.id)) };
}

function jsonResult(directory: string, { results, failures }: ReproduceResult) {
  return {
    directory,
    report: join(directory, REPORT_FILE),
    ledger: results.flatMap(({ claims, section }) =>
      claims.map((claim) => ({ ...claim, experiment: section.experiment })),
    ),
    experiments: Object.fromEntries(
      results.map(({ section, summary }) => [section.experiment, { config: section.config, summary }]),
    ),
    failures: failures.map(({ experiment, error }) => ({ experiment, message: error.message })),
  };
}

function printResult(directory: string, { results }: ReproduceResult): void {
  for (const { tables } of results) if (tables[0]) printTable(tables[0]);
  printLedger(results.flatMap(({ claims }) => claims));
  printPath("Report", join(directory, REPORT_FILE));
}

function throwFailures({ failures }: ReproduceResult): void {
  if (failures.length === 0) return;
  const [first] = failures;
  if (failures.length === 1) throw first!.error;
  const message = failures.map(({ error }) => error.message).join("\n          ");
  const worst = failures.find(({ error }) => exitCodeOf(error) === 1) ?? first!;
  throw new LosscapeError("task-failed", message, { cause: worst.error });
}
