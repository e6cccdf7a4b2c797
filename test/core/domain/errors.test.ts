import { describe, expect, it } from "vitest";
import { assert, AssertionError } from "../../../src/core/domain/assert.ts";
import { TradebotError } from "../../../src/core/domain/errors.ts";

describe("TradebotError", () => {
  it("carries what decides the exit, the retry and the operator's next step", () => {
    const cause = new Error("socket closed");
    const error = new TradebotError({
      code: "BROKER_UNREACHABLE",
      message: 'reading "/port/v1/orders" failed',
      exit: "broker_unreachable",
      retry: "safe",
      hint: "check the network",
      cause,
    });
    expect(error).toMatchObject({
      name: "TradebotError",
      code: "BROKER_UNREACHABLE",
      message: 'reading "/port/v1/orders" failed',
      exit: "broker_unreachable",
      retry: "safe",
      hint: "check the network",
      cause,
    });
  });

  it("is not to be retried unless it says so", () => {
    expect(new TradebotError({ code: "X", message: "x", exit: "bug" })).toMatchObject({
      retry: "never",
      hint: undefined,
    });
  });
});

describe("assert", () => {
  it("throws its own class, which is no operating failure", () => {
    expect(() => {
      assert(false, "two and two are five");
    }).toThrow(new AssertionError("two and two are five"));
    expect(new AssertionError("x")).not.toBeInstanceOf(TradebotError);
    expect(() => {
      assert(true, "never seen");
    }).not.toThrow();
  });
});
