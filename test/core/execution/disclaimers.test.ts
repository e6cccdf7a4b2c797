import { describe, expect, it } from "vitest";
import type {
  Disclaimer,
  DisclaimerPolicy,
  PersonalAnswer,
} from "../../../src/core/execution/disclaimers.ts";
import { disclaimerHash, judgeDisclaimer } from "../../../src/core/execution/disclaimers.ts";

const NORMAL: Disclaimer = {
  token: "dG9rZW4=",
  title: "Risk warning",
  body: "<p>Prices can fall as well as rise.</p>",
  isBlocking: false,
  conditions: [],
  responses: ["Accepted", "Dismissed"],
};
const BLOCKING: Disclaimer = { ...NORMAL, isBlocking: true };
const WITH_BOX: Disclaimer = { ...NORMAL, conditions: [{ type: "Checkbox", label: "I have read it" }] };
const WITH_SENTENCE: Disclaimer = { ...NORMAL, conditions: [{ type: "UserInput", label: "I understand" }] };
const WITHOUT_YES: Disclaimer = { ...NORMAL, responses: ["Dismissed"] };

describe("judging a disclaimer", () => {
  const accepted: readonly (readonly [DisclaimerPolicy, string, Disclaimer, PersonalAnswer | undefined])[] = [
    ["auto_accept_normal", "a normal one", NORMAL, undefined],
    ["manual_review", "one agreed to", NORMAL, "agreed"],
    ["manual_review", "one with a box to tick, agreed to", WITH_BOX, "agreed"],
  ];
  it.each(accepted)("%s accepts %s", (policy, _, text, answer) => {
    expect(judgeDisclaimer(policy, text, answer)).toEqual({ kind: "accept" });
  });

  const refused: readonly (readonly [
    DisclaimerPolicy,
    string,
    Disclaimer,
    PersonalAnswer | undefined,
    string,
  ])[] = [
    ["block_all", "a normal one", NORMAL, undefined, "DISCLAIMER_POLICY"],
    ["block_all", "one agreed to", NORMAL, "agreed", "DISCLAIMER_POLICY"],
    ["auto_accept_normal", "a blocking one", BLOCKING, undefined, "DISCLAIMER_BLOCKING"],
    ["auto_accept_normal", "one with a box to tick", WITH_BOX, undefined, "DISCLAIMER_HAS_CONDITIONS"],
    ["auto_accept_normal", "one without a yes", WITHOUT_YES, undefined, "DISCLAIMER_NOT_ACCEPTABLE"],
    ["manual_review", "one nobody has spoken about", NORMAL, undefined, "DISCLAIMER_NOT_AGREED"],
    ["manual_review", "one declined", NORMAL, "declined", "DISCLAIMER_DECLINED"],
    ["manual_review", "a blocking one, agreed to", BLOCKING, "agreed", "DISCLAIMER_BLOCKING"],
    ["manual_review", "one without a yes, agreed to", WITHOUT_YES, "agreed", "DISCLAIMER_NOT_ACCEPTABLE"],
    ["manual_review", "one to be typed, agreed to", WITH_SENTENCE, "agreed", "DISCLAIMER_NEEDS_TYPING"],
  ];
  it.each(refused)("%s refuses %s", (policy, _, text, answer, reason) => {
    expect(judgeDisclaimer(policy, text, answer)).toEqual({ kind: "refuse", reason });
  });
});

describe("the hash of a disclaimer", () => {
  const HASH = disclaimerHash(NORMAL);

  it("is short, and the same in every process", () => {
    expect(HASH).toBe("0f8ba8c625353dfead78b374");
  });

  const same: readonly (readonly [string, Partial<Disclaimer>])[] = [
    ["token", { token: "another" }],
    ["line breaks", { body: "<p>Prices can fall\r\n  as well as rise.</p>\n" }],
    ["response options", { responses: [] }],
  ];
  it.each(same)("does not depend on the %s", (_, change) => {
    expect(disclaimerHash({ ...NORMAL, ...change })).toBe(HASH);
  });

  const other: readonly (readonly [string, Partial<Disclaimer>])[] = [
    ["a word of the body", { body: "<p>Prices can fall as well as soar.</p>" }],
    ["an address in it", { body: '<p title="x">Prices can fall as well as rise.</p>' }],
    ["the title", { title: "Risk" }],
    ["a box to tick", { conditions: [{ type: "Checkbox", label: "I have read it" }] }],
    ["where title and body part", { title: "Risk", body: `warning ${NORMAL.body}` }],
  ];
  it.each(other)("changes with %s", (_, change) => {
    expect(disclaimerHash({ ...NORMAL, ...change })).not.toBe(HASH);
  });
});
