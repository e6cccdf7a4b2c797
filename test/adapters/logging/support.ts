import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { HolderLogOptions } from "../../../src/adapters/logging/log.ts";
import { CONTEXT, NOW } from "./support-values.ts";

export function temporaryDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), "tradebot-log-"));
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}

export class CollectedText {
  text = "";
  write(text: string): void {
    this.text += text;
  }
}

interface TestOptions extends HolderLogOptions {
  readonly stderr: CollectedText;
}

export const logOptions = (
  changes: Partial<TestOptions> & Pick<HolderLogOptions, "directory">,
): TestOptions => ({
  level: "info",
  rotation: { mode: "time", retentionDays: 30 },
  console: "plain",
  secrets: [],
  now: () => NOW,
  context: CONTEXT,
  stderr: new CollectedText(),
  ...changes,
});
