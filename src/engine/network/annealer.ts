/** Simulated annealing of a network with one hidden layer, whole in WebAssembly; also with three-valued weights. */
import { assertWhole } from "../../base/arguments.ts";
import type { LongRun } from "../../base/breather.ts";
import { NonFiniteError, SpecError } from "../../base/errors.ts";
import { atOnce, inPieces, type Steps } from "../../base/steps.ts";
import type { StreamKey } from "../../base/stream.ts";
import { assertFiniteF32 } from "../check.ts";
import type { Engine } from "../engine.ts";
import { ANNEAL_RUN, PROPOSAL } from "../generated/codes.ts";
import type { BlockF32, BlockF64, BlockU8 } from "../memory.ts";
import { uniforms } from "../random.ts";
import { assertFits, type NetworkData } from "./data.ts";
import { PackedParameters } from "./parameters.ts";
import { assertParameters, lossCode, type NetworkShape } from "./shape.ts";

/** Magnitudes of three-valued weights and biases: each is −level, 0 or level, by layer. The paper has 1 and 1. */
export interface Levels {
  readonly hidden: number;
  /** A level below 1 is a fixed gain on the logits. */
  readonly output: number;
}

/**
 * How a move changes the one parameter that it picks (uniformly):
 *
 * - `gaussian`: θ + scale · N(0, 1)
 * - `uniform`: θ + scale · U(−1, 1)
 * - `levels`: one of the two other values of {−level, 0, level}, each with probability ½
 */
export type Proposal =
  | { readonly kind: "gaussian" }
  | { readonly kind: "uniform" }
  | { readonly kind: "levels"; readonly levels: Levels };

export interface AnnealerOptions {
  /** The start; on the levels when the proposal is `levels` (see `initialiseLevels`). */
  readonly parameters: ArrayLike<number>;
  readonly key: StreamKey;
  readonly proposal: Proposal;
}

/** A quantity that changes geometrically over the moves of one call. */
export interface Geometric {
  readonly from: number;
  readonly to: number;
}

export interface Anneal {
  readonly moves: number;
  /** In units of the mean loss: a move is accepted with probability min(1, exp(−ΔL / T)). */
  readonly temperature: Geometric;
  /** Width of a proposal; `levels` has none. */
  readonly scale?: Geometric;
}

export interface AnnealProgress {
  /** Mean loss on the annealer's data (f32 sums, refreshed every 8192 moves). */
  readonly loss: number;
  /** Moves and accepted moves since the start. */
  readonly moves: number;
  readonly accepted: number;
}

/** A sample's and class's share of a move: logits and their exponentials. */
const FLOPS_OF_MOVE = 30;

/** Every parameter −level, 0 or level with probability ⅓ each. */
export function initialiseLevels(
  engine: Engine,
  shape: NetworkShape,
  options: { readonly key: StreamKey; readonly levels: Levels },
): Float64Array {
  const { key, levels } = options;
  const inner = innerCount(shape);
  return uniforms(engine, key, shape.parameterCount).map(
    (u, i) => (Math.floor(3 * u) - 1) * (i < inner ? levels.hidden : levels.output),
  );
}

/** Parameters below the output layer. */
function innerCount(shape: NetworkShape): number {
  return shape.sizes[1]! * (shape.sizes[0]! + (shape.bias ? 1 : 0));
}

/**
 * A walk of Metropolis moves, one parameter each. Cost of a move: O(n K) for n samples and K classes, less where units are
 * off. Every random number is a function of (key, number of the move), so calls may be split anywhere. Call `dispose`.
 */
export class NetworkAnnealer {
  readonly shape: NetworkShape;
  readonly #engine: Engine;
  readonly #data: NetworkData;
  readonly #options: AnnealerOptions;
  readonly #packed: PackedParameters;
  readonly #weights: BlockF32;
  readonly #state: BlockU8;
  readonly #run: BlockF64;
  #moves = 0;

  /** In the engine of the data. */
  constructor(shape: NetworkShape, data: NetworkData, options: AnnealerOptions) {
    const { engine } = data;
    this.shape = shape;
    this.#engine = engine;
    this.#data = data;
    this.#options = options;
    this.#check();
    const { memory, kernels } = engine;
    [this.#packed, this.#weights, this.#state, this.#run] = memory.build(() => {
      const packed = new PackedParameters(engine, shape);
      const weights = memory.f32(packed.length);
      packed.packF32(options.parameters, weights);
      return [
        packed,
        weights,
        memory.u8(kernels.networkAnnealWork(data.n, packed.sizes)),
        memory.f64(ANNEAL_RUN.length),
      ] as const;
    });
    if (options.proposal.kind === "levels")
      this.#set({
        "hidden-level": options.proposal.levels.hidden,
        "output-level": options.proposal.levels.output,
      });
    kernels.networkAnnealStart(
      this.#packed.sizes,
      lossCode(shape.loss),
      data.n,
      data.inputs.pointer,
      data.labels.pointer,
      this.#weights.pointer,
      this.#state.pointer,
      this.#run.pointer,
    );
    this.#assertFiniteStart();
  }

  get progress(): AnnealProgress {
    const run = this.#run.view();
    return {
      loss: run[placeOf("sum")]! / this.#data.n,
      moves: this.#moves,
      accepted: run[placeOf("accepted")]!,
    };
  }

  /** Makes the moves. */
  run(anneal: Anneal): AnnealProgress {
    return atOnce((allowed) => this.#steps(anneal, allowed));
  }

  /**
   * The same bytes, with the thread given back on the way; no other call of this annealer may come in between.
   *
   * @throws the reason of the signal, after which the annealer has made a part of the moves
   */
  runAsync(anneal: Anneal, run: LongRun = {}): Promise<AnnealProgress> {
    return inPieces((allowed) => this.#steps(anneal, allowed), run);
  }

  *#steps(
    { moves, temperature, scale = { from: 1, to: 1 } }: Anneal,
    allowed: number,
  ): Steps<AnnealProgress> {
    assertWhole("network annealing", "moves", moves, { least: 1, most: 2 ** 31 - 1 });
    assertGeometric("temperature", temperature);
    assertGeometric("scale", scale);
    const { kernels } = this.#engine;
    const { key, proposal } = this.#options;
    const ratio = (g: Geometric) => kernels.networkGeometricRatio(g.from, g.to, moves);
    this.#set({
      ...key,
      kind: PROPOSAL.indexOf(proposal.kind),
      bias: this.shape.bias ? 1 : 0,
      sizes: this.#packed.sizes,
      loss: lossCode(this.shape.loss),
      samples: this.#data.n,
      weights: this.#weights.pointer,
      state: this.#state.pointer,
      temperature: temperature.from,
      "temperature-ratio": ratio(temperature),
      scale: scale.from,
      "scale-ratio": ratio(scale),
    });
    const flops = FLOPS_OF_MOVE * this.#data.n * this.shape.sizes.at(-1)!;
    const most = Math.max(1, Math.min(moves, Math.floor(allowed / flops)));
    for (let done = 0; done < moves; done += most) {
      const now = Math.min(most, moves - done);
      this.#set({ first: this.#moves, moves: now });
      kernels.networkAnneal(this.#run.pointer);
      this.#moves += now;
      yield (done + now) / moves;
    }
    return this.progress;
  }

  /** The current parameters (f32 values). */
  parameters(): Float64Array {
    return this.#packed.unpackF32(this.#weights);
  }

  dispose(): void {
    for (const block of [this.#packed, this.#weights, this.#state, this.#run]) block.free();
  }

  #set(numbers: Partial<Record<RunNumber, number>>): void {
    for (const [name, value] of Object.entries(numbers)) this.#run.set([value], placeOf(name as RunNumber));
  }

  /** From a start without a finite loss every move would be refused, for no difference of losses says anything. */
  #assertFiniteStart(): void {
    const { loss } = this.progress;
    if (Number.isFinite(loss)) return;
    this.dispose();
    throw new NonFiniteError(
      `network annealing: the loss of the start is ${loss} in 32 bits; start from smaller parameters.`,
    );
  }

  #check(): void {
    const { parameters, proposal } = this.#options;
    if (this.shape.sizes.length !== 3)
      throw new SpecError(
        "sizes",
        `Annealing works on networks of one hidden layer, such as [100, 10, 10]; got [${this.shape.sizes.join(", ")}].`,
      );
    assertFits(this.#engine, this.shape, this.#data);
    assertParameters(this.shape, parameters);
    assertFiniteF32("network", "parameters", parameters);
    if (proposal.kind !== "levels") {
      if (!PROPOSAL.includes(proposal.kind))
        throw new SpecError(
          "proposal",
          `Unknown proposal "${proposal.kind}"; there are ${PROPOSAL.join(", ")}.`,
        );
      return;
    }
    const inner = innerCount(this.shape);
    for (let i = 0; i < parameters.length; i++) {
      const level = i < inner ? proposal.levels.hidden : proposal.levels.output;
      if (Math.abs(parameters[i]!) !== level && parameters[i] !== 0)
        throw new SpecError(
          "parameters",
          `Parameter ${i} is ${parameters[i]}; it must be ${-level}, 0 or ${level}.`,
        );
    }
    for (const [name, level] of Object.entries(proposal.levels))
      if (!(level > 0) || Math.fround(level) !== level)
        throw new SpecError(
          `levels.${name}`,
          `A level is a positive number exact in 32 bits, such as 1 or 0.25; got ${level}.`,
        );
  }
}

type RunNumber = (typeof ANNEAL_RUN)[number];

const placeOf = (name: RunNumber): number => ANNEAL_RUN.indexOf(name);

function assertGeometric(name: string, { from, to }: Geometric): void {
  if (!(from > 0 && to > 0 && Number.isFinite(from) && Number.isFinite(to)))
    throw new SpecError(name, `The ${name} goes from one positive number to another; got ${from} to ${to}.`);
}
