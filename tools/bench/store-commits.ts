import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import path from "node:path";
import { openStore } from "../../src/adapters/store/open-store.ts";
import type { SqliteStore } from "../../src/adapters/store/sqlite-store.ts";
import { decimal } from "../../src/core/domain/decimal.ts";
import { accountKey, externalReference, requestId, runId } from "../../src/core/domain/ids.ts";
import type { CycleId } from "../../src/core/domain/ids.ts";
import { instrument } from "../../src/core/domain/instrument.ts";
import type { Intent } from "../../src/core/domain/order.ts";
import { timestamp } from "../../src/core/domain/time.ts";
import { directoryIn } from "./directory.ts";
import { median, times, type Figure } from "./figures.ts";

const REPETITIONS = 300;
const NOW = timestamp(1_772_636_460_000);
/** About what a transition says. */
const PLAIN_RECORD = `${"x".repeat(199)}\n`;

/** What it costs to have a transition on the disk before the effect it announces. */
export function storeFigures(workplace: string): Figure[] {
  const directory = directoryIn(workplace, "store");
  const { store } = openStore({ directory, now: NOW });
  const plain = openSync(path.join(directory, "plain"), "a", 0o600);
  const cycle = store.beginCycle({
    runId: runId("56e23f23-2a1b-499c-9d0c-9092d79e93d3"),
    startedAt: NOW,
    dryRun: false,
  });
  const plainTimes: number[] = [];
  const commitTimes: number[] = [];
  for (let number = 1; number <= REPETITIONS; number += 1) {
    const intent = anIntent(store, cycle, number);
    plainTimes.push(
      timeOf(() => {
        writeSync(plain, PLAIN_RECORD);
        fsyncSync(plain);
      }),
    );
    commitTimes.push(
      timeOf(() => {
        store.recordTransition(cycle, intent.id, { to: "placing", reason: "ABOUT_TO_SEND" }, NOW);
      }),
    );
  }
  closeSync(plain);
  store.close();
  return [
    {
      what: "store: durable commit of a transition, to append and fsync",
      measured: times(median(commitTimes) / median(plainTimes)),
    },
  ];
}

function anIntent(store: SqliteStore, cycle: CycleId, number: number): Intent {
  return store.createIntent(cycle, {
    accountKey: accountKey("bench-account"),
    instrument: instrument("Stock", 211),
    side: "buy",
    quantity: decimal("1"),
    externalReference: externalReference(`ATB-BENCH${number}`),
    purpose: "entry",
    strategy: "moving_average@1",
    decisionBarCloseAt: NOW,
    createdAt: NOW,
    requestId: requestId(`bench-${number}`),
  });
}

function timeOf(work: () => void): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}
