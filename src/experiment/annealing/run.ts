/** Networks trained by annealing, or by SGD on the same images. */
import type { JsonObject } from "../../base/json.ts";
import type { Engine } from "../../engine/engine.ts";
import {
  initialiseLevels,
  type Levels,
  NetworkAnnealer,
  type Proposal,
} from "../../engine/network/annealer.ts";
import { initialise, Network, type NetworkShape } from "../../engine/network/network.ts";
import type { RowSlots, TaskContext } from "../../run/contract.ts";
import type { NetworkOutcome } from "../kit/training/outcome.ts";
import { judge, type OpenData, openData, paperShape, trainNetworks } from "../kit/training/train.ts";
import type { AnnealingConfig, AnnealingMethod, AnnealingTask } from "./config.ts";

export type AnnealingRow = JsonObject & {
  readonly method: AnnealingMethod;
  readonly hidden: number;
  readonly parameters: number;
  readonly slots: RowSlots;
  readonly networks: readonly NetworkOutcome[];
  /** Networks whose loss left the finite numbers, and which are left out above. */
  readonly diverged: number;
  /** Share of proposals accepted; null for SGD. */
  readonly acceptance: number | null;
};

type Context = TaskContext<AnnealingConfig>;

export async function run(task: AnnealingTask, context: Context): Promise<AnnealingRow> {
  const data = await openData(context, context.config.data);
  const nets = Array.from({ length: task.past - task.first }, (_, i) => task.first + i);
  const shape = paperShape(data, task.hidden);
  const usesGradient = task.method === "sgd" || task.method === "unrestricted-sgd";
  const trained = usesGradient
    ? {
        networks: await trainNetworks(context, data, { hidden: task.hidden, nets, training: context.config }),
      }
    : await annealNetworks(context, data, { task, shape, nets });
  return {
    method: task.method,
    hidden: task.hidden,
    parameters: shape.parameterCount,
    slots: { data: data.provenance },
    networks: trained.networks
      .filter((network) => network.finite)
      .map(({ finite: _finite, parameters: _parameters, ...outcome }) => outcome),
    diverged: trained.networks.filter((network) => !network.finite).length,
    acceptance: "acceptance" in trained ? trained.acceptance : null,
  };
}

/** Stages of an annealing run, between which it tells its progress; a power of two, so that the ratio is a square root. */
const STAGES = 16;

interface AnnealJob {
  readonly task: AnnealingTask;
  readonly shape: NetworkShape;
  readonly nets: readonly number[];
}

async function annealNetworks(context: Context, data: OpenData, { task, shape, nets }: AnnealJob) {
  const network = new Network(context.engine, shape);
  try {
    const networks = [];
    let [accepted, moves] = [0, 0];
    for (const [i, net] of nets.entries()) {
      const walk = await annealOne(context, data, {
        task,
        shape,
        net,
        tell: (share) => context.progress((i + share) / nets.length),
      });
      accepted += walk.accepted;
      moves += walk.moves;
      networks.push({ net, ...judge(network, data, walk.parameters) });
    }
    return { networks, acceptance: accepted / moves };
  } finally {
    network.dispose();
  }
}

interface Walk {
  readonly task: AnnealingTask;
  readonly shape: NetworkShape;
  readonly net: number;
  readonly tell: (share: number) => void;
}

async function annealOne(context: Context, data: OpenData, { task, shape, net, tell }: Walk) {
  const { config, engine } = context;
  const name = `${task.method}/n1=${task.hidden}/net=${net}`;
  const proposal = proposalOf(task, config);
  const annealer = new NetworkAnnealer(shape, data.train, {
    parameters: startOf(engine, shape, { proposal, config, key: context.sharedStream(`${name}/start`) }),
    key: context.sharedStream(`${name}/moves`),
    proposal,
  });
  try {
    const moves = Math.ceil(proposalsOf(task, config) / STAGES);
    const fall = stageRatio(config.temperatureEnd / config.temperatureStart);
    let temperature = config.temperatureStart;
    for (let stage = 1; stage <= STAGES; stage++) {
      const next = temperature * fall;
      await annealer.runAsync({
        moves,
        temperature: { from: temperature, to: next },
        scale: { from: config.step, to: config.step },
      });
      temperature = next;
      tell(stage / STAGES);
    }
    return { parameters: annealer.parameters(), ...annealer.progress };
  } finally {
    annealer.dispose();
  }
}

/** The 16th root, by square roots, which are exact everywhere. */
const stageRatio = (ratio: number) => Math.sqrt(Math.sqrt(Math.sqrt(Math.sqrt(ratio))));

function proposalsOf(task: AnnealingTask, config: AnnealingConfig): number {
  return task.method === "annealing" ? config.proposals : config.redundantProposals;
}

function levelsOf(config: AnnealingConfig): Levels {
  return { hidden: 1, output: config.threeValuedGain };
}

function proposalOf(task: AnnealingTask, config: AnnealingConfig): Proposal {
  return task.method === "three-valued" ? { kind: "levels", levels: levelsOf(config) } : { kind: "gaussian" };
}

function startOf(
  engine: Engine,
  shape: NetworkShape,
  {
    proposal,
    config,
    key,
  }: {
    readonly proposal: Proposal;
    readonly config: AnnealingConfig;
    readonly key: ReturnType<Context["sharedStream"]>;
  },
): Float64Array {
  return proposal.kind === "levels"
    ? initialiseLevels(engine, shape, { key, levels: proposal.levels })
    : initialise(engine, shape, { key, init: { kind: "uniform", range: config.initRange } });
}
