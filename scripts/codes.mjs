// What the build makes of assembly/codes.ts: for the host each enumeration as the list of its names, in the order of their numbers;
// for the kernels the calls that choose a loss by its number.
import { camelOfKebab, kebabOfConstant } from "./names.mjs";

/** The source of src/engine/generated/codes.ts. @throws {Error} for a line that is no plain member: numbers are never written by hand */
export function hostCodes(source) {
  const lists = enumerations(source).map(([name, members]) => {
    const words = members.map((member) => `"${kebabOfConstant(member)}"`);
    return `export const ${constantOf(name)} = [${words.join(", ")}] as const;\n`;
  });
  return `// Made by scripts/build.mjs from assembly/codes.ts; do not edit.\n${lists.join("")}`;
}

function enumerations(source) {
  const body = source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
  const rest = body.replaceAll(/export enum \w+ \{[^}]*\}/g, "").trim();
  if (rest !== "") throw new Error(`assembly/codes.ts holds enumerations alone, not "${rest.slice(0, 40)}".`);
  return [...body.matchAll(/export enum (\w+) \{([^}]*)\}/g)].map(([, name, text]) => {
    const members = text
      .split(",")
      .map((member) => member.trim())
      .filter(Boolean);
    for (const member of members)
      if (!/^[A-Z][A-Z0-9_]*$/.test(member))
        throw new Error(
          `assembly/codes.ts: ${name} has "${member}"; a member is a name in capitals, without a number.`,
        );
    if (new Set(members).size !== members.length)
      throw new Error(`assembly/codes.ts: ${name} has a name twice.`);
    return [name, members];
  });
}

/** NetworkLoss: NETWORK_LOSS */
const constantOf = (name) => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();

/** What a file of assembly/network/losses/ exports, and the call by a loss's number that is made of it. */
const LOSS_FUNCTIONS = [
  {
    name: "delta",
    call: "outputDelta",
    type: "T",
    parameters: "z: usize, k: i32, label: i32, out: usize, p: usize = 0",
    result: "f64",
    doc: "One sample's loss (f64 only; without meaning for f32) and its derivative by the logits to `out` (padding 0); for cross-entropy in\n * f64 also softmax(z) to `p`, a row like z, unless p is 0. NaN when a logit is.",
  },
  {
    name: "curve",
    call: "outputCurve",
    parameters: "k: i32, p: usize, x: usize, out: usize",
    result: "void",
    doc: "out = A x for one sample, A = d² loss / dz² (padding 0).",
  },
  {
    name: "keepRoot",
    call: "keepRoot",
    parameters: "r: i32, rows: i32, k: i32, p: usize, roots: usize",
    result: "void",
    doc: "What `applyRoot` needs of row r of a tile, whose softmax is p.",
  },
  {
    name: "applyRoot",
    call: "applyRoot",
    parameters: "rows: i32, k: i32, roots: usize, g: usize",
    result: "void",
    doc: "g, k vectors of `rows` numbers, becomes B g, Bᵀ B = A.",
  },
  {
    name: "deltaLanes",
    call: "deltaLanes",
    parameters: "k: i32, z: usize, label: v128",
    result: "void",
    doc: "Four samples' logits, a vector a class, become the loss's derivatives by them; classes in i32 lanes.",
  },
  {
    name: "valueLanes",
    call: "valueLanes",
    parameters: "k: i32, z: usize, step: usize, labels: v128",
    result: "v128",
    doc: "Losses of four samples whose logits stand at z + c step; classes in i32 lanes.",
  },
];

/** The source of assembly/generated/losses.ts: each function of a loss, chosen by its number. */
export function lossDispatch(source) {
  const [, members] = enumerations(source).find(([name]) => name === "NetworkLoss");
  const losses = members.map((member) => {
    const file = kebabOfConstant(member);
    return { member, file, prefix: camelOfKebab(file) };
  });
  const aliased = (prefix, name) => `${prefix}${name[0].toUpperCase()}${name.slice(1)}`;
  const imports = losses.map(({ file, prefix }) => {
    const names = LOSS_FUNCTIONS.map(({ name }) => `${name} as ${aliased(prefix, name)}`);
    return `import { ${names.join(", ")} } from "../network/losses/${file}";\n`;
  });
  const functions = LOSS_FUNCTIONS.map(({ name, call, type, parameters, result, doc }) => {
    const generic = type ? `<${type}>` : "";
    const names = parameters.split(", ").map((parameter) => parameter.split(":")[0]);
    const cases = losses.map(({ member, prefix }, at) => {
      const value = `${aliased(prefix, name)}${generic}(${names.join(", ")})`;
      const condition = at < losses.length - 1 ? `if (loss == NetworkLoss.${member}) ` : "";
      return result === "void" && condition === "" ? `  ${value};\n` : `  ${condition}return ${value};\n`;
    });
    return `\n/** ${doc} */\nexport function ${call}${generic}(loss: i32, ${parameters}): ${result} {\n${cases.join("")}}\n`;
  });
  return (
    "// Made by scripts/build.mjs from assembly/codes.ts and assembly/network/losses/; do not edit.\n" +
    `import { NetworkLoss } from "../codes";\n${imports.join("")}${functions.join("")}`
  );
}
