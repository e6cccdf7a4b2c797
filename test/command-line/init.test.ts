import { chmodSync, existsSync, lstatSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { initialise } from "../../src/cli/commands/init.ts";
import type { Prompter } from "../../src/cli/init/prompter.ts";
import { Interrupted } from "../../src/cli/init/prompter.ts";
import type { InitOptions } from "../../src/cli/init/questions.ts";
import { resolveSettings } from "../../src/config/resolve.ts";
import { TradebotError } from "../../src/core/domain/errors.ts";
import { scratchDirectory } from "../support/scratch-directory.ts";

const TOKEN = "eyJtoken.OfNobody.Anywhere";

let directory = "";
let file = "";
beforeEach(() => {
  directory = scratchDirectory();
  file = join(directory, ".env");
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

/** Answers in order; what was asked without being shown is marked. */
class Script implements Prompter {
  said = "";
  readonly asked: string[] = [];
  readonly #answers: (string | Error)[];

  constructor(answers: readonly (string | Error)[]) {
    this.#answers = [...answers];
  }

  get isDone(): boolean {
    return this.#answers.length === 0;
  }

  ask(question: string): Promise<string> {
    this.asked.push(question);
    const next = this.#answers.shift() ?? new Error("asked more than the script answers");
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
  }

  askSecret(question: string): Promise<string> {
    return this.ask(`hidden ${question}`);
  }

  say(text: string): void {
    this.said += text;
  }

  readonly close = (): void => undefined;
}

interface Run {
  readonly options?: InitOptions;
  readonly layer?: string;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly prompter?: Prompter;
}

async function init({ options = {}, layer, stdin = "", env = {}, prompter }: Run = {}) {
  const output = { stdout: "", stderr: "" };
  const host = {
    argv: [],
    env,
    umask: () => 0o077,
    stdin: Object.assign(Readable.from([stdin]), { fd: 0 as const }),
    stdout: { write: (text: string) => ((output.stdout += text), true) },
    stderr: { write: (text: string) => ((output.stderr += text), true) },
  } as unknown as Parameters<typeof initialise>[0]["host"];
  const configuration = { envFile: file, ...(layer === undefined ? {} : { config: layer }) };
  const isWritten = await initialise({ host, configuration }, options, prompter);
  return { isWritten, ...output };
}

const settingsIn = (path: string): readonly string[] =>
  readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));

const refusal = async (run: Run): Promise<string> => {
  const error: unknown = await init(run).catch((reason: unknown) => reason);
  if (!(error instanceof TradebotError)) throw new Error("it was not refused");
  return `${error.exit}: ${error.message}${error.hint === undefined ? "" : `; ${error.hint}`}`;
};

function secretFile(name: string, text: string, mode = 0o600): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

describe("init without a terminal", () => {
  it("writes one setting for LOCAL, for its owner alone", async () => {
    const { isWritten, stdout } = await init({ options: { environment: "local" } });
    expect(isWritten).toBe(true);
    expect(settingsIn(file)).toEqual(["SAXO_ENV=LOCAL"]);
    expect(lstatSync(file).mode & 0o777).toBe(0o600);
    expect(stdout).toBe(`${file} was written:\n  SAXO_ENV=LOCAL\n\n`);
  });

  it("writes a configuration of SIM that is valid by itself, with a state directory of its own", async () => {
    const tokenFile = secretFile("token", `${TOKEN}\n`);
    await init({ options: { environment: "SIM", tokenFile, watchlist: "FxSpot:21, Stock:211" } });
    expect(settingsIn(file)).toEqual([
      "SAXO_ENV=SIM",
      "STATE_DIR=state-sim",
      `SAXO_ACCESS_TOKEN_FILE=${tokenFile}`,
      "WATCHLIST='FxSpot:21, Stock:211'",
    ]);
    const resolution = resolveSettings({
      files: [{ name: ".env", text: readFileSync(file, "utf8") }],
      environment: {},
      readSecretFile: () => ({ kind: "text", text: TOKEN }),
    });
    expect(resolution.kind).toBe("valid");
  });

  it("writes the configuration of an app that logs in with PKCE", async () => {
    const appKeyFile = secretFile("key", "app-key\n");
    const redirectUri = "http://localhost:9999/back";
    await init({ options: { environment: "SIM", appKeyFile, redirectUri, watchlist: "FxSpot:21" } });
    expect(settingsIn(file)).toEqual([
      "SAXO_ENV=SIM",
      "STATE_DIR=state-sim",
      `SAXO_APP_KEY_FILE=${appKeyFile}`,
      `SAXO_REDIRECT_URI=${redirectUri}`,
      "WATCHLIST=FxSpot:21",
    ]);
  });

  it("takes the token from stdin, and shows it nowhere", async () => {
    const options: InitOptions = { environment: "SIM", tokenStdin: true, watchlist: "FxSpot:21" };
    const { stdout, stderr } = await init({ options, stdin: `${TOKEN}\n` });
    expect(settingsIn(file)).toContain(`SAXO_ACCESS_TOKEN=${TOKEN}`);
    expect(stdout + stderr).not.toContain(TOKEN);
    expect(stdout).toContain("  SAXO_ACCESS_TOKEN=***\n");
  });

  it("gives a layer directories that it shares with no other configuration", async () => {
    await init({ options: { environment: "LOCAL" }, layer: "prod" });
    expect(existsSync(file)).toBe(false);
    expect(settingsIn(`${file}.prod`)).toEqual([
      "SAXO_ENV=LOCAL",
      "STATE_DIR=state-prod",
      "LOG_DIR=logs-prod",
      "REPORT_DIR=reports-prod",
    ]);
  });

  it("names what the process environment overrides", async () => {
    const { stderr } = await init({ options: { environment: "LOCAL" }, env: { SAXO_ENV: "SIM" } });
    expect(stderr).toBe(
      "tradebot: set in the process environment as well, which counts more than the file: SAXO_ENV\n",
    );
  });

  it.each<[string, Run, string]>([
    [
      "no environment",
      {},
      "SAXO_ENV is needed and there is no terminal to ask at (default: LOCAL); give it as --environment <LOCAL|SIM|LIVE>",
    ],
    ["no token", { options: { environment: "SIM" } }, "SAXO_ACCESS_TOKEN is needed"],
    [
      "an environment that does not exist",
      { options: { environment: "PAPER" } },
      'SAXO_ENV is "PAPER": no such choice; expected LOCAL, SIM or LIVE',
    ],
    ["real money without a login", { options: { environment: "LIVE" } }, "SAXO_ACCESS_TOKEN is needed"],
    [
      "the secret of no app",
      { options: { environment: "SIM", appSecretFile: "/nowhere/secret" } },
      "the file that SAXO_APP_SECRET_FILE names does not exist",
    ],
    ["a token on LOCAL", { options: { environment: "LOCAL", tokenFile: "x" } }, "has no effect on LOCAL"],
    [
      "an empty stdin",
      { options: { environment: "SIM", tokenStdin: true } },
      "expected the token on stdin, found nothing",
    ],
    [
      "a flood on stdin",
      { options: { environment: "SIM", tokenStdin: true }, stdin: "x".repeat(70_000) },
      "found far more than a token",
    ],
    [
      "a token of two lines",
      { options: { environment: "SIM", tokenStdin: true }, stdin: "a\nDRY_RUN=false" },
      "an env file cannot hold",
    ],
    [
      "a token with a space",
      { options: { environment: "SIM", tokenStdin: true }, stdin: "a b" },
      "SAXO_ACCESS_TOKEN is ***: holds a space",
    ],
    [
      "a missing token file",
      { options: { environment: "SIM", tokenFile: "/nowhere/token" } },
      "the file that SAXO_ACCESS_TOKEN_FILE names does not exist",
    ],
    [
      "a layer with a bad name",
      { options: { environment: "LOCAL" }, layer: "../x" },
      'expected letters, digits, "-" or "_"',
    ],
  ])("refuses %s, and writes nothing", async (_, run, complaint) => {
    expect(await refusal(run)).toContain(complaint);
    expect(existsSync(file)).toBe(false);
  });

  it.each<[string, string, string]>([
    ["a faulty watchlist", "Foo:1", 'WATCHLIST is "Foo:1": "Foo:1" is no instrument'],
    ["a watchlist that would add a line", "FxSpot:21\nDRY_RUN=false", "an env file cannot hold"],
  ])("refuses %s", async (_, watchlist, complaint) => {
    const tokenFile = secretFile("token", TOKEN);
    expect(await refusal({ options: { environment: "SIM", tokenFile, watchlist } })).toContain(complaint);
    expect(existsSync(file)).toBe(false);
  });

  it("refuses a token file that others can read", async () => {
    const tokenFile = secretFile("token", TOKEN, 0o644);
    expect(await refusal({ options: { environment: "SIM", tokenFile } })).toContain(
      "others than its owner can read or write it",
    );
  });

  it("does not overwrite, and says what is there", async () => {
    writeFileSync(file, "MAX_POSITIONS=1\nDRY_RUN=true\n");
    expect(await refusal({ options: { environment: "LOCAL" } })).toBe(
      `usage: "${file}" is there already and sets MAX_POSITIONS, DRY_RUN; --force replaces it, and keeps what it held in ${file}.bak`,
    );
    expect(readFileSync(file, "utf8")).toBe("MAX_POSITIONS=1\nDRY_RUN=true\n");
  });

  it("overwrites with --force, and keeps what was there for its owner alone", async () => {
    writeFileSync(file, "MAX_POSITIONS=1\n", { mode: 0o644 });
    await init({ options: { environment: "LOCAL", force: true } });
    expect(settingsIn(file)).toEqual(["SAXO_ENV=LOCAL"]);
    expect(readFileSync(`${file}.bak`, "utf8")).toBe("MAX_POSITIONS=1\n");
    expect(lstatSync(`${file}.bak`).mode & 0o777).toBe(0o600);
  });

  it("replaces a link with --force, and leaves what it leads to alone", async () => {
    const other = secretFile("other", "MAX_POSITIONS=1\n");
    symlinkSync(other, file);
    await init({ options: { environment: "LOCAL", force: true } });
    expect(lstatSync(file).isSymbolicLink()).toBe(false);
    expect(readFileSync(other, "utf8")).toBe("MAX_POSITIONS=1\n");
  });

  it("says as a failure of the disk that the file cannot be written", async () => {
    file = join(directory, "missing", ".env");
    expect(await refusal({ options: { environment: "LOCAL" } })).toMatch(
      /^storage_unwritable: cannot use ".*missing/,
    );
  });
});

describe("init at a terminal", () => {
  it("asks one question for LOCAL, then for consent", async () => {
    const prompter = new Script(["", "yes"]);
    expect((await init({ prompter })).isWritten).toBe(true);
    expect(settingsIn(file)).toEqual(["SAXO_ENV=LOCAL"]);
    expect(prompter.asked).toEqual(["[LOCAL] > ", "Write it? [yes] > "]);
  });

  it("asks again, in the words of the schema, until an answer is sound", async () => {
    const prompter = new Script([
      "paper",
      "sim",
      "",
      "",
      "two words",
      TOKEN,
      "Foo:1",
      "FxSpot:21",
      "",
      "ftp://x",
      "",
      "",
      "y",
    ]);
    const { stdout, stderr } = await init({ prompter });
    expect(prompter.isDone).toBe(true);
    expect(settingsIn(file)).toEqual([
      "SAXO_ENV=SIM",
      "STATE_DIR=state-sim",
      `SAXO_ACCESS_TOKEN=${TOKEN}`,
      "WATCHLIST=FxSpot:21",
    ]);
    for (const words of [
      '  SAXO_ENV is "paper": no such choice; expected LOCAL, SIM or LIVE\n',
      "  an answer is needed; without a terminal: --token-file <path> or --token-stdin, or --app-key-file <path> for a login\n",
      "  SAXO_ACCESS_TOKEN is ***: holds a space",
      '  WATCHLIST is "Foo:1": "Foo:1" is no instrument',
      "  SCHEDULER_WEBHOOK_URL is ***: would be sent where others can listen",
    ]) {
      expect(prompter.said).toContain(words);
    }
    expect(prompter.said + stdout + stderr).not.toContain(TOKEN);
  });

  it("takes the path of a file for a secret", async () => {
    const tokenFile = secretFile("token", TOKEN);
    const prompter = new Script(["SIM", "", `@${tokenFile}`, "FxSpot:21", "", "", "", ""]);
    await init({ prompter });
    expect(settingsIn(file)).toContain(`SAXO_ACCESS_TOKEN_FILE=${tokenFile}`);
  });

  it("asks for an app and its secret, and then for no token", async () => {
    const prompter = new Script(["live", "app-key", "app-secret", "Stock:211", "", "", "", "y"]);
    await init({ prompter });
    expect(prompter.isDone).toBe(true);
    expect(settingsIn(file)).toEqual([
      "SAXO_ENV=LIVE",
      "STATE_DIR=state-live",
      "SAXO_APP_KEY=app-key",
      "SAXO_APP_SECRET=app-secret",
      "WATCHLIST=Stock:211",
    ]);
    expect(prompter.said).not.toContain("app-secret\n");
  });

  it("does not ask what was given as an option", async () => {
    const prompter = new Script(["", "", "", "no"]);
    const tokenFile = secretFile("token", TOKEN);
    const options: InitOptions = { environment: "SIM", tokenFile, watchlist: "FxSpot:21" };
    expect((await init({ prompter, options })).isWritten).toBe(false);
    expect(prompter.isDone).toBe(true);
    expect(existsSync(file)).toBe(false);
  });

  it("writes nothing when the person gives up", async () => {
    const prompter = new Script(["SIM", "", TOKEN, new Interrupted("given up")]);
    await expect(init({ prompter })).rejects.toThrow("given up");
    expect(existsSync(file)).toBe(false);
  });
});
