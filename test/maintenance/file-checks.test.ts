import { mkdirSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fileChecks } from "../../src/cli/commands/maintenance/file-checks.ts";
import { takeStockOfAll } from "../../src/cli/commands/maintenance/own-directories.ts";
import { openDatabase } from "../../src/simulator/persistence/database-file.ts";
import { NO_INCIDENTS } from "../../src/report/incident-record.ts";
import { renderIncidents } from "../../src/report/incident-format.ts";
import { renderSummary } from "../../src/report/cycle-summary.ts";
import { run } from "../report/runs.ts";
import { installation, touch } from "./settings.ts";

const { at, settings } = installation();
const findings = (): readonly string[] =>
  fileChecks(settings(), takeStockOfAll(settings())).map(
    ({ name, verdict, finding }) => `${name} ${verdict}: ${finding.replaceAll(at(), "")}`,
  );
const NO_LOG = "log_files ok: there are none yet";

describe("verifying the files beside the store", () => {
  it("finds nothing wrong where there is nothing", () => {
    expect(findings()).toEqual([NO_LOG]);
  });

  it("reads the incidents, and tells a damaged record", () => {
    touch(at("state", "incidents.json"), renderIncidents(NO_INCIDENTS));
    touch(at("state", "incidents.mutex"));
    expect(findings()).toEqual(["incidents ok: 0 open: /state/incidents.json", NO_LOG]);
    touch(at("state", "incidents.json"), "{}");
    expect(findings()).toEqual(["incidents fail: it is damaged: /state/incidents.json", NO_LOG]);
  });

  it("reads every summary, and counts the lines that are none", () => {
    touch(at("reports", "cycle_summaries.jsonl"), renderSummary(run(0), "1.2.3"));
    expect(findings()).toEqual(["cycle_summaries ok: 1 runs: /reports/cycle_summaries.jsonl", NO_LOG]);
    touch(
      at("reports", "cycle_summaries.jsonl"),
      `{"torn\n${renderSummary(run(0), "1.2.3")}{"run_id":"r"}\n`,
    );
    expect(findings()).toEqual([
      "cycle_summaries warn: 2 of 3 lines are no summary: /reports/cycle_summaries.jsonl",
      NO_LOG,
    ]);
  });

  it("reads the account of the embedded broker, unless it is in use or no database", () => {
    const file = at("state", "simulator.db");
    const database = openDatabase(file);
    expect(findings()).toEqual([
      "simulated_account warn: not checked, it is in use: /state/simulator.db",
      NO_LOG,
    ]);
    database.close();
    expect(findings()).toEqual(["simulated_account ok: /state/simulator.db", NO_LOG]);
    writeFileSync(file, "x".repeat(9000));
    expect(findings()).toEqual([
      "simulated_account fail: file is not a database: /state/simulator.db",
      NO_LOG,
    ]);
  });

  it("tells what is too large to be a file of ours", () => {
    writeFileSync(at("state", "status.json"), Buffer.alloc(17 * 1024 * 1024));
    expect(findings()).toEqual([
      'status_file fail: cannot use "/state/status.json": expected a file of ours, but it has 17825792 bytes',
      NO_LOG,
    ]);
    mkdirSync(at("logs", "bot.2026-11-20.1.log"));
    expect(findings().at(-1)).toBe(NO_LOG);
  });
});
