import { expect, test } from "vitest";
import { openStoreForReading } from "../../../src/adapters/store/open-store.ts";
import { externalReference } from "../../../src/core/domain/ids.ts";
import { addDuration, minutes } from "../../../src/core/domain/time.ts";
import type { Disclaimer } from "../../../src/core/execution/disclaimers.ts";
import type { DisclaimerEntry } from "../../../src/core/execution/disclaimers.ts";
import { beginCycle, START } from "./support-values.ts";
import { temporaryStore } from "./temporary-store.ts";

const { store, directory } = temporaryStore();

const TEXT: Disclaimer = {
  token: "dG9rZW4=",
  title: "Risk warning",
  body: "<p>Prices can fall.</p>",
  isBlocking: false,
  conditions: [{ type: "Checkbox", label: "I have read it" }],
  responses: ["Accepted", "Dismissed"],
};
const LATER = addDuration(START, minutes(5));

const entry = (hash: string, changes: Partial<DisclaimerEntry> = {}): DisclaimerEntry => ({
  hash,
  at: START,
  answer: "refused",
  policy: "manual_review",
  reason: "DISCLAIMER_NOT_AGREED",
  cycle: beginCycle(store()),
  externalReference: externalReference("ATB-AAAA"),
  ...changes,
});

const recorded = () => {
  const reader = openStoreForReading(directory());
  try {
    return reader?.recordedDisclaimers();
  } finally {
    reader?.close();
  }
};

test("a text is kept once for what it says, with the token it had last", () => {
  const hash = store().noteDisclaimer(TEXT, START);
  expect(store().noteDisclaimer({ ...TEXT, token: "bmV3", isBlocking: true }, LATER)).toBe(hash);
  expect(recorded()).toEqual([
    {
      hash,
      text: { ...TEXT, token: "bmV3", isBlocking: true },
      firstSeenAt: START,
      lastSeenAt: LATER,
      answers: [],
    },
  ]);
});

test("another word makes another text; the one seen last comes first", () => {
  store().noteDisclaimer(TEXT, START);
  store().noteDisclaimer({ ...TEXT, title: "Warning" }, LATER);
  expect(recorded()?.map(({ text }) => text.title)).toEqual(["Warning", "Risk warning"]);
});

test("what a person said last counts, and for this text alone", () => {
  const hash = store().noteDisclaimer(TEXT, START);
  const other = store().noteDisclaimer({ ...TEXT, title: "Warning" }, START);
  expect(store().personalAnswer(hash)).toBeUndefined();
  store().recordPersonalAnswer({ hash, answer: "agreed", person: "ana", at: START });
  expect(store().personalAnswer(hash)).toBe("agreed");
  store().recordPersonalAnswer({ hash, answer: "declined", person: "ben", at: LATER });
  expect(store().personalAnswer(hash)).toBe("declined");
  expect(store().personalAnswer(other)).toBeUndefined();
  expect(recorded()?.find((text) => text.hash === hash)?.answers).toEqual([
    { at: START, answer: "agreed", person: "ana" },
    { at: LATER, answer: "declined", person: "ben" },
  ]);
});

test("the program's own answers name policy, reason and order, and are no person's", () => {
  const hash = store().noteDisclaimer(TEXT, START);
  store().recordDisclaimer(entry(hash));
  store().recordDisclaimer(entry(hash, { at: LATER, externalReference: externalReference("ATB-BBBB") }));
  expect(recorded()?.[0]?.answers).toEqual([
    {
      at: START,
      answer: "refused",
      policy: "manual_review",
      reason: "DISCLAIMER_NOT_AGREED",
      externalReference: "ATB-AAAA",
    },
    {
      at: LATER,
      answer: "refused",
      policy: "manual_review",
      reason: "DISCLAIMER_NOT_AGREED",
      externalReference: "ATB-BBBB",
    },
  ]);
  expect(store().personalAnswer(hash)).toBeUndefined();
});

test("the same refusal of the same order is written once, however many cycles meet it", () => {
  const hash = store().noteDisclaimer(TEXT, START);
  for (let cycle = 0; cycle < 3; cycle += 1) store().recordDisclaimer(entry(hash));
  store().recordDisclaimer(entry(hash, { reason: "DISCLAIMER_DECLINED" }));
  expect(recorded()?.[0]?.answers.map(({ reason }) => reason)).toEqual([
    "DISCLAIMER_NOT_AGREED",
    "DISCLAIMER_DECLINED",
  ]);
});

test("an answer to a text that was never kept is refused by the database", () => {
  expect(() => {
    store().recordDisclaimer(entry("0123456789ab"));
  }).toThrow();
});
