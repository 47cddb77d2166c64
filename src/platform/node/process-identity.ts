/** Which process is it, so that a number used again for another process is not mistaken for it. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { hasCode } from "./file-error.ts";

export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** When the process began, in the system's own words; empty where that cannot be known. */
  readonly started: string;
}

export const ownIdentity = (): ProcessIdentity => ({
  host: hostname(),
  pid: process.pid,
  started: processStart(process.pid),
});

export type Liveness = "alive" | "dead" | "elsewhere";

export function livenessOf(identity: ProcessIdentity): Liveness {
  if (identity.host !== hostname()) return "elsewhere";
  if (!exists(identity.pid)) return "dead";
  return processStart(identity.pid) === identity.started ? "alive" : "dead";
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, "EPERM");
  }
}

/** Field 22 of /proc/PID/stat (ticks since boot) on Linux, `ps` on other Unix, nothing on Windows. */
function processStart(pid: number): string {
  try {
    if (process.platform === "linux") {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return fields[0] === "Z" ? "zombie" : `${bootId()} ${fields[19]}`;
    }
    if (process.platform === "win32") return "";
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    return "";
  }
}

function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "";
  }
}
