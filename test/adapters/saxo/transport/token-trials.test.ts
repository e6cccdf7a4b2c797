import { describe, expect, it } from "vitest";
import { TokenTrials } from "../../../../src/adapters/saxo/transport/token-trials.ts";

const ORDERS = { method: "GET", path: "/port/v1/orders" } as const;
const OWN_USER = { method: "GET", path: "/port/v1/users/me" } as const;

describe("the trial of a token", () => {
  it("is shared by the calls that were refused together, and made anew for a later one", async () => {
    const tried: string[] = [];
    const trials = new TokenTrials((token, { path }) => {
      tried.push(`${token} ${path}`);
      return Promise.resolve(true);
    });
    expect(await Promise.all([trials.isAccepted("a", ORDERS), trials.isAccepted("a", ORDERS)])).toEqual([
      true,
      true,
    ]);
    expect(tried).toEqual(["a /port/v1/users/me"]);
    expect(await trials.isAccepted("a", ORDERS)).toBe(true);
    expect(tried.length).toBe(2);
  });

  it("asks for something else than what was refused, and for each token by itself", async () => {
    const tried: string[] = [];
    const trials = new TokenTrials((token, { path }) => {
      tried.push(`${token} ${path}`);
      return Promise.resolve(token === "b");
    });
    expect(await Promise.all([trials.isAccepted("a", OWN_USER), trials.isAccepted("b", ORDERS)])).toEqual([
      false,
      true,
    ]);
    expect(tried).toEqual(["a /port/v1/clients/me", "b /port/v1/users/me"]);
  });
});
