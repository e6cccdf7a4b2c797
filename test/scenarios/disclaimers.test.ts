import { describe, expect, it } from "vitest";
import { openStore } from "../../src/adapters/store/open-store.ts";
import { Narrator } from "../../src/cli/narrator.ts";
import { TradebotError } from "../../src/core/domain/errors.ts";
import type { PersonalAnswer } from "../../src/core/execution/disclaimers.ts";
import type { Broker } from "../../src/cycle/ports/broker.ts";
import type { StandingDisclaimer } from "../../src/simulator/server/disclaimer.ts";
import { expectAgreement } from "../support/agreement.ts";
import { withReader } from "../support/books.ts";
import { advanceToNextSlot, runCycleIn, type World } from "../support/world.ts";
import { FILLED, nextStart, orderCount, placements, stories, world } from "./order-stories.ts";

const NORMAL: StandingDisclaimer = { kind: "normal", condition: "none", shownAt: "precheck" };
const LATE: StandingDisclaimer = { ...NORMAL, shownAt: "placement" };

const worldWith = (policy: string, ...disclaimers: readonly StandingDisclaimer[]): Promise<World> =>
  world({ env: { DISCLAIMER_POLICY: policy }, simulator: { disclaimers } });

/** Everything answered so far, oldest first: what, and why not. */
const answers = ({ stateDirectory }: World): readonly string[] =>
  withReader(stateDirectory, (reader) =>
    reader
      .recordedDisclaimers()
      .flatMap((text) => text.answers)
      .map(({ answer, reason }) => (reason === undefined ? answer : `${answer} ${reason}`)),
  );

/** As a person does with `tradebot disclaimers`. */
function say({ stateDirectory, clock }: World, answer: PersonalAnswer): void {
  const { store } = openStore({ directory: stateDirectory, now: clock.now() });
  const hashes = withReader(stateDirectory, (reader) => reader.recordedDisclaimers().map(({ hash }) => hash));
  for (const hash of hashes) store.recordPersonalAnswer({ hash, answer, person: "ana", at: clock.now() });
  store.close();
}

/** A cycle, and what a person reads of it at the end. */
async function narrated(surroundings: World, change: Partial<Broker> = {}) {
  let narrator: Narrator | undefined;
  const run = await runCycleIn(surroundings, {
    around: (ports) => {
      narrator = new Narrator(ports.events);
      const connectBroker = async (): Promise<Broker> => ({ ...(await ports.connectBroker()), ...change });
      return { ...ports, events: narrator, connectBroker };
    },
  });
  return { run, lines: narrator?.lines };
}

const BLOCKED = "dropped DISCLAIMER_BLOCKED";

describe("an order before which the broker wants a text accepted", () => {
  const refusals: readonly (readonly [string, StandingDisclaimer, string])[] = [
    ["block_all", NORMAL, "refused DISCLAIMER_POLICY"],
    ["auto_accept_normal", { ...NORMAL, condition: "checkbox" }, "refused DISCLAIMER_HAS_CONDITIONS"],
    ["auto_accept_normal", { ...NORMAL, condition: "user_input" }, "refused DISCLAIMER_HAS_CONDITIONS"],
    ["auto_accept_normal", { ...NORMAL, kind: "blocking" }, "refused DISCLAIMER_BLOCKING"],
    ["manual_review", NORMAL, "refused DISCLAIMER_NOT_AGREED"],
    ["manual_review", { ...NORMAL, kind: "blocking" }, "refused DISCLAIMER_BLOCKING"],
  ];
  it.each(refusals)("is not placed under %s for %j", async (policy, text, answer) => {
    const surroundings = await worldWith(policy, text);
    const { exitCode, events } = await runCycleIn(surroundings);
    expect(exitCode).toBe(0);
    expect(stories(surroundings)).toEqual([BLOCKED]);
    expect(answers(surroundings)).toEqual([answer]);
    expect(events.of("execution_disclaimer_blocked")).toMatchObject([
      { failure_reason: "DISCLAIMER_BLOCKED", execution_outcome: "SKIPPED", disclaimer_policy: policy },
    ]);
    expect([placements(surroundings), orderCount(surroundings)]).toEqual([0, 0]);
  });

  it("is placed under auto_accept_normal, each text being accepted once", async () => {
    const surroundings = await worldWith("auto_accept_normal", NORMAL, { ...NORMAL, kind: "recurring" });
    const { exitCode, events } = await runCycleIn(surroundings);
    expect(exitCode).toBe(0);
    expect(stories(surroundings)).toEqual([FILLED]);
    expect([...answers(surroundings)].sort()).toEqual(["accepted", "accepted", "accepting", "accepting"]);
    const [text] = withReader(surroundings.stateDirectory, (reader) => reader.recordedDisclaimers());
    const [resolved] = events.of("execution_disclaimer_resolved");
    expect(resolved?.["disclaimer_hash"]).toBe(`${String(text?.hash)} ${String(text?.hash)}`); // both say the same
    expect(resolved).toMatchObject({ disclaimer_tokens_count: 2, disclaimer_policy: "auto_accept_normal" });
    expectAgreement(surroundings);
  });

  it("has a recurring text accepted again before the next order", async () => {
    const surroundings = await worldWith("auto_accept_normal", { ...NORMAL, kind: "recurring" });
    let orders = 0;
    for (let slot = 0; orders < 2 && slot < 40; slot += 1) {
      await runCycleIn(surroundings);
      orders = stories(surroundings).length;
      advanceToNextSlot(surroundings);
    }
    expect(stories(surroundings)).toEqual([FILLED, FILLED]);
    expect(answers(surroundings)).toEqual(["accepting", "accepted", "accepting", "accepted"]);
  });

  it("waits under manual_review until a person has agreed to the very text", async () => {
    const surroundings = await worldWith("manual_review", { ...NORMAL, condition: "checkbox" });
    await runCycleIn(surroundings);
    say(surroundings, "declined");
    await nextStart(surroundings);
    say(surroundings, "agreed");
    const env = { DISCLAIMER_POLICY: "manual_review" };
    expect((await nextStart(surroundings, env)).exitCode).toBe(0);
    expect(stories(surroundings)).toEqual([BLOCKED, BLOCKED, FILLED]);
    expect(answers(surroundings)).toEqual([
      "refused DISCLAIMER_NOT_AGREED",
      "declined",
      "refused DISCLAIMER_DECLINED",
      "agreed",
      "accepting",
      "accepted",
    ]);
    expectAgreement(surroundings);
  });

  it("agrees to nothing in a dry run, and says what it would do", async () => {
    const surroundings = await worldWith("auto_accept_normal", NORMAL);
    const { events } = await runCycleIn(surroundings, {
      settings: { ...surroundings.settings, dryRun: true },
    });
    expect(stories(surroundings)).toEqual(["dropped DRY_RUN"]);
    expect(answers(surroundings)).toEqual([]);
    expect(events.of("execution_disclaimer_required")).toMatchObject([{ disclaimer_tokens_count: 1 }]);
    expect(
      surroundings.requests.filter(({ method, target }) => method === "POST" && target.includes("/dm/")),
    ).toEqual([]);
  });

  it("is given up when the answer does not get through, and decided anew by the next start", async () => {
    const surroundings = await worldWith("auto_accept_normal", NORMAL);
    surroundings.simulator.faults.next({ path: "/dm/**", method: "POST", kind: "503", when: "before" });
    expect((await runCycleIn(surroundings)).exitCode).toBe(69);
    expect(stories(surroundings)).toEqual(["dropped BROKER_UNREACHABLE"]);
    expect((await nextStart(surroundings)).exitCode).toBe(0);
    expect(stories(surroundings)).toEqual(["dropped BROKER_UNREACHABLE", FILLED]);
    expect(answers(surroundings)).toEqual(["accepting", "accepting", "accepted"]);
    expectAgreement(surroundings);
  });

  it("has a line of its own among the results when the answer does not get through", async () => {
    const surroundings = await worldWith("auto_accept_normal", NORMAL);
    surroundings.simulator.faults.next({ path: "/dm/**", method: "POST", kind: "503", when: "before" });
    const { lines } = await narrated(surroundings);
    expect(lines).toMatchObject([expect.stringContaining(": not placed, BROKER_UNREACHABLE (ATB-")]);
  });

  it.each([
    ["broker_unreachable", 69],
    ["broker_contract_broken", 76],
  ] as const)("is given up, and ends the run as %s, when its text cannot be read", async (exit, code) => {
    const surroundings = await worldWith("auto_accept_normal", NORMAL);
    const cause = new TradebotError({ code: "ANY", message: "no text", exit });
    const { run, lines } = await narrated(surroundings, { readDisclaimers: () => Promise.reject(cause) });
    expect(run.exitCode).toBe(code);
    expect(stories(surroundings)).toEqual(["dropped DISCLAIMER_UNREADABLE"]);
    expect(run.events.of("execution_disclaimer_blocked")).toEqual([]);
    expect(run.events.of("execution_order_dropped")).toMatchObject([
      {
        failure_reason: "DISCLAIMER_UNREADABLE",
        detail: "the texts before the order cannot be read: no text",
      },
    ]);
    expect(lines).toMatchObject([expect.stringContaining(": not placed, DISCLAIMER_UNREADABLE (ATB-")]);
    expect([placements(surroundings), orderCount(surroundings)]).toEqual([0, 0]);
    expect((await nextStart(surroundings)).exitCode).toBe(0);
    expect(stories(surroundings).at(-1)).toBe(FILLED);
  });
});

describe("an order refused because a text came up at its placement", () => {
  const REFUSED = "placing ABOUT_TO_SEND, absent OtherError";

  it("is sent once more under a request id of its own when the policy accepts the text", async () => {
    const surroundings = await worldWith("auto_accept_normal", LATE);
    const { exitCode, events } = await runCycleIn(surroundings);
    expect(exitCode).toBe(0);
    expect(stories(surroundings)).toEqual([REFUSED, FILLED]);
    expect([placements(surroundings), orderCount(surroundings)]).toEqual([2, 1]);
    const sent = events.of("execution_placement_begin");
    expect(new Set(sent.map((event) => event["saxo_request_id"])).size).toBe(2);
    expect(new Set(sent.map((event) => event["external_reference"])).size).toBe(1);
    expect(answers(surroundings)).toEqual(["accepting", "accepted"]);
    expectAgreement(surroundings);
  });

  it("is refused for good under block_all", async () => {
    const surroundings = await worldWith("block_all", LATE);
    expect((await runCycleIn(surroundings)).exitCode).toBe(0);
    await nextStart(surroundings);
    expect(stories(surroundings)).toEqual(["placing ABOUT_TO_SEND, rejected OtherError"]);
    expect([placements(surroundings), orderCount(surroundings)]).toEqual([1, 0]);
    expect(answers(surroundings)).toEqual(["refused DISCLAIMER_POLICY"]);
  });

  it("is decided anew once a person has agreed", async () => {
    const surroundings = await worldWith("manual_review", LATE);
    await runCycleIn(surroundings);
    expect(stories(surroundings)).toEqual([REFUSED]);
    say(surroundings, "agreed");
    await nextStart(surroundings, { DISCLAIMER_POLICY: "manual_review" });
    expect(stories(surroundings)).toEqual([REFUSED, REFUSED, FILLED]);
    expect(orderCount(surroundings)).toBe(1);
    expectAgreement(surroundings);
  });
});
