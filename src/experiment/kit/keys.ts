/** Keys of a config that several experiments share: one name, one range, one description each. */
import { z } from "zod";
import { MAX_SEED } from "../../run/config.ts";

export const seedKey = z.int().min(0).max(MAX_SEED).describe("Every random number follows from it.");

const ORDER = "Order of the interaction: the depth H of the paper's network.";

/** p of the glass where formulas and descents alone are used, from `least` on. */
export const orderKey = (least: 2 | 3) => z.int().min(least).max(32).describe(ORDER);

/** p of a glass whose critical points are all enumerated. */
export const censusOrderKey = z.int().min(3).max(8).describe(ORDER);

export const spinsKey = (least: number, most: number, description = "Number of spins.") =>
  z.int().min(least).max(most).describe(description);

/** Numbers of spins, one task family each. */
export const sizesKey = (least: number, most: number) =>
  z.array(z.int().min(least).max(most)).min(1).max(20).describe("Numbers of spins N.");

/** One number of disorders a size. */
export const disordersPerSizeKey = z
  .array(z.int().min(2).max(100_000))
  .min(1)
  .max(20)
  .describe("Draws of the couplings, one number a size.");

export const disordersKey = (least: number, most: number) =>
  z.int().min(least).max(most).describe("Draws of the couplings.");

export const budgetKey = z
  .int()
  .min(1)
  .max(20_000_000)
  .describe("Most paths of the homotopy that one disorder may take.");
