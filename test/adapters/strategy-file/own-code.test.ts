import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { confined } from "../../../src/adapters/strategy-file/confined.ts";
import { openStrategyFile } from "../../../src/adapters/strategy-file/open-strategy-file.ts";
import { TradebotError } from "../../../src/core/domain/errors.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import type { StrategyView } from "../../../src/core/strategy/contract.ts";
import { evaluate, type Evaluation } from "../../../src/core/strategy/evaluate.ts";
import { scratchDirectory } from "../../support/scratch-directory.ts";

const NOTHING: StrategyView = {
  now: timestamp(Date.UTC(2026, 0, 5)),
  barMinutes: 60,
  timeZone: "UTC",
  instruments: [],
  unseen: [],
  memory: undefined,
};

/** A strategy of which one statement stands at its top, and another one where it is asked. */
function strategyThat({ atTop = "", whenAsked = "" }): string {
  const directory = scratchDirectory();
  onTestFinished(() => {
    rmSync(directory, { recursive: true });
  });
  const file = path.join(directory, "mine.ts");
  const text = `import { defineStrategy } from "tradebot/strategy";
    const held: unknown[] = [];
    ${atTop}
    export default defineStrategy({ name: "mine", version: 1, description: "d", source: "s", formula: "f",
      parameters: {}, barsRequired: () => 1,
      evaluate: () => { ${whenAsked}; return { signals: new Map() }; } });`;
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

const asked = (file: string): Evaluation => evaluate(openStrategyFile(file).declaration, NOTHING);

function refusalOf(file: string): unknown {
  try {
    openStrategyFile(file);
    return "opened";
  } catch (error) {
    if (!(error instanceof TradebotError)) throw error;
    expect([error.code, error.exit]).toEqual(["STRATEGY_FILE_UNUSABLE", "configuration"]);
    return error.message.replace(/^.*mine.ts" /, "");
  }
}

/** Whatever would have come of it later has come by then. */
const laterOn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const PROMISE = "made a promise: a strategy cannot wait for anything (async, await, import())";
const called = (name: string): string => `called ${name}, which no strategy may`;

const MISDEEDS = [
  ["process.exit(0);", called("process.exit")],
  ["try { process.exit(0); } catch {}", called("process.exit")],
  ["const { exit } = process; exit();", called("process.exit")],
  ["process.abort();", called("process.abort")],
  [`process.kill(process.pid, "SIGKILL");`, called("process.kill")],
  [`process.getBuiltinModule("node:fs");`, called("process.getBuiltinModule")],
  ["setTimeout(() => { throw new Error(); }, 0);", called("setTimeout")],
  ["setInterval(() => {}, 1);", called("setInterval")],
  ["setImmediate(() => { throw new Error(); });", called("setImmediate")],
  ["queueMicrotask(() => { throw new Error(); });", called("queueMicrotask")],
  [`void Promise.reject(new Error("nobody hears"));`, PROMISE],
  [`void (async () => { throw new Error("nobody hears"); })();`, PROMISE],
  ["void Promise.resolve().then(() => { throw new Error(); });", PROMISE],
] as const;

describe("the code of a strategy file", () => {
  it("answers within its bounds", () => {
    expect(asked(strategyThat({}))).toEqual({ kind: "answered", signals: new Map() });
  });

  it.each(MISDEEDS)("with %s at its top is refused", async (statement, said) => {
    expect(refusalOf(strategyThat({ atTop: statement }))).toBe(said);
    await laterOn(); // an error that nobody catches would fail this test
  });

  it.each(MISDEEDS)("with %s when it is asked gives no answer", async (statement, said) => {
    const file = strategyThat({ whenAsked: statement });
    expect(asked(file)).toEqual({ kind: "failed", detail: `it ${said}` });
    await laterOn();
  });

  it("cannot import what it may not when it is asked", async () => {
    const found: Record<string, unknown> = globalThis;
    const importing = `void import("node:fs").then((fs) => { globalThis.importedByStrategy = fs; });`;
    expect(asked(strategyThat({ whenAsked: importing }))).toEqual({
      kind: "failed",
      detail: `it ${PROMISE}`,
    });
    await laterOn();
    expect(found["importedByStrategy"]).toBeUndefined();
    expect(refusalOf(strategyThat({ atTop: importing }))).toContain('imports "node:fs": only');
    await laterOn();
    expect(found["importedByStrategy"]).toBeUndefined();
  });

  it("finds everything as it was once it is over", () => {
    const standing = () => [
      ...["exit", "reallyExit", "abort", "kill"].map((name) =>
        Object.getOwnPropertyDescriptor(process, name),
      ),
      ...["setTimeout", "queueMicrotask"].map((name) => Object.getOwnPropertyDescriptor(globalThis, name)),
    ];
    const before = standing();
    asked(strategyThat({ whenAsked: "process.exit(0);" }));
    expect(standing()).toEqual(before);
  });
});

describe("confined", () => {
  it("ends what does not end, wherever it was written and whatever it catches", () => {
    const forever = (): never => {
      for (;;) {
        try {
          for (;;);
        } catch {
          // goes on
        }
      }
    };
    expect(() => confined(forever, 20)).toThrow("did not end within 0.02 seconds");
    const waiting = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    expect(() => confined(waiting, 20)).toThrow("did not end within 0.02 seconds");
    expect(confined(() => 4, 20)).toBe(4);
  });

  it("ends a file that does not end while it is loaded", () => {
    const file = strategyThat({ atTop: "for (;;);" });
    expect(() => confined(() => openStrategyFile(file), 200)).toThrow("did not end within 0.2 seconds");
    expect(asked(strategyThat({}))).toMatchObject({ kind: "answered" });
  });

  it("hands on what is thrown", () => {
    const thrown = new RangeError("as it is");
    expect(() =>
      confined(() => {
        throw thrown;
      }),
    ).toThrow(thrown);
  });

  it("bounds once what is run inside", () => {
    expect(confined(() => confined(() => "inside"))).toBe("inside");
  });
});
