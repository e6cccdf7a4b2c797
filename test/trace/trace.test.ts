import { describe, expect, it } from "vitest";
import type { ParsedLine } from "../../src/adapters/logging/parse-line.ts";
import { openStoreForReading } from "../../src/adapters/store/open-store.ts";
import { linesAbout } from "../../src/cli/trace/log-lines.ts";
import { recordsOf } from "../../src/cli/trace/store-records.ts";
import type { Subject } from "../../src/cli/trace/subject.ts";
import { traceDocument, type TraceDocument } from "../../src/cli/trace/trace-document.ts";
import { traceText } from "../../src/cli/trace/trace-text.ts";
import { decimal } from "../../src/core/domain/decimal.ts";
import { cycleId } from "../../src/core/domain/ids.ts";
import { at, PAIR, SHARE } from "../adapters/store/support-values.ts";
import { temporaryStore } from "../adapters/store/temporary-store.ts";
import {
  beginRun,
  FILLED,
  finish,
  NEXT_RUN,
  ORDER_LINES,
  PLACED,
  PLACING,
  recordOrder,
  REFERENCE,
  RUN,
  UNKNOWN,
} from "./recorded-order.ts";

const { store, directory } = temporaryStore();

const ORDER: Subject = { kind: "order", id: REFERENCE };
const CYCLE: Subject = { kind: "cycle", id: "1", runId: RUN };

function trace(subject: Subject, lines: readonly ParsedLine[], runningRunId?: string): TraceDocument {
  const reader = openStoreForReading(directory());
  try {
    const records = reader === undefined ? undefined : recordsOf(subject, reader);
    return traceDocument({
      subject,
      store: records,
      log: linesAbout(subject, records, lines),
      runningRunId,
    });
  } finally {
    reader?.close();
  }
}

const told = ({ events }: TraceDocument): readonly string[] =>
  events.map(({ source, what }) => `${source} ${what}`);

describe("the trace of an order", () => {
  it("tells it once, in order, from decision to end, whatever the broker's clock says", () => {
    const cycle = beginRun(store(), RUN);
    recordOrder(store(), cycle, [PLACING, PLACED, FILLED]);
    finish(store(), cycle, 6);
    expect(traceText(trace(ORDER, ORDER_LINES))).toBe(
      `order ATB-AAAA
buy 10 Stock:211 by moving_average@1 in cycle 1: filled, order 5001, 10 filled

at                        told by  what                       detail
2026-03-04T09:15:00.000Z  both     cycle begins               cycle 1, run e1c8623d-56cf-413c-b31b-56e3803cb60d
2026-03-04T09:15:01.500Z  both     decision                   buy Stock:211: SIG_CROSSED_ABOVE, 1 of 1 gates passed
2026-03-04T09:15:02.000Z  both     intent                     buy 10 Stock:211 (entry), ATB-AAAA
2026-03-04T09:15:02.100Z  log      execution_precheck_begin   saxo_request_id=pre-1
2026-03-04T09:15:02.200Z  log      http_error                 WARN http_method=POST http_url_path=/trade/v2/orders/precheck http_status=503 saxo_request_id=pre-1
2026-03-04T09:15:03.000Z  log      execution_precheck_passed  precheck_ok=true
2026-03-04T09:15:03.000Z  both     placing                    ABOUT_TO_SEND
2026-03-04T09:15:04.000Z  both     placed                     ACCEPTED, order 5001
2026-03-04T09:15:04.000Z  both     execution                  10 at 101.25, order 5001; 2026-03-04T09:15:03.000Z by the broker's clock
2026-03-04T09:15:05.000Z  both     filled                     FILLED, order 5001, 10 filled
2026-03-04T09:15:06.000Z  both     cycle ends                 cycle 1: done, exit 0
`,
    );
  });

  it("is told by the store alone when the log is gone, and says so", () => {
    const cycle = beginRun(store(), RUN);
    recordOrder(store(), cycle, [PLACING, PLACED, FILLED]);
    finish(store(), cycle, 6);
    const document = trace(ORDER, []);
    expect(told(document)).toEqual([
      "store cycle begins",
      "store decision",
      "store intent",
      "store placing",
      "store placed",
      "store execution",
      "store filled",
      "store cycle ends",
    ]);
    expect(document.missing).toEqual([
      `the log holds no line of cycle 1 (run ${RUN}): its files are gone, or LOG_LEVEL kept it out`,
    ]);
  });

  it("is told by the log alone when the store knows nothing of it", () => {
    const document = trace(ORDER, ORDER_LINES);
    expect(document.events).toHaveLength(9);
    expect(document.events[1]?.detail).toBe(
      "external_reference=ATB-AAAA side=buy quantity=10 purpose=entry instrument_id=Stock:211",
    );
    expect(document.missing).toEqual([
      "the store knows nothing of this order: this is what the log says alone",
    ]);
  });

  it("of an unknown outcome says what is known, and what a person can do", () => {
    recordOrder(store(), beginRun(store(), RUN), [PLACING, UNKNOWN]);
    const text = traceText(trace(ORDER, []));
    expect(text).toContain("store    unknown       BROKER_UNREACHABLE, no answer in 30 s\n");
    expect(text).toContain(`
what to do:
  nobody knows yet whether the order ATB-AAAA exists at the broker; it is never sent again
  each cycle looks for evidence among open orders, order log and positions, and until then risks nothing new in the instrument: let it run
  \`tradebot orders\` shows what the broker lists now; in the broker's own platform look for the reference, and for a position that moved
`);
  });

  it("follows it over several cycles, and tells one that died from one that runs", () => {
    recordOrder(store(), beginRun(store(), RUN), [PLACING, UNKNOWN]);
    const next = beginRun(store(), NEXT_RUN, 300);
    const [open] = store().unsettledIntents();
    if (open === undefined) throw new Error("the order is open");
    store().recordTransition(next, open.intent.id, { ...FILLED, reason: "FILLED" }, at(302));
    const document = trace(ORDER, [], NEXT_RUN);
    expect(document.cycles.map(({ cycle_id, outcome }) => `${cycle_id} ${outcome}`)).toEqual([
      "1 unfinished",
      "2 running",
    ]);
    expect(document.missing).toContain("cycle 1 has no end: its process died, and the next cycle took over");
    expect(document.missing).not.toContain(
      "cycle 2 has no end: its process died, and the next cycle took over",
    );
    expect(document.remedies).toEqual([]);
    expect(told(document).slice(-2)).toEqual(["store cycle begins", "store filled"]);
  });
});

describe("the trace of a cycle", () => {
  it("tells everything its run did, also before the cycle began", () => {
    const cycle = beginRun(store(), RUN);
    recordOrder(store(), cycle, [PLACING, PLACED, FILLED]);
    finish(store(), cycle, 6);
    const document = trace(CYCLE, ORDER_LINES);
    expect(document.events).toHaveLength(11);
    expect(document.missing).toEqual([]);
    expect(traceText(document).split("\n\n")[0]).toBe(`cycle 1\ncycle 1, run ${RUN}: done, exit 0`);
  });

  it("leaves out what other cycles did with its orders", () => {
    const first = beginRun(store(), RUN);
    recordOrder(store(), first, [PLACING, PLACED]);
    finish(store(), first, 6);
    const next = beginRun(store(), NEXT_RUN, 300);
    const [open] = store().unsettledIntents();
    if (open === undefined) throw new Error("the order is open");
    store().recordTransition(next, open.intent.id, FILLED, at(302));
    expect(told(trace(CYCLE, []))).toEqual([
      "store cycle begins",
      "store decision",
      "store intent",
      "store placing",
      "store placed",
      "store cycle ends",
    ]);
  });

  it("of a start that began no cycle is what the log says", () => {
    const { events, missing } = trace({ kind: "run", id: NEXT_RUN, runId: NEXT_RUN }, ORDER_LINES);
    expect(events.map(({ what }) => what)).toEqual(["execution_intent_created"]);
    expect(missing).toEqual([
      "the store has no cycle of this run: it ended before it began one, or the store has let it go",
    ]);
  });
});

describe("what was put right about our position", () => {
  const putRight = (instrumentId = SHARE.id): void => {
    store().recordAdjustment(cycleId(1), {
      at: at(4),
      instrumentId,
      quantity: decimal("-3"),
      reason: "HELD_NO_MORE",
    });
  };
  const toldIn = ({ events }: TraceDocument): readonly string[] =>
    events.filter(({ what }) => what === "position put right").map(({ detail }) => detail);

  it("belongs to the cycle that did it, and to an order in the instrument", () => {
    recordOrder(store(), beginRun(store(), RUN), [PLACING, PLACED, FILLED]);
    putRight();
    putRight(PAIR.id);
    const one = "Stock:211 by -3: HELD_NO_MORE";
    expect(toldIn(trace(CYCLE, []))).toEqual([one, "FxSpot:21 by -3: HELD_NO_MORE"]);
    expect(toldIn(trace(ORDER, []))).toEqual([one]);
    expect(trace(ORDER, []).adjustments).toMatchObject([{ instrument_id: "Stock:211", quantity: "-3" }]);
  });
});
