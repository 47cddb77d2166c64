/**
 * Langevin dynamics on the sphere, and gradient flow as its limit of no temperature: sigma += -eta P grad H + sqrt(2 eta T) P xi,
 * then |sigma|² = n again; xi N(0, 1). Time is eta times steps. Replicas are independent of each other and of their grouping.
 */
import { ShapeError, SpecError } from "../base/errors.ts";
import { type StreamKey, subStream } from "../base/stream.ts";
import type { Engine } from "../engine/engine.ts";
import type { PSpinCouplings } from "../engine/pspin.ts";
import { normals } from "../engine/random.ts";

export interface LangevinOptions {
  /** Below 2 / (largest eigenvalue of the Hessian), 4 p E_inf at most. */
  readonly eta: number;
  /** In units of H; 0 is gradient descent. */
  readonly temperature: number;
  readonly steps: number;
  /** Noise of replica r comes from sub-stream (r, chunk). */
  readonly key: StreamKey;
  /** Number of the first replica. */
  readonly first?: number;
  /** Called before every step with the energies per spin; true ends the run. */
  readonly watch?: (step: number, energies: Float64Array) => boolean;
}

/** Replicas that one gradient call takes. */
const MOST = 8;
/** Steps whose noise is drawn at once. */
const CHUNK = 64;

/** @param starts count x n, at most 8 replicas; returns where they are after the last step */
export function langevin(
  engine: Engine,
  couplings: PSpinCouplings,
  starts: Float64Array,
  options: LangevinOptions,
): Float64Array {
  const { n } = couplings;
  const count = starts.length / n;
  const { eta, temperature, steps, key, first = 0, watch } = options;
  if (!Number.isInteger(count) || count < 1 || count > MOST)
    throw new ShapeError(`langevin: 1 to ${MOST} replicas of ${n} spins are needed, got ${count}.`);
  if (!(eta > 0) || !(temperature >= 0))
    throw new SpecError(
      "eta",
      `langevin: eta must be positive and the temperature 0 or more, got ${eta} and ${temperature}.`,
    );
  const x = Float64Array.from(starts);
  const amplitude = Math.sqrt(2 * eta * temperature);
  let noise: Float64Array[] = [];
  for (let step = 0; step < steps; step++) {
    const { energies, gradients } = couplings.evaluate(x);
    if (
      watch?.(
        step,
        energies.map((energy) => energy / n),
      )
    )
      break;
    if (temperature > 0 && step % CHUNK === 0)
      noise = Array.from({ length: count }, (_, r) =>
        normals(engine, subStream(key, first + r, 1 + step / CHUNK), CHUNK * n),
      );
    for (let r = 0; r < count; r++) {
      const at = r * n;
      const move = new Float64Array(n);
      for (let i = 0; i < n; i++) {
        const xi = temperature > 0 ? amplitude * noise[r]![(step % CHUNK) * n + i]! : 0;
        move[i] = xi - eta * gradients[at + i]!;
      }
      let radial = 0;
      for (let i = 0; i < n; i++) radial += (move[i]! * x[at + i]!) / n;
      let square = 0;
      for (let i = 0; i < n; i++) {
        x[at + i]! += move[i]! - radial * x[at + i]!;
        square += x[at + i]! * x[at + i]!;
      }
      const factor = Math.sqrt(n / square);
      for (let i = 0; i < n; i++) x[at + i]! *= factor;
    }
  }
  return x;
}
