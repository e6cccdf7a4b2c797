import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LiveSecrets } from "../../../src/adapters/logging/live-secrets.ts";
import { maskKey } from "../../../src/adapters/logging/mask-key.ts";
import { hideSecretShapes, isSecretName } from "../../../src/core/domain/secret-shapes.ts";

const JWT = "eyJhbGciOiJFUzI1NiIsIng1dCI6IkRFNDc0QUQ1Q0NGRUFF.eyJvYWEiOiI3Nzc3NSIsImlzcyI6Im9h.c2lnbmF0dXJl";

describe("maskKey", () => {
  it.each([
    ["ABCDEF123456789", "ABC***89"],
    ["LZTc7DdejXODf-WSl2aCyQ==", "LZT***=="],
    ["ABCDEF12345678", "***"],
    ["", "***"],
  ])("prints %s as %s", (key, masked) => {
    expect(maskKey(key)).toBe(masked);
  });

  it("never shows more than a third", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (key) => {
        const shown = maskKey(key).length - "***".length;
        expect(shown * 3).toBeLessThanOrEqual(key.length);
      }),
    );
  });
});

describe("isSecretName", () => {
  it.each([
    "access_token",
    "app_secret",
    "Authorization",
    "bearer",
    "refresh",
    "PASSWORD",
    "Set-Cookie",
    "apiKey",
  ])("knows %s", (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each(["order_id", "http_url_path", "detail", "quantity"])("lets %s pass", (name) => {
    expect(isSecretName(name)).toBe(false);
  });
});

describe("hideSecretShapes", () => {
  it.each([
    ["a JWT", `got ${JWT} back`, "got *** back"],
    ["an authorization header", `Authorization: Bearer ${JWT}`, "Authorization: Bearer ***"],
    ["a bearer token of any shape", "sent bearer abc123 to it", "sent bearer *** to it"],
    ["a percent-encoded bearer token", "x=Bearer%20abc123&y=1", "x=Bearer ***&y=1"],
    ["basic credentials", "Basic dXNlcjpwYXNzd29yZA== refused", "Basic *** refused"],
    ["a query parameter", "GET /x?access_token=abc123&a=1", "GET /x?access_token=***&a=1"],
    [
      "a JSON member",
      '{"refresh_token":"abc123","expires_in":1200}',
      '{"refresh_token":"***","expires_in":1200}',
    ],
    ["JSON inside JSON", '{\\"refresh_token\\": \\"abc123\\"}', '{\\"refresh_token\\": \\"***\\"}'],
    [
      "words about a password",
      "login failed: password: hunter2, user: me",
      "login failed: password: ***, user: me",
    ],
    ["a key in a URL", "/port/v1/orders?ClientKey=Ab1|2&$top=1", "/port/v1/orders?ClientKey=***&$top=1"],
    ["an account key in a path", "/port/v1/accounts/LZTc7DdejXODf-WSl2aCyQ", "/port/v1/accounts/***"],
    ["32 hexadecimal digits", "app 8f14e45fceea167a5a36dedd4bea2543 refused", "app *** refused"],
    ["long base64", "k8Jh2Vb91xQzR0/mN4tY7uWpL3sDfG6HaB+cE5iO1wXq", "***"],
  ])("hides %s", (_, text, shown) => {
    expect(hideSecretShapes(text)).toBe(shown);
  });

  it.each([
    "/ref/v1/instruments/tradingschedule/211/Stock",
    "/sim/openapi/trade/v2/orders/precheck",
    "3f0e6a52-6c1e-4c6b-9a55-0d9a8b0f2f11",
    "ATB-K5TQ3JXW2N4HGZ7AK5TQ3JXW2N4HGZ7AK5TQ3JXW2N4HGZ",
    "InstrumentNotTradableOnAccountInThisSession2",
    "/opt/tradebot/node_modules/undici/lib/dispatcher/client-h1.js",
    "execution_disclaimer_required_by_the_broker_2",
    "12345678901234567890123456789012",
    "The market is closed; orders of this type are not accepted before 09:30",
    "2026-11-20T07:12:03.214Z/2026-11-20T07:12:03.214Z",
  ])("leaves %s alone", (text) => {
    expect(hideSecretShapes(text)).toBe(text);
  });

  const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  it("hides nearly every random key of 40 characters", () => {
    const character = fc.nat({ max: ALPHABET.length - 1 }).map((index) => ALPHABET.charAt(index));
    const key = fc.array(character, { minLength: 40, maxLength: 40 });
    const keys = fc.sample(key, { numRuns: 2000, seed: 1, unbiased: true });
    const shown = keys
      .map((characters) => characters.join(""))
      .filter((text) => hideSecretShapes(text) === text);
    expect(shown.length).toBeLessThan(20);
  });

  it("hides a token also in capitals", () => {
    expect(hideSecretShapes(`${JWT.toUpperCase()}: no such setting`)).toBe("***: no such setting");
    expect(hideSecretShapes("Q7RK2LW9ZT4XB1VN6YM3PD8HS5JF0GC7QA2WE9")).toBe("***");
  });

  it("comes to an end on texts made to keep it searching", () => {
    for (const part of ["token", "key:", "bearer ", "eyJ", "A1b", "a-", "/a1", '\\"']) {
      expect(hideSecretShapes(part.repeat(8192 / part.length)).length).toBeLessThanOrEqual(16_384);
    }
  });
});

describe("live secrets", () => {
  const secret = "pässword/with+odd chars";
  const live = new LiveSecrets();
  live.add(secret);

  it.each([
    ["as it is", secret],
    ["in URL encoding", encodeURIComponent(secret)],
    [
      "in URL encoding with small letters",
      encodeURIComponent(secret).replaceAll(/%../g, (code) => code.toLowerCase()),
    ],
    ["in form encoding", encodeURIComponent(secret).replaceAll("%20", "+")],
    ["in base64", Buffer.from(secret).toString("base64")],
    ["in base64url", Buffer.from(secret).toString("base64url")],
  ])("are hidden %s", (_, form) => {
    expect(live.hideIn(`<${form}>`).replaceAll("=", "")).toBe("<***>");
  });

  it("are hidden whole when one holds another", () => {
    const nested = new LiveSecrets();
    nested.add("abcdef");
    nested.add("123abcdef456");
    expect(nested.hideIn("123abcdef456 abcdef")).toBe("*** ***");
  });

  it("are not looked for when shorter than six characters", () => {
    const short = new LiveSecrets();
    short.add("order");
    expect(short.hideIn("order placed")).toBe("order placed");
  });
});
