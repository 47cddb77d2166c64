/** Figures, tables and notes of network-losses. */
import { divergedNotes } from "../kit/convergence.ts";
import { provenanceNotes } from "../kit/training/provenance.ts";
import type { NetworkLossesSummary } from "./summary.ts";

export { figures } from "./figures.ts";
export { tables } from "./tables.ts";

export const notes = (summary: NetworkLossesSummary): readonly string[] => [
  ...provenanceNotes(summary),
  ...divergedNotes(summary.diverged, summary.trained),
  "The paper gives neither step size, batch, decay law nor the side of the starting cube: these are our choice, fixed before any claim was judged.",
  "The paper's text speaks of 1000 networks of each size; its Figure 7 shows 890 for n1 = 250 and 970 for n1 = 500.",
  "The caption of the paper's Figure 9 says scaled losses; its axis shows raw ones, and so does ours.",
];
