import { createReadStream } from "node:fs";
import path from "node:path";
import { destination, pino } from "pino";
import { secretsInAddress } from "../../src/adapters/logging/address-secrets.ts";
import { openLog } from "../../src/adapters/logging/open-log.ts";
import { cycleId, runId } from "../../src/core/domain/ids.ts";
import { timestamp } from "../../src/core/domain/time.ts";
import { directoryIn } from "./directory.ts";
import type { Figure } from "./figures.ts";
import { times } from "./figures.ts";

const EVENTS = 1_000_000;
const BATCHES = 20;
const SLOWEST = 0.5;

/** As many as a cycle has, each looked for on every line: a token, two keys, the parts of two addresses. */
const SECRETS = [
  "uWq8Zk3vN1xT7rB5yL9pD2mC6hJ4sF0aG8eK",
  "LZTc7DdejXODf|WSl2aCyQ==",
  "k8Jh2Vb91xQzR0|mN4tY7uQ==",
  ...secretsInAddress("https://hooks.example.test/services/T0A1B2C3/B4D5E6F7/x9Yz8w7V6u5T"),
  ...secretsInAddress("https://ping.example.test/6f1c9b0e-7a53-4c1e-9d55-0a1b2c3d4e5f"),
];

const CONTEXT = {
  runId: runId("56e23f23-2a1b-499c-9d0c-9092d79e93d3"),
  dryRun: false,
  singleCycle: true,
  environment: "SIM",
  strategy: "moving_average@1",
};

/** A million events through the real log, and the same facts through plain pino, batch by batch in turn. */
export async function logFigures(workplace: string): Promise<Figure[]> {
  const directory = directoryIn(workplace, "log");
  const real = await realLog(directory);
  const plain = plainPino(path.join(directory, "plain.log"));
  const taken = { real: 0, plain: 0 };
  for (let batch = 0; batch < BATCHES; batch += 1) {
    taken.plain += timeOfBatch(plain.write);
    taken.real += timeOfBatch(real.write);
  }
  real.close();
  plain.close();
  const written = await countLines(path.join(directory, "bot.log"));
  const speed = taken.plain / taken.real;
  return [
    {
      what: "log: speed against plain pino to a file",
      measured: times(speed),
      limit: { text: `at least ${SLOWEST}x`, share: SLOWEST / speed },
    },
    {
      what: `log: lines lost of ${EVENTS.toLocaleString("en")}`,
      measured: String(EVENTS - written),
      limit: { text: "none", share: written === EVENTS ? 0 : Infinity },
    },
  ];
}

interface Writer {
  readonly write: (number: number) => void;
  readonly close: () => void;
}

async function realLog(directory: string): Promise<Writer> {
  const log = await openLog({
    directory,
    level: "info",
    rotation: { mode: "time", retentionDays: 30 },
    console: "plain",
    secrets: SECRETS,
    now: () => timestamp(Date.now()),
    context: CONTEXT,
    stderr: { write: () => undefined },
  });
  log.bindCycle(cycleId(17));
  return {
    write: (uic) => {
      log.emit("marketdata_instrument_failed", { instrument_id: `Stock:${uic}`, reason: "NO_QUOTE", uic });
    },
    close: () => {
      log.flushAndClose();
    },
  };
}

/** As synchronous as the real log, and with the same facts on each line. */
function plainPino(file: string): Writer {
  const stream = destination({ dest: file, sync: true, mode: 0o600 });
  const { runId: run_id, dryRun, singleCycle, environment, strategy } = CONTEXT;
  const context = {
    run_id,
    cycle_id: 17,
    dry_run: dryRun,
    single_cycle: singleCycle,
    env: environment,
    strategy,
  };
  const logger = pino({ base: null }, stream).child(context);
  const event = "marketdata_instrument_failed";
  return {
    write: (uic) => {
      logger.warn({ event, instrument_id: `Stock:${uic}`, reason: "NO_QUOTE", uic });
    },
    close: () => {
      stream.end();
    },
  };
}

function timeOfBatch(write: (number: number) => void): number {
  const startedAt = performance.now();
  for (let number = 1; number <= EVENTS / BATCHES; number += 1) write(number);
  return performance.now() - startedAt;
}

async function countLines(file: string): Promise<number> {
  let lines = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) lines += lineEnds(chunk);
  return lines;
}

function lineEnds(chunk: unknown): number {
  if (!Buffer.isBuffer(chunk)) throw new Error("a stream without encoding gave something else than bytes");
  let count = 0;
  for (let at = chunk.indexOf("\n"); at >= 0; at = chunk.indexOf("\n", at + 1)) count += 1;
  return count;
}
