import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect } from "vitest";
import type { CommandResult } from "../support/command.ts";
import { simEnvironment, startFakeServer, TOKEN } from "./saxo.ts";
import type { Environment, Workspace } from "./workspace.ts";
import { it } from "./workspace.ts";

/** One secret for each place that can hold one; no two share a part. */
const SECRETS = {
  token: TOKEN,
  accountKey: "Kanari1Account|Key2Of3Tests==",
  clientKey: "Zeisig4Client|Key5Of6Tests==",
  hookPath: "Stieglitz7Path8/Of9",
  hookQuery: "Gimpel1Query2=Of3",
  pingPath: "Girlitz4Ping5Of6",
} as const;

/** Whether a text holds a secret as it is, in a URL, or in the base64 of whatever it stands in. */
function holds(text: string, secret: string): boolean {
  const encoded = encodeURIComponent(secret);
  const inBase64 = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)])
      .toString("base64")
      .slice(offset === 0 ? 0 : offset + 1, -4),
  );
  return [secret, encoded, ...inBase64].some((form) => text.includes(form));
}

const heldBy = (text: string): readonly string[] =>
  Object.entries(SECRETS).flatMap(([name, secret]) => (holds(text, secret) ? [name] : []));

/** What of the secrets can be read in the output or in any file that the command left. */
function leaks(bot: Workspace, results: readonly CommandResult[]): readonly string[] {
  const files = readdirSync(bot.directory, { recursive: true, encoding: "utf8" }).filter((file) =>
    statSync(path.join(bot.directory, file)).isFile(),
  );
  return [
    ...results.flatMap(({ stdout, stderr }) =>
      heldBy(stdout + stderr).map((name) => `${name} in the output`),
    ),
    ...files.flatMap((file) =>
      heldBy(readFileSync(path.join(bot.directory, file), "latin1")).map((name) => `${name} in ${file}`),
    ),
  ];
}

const environment = (restBase: string, receiver: string, more: Environment = {}): Environment =>
  simEnvironment(restBase, {
    SAXO_ACCOUNT_KEY: SECRETS.accountKey,
    SAXO_CLIENT_KEY: SECRETS.clientKey,
    SCHEDULER_WEBHOOK_URL: `${receiver}/hooks/${encodeURIComponent(SECRETS.hookPath)}?sig=${encodeURIComponent(SECRETS.hookQuery)}`,
    HEALTHCHECK_PING_URL: `${receiver}/${SECRETS.pingPath}`,
    LOG_LEVEL: "DEBUG",
    ...more,
  });

const NOBODY = "http://127.0.0.1:9";

/** Throws an error that repeats the whole environment, in several forms, in its message, its stack and its cause. */
const throwing = (how: string): Environment => {
  const script = `
    const all = Object.values(process.env).join("\\n");
    const forms = [all, encodeURIComponent(all), Buffer.from("x" + all).toString("base64"), JSON.stringify({ all })];
    const write = process.stderr.write.bind(process.stderr);
    process.stderr.write = (text) => {
      if (text.includes("startup_config_loaded")) setImmediate(() => { ${how} });
      return write(text);
    };`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}` };
};

const LOOKS = [["doctor", "--json"], ["config", "show", "--json"], ["logs"]];

describe.concurrent("no secret is to be found anywhere", () => {
  it("after a broker has repeated all it was told, and nobody takes the messages", async ({ bot }) => {
    const echo = await startFakeServer((authorization) => ({
      status: 400,
      body: JSON.stringify({
        ErrorCode: "InvalidRequest",
        Message: `${authorization} ${Buffer.from(authorization).toString("base64")} ${encodeURIComponent(SECRETS.accountKey)}`,
      }),
    }));
    const env = environment(echo.restBase, NOBODY);
    const cycle = await bot.run(["--single-cycle"], env);
    const looks = await Promise.all(LOOKS.map((args) => bot.run(args, env)));
    echo.close();
    expect(cycle.code).toBe(76);
    expect(cycle.stderr).toContain("InvalidRequest");
    expect(leaks(bot, [cycle, ...looks])).toEqual([]);
  });

  it.for([
    ["a bug", "const bug = new Error(forms.join(' ')); bug.cause = new Error(all); throw bug;", 70],
    ["an abort", "process.abort();", null],
  ] as const)("after %s with all of them in its words", async ([, how, code], { bot }) => {
    const env = environment("http://127.0.0.1:9/sim/openapi", NOBODY, throwing(how));
    const crash = await bot.run(["--single-cycle", "--jitter-seconds-max", "3600"], env);
    expect(crash.code).toBe(code);
    expect(crash.stderr).toContain("startup_config_loaded");
    expect(leaks(bot, [crash])).toEqual([]);
  });

  it("after a start that could not even read its configuration or its directories", async ({ bot }) => {
    bot.write("file", "");
    const env = environment("http://127.0.0.1:9/sim/openapi", NOBODY);
    const starts = await Promise.all([
      bot.run(["--single-cycle"], {
        ...env,
        TRADING_START: "soon",
        SAXO_REST_BASE: `http://${TOKEN}.example`,
      }),
      bot.run(["--single-cycle"], { ...env, STATE_DIR: `file/${TOKEN}` }),
      bot.run(["status"], { ...env, STATE_DIR: `file/${TOKEN}` }),
      bot.run(["logs"], { ...env, LOG_DIR: `file/${TOKEN}` }),
      bot.run(["--single-cycle", "--config", "missing"], env),
    ]);
    expect(starts.map(({ code }) => code)).toEqual([78, 74, 74, 74, 78]);
    expect(leaks(bot, starts)).toEqual([]);
  });
});
