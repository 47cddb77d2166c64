/** Colours where a person reads: not in a pipe, not with NO_COLOR. */
import picocolors from "picocolors";

type Colours = ReturnType<typeof picocolors.createColors>;

export function coloursFor(stream: NodeJS.WriteStream): Colours {
  const wanted = stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== "dumb";
  return picocolors.createColors(wanted);
}
