/** `losscape.digest()` in the page's console: the fixed workload's digest, to be held against Node's. */
import { Engine } from "../engine/engine.ts";
import { workloadDigest } from "../workload/digest.ts";

declare global {
  interface Window {
    losscape: { digest(): Promise<string> };
  }
}

window.losscape = { digest: async () => workloadDigest(await Engine.create()) };
