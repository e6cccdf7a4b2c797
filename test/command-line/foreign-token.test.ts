import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hidingSecrets } from "../../src/cli/known-secrets.ts";
import type { FakeServer } from "../cli/saxo.ts";
import { simEnvironment, startFakeServer } from "../cli/saxo.ts";
import { runInProcess, type InProcessResult } from "../support/run-in-process.ts";
import { scratchDirectory } from "../support/scratch-directory.ts";

/** None of ours, so that nothing but its shape and its name can tell what it is. */
const FOREIGN = "q7Rk2Lw9Zt4Xb1Vn6Ym3Pd8Hs5Jf0Gc7Qa2We9";
const NAMED = "hunter2";

let server: FakeServer;
let directory: string;
beforeAll(async () => {
  const Message = `no session for ${FOREIGN}, refresh_token=${NAMED} is over`;
  server = await startFakeServer(() => ({
    status: 400,
    body: JSON.stringify({ ErrorCode: "InvalidRequest", Message }),
  }));
});
afterAll(() => {
  server.close();
});
beforeEach(() => {
  directory = scratchDirectory();
  writeFileSync(path.join(directory, "empty.env"), "");
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

function run(...args: readonly string[]): Promise<InProcessResult> {
  const place = (what: string): string => path.join(directory, what);
  const places = { STATE_DIR: place("state"), LOG_DIR: place("logs"), REPORT_DIR: place("reports") };
  return runInProcess(
    [...args, "--env-file", place("empty.env")],
    simEnvironment(server.restBase, { ...places, LOG_CONSOLE: "off" }),
  );
}

describe("a token of somebody else in the broker's words", () => {
  it.each([["doctor"], ["doctor", "--json"], ["positions"], ["account"], ["orders"]])(
    "is not shown by %s %s",
    async (...args) => {
      const { code, stdout, stderr } = await run(...args);
      expect(code).toBe(76);
      expect(stdout + stderr).toContain("no session for ***");
      expect(stdout + stderr).not.toMatch(new RegExp(`${FOREIGN}|${NAMED}`));
    },
  );
});

describe("what a command says of an error", () => {
  it.each([
    ["a token by its shape", `refused ${FOREIGN}`, "refused ***"],
    ["a short secret by its name", `bad password: ${NAMED}`, "bad password: ***"],
    ["a secret behind a setting's name", `SAXO_ACCESS_TOKEN: ${NAMED}`, "SAXO_ACCESS_TOKEN: ***"],
  ])("hides %s", async (_, text, shown) => {
    expect((await hidingSecrets({}))(text)).toBe(shown);
  });

  it.each([
    ".env:3: SAXO_ACCESS_TOKEN: set together with SAXO_ACCESS_TOKEN_FILE; expected one of the two",
    ".env:4: SAXO_ACCES_TOKEN: no such setting; did you mean SAXO_ACCESS_TOKEN?",
    "--token-stdin: expected the token on stdin, found nothing; name its file with --token-file",
  ])("keeps our own words: %s", async (text) => {
    expect((await hidingSecrets({}))(text)).toBe(text);
  });
});
