import { describe, expect, it } from "vitest";
import { runTrace } from "../../src/cli/commands/trace.ts";
import type { Host } from "../../src/cli/main.ts";
import { TradebotError } from "../../src/core/domain/errors.ts";
import { orderId } from "../../src/core/domain/ids.ts";
import type { SubjectKind } from "../../src/cli/trace/subject.ts";
import { temporaryStore } from "../adapters/store/temporary-store.ts";
import { beginRun, NEXT_RUN, PLACED, PLACING, recordOrder, RUN } from "./recorded-order.ts";

const { store, directory } = temporaryStore();

/** The command with the store of the test and no log. @returns what it prints, or why it does not */
async function trace(text: string, { kind, json = false }: { kind?: SubjectKind; json?: boolean } = {}) {
  let printed = "";
  const stdout = { write: (more: string) => (printed += more) !== "" };
  const env = { STATE_DIR: directory(), LOG_DIR: `${directory()}/logs` };
  const host = { env, stdout, stderr: { write: () => true } } as unknown as Host;
  try {
    await runTrace({ host, configuration: {}, json }, { text, kind });
    return printed;
  } catch (error) {
    if (error instanceof TradebotError) return `${error.exit} ${error.code}: ${error.message}`;
    throw error;
  }
}

/** The broker's id of the order is the number of the cycle that made it. */
function recordTwins(): void {
  recordOrder(store(), beginRun(store(), RUN), [PLACING, { ...PLACED, orderId: orderId("1") }]);
}

describe("trace", () => {
  it("of a number that names an order and a cycle tells both", async () => {
    recordTwins();
    const text = await trace("1");
    expect(text.match(/^(order|cycle) \S+$/gm)).toEqual(["order ATB-AAAA", "cycle 1"]);
    expect((await trace("1", { kind: "cycle" })).match(/^(order|cycle) \S+$/gm)).toEqual(["cycle 1"]);
  });

  it("prints one document, so it has to know which is meant", async () => {
    recordTwins();
    expect(await trace("1", { json: true })).toBe(
      `usage TRACE_AMBIGUOUS: "1" may mean order ATB-AAAA, cycle 1 of run ${RUN}`,
    );
    expect(JSON.parse(await trace("1", { json: true, kind: "order" }))).toMatchObject({
      kind: "order",
      id: "ATB-AAAA",
    });
  });

  it("does not choose among runs that begin alike", async () => {
    beginRun(store(), RUN);
    beginRun(store(), RUN.replace("e1c8623d", "e1c86666"), 300);
    beginRun(store(), NEXT_RUN, 600);
    expect(await trace("e1c86")).toBe(
      `usage TRACE_AMBIGUOUS: "e1c86" may mean run ${RUN.replace("e1c8623d", "e1c86666")}, run ${RUN}`,
    );
    expect(await trace("e1c862")).toContain(`run ${RUN}\n`);
  });

  it.each([
    { text: "77", kind: undefined, of: "an order, cycle or run" },
    { text: "1", kind: "order", of: "order" },
    { text: "", kind: undefined, of: "an order, cycle or run" },
    { text: "\u001b[31mx\ny", kind: undefined, of: "an order, cycle or run", shown: "?[31mx?y" },
    { text: "x".repeat(51), kind: undefined, of: "an order, cycle or run", shown: `${"x".repeat(50)}...` },
  ] as const)("of $text as $kind says that nothing is known", async ({ text, kind, of, ...rest }) => {
    const shown = "shown" in rest ? rest.shown : text;
    beginRun(store(), RUN);
    expect(await trace(text, kind === undefined ? {} : { kind })).toBe(
      `usage NOTHING_KNOWN: neither the store nor the log knows of ${of} "${shown}"`,
    );
  });
});
