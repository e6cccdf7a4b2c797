import { lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  isStopRequested,
  isStopRequestName,
  requestStop,
  withdrawStopRequest,
} from "../../../src/adapters/files/stop-request.ts";
import { runId } from "../../../src/core/domain/ids.ts";

const RUN = runId("0190b4a5-0000-4000-8000-000000000001");
const LATER_RUN = runId("0190b4a5-0000-4000-8000-000000000002");

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "tradebot-stop-"));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

test("asks one run, and no later one", () => {
  expect(isStopRequested(directory, RUN)).toBe(false);
  expect(requestStop(directory, RUN)).toBe(true);
  expect([isStopRequested(directory, RUN), isStopRequested(directory, LATER_RUN)]).toEqual([true, false]);
});

test("is one request, whoever makes it, until it is withdrawn", () => {
  requestStop(directory, RUN);
  requestStop(directory, RUN);
  expect(readdirSync(directory)).toEqual([`tradebot.stop.${RUN}`]);
  withdrawStopRequest(directory, RUN);
  withdrawStopRequest(directory, RUN);
  expect(readdirSync(directory)).toEqual([]);
});

test.runIf(process.platform !== "win32")("is its owner's alone", () => {
  requestStop(directory, RUN);
  expect(lstatSync(join(directory, `tradebot.stop.${RUN}`)).mode & 0o777).toBe(0o600);
});

test.each(["../elsewhere", "a/b", "a b", "x".repeat(65)])("asks no run of the strange id %j", (id) => {
  expect(requestStop(directory, runId(id))).toBe(false);
  withdrawStopRequest(directory, runId(id));
  expect(readdirSync(directory)).toEqual([]);
});

test("says that it cannot be written", () => {
  expect(() => requestStop(join(directory, "not-there"), RUN)).toThrow(
    expect.objectContaining({ code: "STATE_UNWRITABLE" }),
  );
});

test.each([
  [`tradebot.stop.${RUN}`, true],
  ["tradebot.stop.", false],
  ["tradebot.lock", false],
])("%s is the name of a request: %s", (name, isOne) => {
  expect(isStopRequestName(name)).toBe(isOne);
});
