import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openStore } from "../../../src/adapters/store/open-store.ts";
import { INTENT_STATES } from "../../../src/core/execution/lifecycle.ts";
import { beginCycle, START } from "./support-values.ts";
import { temporaryDirectory } from "./temporary-store.ts";

const directory = temporaryDirectory();
const CHILD = fileURLToPath(new URL("./writing-child.ts", import.meta.url));

/** What the child said of its writes until it was killed in the middle of them. */
async function killedAfter(lines: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [CHILD, directory()], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (said.length === lines) child.kill("SIGKILL");
  }
  expect(await ended).toEqual([null, "SIGKILL"]);
  return said;
}

const rank = (state: string): number => INTENT_STATES.findIndex((known) => known === state);

test.each([1, 37, 150])(
  "what was committed before a kill after %i writes is there afterwards",
  async (lines) => {
    const said = await killedAfter(lines);
    const promised = new Map(
      said.map((line): [string, string] => [line.split(" ")[0] ?? "", line.split(" ")[1] ?? ""]),
    );
    const { store, replaced } = openStore({ directory: directory(), now: START });
    const found = new Map(
      store.unsettledIntents().map(({ intent, state }) => [String(intent.externalReference), state]),
    );
    expect(replaced).toBeUndefined();
    // the last write may have been committed without having been announced any more
    const lost = [...promised].filter(
      ([reference, state]) => rank(found.get(reference) ?? "missing") < rank(state),
    );
    expect(lost).toEqual([]);
    expect(found.size - promised.size).toBeLessThanOrEqual(1);
    expect(beginCycle(store)).toBe(2);
    store.close();
  },
);
