import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/adapters/system/system-clock.ts";
import { ownLine } from "../../src/cli/output.ts";
import { portOf } from "../../src/simulator/server/http-server.ts";
import { startSimulator, type Simulator } from "../../src/simulator/start-simulator.ts";
import { standStillAtClockStart } from "../support/fixed-date.ts";
import { runInProcess } from "../support/run-in-process.ts";
import { scratchDirectory } from "../support/scratch-directory.ts";

const TOKEN = "canary4Token7Of9Tests2Nobody5Must8Ever3See1This6Text";
const HOSTILE = "evil\u001b[31m\nforged\r\u009b2J\u202etxt\u2028";
const COMMANDS: readonly (readonly string[])[] = [
  ["account"],
  ["positions"],
  ["orders"],
  ["instruments", "search", "index"],
  ["instruments", "show", "FxSpot:21"],
  ["auth", "session"],
  ["doctor"],
];

/** Lengthens every text of a JSON value. */
function spoilt(value: unknown): unknown {
  if (typeof value === "string") return value + HOSTILE;
  if (Array.isArray(value)) return value.map(spoilt);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, spoilt(inner)]));
}

/** Stands before the simulator and spoils its answers to one path. */
class SpoilingProxy {
  readonly paths = new Set<string>();
  spoils: string | undefined;
  status: number | undefined;
  readonly #simulator: Simulator;
  readonly #server = createServer((request, response) => void this.#pass(request, response));

  constructor(simulator: Simulator) {
    this.#simulator = simulator;
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${portOf(this.#server)}/sim/openapi`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url = "", headers } = request;
    const [path = ""] = url.split("?");
    const body = await text(request);
    this.paths.add(path);
    const answer = await fetch(new URL(url, this.#simulator.restBase), {
      method,
      headers: { authorization: headers.authorization ?? "", "content-type": "application/json" },
      ...(body === "" ? {} : { body }),
    });
    const good = await answer.text();
    const isSpoilt = path === this.spoils && good !== "";
    const refusal = { ErrorCode: HOSTILE, Message: HOSTILE };
    const json: unknown = this.status === undefined ? spoilt(JSON.parse(isSpoilt ? good : "{}")) : refusal;
    response
      .writeHead(isSpoilt ? (this.status ?? answer.status) : answer.status, {
        "content-type": "application/json",
        "x-correlation": "s#a#r#1",
      })
      .end(isSpoilt ? JSON.stringify(json) : good);
  }
}

standStillAtClockStart();
describe("text of the broker", () => {
  let simulator: Simulator;
  let proxy: SpoilingProxy;
  let env: Readonly<Record<string, string>>;

  beforeAll(async () => {
    const clock = systemClock(new AbortController().signal);
    simulator = await startSimulator({
      statePath: ":memory:",
      now: () => clock.now(),
      accessToken: TOKEN,
      port: 0,
      enforceRateLimits: false,
      accounts: [{}, {}],
    });
    proxy = new SpoilingProxy(simulator);
    const directory = scratchDirectory();
    env = {
      SAXO_ENV: "SIM",
      SAXO_REST_BASE: await proxy.open(),
      SAXO_ACCESS_TOKEN: TOKEN,
      SAXO_ACCOUNT_KEY: simulator.accounts[0]?.id ?? "",
      WATCHLIST: "FxSpot:21",
      STATE_DIR: `${directory}/state`,
      LOG_DIR: `${directory}/logs`,
    };
  });

  afterAll(async () => {
    proxy.close();
    await simulator.close();
  });

  it.each(COMMANDS.map((args) => [args.join(" "), args] as const))(
    "moves no cursor and begins no line when `tradebot %s` shows it",
    async (_, args) => {
      proxy.spoils = undefined;
      proxy.paths.clear();
      await runInProcess(args, env);
      const paths = [...proxy.paths];
      expect(paths.length).toBeGreaterThan(0);
      for (const path of paths) {
        for (const status of [undefined, 400]) {
          Object.assign(proxy, { spoils: path, status });
          const { stdout, stderr } = await runInProcess(args, env);
          const shown = stdout + stderr;
          expect
            .soft(shown.replaceAll("\n", ""), `${path} ${status}`)
            .not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
          expect.soft(shown, `${path} ${status}`).not.toMatch(/^forged/m);
        }
      }
    },
  );

  it("stays on the line of a failure that lists the accounts", async () => {
    Object.assign(proxy, { spoils: "/sim/openapi/port/v1/accounts/me", status: undefined });
    const { SAXO_ACCOUNT_KEY, ...withoutChoice } = env;
    expect(SAXO_ACCOUNT_KEY).not.toBe("");
    const { code, stderr } = await runInProcess(["account"], withoutChoice);
    expect(code).toBe(78);
    expect(stderr).toMatch(/^tradebot: choosing the account: [^\p{Cc}\p{Cf}]*evil[^\p{Cc}\p{Cf}]*\n$/u);
  });
});

describe("a line of ours", () => {
  it("holds what was said in it, and what follows further in", () => {
    expect(ownLine("the script cannot be used:\n  line 1: bad\u001b\ntradebot: all is well")).toBe(
      "tradebot: the script cannot be used:\n  line 1: bad?\n  tradebot: all is well\n",
    );
  });
});
