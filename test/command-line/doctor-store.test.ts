import { linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { checkLogName } from "../../src/cli/doctor/check-log-name.ts";
import { checkNotification } from "../../src/cli/doctor/check-notification.ts";
import { checkStore } from "../../src/cli/doctor/check-store.ts";
import { Secret } from "../../src/config/secret.ts";
import { timestamp } from "../../src/core/domain/time.ts";
import type { IntentState } from "../../src/core/execution/lifecycle.ts";
import type { IntentStanding } from "../../src/cycle/ports/order-store.ts";
import { scratchDirectory } from "../support/scratch-directory.ts";

const SURROUNDINGS = {
  environment: "SIM",
  now: timestamp(0),
  isCycleRunning: false,
  hasRunBefore: false,
};
const standing = (state: IntentState): IntentStanding =>
  ({ state, intent: { externalReference: "ATB-1" } }) as unknown as IntentStanding;

describe("the store, to the doctor,", () => {
  it.each([
    ["placing", true, "ok"],
    ["placing", false, "fail"],
    ["unknown", true, "fail"],
    ["placed", false, "ok"],
  ] as const)("with an order %s, a cycle running: %s", (state, isCycleRunning, verdict) => {
    const content = { soundness: "ok", unsettled: [standing(state)] };
    const diagnoses = checkStore({ content, damaged: [] }, { ...SURROUNDINGS, isCycleRunning });
    expect(diagnoses.find(({ name }) => name === "orders")?.verdict).toBe(verdict);
  });

  it.each([
    [false, "ok"],
    [true, "warn"],
  ])("is missing, cycles have run: %s", (hasRunBefore, verdict) => {
    const [store] = checkStore({ damaged: [] }, { ...SURROUNDINGS, hasRunBefore });
    expect(store).toMatchObject({ name: "store", verdict });
  });
});

describe("telling people, to the doctor,", () => {
  const settings = {
    environment: "SIM" as const,
    notification: { webhookUrl: new Secret("https://example.com/x") },
  };
  const arrival = (verdict: "ok" | "warn" | "fail") => ({ name: "notification", verdict, finding: "found" });

  it("works only while messages arrive", () => {
    expect(checkNotification(settings, arrival("ok"))).toMatchObject({ verdict: "ok" });
    expect(checkNotification(settings, arrival("warn"))).toEqual(arrival("warn"));
    expect(checkNotification(settings, arrival("fail"))).toEqual({
      ...arrival("fail"),
      exit: "broker_unreachable",
    });
  });
});

describe("the log's name, to the doctor,", () => {
  it.each([
    ["nothing", () => undefined, []],
    [
      "a link",
      (log: string) => {
        symlinkSync("bot.2026-03-04.1.log", log);
      },
      [],
    ],
    [
      "a second name of a log file",
      (log: string) => {
        writeFileSync(`${log}.first`, "");
        linkSync(`${log}.first`, log);
      },
      [],
    ],
    [
      "somebody's own file",
      (log: string) => {
        writeFileSync(log, "");
      },
      ["storage_unwritable"],
    ],
    [
      "a directory",
      (log: string) => {
        mkdirSync(log);
      },
      ["storage_unwritable"],
    ],
  ])("is taken by %s", (_, occupy, exits) => {
    const directory = scratchDirectory();
    occupy(path.join(directory, "bot.log"));
    expect(checkLogName(directory).map(({ exit }) => exit)).toEqual(exits);
    rmSync(directory, { recursive: true });
  });
});
