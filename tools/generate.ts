import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { renderConfigurationPage } from "../src/config/render-configuration-page.ts";
import { renderEnvExample } from "../src/config/render-env-example.ts";
import { renderCycleSummariesPage } from "./pages/cycle-summaries-page.ts";
import { renderDenialsPage } from "./pages/denials-page.ts";
import { renderEventsPage } from "./pages/events-page.ts";
import { renderExitCodesPage } from "./pages/exit-codes-page.ts";
import { renderStrategiesPage } from "./pages/strategies-page.ts";
import { renderStatusFilePage } from "./pages/status-file-page.ts";
import { renderTroubleshootingPage } from "./pages/troubleshooting-page.ts";
import { RUNBOOK_FILES } from "./runbooks.ts";

/** The files that are made from the code, by their path in the repository. */
export const GENERATED_FILES: Readonly<Record<string, () => string>> = {
  ".env.example": renderEnvExample,
  "docs/configuration.md": renderConfigurationPage,
  "docs/cycle-summaries.md": renderCycleSummariesPage,
  "docs/denials.md": renderDenialsPage,
  "docs/events.md": renderEventsPage,
  "docs/exit-codes.md": renderExitCodesPage,
  "docs/status-file.md": renderStatusFilePage,
  "docs/strategies.md": renderStrategiesPage,
  "docs/troubleshooting.md": renderTroubleshootingPage,
  ...RUNBOOK_FILES,
};

if (import.meta.main) {
  for (const [path, render] of Object.entries(GENERATED_FILES)) {
    const target = join(import.meta.dirname, "..", path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, render());
    process.stdout.write(`${path}\n`);
  }
}
