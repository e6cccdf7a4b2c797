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
});
