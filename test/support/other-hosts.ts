/** The hosts beside this Node that run scripts, and what to say where they are not. */

/** Paths of the hosts beside this one, from the environment; `node scripts/hosts.mjs` installs them and prints these. */
export const OTHER_HOSTS = [
  { name: "a current Node", variable: "LOSSCAPE_OTHER_NODE", path: process.env.LOSSCAPE_OTHER_NODE },
  { name: "Bun", variable: "LOSSCAPE_BUN", path: process.env.LOSSCAPE_BUN },
] as const;

/** Set where hosts are installed beforehand: there a missing one is a fault, elsewhere a test skipped. */
export const hostsRequired = process.env.LOSSCAPE_HOSTS_REQUIRED === "1";

export const missingHost = ({ name, variable }: { name: string; variable: string }): string =>
  `${variable} names no executable, so ${name} was not compared. Set it by: eval "$(node scripts/hosts.mjs)"`;
