// What the build makes of src/experiment/registry.ts: the imports of all experiments.
import { camelOfKebab } from "./names.mjs";

/**
 * The source of src/generated/experiments.ts.
 *
 * @param registry text of src/experiment/registry.ts
 * @param folders names of the folders of src/experiment/ that hold an experiment
 * @throws {Error} when an id has no folder, or a folder no id
 */
export function experimentImports(registry, folders) {
  const ids = [...registry.matchAll(/^ {2}"([a-z][a-z0-9-]*)",$/gm)].map(([, id]) => id);
  for (const id of ids)
    if (!folders.includes(id))
      throw new Error(
        `src/experiment/registry.ts names "${id}", and src/experiment/${id}/index.ts is missing.`,
      );
  for (const folder of folders)
    if (!ids.includes(folder))
      throw new Error(`src/experiment/${folder}/ is missing in src/experiment/registry.ts.`);
  const names = ids.map(camelOfKebab);
  const imports = ids.map(
    (id, i) => `import { experiment as ${names[i]} } from "../experiment/${id}/index.ts";\n`,
  );
  return (
    "// Made by scripts/build.mjs from src/experiment/registry.ts; do not edit.\n" +
    imports.join("") +
    'import type { AnyExperiment } from "../run/contract.ts";\n\n' +
    `export const experiments: readonly AnyExperiment[] = [${names.join(", ")}];\n`
  );
}
