import type { OwnFile } from "../../../adapters/files/inventory.ts";
import type { SqliteStore } from "../../../adapters/store/sqlite-store.ts";
import { isoFromTimestamp } from "../../../core/domain/time.ts";
import { EXIT_CODES } from "../../exit-codes.ts";
import { printable, printJson } from "../../output.ts";
import { withProgress } from "../../progress.ts";
import { requireSettings } from "../../read-store.ts";
import type { CommandInput } from "../../register/commands.ts";
import { bytesText } from "./bytes-text.ts";
import type { Cleanup } from "./clean-up.ts";
import { cleanUp, cleanupFields, rehearseCleanup } from "./clean-up.ts";
import { expiredLogs } from "./expired-logs.ts";
import type { Holding } from "./hold-lock.ts";
import { holdingTheLock } from "./hold-lock.ts";

interface CleanupOptions {
  readonly isPreview: boolean;
  readonly compact: boolean;
}

/** Removes now what has been kept long enough, or shows what that would be. */
export async function runCleanup(
  input: CommandInput,
  { isPreview, compact }: CleanupOptions,
): Promise<number> {
  const settings = requireSettings(input);
  const done = await withProgress(input.host, (say) => {
    say("removing what was kept long enough");
    return holdingTheLock(input.host, settings, (holding) =>
      isPreview ? rehearse(holding) : removeAll(holding, compact),
    );
  });
  if (input.json) printJson(input.host, cleanupDocument(done, isPreview));
  else input.host.stdout.write(asText(done, isPreview));
  return EXIT_CODES.done.code;
}

async function rehearse({ settings, clock }: Holding): Promise<Cleanup> {
  const logs = expiredLogs(settings, clock.now());
  return withStore(settings, (store) => {
    const planned = rehearseCleanup({ settings, store, clock });
    return { ...planned, files: [...logs, ...planned.files] };
  });
}

async function removeAll({ settings, clock, log }: Holding, compact: boolean): Promise<Cleanup> {
  const beganMs = clock.monotonicMs();
  const expired = expiredLogs(settings, clock.now());
  const events = await log(); // which removes the log files whose time is over
  const left = new Set(expiredLogs(settings, clock.now()).map(({ path }) => path));
  const done = await withStore(settings, (store) => {
    const cleanup = cleanUp({ settings, store, clock });
    if (compact) store?.compact();
    return { ...cleanup, files: [...expired.filter(({ path }) => !left.has(path)), ...cleanup.files] };
  });
  const duration_ms = Math.round(clock.monotonicMs() - beganMs);
  events.emit("maintenance_cleanup_done", { ...cleanupFields(done), duration_ms });
  return done;
}

/** Without a store there are still files. */
async function withStore(
  { stateDirectory }: Holding["settings"],
  work: (store: SqliteStore | undefined) => Cleanup,
): Promise<Cleanup> {
  const { openStoreAsItIs } = await import("../../../adapters/store/open-store.ts");
  const store = openStoreAsItIs(stateDirectory);
  try {
    return work(store);
  } finally {
    store?.close();
  }
}

const cleanupDocument = ({ rows, files, lines }: Cleanup, isPreview: boolean) => ({
  preview: isPreview,
  rows,
  cycle_summaries: lines.count,
  files: files.map(({ kind, path, bytes, modifiedAt }) => ({
    kind,
    path,
    bytes,
    modified_at: isoFromTimestamp(modifiedAt),
  })),
});

function asText({ rows, files, lines }: Cleanup, isPreview: boolean): string {
  const verb = isPreview ? "would remove" : "removed";
  const counts = `${rows.decisions} decisions, ${rows.inputs} rows of what they were made from, ${rows.snapshots} snapshots, ${rows.cycles} cycles, ${lines.count} cycle summaries`;
  return [`${verb} ${counts} and ${filesText(files)}`, ...files.map(fileLine)].join("\n") + "\n";
}

const filesText = (files: readonly OwnFile[]): string =>
  files.length === 1 ? "1 file" : `${files.length} files`;
const fileLine = ({ kind, path, bytes }: OwnFile): string =>
  `  ${kind.replaceAll("_", " ")}  ${bytesText(bytes)}  ${printable(path)}`;
