import { describe, expect, it } from "vitest";
import { withProgress } from "../../src/cli/progress.ts";
import { painter } from "../../src/cli/terminal.ts";

describe("colours", () => {
  it.each([
    [{ isTTY: true }, {}, "\u001b[31mfail\u001b[0m"],
    [{ isTTY: true }, { NO_COLOR: "" }, "\u001b[31mfail\u001b[0m"],
    [{ isTTY: true }, { NO_COLOR: "1" }, "fail"],
    [{ isTTY: true }, { TERM: "dumb" }, "fail"],
    [{ isTTY: false }, { TERM: "xterm" }, "fail"],
    [{}, {}, "fail"],
  ])("on %j with %j make %j", (stream, env, expected) => {
    expect(painter(stream, env)("fail", "red")).toBe(expected);
  });
});

/** Runs a work during which some seconds pass, one after another, when it says so. */
async function written(isTTY: boolean, work: (say: (step: string) => void, tick: () => void) => void) {
  let text = "";
  let passed = 0;
  let tick = (): void => undefined;
  let isEnded = false;
  const stderr = { isTTY, write: (more: string) => (text += more) };
  const everySecond = (callback: (seconds: number) => void): (() => void) => {
    tick = () => {
      callback((passed += 1));
    };
    return () => (isEnded = true);
  };
  const result = await withProgress(
    { stderr },
    (say) => {
      work(say, () => {
        tick();
      });
      return Promise.resolve("result");
    },
    everySecond,
  );
  return { text, result, isEnded };
}

describe("progress", () => {
  it("shows nothing of a work that takes less than a second", async () => {
    expect(
      await written(true, (say) => {
        say("asking");
      }),
    ).toEqual({ text: "", result: "result", isEnded: true });
  });

  it("names the step and the time on one line, and takes it away at the end", async () => {
    const { text } = await written(true, (say, tick) => {
      say("asking the broker");
      tick();
      say("reading\nbars");
      tick();
    });
    expect(text).toBe("\r\u001b[Kasking the broker (1 s)\r\u001b[Kreading?bars (2 s)\r\u001b[K");
  });

  it("shows nothing where nobody looks on", async () => {
    const { text, isEnded } = await written(false, (say, tick) => {
      say("asking");
      tick();
    });
    expect({ text, isEnded }).toEqual({ text: "", isEnded: false });
  });

  it("takes its line away when the work fails", async () => {
    let text = "";
    const stderr = { isTTY: true, write: (more: string) => (text += more) };
    const failing = withProgress(
      { stderr },
      () => Promise.reject(new Error("no")),
      (tick) => {
        tick(1);
        return () => undefined;
      },
    );
    await expect(failing).rejects.toThrow("no");
    expect(text.endsWith("\r\u001b[K")).toBe(true);
  });
});
