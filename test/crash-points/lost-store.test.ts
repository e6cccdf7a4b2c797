import { rmSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { isProtective } from "../../src/core/domain/order.ts";
import type { BookedIntent } from "../../src/selftest/books.ts";
import type { World } from "../support/world.ts";
import { killAtEachPoint } from "./enumerate.ts";

const PROTECTED = { STOP_LOSS_PCT: "20", TAKE_PROFIT_PCT: "40" };

function loseStore({ stateDirectory }: World): void {
  for (const ending of ["", "-wal", "-shm"])
    rmSync(path.join(stateDirectory, `tradebot.db${ending}`), { force: true });
}

/**
 * A stop that the new store finds before its position is in the broker's log is taken back, and the position gets
 * another one a moment later: what counts is that one of each waits in the end.
 */
function titleOf({ intent: { purpose }, reference, state }: BookedIntent): string | undefined {
  if (!isProtective(purpose)) return `${purpose} ${reference} ${state}`;
  return state === "cancelled" ? undefined : `${purpose} ${state}`;
}

it("a command killed at each of its points, whose store is lost then, has sent each order exactly once", async () => {
  const instants = await killAtEachPoint({
    title: "store lost",
    env: PROTECTED,
    between: loseStore,
    titleOf,
  });
  expect(instants).toContain("after POST /sim/openapi/trade/v2/orders");
});
