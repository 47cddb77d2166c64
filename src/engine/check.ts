/** Checks of what callers pass to the engine; `what` names the part that needs it, as in "network". */
import { NonFiniteError } from "../base/errors.ts";

/** @throws {NonFiniteError} when a vector holds a NaN or an infinity */
export function assertFinite(what: string, name: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i]!))
      throw new NonFiniteError(`${what}: ${name}[${i}] is ${values[i]}; finite numbers are needed.`);
}

/** @throws {NonFiniteError} when a vector holds a number that 32 bits have no finite neighbour for */
export function assertFiniteF32(what: string, name: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(Math.fround(values[i]!)))
      throw new NonFiniteError(
        `${what}: ${name}[${i}] is ${values[i]}; it is used in 32 bits, whose largest number is 3.4e38.`,
      );
}
