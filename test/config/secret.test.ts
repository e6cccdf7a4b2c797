import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { AssertionError } from "../../src/core/domain/assert.ts";
import { Secret } from "../../src/config/secret.ts";

const secret = new Secret("eyJhbGciOi.canary");

describe("Secret", () => {
  it.each([
    ["String", String(secret)],
    ["a join", [secret, secret].join(" ")],
    ["JSON", JSON.stringify({ secret })],
    ["util.inspect", inspect({ secret }, { depth: 9, showHidden: true })],
    ["its keys and values", JSON.stringify([Object.keys(secret), Object.values(secret)])],
    ["a structured clone", inspect(structuredClone(secret), { showHidden: true })],
  ])("does not show its text through %s", (_, shown) => {
    expect(shown).not.toContain("canary");
  });

  it("prints as three stars", () => {
    expect([String(secret), JSON.stringify(secret), inspect(secret)]).toEqual(["***", '"***"', "***"]);
  });

  it("gives its text when asked for it", () => {
    expect(secret.reveal()).toBe("eyJhbGciOi.canary");
  });

  it("cannot be empty", () => {
    expect(() => new Secret("")).toThrow(AssertionError);
  });
});
