import { describe, expect, it } from "vitest";
import { readTokenAnswer } from "../../../../src/adapters/saxo/login/token-answer.ts";

const PAIR = {
  access_token: "eyJ.access.token",
  token_type: "Bearer",
  expires_in: 1200,
  refresh_token: "2f1c9d1e-refresh",
  refresh_token_expires_in: 3600,
  base_uri: null,
};
const GRANT = {
  accessToken: "eyJ.access.token",
  refreshToken: "2f1c9d1e-refresh",
  accessLife: 1_200_000,
  refreshLife: 3_600_000,
};

const read = (body: unknown, status = 201): unknown => readTokenAnswer(status, JSON.stringify(body));

describe("an answer of the token endpoint", () => {
  it.each([
    ["status 201", PAIR, 201, GRANT],
    ["status 200", PAIR, 200, GRANT],
    ["lives as text", { ...PAIR, expires_in: "1200", refresh_token_expires_in: " 3600 " }, 200, GRANT],
    ["a code redeemed late", { ...PAIR, expires_in: -7 }, 200, { ...GRANT, accessLife: -7000 }],
    [
      "a life beyond all calendars",
      { ...PAIR, expires_in: 1e11 },
      200,
      { ...GRANT, accessLife: 31_622_400_000 },
    ],
  ])("grants a pair: %s", (_case, body, status, grant) => {
    expect(read(body, status)).toEqual({ kind: "granted", grant });
  });

  it.each([
    ["missing", undefined],
    ["no number", "soon"],
    ["null", null],
    ["a list", [1200]],
  ])("knows no life that is %s", (_case, value) => {
    expect(read({ ...PAIR, expires_in: value, refresh_token_expires_in: value })).toEqual({
      kind: "granted",
      grant: { accessToken: "eyJ.access.token", refreshToken: "2f1c9d1e-refresh" },
    });
  });

  it.each([
    ["missing", undefined],
    ["null", null],
    ["empty", ""],
  ])("grants an access token alone when the refresh token is %s", (_case, value) => {
    expect(read({ ...PAIR, refresh_token: value })).toMatchObject({ kind: "granted" });
    expect(read({ ...PAIR, refresh_token: value })).not.toHaveProperty("grant.refreshToken");
  });

  it.each([400, 401, 200])("is a refusal by its error, whatever the status: %i", (status) => {
    expect(read({ error: "invalid_grant", error_description: "used up" }, status)).toEqual({
      kind: "refused",
      code: "invalid_grant",
      description: "used up",
    });
  });

  it.each([
    ["no body", 200, "", "status 200 with an empty body"],
    ["a page", 403, "<html>Reference&#32;", "status 403 with a body that is no JSON"],
    ["no token", 200, "{}", "status 200 with neither a usable token nor an error"],
    [
      "a token of another type",
      200,
      '{"access_token":5}',
      "status 200 with neither a usable token nor an error",
    ],
    [
      "a token that no header can carry",
      200,
      '{"access_token":"a b"}',
      "status 200 with neither a usable token nor an error",
    ],
    [
      "a pair with a status of failure",
      404,
      JSON.stringify(PAIR),
      "status 404 with neither a usable token nor an error",
    ],
    ["a bare list", 200, "[]", "status 200 with neither a usable token nor an error"],
  ])("cannot be read with %s", (_case, status, body, why) => {
    expect(readTokenAnswer(status, body)).toEqual({ kind: "unreadable", why });
  });
});
