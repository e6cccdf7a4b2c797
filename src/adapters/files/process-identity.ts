import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { isCode } from "./state-error.ts";

/** What tells a process from every other one, now and later, as far as the system says. */
export interface ProcessIdentity {
  readonly processId: number;
  readonly host: string;
  /** Of the running kernel; containers share it. Linux only. */
  readonly bootId?: string | undefined;
  /** Numbers of processes mean something only within one of these. Linux only. */
  readonly pidNamespace?: string | undefined;
  /** When the process started, in ticks since boot: a number used again has another. Linux only. */
  readonly startTicks?: string | undefined;
}

export function ownIdentity(): ProcessIdentity {
  return {
    processId: process.pid,
    host: hostname(),
    bootId: ifReadable(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()),
    pidNamespace: ifReadable(() => readlinkSync("/proc/self/ns/pid")),
    startTicks: startTicksOf(process.pid),
  };
}

/** Whether the kernel that ran the process is the one that runs us. */
export const isSameMachine = (other: ProcessIdentity, us: ProcessIdentity): boolean =>
  other.bootId !== undefined && us.bootId !== undefined ? other.bootId === us.bootId : other.host === us.host;

export type Vitality = "alive" | "dead" | "unknown";

export function vitalityOf(other: ProcessIdentity, us: ProcessIdentity): Vitality {
  if (!isSameMachine(other, us)) return other.host === us.host ? "dead" : "unknown"; // a reboot, or elsewhere
  if (other.pidNamespace !== us.pidNamespace) return "unknown";
  return isRunning(other) ? "alive" : "dead";
}

function isRunning({ processId, startTicks }: ProcessIdentity): boolean {
  if (startTicks !== undefined) return startTicksOf(processId) === startTicks;
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return isCode(error, "EPERM"); // there, but somebody else's
  }
}

/** `undefined` when there is no such process, only its unreaped remains, or no /proc. */
function startTicksOf(processId: number): string | undefined {
  const stat = ifReadable(() => readFileSync(`/proc/${processId}/stat`, "utf8"));
  if (stat === undefined) return undefined;
  // proc(5): state is field 3 and starttime field 22; the name in field 2 may itself hold spaces and parentheses
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
}

/** These files are there or they are not: which of the two is all that is asked. */
function ifReadable(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
