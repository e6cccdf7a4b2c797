import { describe, expect, it } from "vitest";
import type { NettingProfile } from "../../src/core/domain/account.ts";
import type { BookedIntent } from "../../src/selftest/books.ts";
import { closeOutIn } from "../support/close-out.ts";
import type { World } from "../support/world.ts";
import { killAtEachPoint } from "./enumerate.ts";
import { after } from "./holding.ts";

/** So wide that the market does not come near them. */
const PROTECTED = { STOP_LOSS_PCT: "20", TAKE_PROFIT_PCT: "40", DEFAULT_QUANTITY: "3" };

const onMargin = (nettingProfile: NettingProfile) => ({
  account: { nettingProfile, isMarginTradingAllowed: true },
});

/** The command once more, and again when it has nothing left to do. */
async function panicAgain(world: World): Promise<void> {
  for (const pauseMs of [1_000, 60_000]) {
    world.clock.advance(pauseMs);
    expect((await closeOutIn(world)).report.isFlat).toBe(true);
  }
}

/** Without the reference: the same order has another one when it is asked for later. */
const titleOf = ({ intent: { purpose }, state }: BookedIntent): string => `${purpose} ${state}`;

describe("a panic-stop killed at each of its points has closed everything exactly once", () => {
  it.each(["FifoRealTime", "FifoEndOfDay"] as const)(
    "a position with a stop and a target: %s",
    async (profile) => {
      const simulator = onMargin(profile);
      const instants = await killAtEachPoint({
        title: `panic-stop, ${profile}`,
        env: PROTECTED,
        simulator,
        begin: await after(1, { env: PROTECTED, simulator }),
        command: ["panic-stop", "--yes"],
        goOn: panicAgain,
        titleOf,
      });
      expect(instants).toContain("after POST /sim/openapi/trade/v2/orders");
    },
  );

  it("an entry that is filled in part, with its stop and its target", async () => {
    const instants = await killAtEachPoint({
      title: "panic-stop, entry filled in part",
      env: PROTECTED,
      begin: await after(1, {
        env: PROTECTED,
        faults: [{ kind: "partial_fill", parts: ["0.34", "0.66"], everySeconds: 3_600 }],
      }),
      command: ["panic-stop", "--yes"],
      goOn: panicAgain,
      titleOf,
    });
    expect(instants).toContain("after POST /sim/openapi/trade/v2/orders");
  });
});
