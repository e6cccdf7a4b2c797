import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
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

const used = (name: string): string => `used process.${name}, which no strategy may`;

const MISDEEDS = [
  ["process.exit(0);", used("exit")],
  ["try { process.exit(0); } catch {}", used("exit")],
  ["const { exit } = process; exit();", used("exit")],
  ["globalThis.process.abort();", used("abort")],
  [`Function("return process")().kill(1, "SIGKILL");`, used("kill")],
  [`process.getBuiltinModule("node:fs");`, used("getBuiltinModule")],
  ["process.nextTick(() => { throw new Error(); });", used("nextTick")],
  [`process.on("exit", () => { process.exitCode = 0; });`, used("on")],
  ["held.push(process.env);", used("env")],
  ["process.exitCode = 0;", used("exitCode")],
  ["Object.defineProperty(process, 'env', { value: {} });", used("env")],
  ["setTimeout(() => { throw new Error(); }, 0);", called("setTimeout")],
  ["setInterval(() => {}, 1);", called("setInterval")],
  ["setImmediate(() => { throw new Error(); });", called("setImmediate")],
  ["queueMicrotask(() => { throw new Error(); });", called("queueMicrotask")],
  ["AbortSignal.timeout(1);", called("AbortSignal.timeout")],
  ["new MessageChannel();", called("MessageChannel")],
  [`void fetch("http://127.0.0.1:9/");`, called("fetch")],
  [`void Promise.reject(new Error("nobody hears"));`, PROMISE],
  [`void (async () => { throw new Error("nobody hears"); })();`, PROMISE],
  ["void Promise.resolve().then(() => { throw new Error(); });", PROMISE],
  ["Error.stackTraceLimit = 0; void Promise.reject(new Error());", PROMISE],
  [`void Function("return import('node:fs')")();`, PROMISE],
] as const;

describe("the code of a strategy file", () => {
  it("answers within its bounds", () => {
    expect(asked(strategyThat({}))).toEqual({ kind: "answered", signals: new Map() });
  });

  it.each(MISDEEDS)("with %s at its top is refused", async (statement, said) => {
    const { stackTraceLimit } = Error;
    const refusal = refusalOf(strategyThat({ atTop: statement }));
    Error.stackTraceLimit = stackTraceLimit;
    if (statement.includes("import(")) expect(refusal).toContain('imports "node:fs": only');
    else expect(refusal).toBe(said);
    await laterOn(); // an error that nobody catches would fail this test
  });

  it.each(MISDEEDS)("with %s when it is asked gives no answer", async (statement, said) => {
    const { stackTraceLimit } = Error;
    const file = strategyThat({ whenAsked: statement });
    expect(asked(file)).toEqual({ kind: "failed", detail: `it ${said}` });
    Error.stackTraceLimit = stackTraceLimit;
    await laterOn();
  });

  it.each([
    "await 0; process.exit(7);",
    "await 0; await 0; process.exitCode = 7;",
    "await 0; setTimeout(() => { throw new Error(); }, 0);",
    `await 0; void Promise.reject(new Error("nobody hears")); throw new Error();`,
    "await { then(go) { go(process.kill(process.pid)); } };",
  ])("that goes on with %s can do nothing any more, and is not heard of again", async (rest) => {
    expect(asked(strategyThat({ whenAsked: `void (async () => { ${rest} })()` }))).toEqual({
      kind: "failed",
      detail: `it ${PROMISE}`,
    });
    await laterOn();
    await new Promise((resolve) => setTimeout(resolve, 0)); // it is ours again, and calls back
    expect(process.exitCode).not.toBe(7);
  });

  it("prints to stderr, each line marked, whatever it prints to", () => {
    const written: string[] = [];
    const stderr = vi
      .spyOn(process.stderr, "write")
      .mockImplementation((text) => written.push(String(text)) > 0);
    const stdout = vi.spyOn(process.stdout, "write");
    onTestFinished(() => {
      stderr.mockRestore();
      stdout.mockRestore();
    });
    const printing = `console.log("a figure", { of: 1 });
      console.error("two\\nlines");
      process.stdout.write("a part, ");
      process.stderr.write(new TextEncoder().encode("and the rest"));`;
    expect(asked(strategyThat({ whenAsked: printing }))).toMatchObject({ kind: "answered" });
    const mark = "tradebot: the strategy says: ";
    expect(written).toEqual(
      ["a figure { of: 1 }", "two", "lines", "a part, and the rest"].map((line) => `${mark}${line}\n`),
    );
    expect(stdout).not.toHaveBeenCalled();
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
      Object.getOwnPropertyDescriptor(AbortSignal, "timeout"),
      ...["process", "console", "setTimeout", "queueMicrotask", "fetch", "MessageChannel"].map((name) =>
        Object.getOwnPropertyDescriptor(globalThis, name),
      ),
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
