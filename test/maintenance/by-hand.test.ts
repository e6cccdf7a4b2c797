import { expect, it } from "vitest";
import { runBackup } from "../../src/cli/commands/maintenance/backup.ts";
import { commandLogOptions } from "../../src/cli/commands/maintenance/hold-lock.ts";
import type { Host } from "../../src/cli/main.ts";
import { runId } from "../../src/core/domain/ids.ts";
import { VirtualClock } from "../support/virtual-clock.ts";
import { settingsIn } from "./settings.ts";

const HOST = { env: {}, stderr: { write: () => true } } as unknown as Host;

it.each([
  ["off", "off"],
  ["auto", "quiet"],
  ["plain", "quiet"],
])("with LOG_CONSOLE=%s the lines of a command go to a console that is %s", (LOG_CONSOLE, style) => {
  const opening = { runId: runId("by-hand"), clock: new VirtualClock() };
  expect(commandLogOptions(HOST, settingsIn("/somewhere", { LOG_CONSOLE }), opening).console).toBe(style);
});

it("a backup to no place at all is refused as such", async () => {
  const input = { host: HOST, configuration: {}, json: false };
  await expect(runBackup(input, { to: "" })).rejects.toMatchObject({
    exit: "usage",
    message: '--to "": expected a directory, or a file that is not there yet',
  });
});
