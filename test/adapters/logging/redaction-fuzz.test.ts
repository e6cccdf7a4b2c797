import { describe, expect, it } from "vitest";
import { secretsInAddress } from "../../../src/adapters/logging/address-secrets.ts";
import { traceIn } from "../../support/planted-secrets.ts";
import { fuzzRedaction } from "../../support/redaction-fuzz.ts";

describe("a hundred thousand lines around planted secrets", () => {
  it("show none of them", () => {
    const { hidden, leaks } = fuzzRedaction(100_000, 1);
    expect(leaks.slice(0, 3)).toEqual([]);
    expect(hidden).toBeGreaterThan(95_000);
  });

  it("would be found to show them", () => {
    for (const offset of ["", "u", "us"]) {
      const credentials = Buffer.from(`${offset}24h-PLANTEDTOKEN-7c1e9a`).toString("base64");
      expect(traceIn(credentials)).toBeDefined();
    }
    expect(traceIn("x PLANTEDKEY x")).toBe("PLANTED");
    expect(traceIn("a line without any")).toBeUndefined();
  });
});

describe("the secrets in an address", () => {
  it.each([
    [
      "https://hc-ping.com/6f1c9b0e-7a53-4c1e-9d55-0a1b2c3d4e5f",
      ["6f1c9b0e-7a53-4c1e-9d55-0a1b2c3d4e5f"],
      ["hc-ping.com"],
    ],
    [
      "https://hooks.slack.com/services/T000AAAA/B000BBBB/x9Yz8w7V",
      ["T000AAAA", "B000BBBB", "x9Yz8w7V", "services/T000AAAA/B000BBBB/x9Yz8w7V"],
      ["services", "hooks.slack.com"],
    ],
    [
      "https://api.telegram.org/bot123456:AA-bb%2Fcc/sendMessage?chat_id=998877",
      ["bot123456:AA-bb%2Fcc", "bot123456:AA-bb/cc", "998877", "chat_id=998877"],
      ["sendMessage"],
    ],
  ])("%s are its parts that could be a token", (address, secret, open) => {
    const secrets = secretsInAddress(address);
    expect(secrets).toEqual(expect.arrayContaining([address, ...secret]));
    for (const part of open) expect(secrets).not.toContain(part);
  });
});
