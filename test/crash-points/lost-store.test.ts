import { rmSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import type { World } from "../support/world.ts";
import { killAtEachPoint } from "./enumerate.ts";

const PROTECTED = { STOP_LOSS_PCT: "20", TAKE_PROFIT_PCT: "40" };

function loseStore({ stateDirectory }: World): void {
  for (const ending of ["", "-wal", "-shm"])
    rmSync(path.join(stateDirectory, `tradebot.db${ending}`), { force: true });
}

it("a command killed at each of its points, whose store is lost then, has sent each order exactly once", async () => {
  const deaths = await killAtEachPoint({ title: "store lost", env: PROTECTED, between: loseStore });
  expect(deaths).toContain("after POST /sim/openapi/trade/v2/orders");
});
