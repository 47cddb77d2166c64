// One input through one reader.
import { LosscapeError } from "../../dist/base/errors.js";
import { drawer } from "./random.mjs";

/** The longest message that may be shown. */
const LONGEST = 2500;

/** "read", "refused", or what the reader says of itself; throws what is a fault. */
export async function attempt(reader, input) {
  let value;
  try {
    value = await reader.read(input);
  } catch (error) {
    const { message } = error;
    if (!(error instanceof LosscapeError)) throw error;
    if (!/[.?]$/.test(message) || message.length > LONGEST || /\n {4}at /.test(message))
      throw new Error(`no sentence: ${message.slice(0, 200)}`);
    await reader.refused?.(input, message);
    return "refused";
  }
  await reader.check?.(input, value);
  return reader.outcome?.(value) ?? "read";
}

/** Input number i of a seed. */
export const inputOf = (reader, { name, seed, i }) => reader.make(drawer(name, seed, i));
