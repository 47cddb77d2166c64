/** Where the configs of the network experiments name their images: under the key `data`. */
import type { DataSpec } from "../../../data/data-spec.ts";
import type { DataSlot, DataSource } from "../../../run/contract.ts";

export const dataSlot: DataSlot<{ readonly data: DataSpec }> = {
  of: ({ data }) => data as DataSource,
  overrides: (source) => ({ data: source }),
};
