/** A form made from an experiment's schema: one input a setting, with its description and range. */

import { SpecError } from "../base/errors.ts";
import type { Json, JsonObject } from "../base/json.ts";
import type { SchemaNode } from "../run/allowed.ts";

/** The part of JSON Schema that configs use (zod's toJSONSchema). */
export interface SettingsForm {
  /** The values as they stand; throws SpecError naming the setting that cannot be read. */
  read(): JsonObject;
  write(values: JsonObject): void;
}

/** Fills `form` with one field for each setting of the schema; nested objects are edited as JSON text. */
export function createSettingsForm(form: HTMLFormElement, schema: SchemaNode): SettingsForm {
  form.replaceChildren();
  const inputs = new Map<string, { schema: SchemaNode; input: HTMLInputElement | HTMLSelectElement }>();
  for (const [name, setting] of Object.entries(schema.properties ?? {})) {
    const input = createInput(setting);
    input.name = name;
    form.append(createField(name, setting, input));
    inputs.set(name, { schema: setting, input });
  }
  return {
    read: () =>
      Object.fromEntries(
        [...inputs]
          .filter(([name, { input }]) => !isLeftOut(schema, name, input))
          .map(([name, entry]) => [name, readInput(name, entry.schema, entry.input)]),
      ),
    write: (values) => {
      for (const [name, { schema: setting, input }] of inputs) {
        const value = values[name];
        if (value !== undefined) writeInput(setting, input, value);
        else if (!schema.required?.includes(name)) input.value = "";
      }
    },
  };
}

/** A setting that may be left out is, where its field is empty. */
function isLeftOut(
  { required }: SchemaNode,
  name: string,
  input: HTMLInputElement | HTMLSelectElement,
): boolean {
  return !required?.includes(name) && input.value.trim() === "" && input.type !== "checkbox";
}

function createInput(setting: SchemaNode): HTMLInputElement | HTMLSelectElement {
  if (setting.enum) {
    const select = document.createElement("select");
    for (const choice of setting.enum) select.append(new Option(String(choice), String(choice)));
    return select;
  }
  const input = document.createElement("input");
  if (setting.type === "boolean") input.type = "checkbox";
  else if (isNumber(setting)) {
    input.type = "number";
    input.step = setting.type === "integer" ? "1" : "any";
    if (isUsefulBound(setting.minimum)) input.min = String(setting.minimum);
    if (isUsefulBound(setting.maximum)) input.max = String(setting.maximum);
  } else {
    input.type = "text";
    input.spellcheck = false;
  }
  return input;
}

function createField(name: string, setting: SchemaNode, input: HTMLElement): HTMLLabelElement {
  const label = document.createElement("label");
  label.className = "field";
  const title = document.createElement("span");
  title.className = "field-name";
  title.textContent = humanName(name);
  label.append(title, input);
  const hint = [setting.description, rangeOf(setting)].filter(Boolean).join(" ");
  if (hint) {
    const text = document.createElement("span");
    text.className = "field-hint";
    text.textContent = hint;
    label.append(text);
  }
  return label;
}

function rangeOf({ minimum, maximum }: SchemaNode): string {
  const low = isUsefulBound(minimum);
  const high = isUsefulBound(maximum);
  if (low && high) return `${minimum} to ${maximum}.`;
  if (low) return `At least ${minimum}.`;
  return high ? `At most ${maximum}.` : "";
}

/** JSON Schema states the limits of a safe integer where an author gave none. */
function isUsefulBound(bound: number | undefined): bound is number {
  return bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
}

function isNumber({ type }: SchemaNode): boolean {
  return type === "number" || type === "integer";
}

/** "hiddenSizes" reads as "Hidden sizes". */
function humanName(name: string): string {
  const words = name.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function readInput(name: string, setting: SchemaNode, input: HTMLInputElement | HTMLSelectElement): Json {
  const text = input.value.trim();
  const fail = (wanted: string): never => {
    input.setAttribute("aria-invalid", "true");
    throw new SpecError(name, `${humanName(name)}: “${text}” is not ${wanted}.`);
  };
  input.removeAttribute("aria-invalid");
  if (input instanceof HTMLInputElement && input.type === "checkbox") return input.checked;
  if (setting.enum)
    return (setting.enum.find((choice) => String(choice) === text) as Json | undefined) ?? text;
  if (isNumber(setting))
    return text !== "" && Number.isFinite(Number(text)) ? Number(text) : fail("a number");
  if (setting.type === "array" && setting.items && isNumber(setting.items)) {
    const items = text
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(Number);
    return items.every(Number.isFinite) ? items : fail("a list of numbers, such as 10, 25, 50");
  }
  if (setting.type === "array" && setting.items?.type === "string")
    return text.split(/[\s,]+/).filter(Boolean);
  if (setting.type === "string") return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return fail("JSON");
  }
}

function writeInput(setting: SchemaNode, input: HTMLInputElement | HTMLSelectElement, value: Json): void {
  if (input instanceof HTMLInputElement && input.type === "checkbox") input.checked = value === true;
  else if (typeof value === "string" || typeof value === "number") input.value = String(value);
  else if (Array.isArray(value) && setting.items?.type !== "object") input.value = value.join(", ");
  else input.value = JSON.stringify(value);
}
