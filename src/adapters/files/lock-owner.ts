import { z } from "zod/mini";
import type { RunId } from "../../core/domain/ids.ts";
import { runId } from "../../core/domain/ids.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { isoFromTimestamp, timestampFromIso } from "../../core/domain/time.ts";
import type { ProcessIdentity } from "./process-identity.ts";
import { readTextFile } from "./read-text-file.ts";
import { replaceFile } from "./replace-file.ts";

/** Who holds, or held, the lock. */
export interface LockOwner {
  /** One for each process, so it also tells this holding from every other. */
  readonly runId: RunId;
  readonly since: Timestamp;
  readonly processId: number;
  readonly host: string;
}

/** What the owner file says: the owner, and all that helps to tell whether it still lives. */
export interface OwnerRecord extends LockOwner, ProcessIdentity {
  readonly mutexFileId: string;
}

const OwnerFile = z.object({
  run_id: z.string().check(z.minLength(1)),
  since: z.string(),
  process_id: z.int().check(z.positive()),
  host: z.string(),
  boot_id: z.optional(z.string()),
  pid_namespace: z.optional(z.string()),
  start_ticks: z.optional(z.string()),
  mutex_file_id: z.string(),
});

export const publicOwner = ({ runId, since, processId, host }: LockOwner): LockOwner => ({
  runId,
  since,
  processId,
  host,
});

/** `undefined` when there is no such file or it says nothing intelligible. */
export function readOwner(path: string): OwnerRecord | undefined {
  const text = readTextFile(path);
  return text === undefined ? undefined : parseOwner(text);
}

/** Only the holder of the mutex writes. */
export function writeOwner(path: string, owner: OwnerRecord): void {
  replaceFile(path, `${JSON.stringify(fileContent(owner))}\n`);
}

const fileContent = (owner: OwnerRecord): z.infer<typeof OwnerFile> => ({
  run_id: owner.runId,
  since: isoFromTimestamp(owner.since),
  process_id: owner.processId,
  host: owner.host,
  boot_id: owner.bootId,
  pid_namespace: owner.pidNamespace,
  start_ticks: owner.startTicks,
  mutex_file_id: owner.mutexFileId,
});

function parseOwner(text: string): OwnerRecord | undefined {
  // compiling a parser takes longer than the few parses of a run
  const parsed = OwnerFile.safeParse(jsonOrUndefined(text), { jitless: true });
  const since = parsed.success ? timestampFromIso(parsed.data.since) : undefined;
  if (!parsed.success || since === undefined) return undefined;
  const file = parsed.data;
  return {
    runId: runId(file.run_id),
    since,
    processId: file.process_id,
    host: file.host,
    bootId: file.boot_id,
    pidNamespace: file.pid_namespace,
    startTicks: file.start_ticks,
    mutexFileId: file.mutex_file_id,
  };
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
