// The host's side of assembly/codes.ts: each enumeration as the list of its names, in the order of their numbers.

/** The source of src/engine/generated/codes.ts. @throws {Error} for a line that is no plain member: numbers are never written by hand */
export function hostCodes(source) {
  const body = source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
  const lists = [...body.matchAll(/export enum (\w+) \{([^}]*)\}/g)].map(([, name, members]) => {
    const names = members
      .split(",")
      .map((member) => member.trim())
      .filter(Boolean);
    for (const member of names)
      if (!/^[A-Z][A-Z0-9_]*$/.test(member))
        throw new Error(
          `assembly/codes.ts: ${name} has "${member}"; a member is a name in capitals, without a number.`,
        );
    if (new Set(names).size !== names.length) throw new Error(`assembly/codes.ts: ${name} has a name twice.`);
    const words = names.map((member) => `"${member.toLowerCase().replaceAll("_", "-")}"`);
    return `export const ${constantOf(name)} = [${words.join(", ")}] as const;\n`;
  });
  const rest = body.replaceAll(/export enum \w+ \{[^}]*\}/g, "").trim();
  if (rest !== "") throw new Error(`assembly/codes.ts holds enumerations alone, not "${rest.slice(0, 40)}".`);
  return `// Made by scripts/build.mjs from assembly/codes.ts; do not edit.\n${lists.join("")}`;
}

/** NetworkLoss: NETWORK_LOSS */
const constantOf = (name) => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
