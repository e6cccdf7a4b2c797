// Writes to the store until the disk refuses, then tries to go on, and says what it was told each time.
import { openStore } from "../../../src/adapters/store/open-store.ts";
import { TradebotError } from "../../../src/core/domain/errors.ts";
import { beginCycle, PAIR, START } from "./support-values.ts";

const [, , directory = ""] = process.argv;

function outcomeOf(work: () => unknown): unknown {
  try {
    work();
    return "no failure";
  } catch (error) {
    if (!(error instanceof TradebotError)) throw error;
    return [error.code, error.exit, error.message.slice(error.message.lastIndexOf(": ") + 2)];
  }
}

const { store } = openStore({ directory, now: START });
const cycle = beginCycle(store);
const facts = { text: "x".repeat(4_000_000) };
const decision = {
  instrumentId: PAIR.id,
  decidedAt: START,
  action: "hold",
  reason: "NO_SIGNAL",
  facts,
} as const;
console.log(
  JSON.stringify({
    write: outcomeOf(() => {
      store.recordDecisions(cycle, [decision]);
    }),
    smallWrite: outcomeOf(() => beginCycle(store)),
    read: outcomeOf(() => store.unsettledIntents()),
  }),
);
