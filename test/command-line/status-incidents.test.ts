import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { incidentsDocument, incidentsText } from "../../src/cli/status-incidents.ts";
import { observationOfFailedStart } from "../../src/report/incident-conditions.ts";
import { renderIncidents } from "../../src/report/incident-format.ts";
import { NO_INCIDENTS } from "../../src/report/incident-record.ts";
import { recordSending } from "../../src/report/deliveries.ts";
import { advance } from "../../src/report/incidents.ts";
import { scratchDirectory } from "../support/scratch-directory.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

let state: string;
beforeEach(() => {
  state = scratchDirectory();
});
afterEach(() => {
  rmSync(state, { recursive: true, force: true });
});

const now = new VirtualClock().now();
const hide = (text: string): string => text;
const OPEN = advance(NO_INCIDENTS, observationOfFailedStart({ unit: "x", serviceResult: "timeout" }), {
  now,
  host: "box",
  hide,
});
const write = (text: string): void => {
  writeFileSync(path.join(state, "incidents.json"), text);
};

describe("the status of incidents", () => {
  it("is empty where nothing was ever wrong", () => {
    const document = incidentsDocument(state);
    expect(document).toEqual({ open: [], undelivered: [] });
    expect(incidentsText(document)).toBe("");
  });

  it("shows what is wrong, and what people have not heard of", () => {
    write(
      renderIncidents(
        recordSending(OPEN, [{ id: 1, isDelivered: false, attempts: 3, failure: "TIMED_OUT" }], now),
      ),
    );
    const document = incidentsDocument(state);
    expect(document).toEqual({
      open: [
        {
          key: "unit:timeout",
          title: "start failed: timeout",
          opened_at: "2026-03-04T09:15:00.000Z",
          last_seen_at: "2026-03-04T09:15:00.000Z",
          count: 1,
          is_recurring: false,
        },
      ],
      undelivered: [
        {
          subject: "tradebot start failed: timeout",
          composed_at: "2026-03-04T09:15:00.000Z",
          attempts: 3,
          failure: "TIMED_OUT",
        },
      ],
    });
    expect(incidentsText(document)).toBe(`INCIDENT               since                     runs  newest
start failed: timeout  2026-03-04T09:15:00.000Z  1     2026-03-04T09:15:00.000Z

MESSAGE NOT DELIVERED           written                   attempts  failure
tradebot start failed: timeout  2026-03-04T09:15:00.000Z  3         TIMED_OUT
`);
  });

  it("says when the record cannot be read", () => {
    write("{");
    const file = path.join(state, "incidents.json");
    expect(incidentsText(incidentsDocument(state))).toBe(
      `incidents: not known, "${file}" is damaged; the next run begins it anew\n`,
    );
  });
});
