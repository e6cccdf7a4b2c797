import { describe, expect } from "vitest";
import { pick } from "../simulator/saxo-under-test.ts";
import type { RunningCommand } from "../support/command.ts";
import type { Workspace } from "./workspace.ts";
import { it } from "./workspace.ts";

/** The whole document that the command prints before it serves. */
function printedBy({ child }: RunningCommand): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (more: string) => {
      text += more;
      if (text.endsWith("\n}\n")) resolve(JSON.parse(text));
    });
    child.once("close", () => {
      reject(new Error(`the command ended without a document: ${text}`));
    });
  });
}

const textOf = (document: unknown, ...path: readonly string[]): string => String(pick(document, ...path));

const usersMe = (access: unknown): Promise<Response> =>
  fetch(`${textOf(access, "sim", "rest_base")}/port/v1/users/me?_=secret`, {
    headers: { Authorization: `Bearer ${textOf(access, "access_token")}` },
  });

async function end({ child, result }: RunningCommand): ReturnType<Workspace["run"]> {
  child.kill("SIGTERM");
  return result;
}

describe("tradebot simulator", () => {
  it("serves whoever has its token, says what was asked of it, and ends on a signal", async ({ bot }) => {
    const simulator = bot.start(["simulator", "--json"], { SAXO_ENV: "nonsense" });
    const access = await printedBy(simulator);
    expect((await usersMe(access)).status).toBe(200);
    expect((await fetch(textOf(access, "live", "rest_base") + "/port/v1/users/me")).status).toBe(401);

    const second = await bot.run(["simulator", "--port", textOf(access, "port")]);
    expect(second.code).toBe(75);
    expect(second.stderr).toContain("another process does; choose another port");

    const { code, stdout, stderr } = await end(simulator);
    expect(code).toBe(143);
    expect(JSON.parse(stdout)).toEqual(access);
    expect(stderr.replace(/^\S+/gm, "at")).toBe(
      "at GET /sim/openapi/port/v1/users/me 200\nat GET /openapi/port/v1/users/me 401\n",
    );
    expect(bot.has("state")).toBe(false);
  });

  it("keeps account and logins where it is told to, in the time it is told", async ({ bot }) => {
    const args = ["simulator", "--json", "--state", "sim", "--seed", "7", "--start", "2026-03-04T15:15:00Z"];
    const first = bot.start(args);
    const before = await printedBy(first);
    expect((await usersMe(before)).headers.get("date")).toMatch(/^Wed, 04 Mar 2026 15:15:/);
    await end(first);
    const second = bot.start(["simulator", "--json", "--state", "sim", "--start", "2026-03-04T15:20:00Z"]);
    const after = await printedBy(second);
    expect(pick(after, "seed")).toBe(7);
    const restBase = textOf(after, "sim", "rest_base");
    const earlier = { sim: { rest_base: restBase }, access_token: pick(before, "access_token") };
    expect((await usersMe(earlier)).status).toBe(200);
    await end(second);
  });

  it("lets go wrong what its script says, and refuses one that it cannot read", async ({ bot }) => {
    bot.write("faults.json", '{ "faults": [{ "kind": "503", "endpoint": "users_me" }] }');
    const simulator = bot.start(["simulator", "--json", "--faults", "faults.json"]);
    const access = await printedBy(simulator);
    expect([(await usersMe(access)).status, (await usersMe(access)).status]).toEqual([503, 200]);
    const { stderr } = await end(simulator);
    expect(stderr.split("\n")[0]).toMatch(/ GET \/sim\/openapi\/port\/v1\/users\/me 503 fault=503$/);

    bot.write("wrong.json", '{\n"fault": [],\n"settings": { "pageSize": 0 } }');
    const wrong = await bot.run(["simulator", "--faults", "wrong.json"]);
    expect(wrong).toMatchObject({ code: 78, stdout: "" });
    expect(wrong.stderr).toBe(
      [
        'tradebot: the script "wrong.json" cannot be used:',
        '  line 1: the script: unknown field "fault"',
        "  line 3: settings.pageSize: Too small: expected number to be >0\n",
      ].join("\n"),
    );
  });
});
