import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect } from "vitest";
import type { CommandResult } from "../support/command.ts";
import type { FakeServer } from "./saxo.ts";
import { simEnvironment, startEchoingProxy, startFakeServer, startSaxo, TOKEN } from "./saxo.ts";
import type { Workspace } from "./workspace.ts";
import { it } from "./workspace.ts";

/** The forms in which a secret could show up. */
const formsOf = (secret: string): readonly string[] => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString("base64").replace(/=+$/, ""),
];

const holds = (text: string, secret: string): boolean => formsOf(secret).some((form) => text.includes(form));

/** Files below a directory of the workspace that hold the secret. */
function filesWith(bot: Workspace, directory: string, secret: string): readonly string[] {
  const files = readdirSync(path.join(bot.directory, directory), { recursive: true, encoding: "utf8" });
  return files.filter((file) => {
    const place = path.join(bot.directory, directory, file);
    return statSync(place).isFile() && holds(readFileSync(place, "latin1"), secret);
  });
}

const printed = (results: readonly CommandResult[]): string =>
  results.map(({ stdout, stderr }) => stdout + stderr).join("\n");

const READ_COMMANDS = [
  ["status"],
  ["status", "--json"],
  ["why"],
  ["why", "--json"],
  ["config", "show"],
  ["config", "check", "--json"],
];

describe.concurrent("a secret", () => {
  const withEcho = it.extend("echo", async ({}, { onCleanup }): Promise<FakeServer> => {
    const server = await startFakeServer((authorization) => ({
      status: 400,
      body: JSON.stringify({
        ErrorCode: "InvalidRequest",
        Message: `Bad header ${authorization}, url?token=${TOKEN}`,
      }),
    }));
    onCleanup(server.close);
    return server;
  });

  it("is in no log, output or state after a cycle with an order, at the finest log level", async ({
    bot,
  }) => {
    const saxo = await startSaxo(bot);
    const { accountKey, clientKey } = saxo.simulator.identity;
    const env = { ...saxo.env, SAXO_ACCOUNT_KEY: accountKey, SAXO_CLIENT_KEY: clientKey, LOG_LEVEL: "DEBUG" };
    const cycle = await bot.run(["--single-cycle"], env);
    const reads = await Promise.all(READ_COMMANDS.map((args) => bot.run(args, env)));
    await saxo.stop();
    expect([cycle, ...reads].map(({ code }) => code)).toEqual(Array(7).fill(0));
    expect(cycle.stdout).toContain("orders: 1 placed, 1 filled\n");

    expect(filesWith(bot, "logs", TOKEN)).toEqual([]);
    expect(filesWith(bot, "state", TOKEN)).toEqual([]);
    for (const key of [accountKey, clientKey]) expect(filesWith(bot, "logs", key)).toEqual([]);
    const output = printed([cycle, ...reads]);
    for (const secret of [TOKEN, accountKey, clientKey]) expect(holds(output, secret)).toBe(false);
    // the search itself finds what is there: the store knows the account
    expect(filesWith(bot, "state", accountKey)).not.toEqual([]);
  });

  it("stays on disk only where its owner wrote it when it comes from a file", async ({ bot }) => {
    const saxo = await startSaxo(bot);
    bot.write("secrets/token", `${TOKEN}\n`);
    const env = { ...saxo.env, SAXO_ACCESS_TOKEN: "", SAXO_ACCESS_TOKEN_FILE: "secrets/token" };
    const cycle = await bot.run(["--single-cycle", "--dry-run"], env);
    await saxo.stop();
    expect(cycle.code).toBe(0);
    expect(filesWith(bot, ".", TOKEN)).toEqual(["secrets/token"]);
    expect(holds(printed([cycle]), TOKEN)).toBe(false);
  });

  withEcho("is not repeated when the broker repeats it in an error", async ({ bot, echo }) => {
    const env = simEnvironment(echo.restBase, { LOG_LEVEL: "DEBUG" });
    const cycle = await bot.run(["--single-cycle"], env);
    const status = await bot.run(["status", "--json"], env);
    expect(cycle.code).toBe(76);
    expect(cycle.stderr).toContain("InvalidRequest");
    expect(filesWith(bot, ".", TOKEN)).toEqual([]);
    expect(holds(printed([cycle, status]), TOKEN)).toBe(false);
  });

  it("does not come into the store when the broker repeats it in refusing an order", async ({ bot }) => {
    const saxo = await startSaxo(bot);
    const proxy = await startEchoingProxy(saxo.simulator.restBase);
    const env = { ...saxo.env, SAXO_REST_BASE: proxy.restBase };
    const cycle = await bot.run(["--single-cycle"], env);
    const why = await bot.run(["why", "--json"], env);
    proxy.close();
    await saxo.stop();
    expect(cycle.stdout).toContain("not placed, OrderRefused");
    expect(why.stdout).toContain('"detail": "Not with Bearer ***"');
    expect(filesWith(bot, "state", TOKEN)).toEqual([]);
    expect(holds(printed([cycle, why]), TOKEN)).toBe(false);
  });
});
