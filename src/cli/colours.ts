/** Colours where a person reads: not in a pipe, not with NO_COLOR. */
import picocolors from "picocolors";

type Colours = ReturnType<typeof picocolors.createColors>;

/** Whether a terminal that knows escape sequences reads the stream: a bar may move in it, a cursor be hidden. */
export const isScreen = (stream: NodeJS.WriteStream): boolean =>
  stream.isTTY === true && process.env.TERM !== "dumb";

export function coloursFor(stream: NodeJS.WriteStream): Colours {
  const wanted = isScreen(stream) && !process.env.NO_COLOR;
  return picocolors.createColors(wanted);
}
