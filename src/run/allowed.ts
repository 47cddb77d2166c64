/** What a config may hold, in words, from the JSON Schema that zod makes of an experiment's schema. */
import { z } from "zod";
import type { AnyExperiment } from "./contract.ts";

/** The part of JSON Schema that configs use. */
export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  /** Names of the properties that have to be there. */
  readonly required?: readonly string[];
  /** Of an object with names of one's own: what each holds. */
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
}

export type Path = readonly (string | number)[];

export function schemaOf(experiment: Pick<AnyExperiment, "schema">): SchemaNode {
  return z.toJSONSchema(experiment.schema, { io: "input", unrepresentable: "any" }) as SchemaNode;
}

/** "sizes[2].n" */
export function formatPath(path: Path): string {
  return path.map((part, i) => (typeof part === "number" ? `[${part}]` : i ? `.${part}` : part)).join("");
}

/** Every node that a path may mean: a union has several. */
export function nodesAt(schema: SchemaNode, path: Path): readonly SchemaNode[] {
  let nodes = branches(schema);
  for (const part of path) {
    const next = nodes.map((node) => (typeof part === "number" ? node.items : memberAt(node, part)));
    nodes = next.filter((node) => node !== undefined).flatMap(branches);
  }
  return nodes;
}

/** The property of that name, or what any name may hold. */
function memberAt({ properties, additionalProperties }: SchemaNode, name: string): SchemaNode | undefined {
  return properties?.[name] ?? (typeof additionalProperties === "object" ? additionalProperties : undefined);
}

function branches(node: SchemaNode): readonly SchemaNode[] {
  const parts = node.anyOf ?? node.oneOf;
  return parts ? parts.flatMap((part) => branches(withDescription(part, node))) : [node];
}

const withDescription = (part: SchemaNode, whole: SchemaNode): SchemaNode =>
  part.description || !whole.description ? part : { ...part, description: whole.description };

/** "a whole number from 2 to 2000"; alternatives joined with "or". */
export function describeNodes(nodes: readonly SchemaNode[]): string {
  return [...new Set(nodes.map(describeNode))].join(" or ");
}

function describeNode(node: SchemaNode): string {
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.enum) return `one of ${node.enum.map((value) => JSON.stringify(value)).join(", ")}`;
  switch (node.type) {
    case "integer":
      return `a whole number${range(node)}`;
    case "number":
      return `a number${range(node)}`;
    case "boolean":
      return "true or false";
    case "string":
      return node.minLength ? "a text that is not empty" : "a text";
    case "null":
      return "null";
    case "array":
      return `a list${length(node)}${node.items ? ` with ${describeNodes(branches(node.items))} each` : ""}`;
    case "object":
      if (!node.properties && typeof node.additionalProperties === "object")
        return `an object with ${describeNodes(branches(node.additionalProperties))} under each name`;
      return `{ ${Object.entries(node.properties ?? {})
        .map(memberOf)
        .join(", ")} }`;
    default:
      return "another value";
  }
}

/** `kind: "strokes"` for a member with one value, which tells the kinds of object apart; else its name. */
const memberOf = ([key, member]: [string, SchemaNode]): string =>
  member.const === undefined ? key : `${key}: ${JSON.stringify(member.const)}`;

function range(node: SchemaNode): string {
  const low = node.minimum !== undefined && node.minimum > Number.MIN_SAFE_INTEGER ? node.minimum : undefined;
  const high =
    node.maximum !== undefined && node.maximum < Number.MAX_SAFE_INTEGER ? node.maximum : undefined;
  const step = node.multipleOf !== undefined ? `, a multiple of ${node.multipleOf}` : "";
  if (low !== undefined && high !== undefined) return ` from ${low} to ${high}${step}`;
  const parts = [
    node.exclusiveMinimum !== undefined ? `above ${node.exclusiveMinimum}` : "",
    low !== undefined ? `of at least ${low}` : "",
    node.exclusiveMaximum !== undefined ? `below ${node.exclusiveMaximum}` : "",
    high !== undefined ? `of at most ${high}` : "",
  ].filter(Boolean);
  return (parts.length ? ` ${parts.join(" and ")}` : "") + step;
}

function length({ minItems, maxItems }: SchemaNode): string {
  if (minItems !== undefined && maxItems !== undefined)
    return minItems === maxItems ? ` of ${minItems} items` : ` of ${minItems} to ${maxItems} items`;
  if (minItems !== undefined) return ` of at least ${minItems} item${minItems === 1 ? "" : "s"}`;
  return maxItems !== undefined ? ` of at most ${maxItems} items` : "";
}
