import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Run by .ci/run on a fresh clone, because they are what brings the tests themselves. */
const SETUP = ["npm ci", "npm test"];

const readme = readFileSync(`${ROOT}README.md`, "utf8");
const commands = [...readme.matchAll(/^```sh\n(.*?)^```$/gms)]
  .flatMap(([, block = ""]) => block.split("\n"))
  .filter((line) => line !== "");

interface Outcome {
  readonly code: number;
  readonly stdout: string;
}

/** Types a command in the clone, but keeps its traces elsewhere. */
function runInShell(command: string, home: string): Promise<Outcome> {
  const logs = join(home, "logs");
  const env = {
    PATH: process.env["PATH"],
    HOME: home,
    STATE_DIR: join(home, "state"),
    LOG_DIR: logs,
    REPORT_DIR: join(home, "reports"),
    npm_config_update_notifier: "false",
  };
  return new Promise((resolve) => {
    execFile("sh", ["-c", command.replace(/ logs\//, ` ${logs}/`)], { cwd: ROOT, env }, (error, stdout) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error === null ? 0 : -1, stdout });
    });
  });
}

describe("the README", () => {
  const home = mkdtempSync(join(tmpdir(), "readme-"));
  const outcomes = new Map<string, Outcome>();

  beforeAll(async () => {
    for (const command of commands) {
      if (!SETUP.includes(command)) outcomes.set(command, await runInShell(command, home));
    }
  }, 60_000);

  afterAll(() => {
    rmSync(home, { recursive: true, force: true });
  });

  it("has commands, and each of them works when they are typed one after another", () => {
    expect(commands.length).toBeGreaterThan(8);
    const failed = [...outcomes].filter(([, { code }]) => code !== 0);
    expect(failed).toEqual([]);
  });

  it("leaves the commands it does not run to .ci/run", () => {
    const ci = readFileSync(`${ROOT}.ci/run`, "utf8");
    expect(SETUP.filter((command) => !commands.includes(command))).toEqual([]);
    expect(ci).toContain("npm ci");
    expect(ci).toContain("npm run check");
    expect(readFileSync(`${ROOT}package.json`, "utf8")).toMatch(/"check": ".*npm test"/);
  });

  it("shows what the first cycle really prints", () => {
    const shown = /^cycle 1: .*\n {2}.*\n {2}buy .*$/m.exec(readme)?.[0] ?? "";
    const withoutFigures = (text: string): string =>
      text.replace(/at [\d.]+/, "at PRICE").replace(/ATB-[A-Z2-7]+/, "REFERENCE");
    expect(withoutFigures(outcomes.get("npm start")?.stdout ?? "")).toContain(withoutFigures(shown));
  });

  it("finds the order's whole story with the search it shows", () => {
    const story = outcomes.get(commands.find((command) => command.startsWith("grep")) ?? "")?.stdout ?? "";
    const events = ["intent_created", "precheck_passed", "order_placed", "order_filled", "reconcile_result"];
    expect(events.filter((event) => !story.includes(`execution_${event}`))).toEqual([]);
  });

  it("names files that exist", () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, target = ""]) => target);
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((target) => readFileSync(join(ROOT, target), "utf8") === "")).toEqual([]);
  });
});
