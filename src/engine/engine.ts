/** Loads the kernels and owns their memory: one Engine per thread. */
import { instantiateSync } from "@assemblyscript/loader";
import { HostError } from "../base/errors.ts";
import { wasmBase64, wasmSha256 } from "./generated/baseline.ts";
import type { KernelExports } from "./generated/kernels.ts";
import { EngineMemory } from "./memory.ts";

export type { KernelExports } from "./generated/kernels.ts";

/** A compiled module and the SHA-256 of its bytes; it can be posted to workers and instantiated there. */
export interface CompiledKernels {
  readonly module: WebAssembly.Module;
  readonly sha256: string;
  /** True for the relaxed-SIMD build (fused multiply-add): fast, but not bit-identical across CPUs. */
  readonly relaxed: boolean;
}

const INITIAL_PAGES = 16;
const MAXIMUM_PAGES = 65536;

/** The smallest module with a v128 instruction: validates exactly where SIMD exists. */
const SIMD_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98,
  11,
]);

/** The same with i8x16.relaxed_swizzle. */
const RELAXED_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 15, 1, 13, 0, 65, 1, 253, 15, 65, 2,
  253, 15, 253, 128, 2, 11,
]);

/** False in a Node started with --jitless, and where a policy forbids it. */
export const hasWebAssembly = (): boolean => typeof WebAssembly === "object";

export function hasSimd(): boolean {
  return hasWebAssembly() && WebAssembly.validate(SIMD_PROBE);
}

export function hasRelaxedSimd(): boolean {
  return hasWebAssembly() && WebAssembly.validate(RELAXED_PROBE);
}

/**
 * Compiles the embedded kernels.
 *
 * @param options.relaxed take the fused-multiply-add build
 * @throws {HostError} when the host has no WebAssembly, no SIMD in it (or no relaxed SIMD when that is asked for), or forbids to compile
 */
export async function compileKernels({ relaxed = false } = {}): Promise<CompiledKernels> {
  if (!hasWebAssembly())
    throw new HostError(
      "This host has no WebAssembly, in which the kernels are written; start Node without --jitless, or allow WebAssembly in the browser.",
    );
  if (!hasSimd())
    throw new HostError(
      "This host has no WebAssembly SIMD, which the kernels need; it takes a processor with SSE 4.1 (from 2008) or ARM's NEON, and Node 16.4 or a browser from 2021, or newer.",
    );
  if (relaxed && !hasRelaxedSimd())
    throw new HostError(
      "This host has no relaxed WebAssembly SIMD; leave --fast-math out, or on Node 20 start with --experimental-wasm-relaxed-simd.",
    );
  const source = relaxed ? await import("./generated/relaxed.ts") : { wasmBase64, wasmSha256 };
  const module = await WebAssembly.compile(decodeBase64(source.wasmBase64)).catch((cause: Error) => {
    throw new HostError(`This host does not compile the kernels: ${cause.message.replace(/\.$/, "")}.`);
  });
  return { module, sha256: source.wasmSha256, relaxed };
}

/** Exports of one instance, its memory, and nothing else. Typed façades (engine/linalg.ts, …) build on it. */
export class Engine {
  readonly kernels: KernelExports;
  readonly memory: EngineMemory;
  readonly sha256: string;
  readonly relaxed: boolean;

  /** @throws {HostError} when the host does not give it the room to begin with */
  constructor(compiled: CompiledKernels) {
    const memory = createMemory();
    const { exports } = instantiateSync<Record<string, unknown>>(
      compiled.module as never,
      { env: { memory } } as never,
    );
    this.kernels = exports as unknown as KernelExports;
    this.memory = new EngineMemory(memory, this.kernels.heapBase());
    this.sha256 = compiled.sha256;
    this.relaxed = compiled.relaxed;
  }

  static async create(options: { relaxed?: boolean } = {}): Promise<Engine> {
    return new Engine(await compileKernels(options));
  }
}

/** Engines reserve addresses for all that a memory may grow to, and for guards around it, before a byte is used. */
function createMemory(): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MAXIMUM_PAGES });
  } catch {
    throw new HostError(
      "No WebAssembly memory could be reserved: an engine takes about 10 GiB of addresses (not of memory), and there is a limit on them, or too many engines. Lift it with `ulimit -v unlimited`, take fewer --workers, or start Node with --disable-wasm-trap-handler.",
    );
  }
}

function decodeBase64(text: string): Uint8Array {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
