/** What a reader must know of the data behind a number. */
import type { RowSlots } from "../../../run/contract.ts";

export interface Provenance {
  /** "synthetic strokes", "genuine MNIST", …; empty while there are no rows. */
  readonly provenance: string;
  readonly genuine: boolean;
}

export const GENUINE_MNIST = "genuine MNIST";

export function provenanceOf(rows: readonly { readonly slots?: RowSlots }[]): Provenance {
  const provenance = rows.find(({ slots }) => slots?.data !== undefined)?.slots?.data ?? "";
  return { provenance, genuine: provenance === GENUINE_MNIST };
}

/** One sentence for a claim's note. */
export function provenanceNote(data: Provenance): string {
  return data.genuine
    ? "Genuine MNIST: comparable with the paper number by number."
    : `Data: ${data.provenance}, not MNIST; the trend is what can be compared.`;
}

/** The paragraph that opens an experiment's notes. */
export function provenanceNotes(data: Provenance): readonly string[] {
  if (data.provenance === "") return [];
  if (data.genuine)
    return [
      "The images are genuine MNIST (the checksums match), area-averaged down to the paper's 10x10 pixels.",
    ];
  return [
    `The images are ${data.provenance}, not MNIST: the paper's own numbers are drawn faintly for orientation, and only trends are compared. With the four MNIST files at hand, --mnist DIR repeats this on the paper's data.`,
  ];
}
