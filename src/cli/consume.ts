/** Shows a run's events while it runs, and returns what it ends with. */
import type { RunEvent } from "../run/events.ts";
import type { ProgressView } from "./progress-view.ts";

export async function consume<T>(run: AsyncGenerator<RunEvent, T>, view: ProgressView): Promise<T> {
  try {
    for (;;) {
      const { done, value } = await run.next();
      if (done) return value;
      view.show(value);
    }
  } finally {
    view.close();
  }
}
