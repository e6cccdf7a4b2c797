import path from "node:path";
import type { StagedBackup } from "../../../adapters/store/restore.ts";
import { putInPlace, stageBackup } from "../../../adapters/store/restore.ts";
import { isoFromTimestamp } from "../../../core/domain/time.ts";
import { VISIBILITY_GRACE } from "../../../core/execution/verdict.ts";
import { EXIT_CODES } from "../../exit-codes.ts";
import { printable, printJson } from "../../output.ts";
import { withProgress } from "../../progress.ts";
import { requireSettings } from "../../read-store.ts";
import type { CommandInput } from "../../register/commands.ts";
import { holdingTheLock } from "./hold-lock.ts";

/** Puts a backup in the place of the store, and leaves to the next cycle what the backup cannot know. */
export async function runRestore(input: CommandInput, { file }: { readonly file: string }): Promise<number> {
  const settings = requireSettings(input);
  const restored = await withProgress(input.host, (say) =>
    holdingTheLock(input.host, settings, async ({ clock, log }) => {
      const { stateDirectory, environment } = settings;
      say("reading the backup");
      const staged = stageBackup({ stateDirectory, file: path.resolve(file), environment });
      say("waiting until whatever was ordered last is in the broker's log");
      await clock.sleep(VISIBILITY_GRACE); // always: no store here knows what another one, or another machine, sent just now
      say("putting the backup in place");
      const replacedPath = putInPlace(staged, clock.now());
      (await log()).emit("maintenance_store_restored", { path: file, replaced_path: replacedPath });
      return { ...staged, ...(replacedPath === undefined ? {} : { replacedPath }) };
    }),
  );
  if (input.json) printJson(input.host, restoreDocument(file, restored));
  else input.host.stdout.write(asText(file, restored));
  return EXIT_CODES.done.code;
}

interface Restored extends StagedBackup {
  readonly replacedPath?: string;
}

const restoreDocument = (file: string, { version, lastCycleAt, replacedPath }: Restored) => ({
  restored_from: path.resolve(file),
  version,
  last_cycle_at: lastCycleAt === undefined ? undefined : isoFromTimestamp(lastCycleAt),
  replaced: replacedPath,
});

function asText(file: string, { version, lastCycleAt, replacedPath }: Restored): string {
  const until = lastCycleAt === undefined ? "" : `, as it was at ${isoFromTimestamp(lastCycleAt)}`;
  const before = replacedPath === undefined ? "" : `the store that was there: ${printable(replacedPath)}\n`;
  return (
    `restored ${printable(file)} (store version ${version}${until})\n${before}` +
    "the next cycle looks through the broker's log and takes over what was ordered since\n"
  );
}
