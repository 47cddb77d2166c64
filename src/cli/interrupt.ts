/** Ctrl-C and SIGTERM: the run is stopped in order; a second signal ends the process at once. */
import { setMaxListeners } from "node:events";
import { LosscapeError } from "../base/errors.ts";
import { shellWord } from "../base/shell-word.ts";
import { isScreen } from "./colours.ts";
import { EXIT } from "./exit-codes.ts";

/** Stopping in order takes some milliseconds; a process that has not ended by then is ended. */
const PATIENCE_MS = 900;
/** `npm start` passes on a signal that the terminal sends us too: those two are one. */
const SAME_SIGNAL_MS = 300;

const SHOW_CURSOR = "\u001b[?25h\n";

export class Interrupted extends LosscapeError {
  constructor(message: string) {
    super("interrupted", message);
  }
}

/** Runs `work` with a signal that aborts on SIGINT and SIGTERM; `howToGoOn` is what is then said. */
export async function interruptible<T>(
  howToGoOn: () => string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // every experiment of a reproduction listens
  let first = 0;
  const onSignal = () => {
    if (first === 0) {
      first = performance.now();
      controller.abort(new Interrupted(howToGoOn()));
      setTimeout(() => {
        if (isScreen(process.stderr)) process.stderr.write(SHOW_CURSOR); // a progress bar may have hidden it
        console.error(`losscape: ${howToGoOn()}`);
        process.exit(EXIT.interrupted);
      }, PATIENCE_MS).unref();
    } else if (performance.now() - first > SAME_SIGNAL_MS) process.exit(EXIT.interrupted);
  };
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, onSignal);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of ["SIGINT", "SIGTERM"] as const) process.off(name, onSignal);
  }
}

/** The command as it was given, to be given again. */
export function ownCommand(): string {
  const words = ["losscape", ...process.argv.slice(2).filter((word) => word !== "--fresh")];
  return words.map(shellWord).join(" ");
}
