import { InvalidArgumentError } from "commander";
import type { Timestamp } from "../../core/domain/time.ts";
import { timestampFromIso } from "../../core/domain/time.ts";
import type { Commands } from "./commands.ts";
import { addExamples, JSON_OPTION } from "./commands.ts";
import { wholeNumber } from "./whole-number.ts";

export interface SimulatorFlags {
  readonly port?: number;
  readonly seed?: number;
  readonly speed?: number;
  readonly start?: Timestamp;
  readonly state?: string;
  readonly faults?: string;
}

/** The embedded broker as a server of its own. */
export function registerSimulating({ program, run }: Commands): void {
  const simulator = program
    .command("simulator")
    .description(
      "serve the embedded broker to any client of Saxo's OpenAPI, on the loopback interface alone: REST services and" +
        " sign-in pages for SIM and LIVE, until it is ended. Needs no configuration and reads none; prints its" +
        " addresses, keys and a token on stdout, and a line for each request on stderr",
    )
    .option("--port <n>", "where to listen, 1 to 65535 (default: any free port)", wholeNumber(1, 65_535))
    .option(
      "--seed <n>",
      "of a new world: its prices, keys and ids follow from it (default: 1)",
      wholeNumber(0, 2 ** 31),
    )
    .option(
      "--speed <n>",
      "how many of its seconds pass in one of ours, 0.001 to 1000 (default: 1)",
      parseSpeed,
    )
    .option(
      "--start <instant>",
      "its time when it starts, from 2001 to 2099, as 2026-03-04T15:15:00Z (default: now)",
      parseInstant,
    )
    .option("--state <dir>", "keep the account and the logins here (default: in memory)")
    .option(
      "--faults <file>",
      "a script of settings, quotes and faults in JSON; the how-to on the simulator lists them",
    )
    .option(...JSON_OPTION)
    .action(async ({ json, ...flags }: SimulatorFlags & { json?: boolean }) => {
      const { runSimulator } = await import("../commands/simulator.ts");
      await run(json, (input) => runSimulator(input, flags));
    });
  addExamples(simulator, {
    "tradebot simulator --port 8080": "a new account on http://127.0.0.1:8080/sim/openapi",
    "tradebot simulator --start 2026-03-07T12:00:00Z": "on a Saturday, when every exchange is closed",
    "tradebot simulator --faults faults.json": "what goes wrong, and how this Saxo is set up",
    "tradebot simulator --speed 60 --state sim": "an hour in a minute, and an account that stays",
  });
}

function parseSpeed(text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value < 0.001 || value > 1000)
    throw new InvalidArgumentError("expected a number from 0.001 to 1000.");
  return value;
}

/** Charts begin with the year 2000, and a day's change needs the day before. */
const EARLIEST_START = Date.UTC(2001, 0, 1);
const LATEST_START = Date.UTC(2100, 0, 1);

function parseInstant(text: string): Timestamp {
  const at = timestampFromIso(text);
  if (at === undefined || at < EARLIEST_START || at >= LATEST_START)
    throw new InvalidArgumentError("expected an instant in UTC from 2001 to 2099, as 2026-03-04T15:15:00Z.");
  return at;
}
