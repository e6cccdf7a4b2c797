import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { decimal, sumDecimals } from "../../../src/core/domain/decimal.ts";
import { startSaxo, TOKEN } from "../saxo-under-test.ts";
import { inStateDirectory } from "./state-directory.ts";

const PROGRAM = fileURLToPath(new URL("./simulator-process.ts", import.meta.url));

interface Killable {
  readonly restBase: string;
  kill(): Promise<void>;
}

async function startProcess(statePath: string): Promise<Killable> {
  const child = spawn(process.execPath, [PROGRAM, statePath], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const printed: unknown[] = await once(createInterface(child.stdout), "line");
  return {
    restBase: String(printed[0]),
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

const order = (reference: string): RequestInit => ({
  method: "POST",
  headers: {
    Authorization: `Bearer ${TOKEN}`,
    "Content-Type": "application/json",
    "X-Request-ID": reference,
  },
  body: JSON.stringify({
    Uic: 4913,
    AssetType: "CfdOnIndex",
    BuySell: reference.endsWith("2") ? "Sell" : "Buy",
    Amount: 2,
    OrderType: "Market",
    ManualOrder: false,
    ExternalReference: reference,
  }),
});

describe("a simulator that is killed", () => {
  it("has every order that it answered, whole, and can be started again at once", () =>
    inStateDirectory(async (directory) => {
      const statePath = join(directory, "simulator.db");
      const answered: string[] = [];
      const sent: string[] = [];
      for (let round = 0; round < 4; round += 1) {
        const running = await startProcess(statePath);
        const place = async (reference: string): Promise<void> => {
          sent.push(reference);
          const { status } = await fetch(`${running.restBase}/trade/v2/orders`, order(reference));
          if (status === 200) answered.push(reference);
        };
        for (let count = 0; count <= round; count += 1) await place(`bot-${round}-${count}`);
        const unanswered = place(`bot-${round}-last`).catch(() => undefined);
        await running.kill();
        await unanswered;
      }

      const saxo = await startSaxo({ statePath, startIso: "2026-03-04T17:00:00Z" });
      const { cash, fills, positions, activities } = saxo.simulator.snapshot();
      const booked = fills.map(({ externalReference }) => externalReference ?? "none");
      expect(answered.filter((reference) => !booked.includes(reference))).toEqual([]);
      expect(booked.filter((reference) => !sent.includes(reference))).toEqual([]);
      expect(new Set(booked).size).toBe(booked.length);
      expect(answered.length).toBeGreaterThanOrEqual(10);
      expect(activities).toHaveLength(fills.length * 3);
      const changes = sumDecimals(fills.map(({ cashChange }) => cashChange));
      expect(cash.toString()).toBe(decimal("100000").plus(changes).toString());
      const signed = fills.map(({ side, amount }) => (side === "buy" ? amount : amount.neg()));
      expect(sumDecimals(positions.map(({ amount }) => amount)).toString()).toBe(
        sumDecimals(signed).toString(),
      );
      await saxo.close();
    }));
});
