import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const ENTRY = fileURLToPath(new URL("../../bin/tradebot.mjs", import.meta.url));
const CLIENT = fileURLToPath(new URL("./plain-client.py", import.meta.url));
/** Debian's, for which Debian's python3-requests is there. */
const PYTHON = "/usr/bin/python3";
/** A Wednesday on which the exchanges of all three continents are open. */
const START = "2026-11-18T15:00:00Z";
/** A little more than one order a second. */
const SECONDS_BETWEEN_ORDERS = 1.05;

const Access = z.object({
  redirect_uris: z.tuple([z.string()]),
  sim: z.object({
    rest_base: z.string(),
    auth_base: z.string(),
    code_app: z.object({ app_key: z.string(), app_secret: z.string() }),
    pkce_app: z.object({ app_key: z.string() }),
  }),
});
type Access = z.output<typeof Access>;

interface Serving {
  readonly access: Access;
  close(): void;
}

/** `tradebot simulator` as another program's author starts it, with an account of that profile. */
async function startSimulator(nettingProfile: string): Promise<Serving> {
  const directory = mkdtempSync(path.join(tmpdir(), "tradebot-clients-"));
  writeFileSync(
    path.join(directory, "script.json"),
    JSON.stringify({ settings: { account: { nettingProfile } } }),
  );
  const args = [ENTRY, "simulator", "--json", "--start", START, "--faults", "script.json"];
  const child = spawn(process.execPath, args, { cwd: directory, stdio: ["ignore", "pipe", "ignore"] });
  let printed = "";
  for await (const chunk of child.stdout.setEncoding("utf8")) {
    printed += String(chunk);
    if (printed.endsWith("\n}\n")) break;
  }
  return {
    access: Access.parse(JSON.parse(printed)),
    close() {
      child.kill("SIGTERM");
      rmSync(directory, { recursive: true });
    },
  };
}

/** What the client needs to be told of any Saxo, in its own words. */
const placeOf = ({ sim, redirect_uris }: Access): string =>
  JSON.stringify({
    rest: sim.rest_base,
    auth: sim.auth_base,
    redirect: redirect_uris[0],
    code_key: sim.code_app.app_key,
    code_secret: sim.code_app.app_secret,
    pkce_key: sim.pkce_app.app_key,
    seconds_between_orders: SECONDS_BETWEEN_ORDERS,
  });

async function runClient(place: string): Promise<{ steps: readonly string[]; complaint: string }> {
  const child = spawn(PYTHON, [CLIENT], { stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.end(place);
  const [steps, complaint] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { steps: steps.trimEnd().split("\n"), complaint };
}

describe("a client in plain Python, which knows Saxo's documents alone", () => {
  it.concurrent.each(["FifoRealTime", "FifoEndOfDay", "AverageRealTime"])(
    "logs in, reads, trades and closes in an account of %s",
    async (nettingProfile) => {
      const simulator = await startSimulator(nettingProfile);
      try {
        expect(await runClient(placeOf(simulator.access))).toEqual({
          steps: [
            "diagnostics 200",
            "no token 401",
            "login by PKCE True",
            "login with a secret True",
            `accounts ${nettingProfile} USD`,
            "instruments 2",
            "details 0.0001 1000",
            "prices True",
            "charts 14",
            "precheck Ok",
            "order with related orders 2",
            "open orders IfDoneMaster",
            "change True",
            "cancel 1",
            "refusals 3",
            "rate limit 429",
            "positions 10000",
            "closed positions 1",
            "order activities FinalFill",
          ],
          complaint: "",
        });
      } finally {
        simulator.close();
      }
    },
  );
});
