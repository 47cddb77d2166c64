/** How the process ends: the shell's convention for interrupted, 2 for what was asked wrongly. */
export const EXIT = { ok: 0, failed: 1, badInput: 2, interrupted: 130 } as const;
