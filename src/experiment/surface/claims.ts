/** What surface says of the paper's claims. */
import type { Claim } from "../../report/figure.ts";

export const claims = (): readonly Claim[] => [];
